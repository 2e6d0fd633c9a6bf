import { int64Array, npzBytes } from "../../__tests__/support/npy.ts";
import { readItemMap, readUserMap } from "../../src/formats/id-maps.ts";
import { readSqliteHeader, refuseTruncated } from "../../src/formats/sqlite/header.ts";
import { replayWal } from "../../src/formats/sqlite/wal.ts";
import { readTrainInteractions } from "../../src/formats/train-interactions.ts";
import { baseFile, baseParts } from "./base-files.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import { mutateArchive } from "./mutate-zip.ts";
import type { Random } from "./random.ts";
import { walOf } from "./wal-base.ts";

const PIECES = [
  '"',
  '""',
  ",",
  "\n",
  "\r\n",
  "\r",
  "\0",
  "\ufeff",
  "-1",
  "1e3",
  "4294967296",
  "9007199254740993",
  " ",
  "internal_user_id",
  "=cmd|'x'!A0",
  "\ud83d",
];

function csvFormat(
  name: string,
  text: Buffer,
  read: (file: string, bytes: Uint8Array) => unknown,
): FuzzFormat {
  return {
    name,
    make: (random) => (random.percent(40) ? mutateBytes(text, random) : withPieces(text.toString(), random)),
    read: (bytes) => void read("file", bytes),
  };
}

function withPieces(text: string, random: Random): Buffer {
  let changed = text;
  for (let count = random.few(); count > 0; count--) {
    const at = random.below(changed.length + 1);
    const piece = random.pick(PIECES).repeat(random.percent(97) ? 1 : 3000);
    changed = changed.slice(0, at) + piece + changed.slice(at + random.below(3));
  }
  return Buffer.from(changed);
}

const PAIRS = baseParts(
  Buffer.from(npzBytes({ "user.npy": int64Array([0, 1, 2]), "item.npy": int64Array([2, 1, 0]) })),
);
const IMAGE = baseFile("mini/user_data.db").subarray(0, 16_384);
const PAGE_BYTES = 1024;
const WAL = walOf(IMAGE, PAGE_BYTES);

/** The files around a checkpoint: id maps, training pairs, and what is read of a database before SQLite sees it. */
export const TABLE_FORMATS: readonly FuzzFormat[] = [
  csvFormat("user map", baseFile("mini/user_map.csv"), readUserMap),
  csvFormat("item map", baseFile("mini/item_map.csv"), readItemMap),
  csvFormat("train CSV", baseFile("mini/train_interactions.csv").subarray(0, 400), readTrainInteractions),
  {
    name: "train npz",
    make: (random) => mutateArchive(PAIRS, random),
    read: (bytes) => void readTrainInteractions("file", bytes),
  },
  {
    name: "SQLite header",
    make: (random) =>
      withField(
        random.percent(50) ? IMAGE : mutateBytes(IMAGE.subarray(0, 200), random),
        random.below(100),
        random.pick([1, 2, 4]),
        edge(random),
      ),
    read(bytes) {
      const { pageSize } = readSqliteHeader("file", bytes);
      refuseTruncated("file", bytes, pageSize);
    },
  },
  {
    name: "SQLite log",
    make: (random) =>
      random.percent(50)
        ? mutateBytes(WAL, random)
        : withField(WAL, random.below(WAL.length), 4, edge(random)),
    read: (bytes) => void replayWal("file", IMAGE, bytes, PAGE_BYTES),
  },
];

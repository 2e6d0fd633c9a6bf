import { legacyFile, legacyStorage } from "../../__tests__/support/legacy-file.ts";
import {
  dict,
  global,
  ops,
  pickle,
  reduce,
  tensor,
  type Pickled,
} from "../../__tests__/support/pickle-writer.ts";
import { SMALL_STORAGES } from "../../__tests__/support/torch-file.ts";
import { baseFile } from "./base-files.ts";
import { readAndCheck } from "./check-model.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { mutateBytes, withField } from "./mutate-bytes.ts";
import { mutatePickle } from "./mutate-pickle.ts";
import { pickleParts } from "./pickle-parts.ts";
import { mutateLegacy, SMALL_LEGACY_PARTS } from "./torch-legacy.ts";
import type { Random } from "./random.ts";

const BINBYTES = 0x42;
const WIDTH = 4;

function bytes(content: Buffer): Pickled {
  return withField(Buffer.concat([ops("B"), Buffer.alloc(WIDTH), content]), 1, WIDTH, BigInt(content.length));
}

function table(key: string, rows: number, columns: number): Pickled {
  const id = legacyStorage("FloatStorage", key, rows * columns);
  const inside = bytes(legacyFile(id, { [key]: SMALL_STORAGES[key]! }));
  const storage = reduce(global("torch.storage", "_load_from_bytes"), inside);
  return tensor({ storage, size: [rows, columns] });
}

const SMALL = pickle(
  dict(
    ["user_embeddings.weight", table("0", 2, 2)],
    ["item_embeddings.weight", table("1", 3, 2)],
    ["user_biases.weight", table("2", 2, 1)],
    ["item_biases.weight", table("3", 3, 1)],
  ),
);
const BASES = [
  ...Array.from({ length: 6 }, () => SMALL),
  baseFile("savers/by_reference.pkl"),
  baseFile("savers/by_value.pkl"),
];

/** What pickle.dump and cloudpickle write: opcodes, bytes, or the small torch files inside changed. */
export const PYTHON_PICKLE_FUZZ: FuzzFormat = {
  name: "Python pickle",
  make(random) {
    const base = random.pick(BASES);
    const kind = random.below(10);
    if (kind < 6) return mutatePickle(base, random);
    return kind < 9 ? withOtherInside(base, random) : mutateBytes(base, random);
  },
  read: readAndCheck,
};

function withOtherInside(base: Buffer, random: Random): Buffer {
  const parts = pickleParts(base);
  const places = [...parts.keys()].filter((index) => parts[index]![0] === BINBYTES);
  const at = places.length === 0 ? 0 : random.pick(places);
  const inside = random.percent(30)
    ? mutateLegacy(SMALL_LEGACY_PARTS, random)
    : mutatePickle(parts[at]!.subarray(1 + WIDTH), random);
  return Buffer.concat(parts.with(at, bytes(inside)));
}

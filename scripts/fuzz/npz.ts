import { npyBytes, npyHeader } from "../../__tests__/support/npy.ts";
import { SMALL_STORAGES } from "../../__tests__/support/torch-file.ts";
import { zipBytes, type ZipPart } from "../../__tests__/support/zip-writer.ts";
import { baseFile, baseParts } from "./base-files.ts";
import { readAndCheck } from "./check-model.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import { mutateArchive } from "./mutate-zip.ts";
import type { Random } from "./random.ts";

const PREFIX_BYTES = 10;
/** Its length has 16 bits, and a character up to three bytes. */
const MOST_HEADER = 20_000;
const TYPES = [
  "<f4",
  ">f4",
  "<f8",
  "<f2",
  "<i8",
  ">u2",
  "|u1",
  "|O",
  "<U7",
  "<c16",
  "=f4",
  "<f3",
  "|V9",
  "<f99",
  "__proto__",
];

function table(name: string, storage: number, shape: readonly number[]): ZipPart {
  return {
    name: `${name}.npy`,
    content: npyBytes({ header: npyHeader("<f4", shape), data: SMALL_STORAGES[storage]! }),
  };
}

const SMALL = [
  table("user_embeddings.weight", 0, [2, 2]),
  table("item_embeddings.weight", 1, [3, 2]),
  table("user_biases.weight", 2, [2, 1]),
  table("item_biases.weight", 3, [3, 1]),
];
const BASES = [
  ...Array.from({ length: 6 }, () => SMALL),
  ...["hostile/npz_fortran.npz", "mini/state_dict.npz", "savers/state_deflated.npz"].map((path) =>
    baseParts(baseFile(path)),
  ),
];

const DEFLATED: readonly (readonly ZipPart[])[] = BASES.map((parts) =>
  parts.map(({ name, content }) => ({ name, content, deflated: true })),
);

/** A state dict of NumPy: headers of arrays, their numbers, records, deflated or not, headers of records, or any bytes. */
export const NPZ_FUZZ: FuzzFormat = {
  name: "npz",
  make(random) {
    const deflated = random.percent(30);
    const parts = random.pick(deflated ? DEFLATED : BASES);
    if (random.percent(40)) return mutateArchive(parts, random);
    const at = random.below(parts.length);
    const content = mutateArray(Buffer.from(parts[at]!.content), random);
    return zipBytes(parts.with(at, { ...parts[at]!, content }));
  },
  read: readAndCheck,
};

/** One npy array with another header, or with other bytes. */
function mutateArray(bytes: Buffer, random: Random): Buffer {
  const kind = random.below(10);
  if (kind === 0) return mutateBytes(bytes, random);
  if (kind === 1) return withField(bytes, 6 + random.below(4), random.pick([1, 2, 4]), edge(random));
  if (kind === 2) return Buffer.concat([bytes, mutateBytes(bytes.subarray(-16), random)]);
  const end = PREFIX_BYTES + bytes.readUInt16LE(PREFIX_BYTES - 2);
  const header = otherHeader(bytes.toString("latin1", PREFIX_BYTES, end), random).slice(0, MOST_HEADER);
  return Buffer.from(npyBytes({ header: header.trimEnd(), data: bytes.subarray(end) }));
}

function otherHeader(header: string, random: Random): string {
  const sizes = Array.from({ length: random.below(random.percent(90) ? 4 : 70) }, () => edge(random));
  switch (random.below(6)) {
    case 0:
      return header.replace(/\([^)]*\)/, () => `(${sizes.join(", ")},)`);
    case 1:
      return header.replace(/'[<>|=][^']*'/, () => `'${random.pick(TYPES)}'`);
    case 2:
      return header.replace(/True|False/, (value) => (value === "True" ? "False" : "True"));
    case 3:
      return header.replace(
        "{",
        random.pick(["{{", "", "__import__('os') or {", "{'shape': (1,), ", "{0: 1, "]),
      );
    case 4:
      return header.replace(/\d+/, () => String(edge(random)));
    default:
      return mutateBytes(Buffer.from(header, "latin1"), random).toString("latin1");
  }
}

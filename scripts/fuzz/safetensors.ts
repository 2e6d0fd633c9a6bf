import { safetensorsFile } from "../../__tests__/support/safetensors-file.ts";
import { SMALL_STORAGES } from "../../__tests__/support/torch-file.ts";
import { baseFile } from "./base-files.ts";
import { readAndCheck } from "./check-model.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import type { Random } from "./random.ts";

const LENGTH_BYTES = 8;

function table(shape: readonly number[], begin: number): object {
  return { dtype: "F32", shape, data_offsets: [begin, begin + 4 * shape[0]! * shape[1]!] };
}

const SMALL = safetensorsFile(
  {
    "user_embeddings.weight": table([2, 2], 0),
    "item_embeddings.weight": table([3, 2], 16),
    "user_biases.weight": table([2, 1], 40),
    "item_biases.weight": table([3, 1], 48),
  },
  Buffer.concat(Object.values(SMALL_STORAGES)),
);
const BASES = [SMALL, SMALL, baseFile("mini/state_dict.safetensors")];
const DTYPES = ["F64", "F32", "F16", "BF16", "I64", "BOOL", "F8_E4M3", "", "__proto__"];
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "\\",
  "\\u0000",
  "null",
  "true",
  "-1",
  "1e9",
  "1.5",
  " ",
  "\u00e9",
  '"__metadata__":{},',
  '"a":',
  "[[[[",
];
const NUMBER = /\d+/g;
const WORD = /"[A-Za-z_.0-9]+"/g;
const TENSOR = /"[\w.]+":\s*\{[^{}]*\},?/g;

/** A header in JSON, its length and its numbers: values, names, pieces of syntax, the length, or any bytes changed. */
export const SAFETENSORS_FUZZ: FuzzFormat = {
  name: "safetensors",
  make(random) {
    const base = random.pick(BASES);
    const kind = random.below(20);
    if (kind < 2) return mutateBytes(base, random);
    if (kind < 4) return withField(base, 0, LENGTH_BYTES, edge(random));
    const end = LENGTH_BYTES + Number(base.readBigUInt64LE());
    const numbers = base.subarray(end);
    let header = base.toString("utf8", LENGTH_BYTES, end);
    for (let count = random.few(); count > 0; count--) header = changed(header, random);
    return safetensorsFile(header, random.percent(15) ? mutateBytes(numbers, random) : numbers);
  },
  read: readAndCheck,
};

function changed(header: string, random: Random): string {
  const at = random.below(header.length + 1);
  switch (random.below(8)) {
    case 0:
    case 1:
      return replacedOne(header, NUMBER, () => String(edge(random)), random);
    case 2:
      return replacedOne(
        header,
        NUMBER,
        (number) => String(Number(number) + random.pick([-4, -1, 1, 4, 16])),
        random,
      );
    case 3:
      return replacedOne(
        header,
        WORD,
        (word) =>
          random.percent(50) ? `"${random.pick(DTYPES)}"` : random.pick(header.match(WORD) ?? [word]),
        random,
      );
    case 4:
      return replacedOne(header, TENSOR, (tensor) => (random.percent(50) ? "" : tensor + tensor), random);
    case 5:
      return header.slice(0, at) + header.slice(at + 1 + random.below(4));
    case 6:
      return (
        header.slice(0, at) +
        random.pick(PIECES).repeat(1 + random.below(random.percent(98) ? 3 : 20_000)) +
        header.slice(at)
      );
    default:
      return random.percent(50) ? header.slice(0, at) : header + random.pick(PIECES);
  }
}

/** The text with one of the matches replaced. */
function replacedOne(
  text: string,
  pattern: RegExp,
  replace: (match: string) => string,
  random: Random,
): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { index, 0: match } = random.pick(matches);
  return text.slice(0, index) + replace(match) + text.slice(index + match.length);
}

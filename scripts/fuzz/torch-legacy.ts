import { legacyFile, legacyStorage } from "../../__tests__/support/legacy-file.ts";
import { dict, list, put, tensor, type Pickled } from "../../__tests__/support/pickle-writer.ts";
import { SMALL_STORAGES } from "../../__tests__/support/torch-file.ts";
import { baseFile } from "./base-files.ts";
import { readAndCheck } from "./check-model.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import { mutatePickle } from "./mutate-pickle.ts";
import { pickleParts } from "./pickle-parts.ts";
import type { Random } from "./random.ts";

const PICKLES = 5;

/** A file of the older format in its parts: five pickles, and what follows them. */
interface LegacyParts {
  readonly pickles: readonly Buffer[];
  readonly numbers: Buffer;
}

function split(file: Buffer): LegacyParts {
  let at = 0;
  const pickles = Array.from({ length: PICKLES }, () => {
    const pickle = Buffer.concat(pickleParts(file.subarray(at)));
    at += pickle.length;
    return pickle;
  });
  return { pickles, numbers: file.subarray(at) };
}

function floats(key: string, rows: number, columns: number): Pickled {
  return tensor({ storage: legacyStorage("FloatStorage", key, rows * columns), size: [rows, columns] });
}

/** The model of the tests in the older format; with a memo, so that values can be named again. */
const SMALL_LEGACY = legacyFile(
  list(
    put(
      0,
      dict(
        ["user_embeddings.weight", floats("0", 2, 2)],
        ["item_embeddings.weight", floats("1", 3, 2)],
        ["user_biases.weight", put(1, floats("2", 2, 1))],
        ["item_biases.weight", floats("3", 3, 1)],
      ),
    ),
  ),
  SMALL_STORAGES,
);

const BASES = [
  ...Array.from({ length: 6 }, () => SMALL_LEGACY),
  ...["mini/state_dict_legacy.pt", "savers/legacy_net_p4.pt", "savers/legacy_shared_f64.pt"].map(baseFile),
].map(split);

/** What torch wrote before version 1.6: one of its pickles, the numbers behind them, their counts, or any bytes changed. */
export const TORCH_LEGACY_FUZZ: FuzzFormat = {
  name: "torch legacy",
  make: (random) => mutateLegacy(random.pick(BASES), random),
  read: readAndCheck,
};

/** One broken file; the reader of pickles gets them, too, for the storages inside. */
export function mutateLegacy({ pickles, numbers }: LegacyParts, random: Random): Buffer {
  const at = random.percent(70) ? 3 : random.below(PICKLES);
  switch (random.below(10)) {
    case 0:
      return mutateBytes(Buffer.concat([...pickles, numbers]), random);
    case 1:
      return Buffer.concat([...pickles, mutateBytes(numbers, random)]);
    case 2:
      return Buffer.concat([...pickles, withField(numbers, 0, 8, edge(random))]);
    case 3:
      return Buffer.concat([
        ...pickles.toSpliced(at, random.below(2), ...(random.percent(50) ? [random.pick(pickles)] : [])),
        numbers,
      ]);
    case 4:
      return Buffer.concat([...pickles.with(at, mutateBytes(pickles[at]!, random)), numbers]);
    default:
      return Buffer.concat([...pickles.with(at, mutatePickle(pickles[at]!, random)), numbers]);
  }
}

/** For the fuzzer of pickles, which have such files inside. */
export const SMALL_LEGACY_PARTS = split(SMALL_LEGACY);

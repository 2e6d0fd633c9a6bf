import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import type { FactorModel } from "../../core/factor-model.ts";
import { quote } from "../quote.ts";
import { FLOAT_TYPES } from "./float-types.ts";
import type { Network } from "./network.ts";
import type { NamedTensors, Tensor } from "./tensor.ts";

const USER_TABLE = "user_embeddings.weight";
const ITEM_TABLE = "item_embeddings.weight";
const USER_BIASES = "user_biases.weight";
const ITEM_BIASES = "item_biases.weight";
const NAMES = [USER_TABLE, ITEM_TABLE, USER_BIASES, ITEM_BIASES];

/** Interactions pack two ids into one float64 key (`core/interactions.ts`). */
const MAX_IDS = 2 ** 26;
const HINT =
  "Check that the file is Spotlight's factorization model as it was trained: four tables that fit together.";

/** Spotlight's `BilinearNet` (`spotlight/factorization/representations.py`): two tables of factors, two of biases. */
export const BILINEAR_NET: Network = {
  name: "BilinearNet",
  matches: (tensors) => NAMES.every((name) => tensors.has(name)),
  build(file, tensors) {
    refuseFurtherTensors(file, tensors);
    const [numUsers, dim] = tableShape(file, tensors, USER_TABLE);
    const [numItems, itemDim] = tableShape(file, tensors, ITEM_TABLE);
    if (dim !== itemDim) {
      const found = `${USER_TABLE} has ${dim} factors a user, ${ITEM_TABLE} has ${itemDim} an item; they must be as many`;
      throw new MalformedFileError(file, found, HINT);
    }
    requireBiases(file, tensors, USER_BIASES, numUsers);
    requireBiases(file, tensors, ITEM_BIASES, numItems);
    const floats = (name: string) => floatTensor(file, tensors, name).floats();
    return {
      kind: "factorization",
      numUsers,
      numItems,
      dim,
      userFactors: floats(USER_TABLE),
      itemFactors: floats(ITEM_TABLE),
      userBiases: floats(USER_BIASES),
      itemBiases: floats(ITEM_BIASES),
    } satisfies FactorModel;
  },
};

/** A net with more tensors computes something else from them: its scores would be wrong in silence. */
function refuseFurtherTensors(file: string, tensors: NamedTensors): void {
  const further = [...tensors.keys()].find((name) => !NAMES.includes(name));
  if (further === undefined) return;
  const found = `beside the four tables of Spotlight's BilinearNet the net has ${quote(further)}, so that it is another network`;
  throw new UnsupportedFileError(file, found, "Save a net of Spotlight's own factorization models.");
}

function tableShape(
  file: string,
  tensors: NamedTensors,
  name: string,
): readonly [rows: number, columns: number] {
  const { shape } = floatTensor(file, tensors, name);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows === 0 || columns === 0) {
    throw new MalformedFileError(
      file,
      `${name} has the shape ${shown(shape)}; rows × factors, neither 0, are needed`,
      HINT,
    );
  }
  if (rows > MAX_IDS)
    throw new UnsupportedFileError(file, `${name} has ${rows} rows; at most ${MAX_IDS} are supported`, HINT);
  return [rows, columns];
}

function requireBiases(file: string, tensors: NamedTensors, name: string, rows: number): void {
  const { shape } = floatTensor(file, tensors, name);
  if (shape.length === 2 && shape[0] === rows && shape[1] === 1) return;
  throw new MalformedFileError(file, `${name} has the shape ${shown(shape)}; [${rows}, 1] is needed`, HINT);
}

function floatTensor(file: string, tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors.get(name)!;
  if (FLOAT_TYPES.has(tensor.dtype)) return tensor;
  const found = `${name} has elements of the type ${quote(tensor.dtype)}; supported are ${[...FLOAT_TYPES.keys()].join(", ")}`;
  throw new UnsupportedFileError(file, found, "Save the model with float32 weights: model._net.float().");
}

function shown(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import type { FactorModel, RatingOutput } from "../../core/factor-model.ts";
import { quote } from "../quote.ts";
import type { Network } from "./network.ts";
import { NetworkTables } from "./tables.ts";
import type { NamedTensors } from "./tensor.ts";

const USER_TABLE = "user_embeddings.weight";
const ITEM_TABLE = "item_embeddings.weight";
const USER_BIASES = "user_biases.weight";
const ITEM_BIASES = "item_biases.weight";
const NAMES = [USER_TABLE, ITEM_TABLE, USER_BIASES, ITEM_BIASES];

/**
 * The losses of `ExplicitFactorizationModel` and what its `predict` applies; those of the implicit model have other
 * names. The class says less: a team's own subclass has a name of its own.
 */
const RATING_OUTPUTS: ReadonlyMap<string, RatingOutput> = new Map([
  ["regression", "identity"],
  ["poisson", "exp"],
  ["logistic", "sigmoid"],
]);

const HINT =
  "Check that the file is Spotlight's factorization model as it was trained: four tables that fit together.";

/** Spotlight's `BilinearNet` (`spotlight/factorization/representations.py`): two tables of factors, two of biases. */
export const BILINEAR_NET: Network = {
  name: "BilinearNet",
  matches: (tensors) => NAMES.every((name) => tensors.has(name)),
  build(file, { tensors, loss }) {
    refuseFurtherTensors(file, tensors);
    const tables = new NetworkTables(file, tensors);
    const [numUsers, dim] = tables.tableShape(USER_TABLE);
    const [numItems, itemDim] = tables.tableShape(ITEM_TABLE);
    if (dim !== itemDim) {
      const found = `${USER_TABLE} has ${dim} factors a user, ${ITEM_TABLE} has ${itemDim} an item; they must be as many`;
      throw new MalformedFileError(file, found, HINT);
    }
    // All shapes before any numbers: nothing is read of a model that does not fit together.
    tables.requireShape(USER_BIASES, [numUsers, 1]);
    tables.requireShape(ITEM_BIASES, [numItems, 1]);
    const ratingOutput = RATING_OUTPUTS.get(loss ?? "");
    return {
      kind: "factorization",
      numUsers,
      numItems,
      dim,
      userFactors: tables.floats(USER_TABLE, [numUsers, dim]),
      itemFactors: tables.floats(ITEM_TABLE, [numItems, dim]),
      userBiases: tables.floats(USER_BIASES, [numUsers, 1]),
      itemBiases: tables.floats(ITEM_BIASES, [numItems, 1]),
      ...(ratingOutput === undefined ? {} : { ratingOutput }),
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

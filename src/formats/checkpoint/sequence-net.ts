import { UnsupportedFileError } from "../../core/errors.ts";
import { ID_SPAN } from "../../core/interactions.ts";
import type { ItemTables } from "../../core/networks/item-tables.ts";
import type { SequenceModel } from "../../core/sequence-model.ts";
import type { NetworkTables } from "./tables.ts";
import type { NamedTensors } from "./tensor.ts";

const ITEM_TABLE = "item_embeddings.weight";
const ITEM_BIASES = "item_biases.weight";

/** Whether a net has the two item layers of every sequence network, these tensors, and no other. */
export function hasExactly(tensors: NamedTensors, further: readonly string[]): boolean {
  const names = [ITEM_TABLE, ITEM_BIASES, ...further];
  return tensors.size === names.length && names.every((name) => tensors.has(name));
}

/**
 * The item layers of a sequence network (`spotlight/sequence/representations.py`).
 *
 * @throws MonitorError naming `file` when they do not fit together, or there is no item beside the padding.
 */
export function readItemTables(file: string, tables: NetworkTables): ItemTables {
  const [rows, dim] = tables.tableShape(ITEM_TABLE);
  if (rows === 1) {
    const found = `${ITEM_TABLE} has one row, the padding of short sequences, and no item`;
    throw new UnsupportedFileError(file, found, "Save the model after it was trained.");
  }
  const factors = tables.floats(ITEM_TABLE, [rows, dim]);
  return { rows, dim, factors, biases: tables.floats(ITEM_BIASES, [rows, 1]) };
}

/** A sequence model of these layers; ids of the maps are one below its own. */
export function sequenceModel(
  network: string,
  { rows, dim }: ItemTables,
  score: SequenceModel["score"],
): SequenceModel {
  return { kind: "sequence", network, numUsers: ID_SPAN, numItems: rows - 1, dim, score };
}

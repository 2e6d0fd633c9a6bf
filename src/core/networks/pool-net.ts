import { embed, scoreAgainst, type ItemTables } from "./item-tables.ts";
import type { SequenceModel } from "../sequence-model.ts";

/**
 * Spotlight's `PoolNet`: a sequence is the sum of its item vectors, divided, component by component, by one more than
 * the number of components that are not 0. (Dividing by the number of items is what its documentation says, and gives
 * other scores.)
 */
export function poolNet(tables: ItemTables): SequenceModel["score"] {
  return (sequence, scores) => scoreAgainst(tables, pooled(tables, sequence), scores);
}

function pooled(tables: ItemTables, sequence: Uint32Array): Float64Array {
  const vectors = embed(tables, sequence);
  return Float64Array.from({ length: tables.dim }, (_, axis) => {
    let sum = 0;
    let entries = 1;
    for (const vector of vectors) {
      sum += vector[axis]!;
      if (vector[axis] !== 0) entries++;
    }
    return sum / entries;
  });
}

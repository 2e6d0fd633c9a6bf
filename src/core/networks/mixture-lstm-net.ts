import { saturate } from "../scoring/dot.ts";
import type { SequenceModel } from "../sequence-model.ts";
import { dotAt, type ItemTables } from "./item-tables.ts";
import { lastHidden, type LstmLayer } from "./lstm-net.ts";

/** Makes the tastes of a user of the hidden state: first all taste vectors, then all attention vectors. */
export interface TasteProjection {
  readonly mixtures: number;
  /** 2·mixtures·dim × dim */
  readonly weights: Float32Array;
  /** 2·mixtures·dim */
  readonly biases: Float32Array;
}

/**
 * Spotlight's `MixtureLSTMNet`: an item is scored against every taste, and the tastes are weighted by how well the
 * item matches their attention vectors (softmax).
 */
export function mixtureLstmNet(
  tables: ItemTables,
  layer: LstmLayer,
  projection: TasteProjection,
): SequenceModel["score"] {
  const { rows, dim, factors, biases } = tables;
  const { mixtures } = projection;
  return (sequence, scores) => {
    const hidden = lastHidden(tables, layer, sequence);
    const projected = Float64Array.from(
      projection.biases,
      (bias, row) => dotAt(projection.weights, row * dim, hidden) + bias,
    );
    const item = new Float64Array(dim);
    const weights = new Float64Array(mixtures);
    for (let id = 0; id < rows; id++) {
      item.set(factors.subarray(id * dim, (id + 1) * dim));
      for (let taste = 0; taste < mixtures; taste++)
        weights[taste] = dotAt(projected, (mixtures + taste) * dim, item);
      softmax(weights);
      let sum = biases[id]!;
      for (let taste = 0; taste < mixtures; taste++)
        sum += weights[taste]! * dotAt(projected, taste * dim, item);
      scores[id] = saturate(sum);
    }
  };
}

/** In place. The largest exponent is 0, as in torch: without that, large ones become infinite and the weights NaN. */
function softmax(values: Float64Array): void {
  const largest = values.reduce((most, value) => Math.max(most, value));
  let sum = 0;
  for (const [index, value] of values.entries()) sum += values[index] = Math.exp(value - largest);
  for (let index = 0; index < values.length; index++) values[index]! /= sum;
}

import type { SequenceModel } from "../sequence-model.ts";
import { dotAt, embed, scoreAgainst, type ItemTables } from "./item-tables.ts";

/** The weights of one layer of torch's LSTM: four blocks of `dim` rows, for input, forget, cell and output gate. */
export interface LstmLayer {
  /** 4·dim × dim */
  readonly inputWeights: Float32Array;
  /** 4·dim × dim */
  readonly hiddenWeights: Float32Array;
  /** 4·dim */
  readonly inputBiases: Float32Array;
  /** 4·dim */
  readonly hiddenBiases: Float32Array;
}

/** Spotlight's `LSTMNet`: the hidden state after the last item stands for the sequence. */
export function lstmNet(tables: ItemTables, layer: LstmLayer): SequenceModel["score"] {
  return (sequence, scores) => scoreAgainst(tables, lastHidden(tables, layer, sequence), scores);
}

/** The hidden state after a zero vector and the whole sequence; padding is read like any item. */
export function lastHidden(tables: ItemTables, layer: LstmLayer, sequence: Uint32Array): Float64Array {
  const { dim } = tables;
  let hidden = new Float64Array(dim);
  const cell = new Float64Array(dim);
  for (const input of [new Float64Array(dim), ...embed(tables, sequence)]) {
    const gates = gatesOf(layer, input, hidden);
    hidden = Float64Array.from({ length: dim }, (_, unit) => {
      cell[unit] =
        sigmoid(gates[dim + unit]!) * cell[unit]! + sigmoid(gates[unit]!) * Math.tanh(gates[2 * dim + unit]!);
      return sigmoid(gates[3 * dim + unit]!) * Math.tanh(cell[unit]);
    });
  }
  return hidden;
}

function gatesOf(layer: LstmLayer, input: Float64Array, hidden: Float64Array): Float64Array {
  const dim = input.length;
  return Float64Array.from(
    { length: 4 * dim },
    (_, row) =>
      dotAt(layer.inputWeights, row * dim, input) +
      layer.inputBiases[row]! +
      dotAt(layer.hiddenWeights, row * dim, hidden) +
      layer.hiddenBiases[row]!,
  );
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

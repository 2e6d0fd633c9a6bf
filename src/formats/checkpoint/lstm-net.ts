import { lstmNet, type LstmLayer } from "../../core/networks/lstm-net.ts";
import type { Network } from "./network.ts";
import { hasExactly, readItemTables, sequenceModel } from "./sequence-net.ts";
import { NetworkTables } from "./tables.ts";

const NAME = "LSTMNet";

/** The parameters of torch's LSTM of one layer, as Spotlight's nets name it. */
export const LSTM_TENSORS = [
  "lstm.weight_ih_l0",
  "lstm.weight_hh_l0",
  "lstm.bias_ih_l0",
  "lstm.bias_hh_l0",
] as const;

/** Spotlight's `LSTMNet`: one layer of torch's LSTM over the item vectors. */
export const LSTM_NET: Network = {
  name: NAME,
  matches: (tensors) => hasExactly(tensors, LSTM_TENSORS),
  build(file, { tensors }) {
    const tables = new NetworkTables(file, tensors);
    const items = readItemTables(file, tables);
    return sequenceModel(NAME, items, lstmNet(items, readLstmLayer(tables, items.dim)));
  },
};

/** The LSTM of a network whose hidden state is as long as an item vector; @throws MalformedFileError when it is not. */
export function readLstmLayer(tables: NetworkTables, dim: number): LstmLayer {
  const [inputWeights, hiddenWeights, inputBiases, hiddenBiases] = LSTM_TENSORS;
  return {
    inputWeights: tables.floats(inputWeights, [4 * dim, dim]),
    hiddenWeights: tables.floats(hiddenWeights, [4 * dim, dim]),
    inputBiases: tables.floats(inputBiases, [4 * dim]),
    hiddenBiases: tables.floats(hiddenBiases, [4 * dim]),
  };
}

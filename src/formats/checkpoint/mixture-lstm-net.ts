import { MalformedFileError } from "../../core/errors.ts";
import { mixtureLstmNet } from "../../core/networks/mixture-lstm-net.ts";
import { LSTM_TENSORS, readLstmLayer } from "./lstm-net.ts";
import type { Network } from "./network.ts";
import { hasExactly, readItemTables, sequenceModel } from "./sequence-net.ts";
import { NetworkTables } from "./tables.ts";

const NAME = "MixtureLSTMNet";
const WEIGHTS = "projection.weight";
const BIASES = "projection.bias";

/** Spotlight's `MixtureLSTMNet`; the number of tastes follows from the size of the projection. */
export const MIXTURE_LSTM_NET: Network = {
  name: NAME,
  matches: (tensors) => hasExactly(tensors, [...LSTM_TENSORS, WEIGHTS, BIASES]),
  build(file, { tensors }) {
    const tables = new NetworkTables(file, tensors);
    const items = readItemTables(file, tables);
    const layer = readLstmLayer(tables, items.dim);
    const [rows = 0] = tables.shape(WEIGHTS);
    const mixtures = rows / (2 * items.dim);
    if (mixtures === 0 || !Number.isInteger(mixtures)) {
      const found = `${WEIGHTS} has ${rows} rows; each taste takes ${2 * items.dim}`;
      throw new MalformedFileError(
        file,
        found,
        "Copy the checkpoint again, or save it again with torch.save.",
      );
    }
    const weights = tables.floats(WEIGHTS, [rows, items.dim, 1]);
    const projection = { mixtures, weights, biases: tables.floats(BIASES, [rows]) };
    return sequenceModel(NAME, items, mixtureLstmNet(items, layer, projection));
  },
};

import { readFactors } from "./factor-checkpoint.ts";
import * as py from "./pickle-writer.ts";
import { float32Bytes, SMALL_STORAGES, smallState, torchFile } from "./torch-file.ts";

/** What is read of a checkpoint with this pickle, its tables as arrays. */
export function readModel(root: py.Pickled, storages = SMALL_STORAGES): unknown {
  const model = readFactors("file.pt", torchFile(root, storages));
  return {
    ...model,
    userFactors: [...model.userFactors],
    itemFactors: [...model.itemFactors],
    userBiases: [...model.userBiases],
    itemBiases: [...model.itemBiases],
  };
}

/** The four layers of a BilinearNet as modules, over the storages from `first` on. */
export function layers(first = 0): py.Entries {
  return smallState("", first).map(([name, tensor]) => {
    const parameter = py.reduce(
      py.global("torch._utils", "_rebuild_parameter"),
      tensor,
      py.TRUE,
      py.orderedDict(),
    );
    return [String(name).replace(".weight", ""), py.moduleObject("Embedding", [["weight", parameter]], [])];
  });
}

/** A BilinearNet over the first set of storages. */
export const NET = py.moduleObject("Net", [], layers());

/** A second set of storages, 4 to 7; with other user biases where asked. */
export function twoModels(otherBiases: readonly number[]): Readonly<Record<string, Uint8Array>> {
  const [a, b, , d] = Object.values(SMALL_STORAGES);
  return { ...SMALL_STORAGES, 4: a!, 5: b!, 6: float32Bytes(otherBiases), 7: d! };
}

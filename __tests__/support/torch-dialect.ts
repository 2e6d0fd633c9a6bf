import { storageLoader } from "../../src/formats/checkpoint/torch-legacy.ts";
import { readPickle } from "../../src/formats/pickle/machine.ts";
import { rebuildStorage } from "../../src/formats/pickle/torch-values.ts";
import type { PickleValue } from "../../src/formats/pickle/values.ts";

/** Reads a pickle as that of a torch zip archive. */
export function readTorchPickle(file: string, bytes: Uint8Array): PickleValue {
  const dialect = { persistent: rebuildStorage, loadStorage: storageLoader(file), carriesCode: false };
  return readPickle(file, bytes, dialect);
}

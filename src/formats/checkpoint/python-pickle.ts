import { UnsupportedFileError } from "../../core/errors.ts";
import { readPickle } from "../pickle/machine.ts";
import type { CheckpointFormat } from "./format.ts";
import { storageLoader } from "./torch-legacy.ts";
import { torchSource } from "./torch-source.ts";

const PROTO = 0x80;
const SAVE_HINT =
  "Save the model with torch.save(model, path); of a directory that MLflow wrote, name the checkpoint below artifacts/.";

/**
 * A bare pickle: what `pickle.dump` and cloudpickle write, and with it the `python_model.pkl` of an MLflow pyfunc model.
 * Each tensor stands inside it as a small torch file.
 */
export const PYTHON_PICKLE: CheckpointFormat = {
  name: "Python pickle",
  matches: (bytes) => bytes[0] === PROTO && bytes[1]! >= 2 && bytes[1]! <= 5,
  read(file, bytes) {
    const objects = readPickle(file, bytes, {
      persistent(_, fail) {
        throw fail("it names numbers outside of it");
      },
      loadStorage: storageLoader(file),
      carriesCode: true,
    });
    const source = torchSource(file, objects, {
      storage(key) {
        throw new UnsupportedFileError(file, `storage ${key} is not in the file`, SAVE_HINT);
      },
      littleEndian: true,
    });
    if (source.groups.length > 0) return source;
    const found = "this is a bare Python pickle without any tensor; nothing of it was run";
    throw new UnsupportedFileError(file, found, SAVE_HINT);
  },
};

import { UnsupportedFileError } from "../../core/errors.ts";
import { openNpz, type NpzArchive } from "../npz.ts";
import { quote } from "../quote.ts";
import { firstZipName } from "../zip.ts";
import type { CheckpointFormat } from "./format.ts";
import type { Tensor } from "./tensor.ts";

const ARRAY_EXTENSION = ".npy";

/** A state dict as `numpy.savez` or `numpy.savez_compressed` writes it: one array a tensor, in any order and byte order. */
export const NPZ_STATE: CheckpointFormat = {
  name: "NumPy archive",
  // A torch checkpoint is a zip archive too; NumPy writes nothing but arrays, torch begins with its pickle.
  matches: (bytes) => firstZipName(bytes)?.endsWith(ARRAY_EXTENSION) === true,
  read(file, bytes) {
    const archive = openNpz(file, bytes);
    const tensors = new Map(archive.names.map((name) => [name, tensorOf(file, name, archive)] as const));
    return { groups: [{ where: "", tensors }], classes: new Set() };
  },
};

/** Every array is checked, the numbers only of those that a model needs are kept. */
function tensorOf(file: string, name: string, archive: NpzArchive): Tensor {
  const { dtype, shape } = archive.describe(name);
  return {
    dtype,
    shape,
    place: name,
    floats() {
      const { kind, values } = archive.read(name);
      if (kind === "float") return Float32Array.from(values);
      const found = `array ${quote(name)} has elements of the type ${quote(dtype)}`;
      throw new UnsupportedFileError(file, found, "Save float arrays: array.astype(numpy.float32).");
    },
  };
}

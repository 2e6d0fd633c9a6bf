import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { lastElement } from "../pickle/torch-values.ts";
import type { PickleTensor, PickleValue } from "../pickle/values.ts";
import { quote } from "../quote.ts";
import { FLOAT_TYPES, type FloatType } from "./float-types.ts";
import { collectTensors } from "./object-graph.ts";
import { elementCount, gather } from "./strided.ts";
import type { Tensor, TensorSource } from "./tensor.ts";

/** Where the numbers of a checkpoint lie that are not inside its pickle. */
export interface TorchStorages {
  /** The bytes of a storage by its key of digits; throws a MonitorError when there is none. */
  storage(key: string): Uint8Array;
  readonly littleEndian: boolean;
}

const HINT = "Copy or download the checkpoint again, or save it again with torch.save.";

/** The tensors of a checkpoint's objects. @throws MonitorError when the objects are more than is read. */
export function torchSource(file: string, root: PickleValue, storages: TorchStorages): TensorSource {
  const { groups, classes } = collectTensors(file, root);
  return {
    classes,
    groups: groups.map(({ where, tensors }) => ({
      where,
      tensors: new Map([...tensors].map(([name, tensor]) => [name, torchTensor(file, tensor, storages)])),
    })),
  };
}

/** A torch tensor whose numbers are gathered when they are asked for; nothing is allocated before the storage is checked. */
export function torchTensor(file: string, tensor: PickleTensor, storages: TorchStorages): Tensor {
  const { dtype, size, stride, offset, storage } = tensor;
  return {
    dtype,
    shape: size,
    place: [dtype, storage.key, offset, size.join("×"), stride.join(",")].join(" "),
    floats() {
      const type = FLOAT_TYPES.get(dtype);
      if (type === undefined)
        throw new UnsupportedFileError(file, `a tensor has elements of the type ${quote(dtype)}`, HINT);
      const bytes = storage.bytes ?? storages.storage(storage.key);
      checkStorage(file, tensor, bytes, type);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return gather(view, tensor, type, storage.bytes !== undefined || storages.littleEndian);
    },
  };
}

function checkStorage(
  file: string,
  { storage, offset, size, stride }: PickleTensor,
  bytes: Uint8Array,
  type: FloatType,
): void {
  const declared = storage.dtype === "untyped" ? storage.count : storage.count * type.bytes;
  if (declared !== bytes.length) {
    const found = `storage ${storage.key} declares ${declared} bytes, its record has ${bytes.length}`;
    throw new MalformedFileError(file, found, HINT);
  }
  const present = Math.floor(bytes.length / type.bytes);
  if (lastElement(offset, size, stride) >= present) {
    const found = `a tensor of ${size.join("×")} reaches outside storage ${storage.key} of ${present} elements`;
    throw new MalformedFileError(file, found, HINT);
  }
  // Only an expanded tensor (stride 0) repeats elements: a few bytes that would fill the memory.
  if (elementCount(size) > present) {
    const found = `a tensor of ${size.join("×")} repeats the ${present} elements of storage ${storage.key}`;
    throw new MalformedFileError(file, found, "Save a copy of the model whose tensors are contiguous.");
  }
}

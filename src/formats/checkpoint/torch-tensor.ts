import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { lastElement } from "../pickle/torch-values.ts";
import type { PickleTensor } from "../pickle/values.ts";
import { quote } from "../quote.ts";
import { FLOAT_TYPES, INDEX_TYPES, type FloatType } from "./float-types.ts";
import { elementCount, gather } from "./strided.ts";
import type { Tensor } from "./tensor.ts";

/** Where the numbers of a checkpoint lie that are not inside its pickle. */
export interface TorchStorages {
  /** The bytes of a storage by its key of digits; throws a MonitorError when there is none. */
  storage(key: string): Uint8Array;
  readonly littleEndian: boolean;
}

const HINT = "Copy or download the checkpoint again, or save it again with torch.save.";

/** A torch tensor whose numbers are gathered when they are asked for; nothing is allocated before the storage is checked. */
export function torchTensor(file: string, tensor: PickleTensor, storages: TorchStorages): Tensor {
  return boundTensor(file, tensor, storages, FLOAT_TYPES);
}

/** A tensor of whole numbers, which come as floats: exact below 2^24. */
export function torchIndices(file: string, tensor: PickleTensor, storages: TorchStorages): Tensor {
  return boundTensor(file, tensor, storages, INDEX_TYPES);
}

function boundTensor(
  file: string,
  tensor: PickleTensor,
  storages: TorchStorages,
  types: ReadonlyMap<string, FloatType>,
): Tensor {
  const { dtype, size, stride, offset, storage } = tensor;
  return {
    dtype,
    shape: size,
    place: [dtype, storage.key, offset, size.join("×"), stride.join(",")].join(" "),
    floats() {
      const type = types.get(dtype);
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

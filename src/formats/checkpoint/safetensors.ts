import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { quote } from "../quote.ts";
import { FLOAT_TYPES } from "./float-types.ts";
import type { CheckpointFormat } from "./format.ts";
import { readSafetensorsHeader, type DeclaredTensor } from "./safetensors-header.ts";
import { elementCount, gather } from "./strided.ts";
import type { Tensor } from "./tensor.ts";

/** Torch's name and the bytes of one element, by the format's name. */
const ELEMENT_TYPES: ReadonlyMap<string, { readonly dtype: string; readonly bytes: number }> = new Map([
  ["F64", { dtype: "float64", bytes: 8 }],
  ["F32", { dtype: "float32", bytes: 4 }],
  ["F16", { dtype: "float16", bytes: 2 }],
  ["BF16", { dtype: "bfloat16", bytes: 2 }],
  ["I64", { dtype: "int64", bytes: 8 }],
  ["I32", { dtype: "int32", bytes: 4 }],
  ["I16", { dtype: "int16", bytes: 2 }],
  ["I8", { dtype: "int8", bytes: 1 }],
  ["U8", { dtype: "uint8", bytes: 1 }],
  ["BOOL", { dtype: "bool", bytes: 1 }],
]);
const LENGTH_BYTES = 8;
const OPENING_BRACE = 0x7b;
/** The header of 10,000 tensors; the format's own reader allows 100 MB, from which a parser could fill the memory. */
const MAX_HEADER_BYTES = 2 ** 20;
const HINT = "Copy or download the file again, or save it again with safetensors.torch.save_file.";

/**
 * The format of Hugging Face: the length of a header, the header in JSON, the numbers, little-endian and row-major. As the
 * format demands, the tensors cover the numbers without gap or overlap, so that no reader can see another file than we do.
 */
export const SAFETENSORS: CheckpointFormat = {
  name: "safetensors",
  // A text with a brace in this place holds no NUL; a length has some.
  matches: (bytes) => bytes[LENGTH_BYTES] === OPENING_BRACE && bytes.subarray(0, LENGTH_BYTES).includes(0),
  read(file, bytes) {
    const { declared, numbers } = split(file, bytes);
    checkCover(file, declared, numbers.length);
    const tensors = new Map(
      [...declared].map(([name, one]) => [name, tensorOf(file, name, one, numbers)] as const),
    );
    return { groups: [{ where: "", tensors }], classes: new Set() };
  },
};

function broken(file: string, found: string): MalformedFileError {
  return new MalformedFileError(file, `this safetensors file is damaged: ${found}`, HINT);
}

function split(
  file: string,
  bytes: Uint8Array,
): { readonly declared: ReadonlyMap<string, DeclaredTensor>; readonly numbers: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  const present = bytes.length - LENGTH_BYTES;
  if (length > present) throw broken(file, `its header declares ${length} bytes, ${present} are there`);
  if (length > MAX_HEADER_BYTES) {
    const found = `the header of this safetensors file has ${length} bytes; at most ${MAX_HEADER_BYTES} are read`;
    throw new UnsupportedFileError(file, found, "Save only the network that is to be evaluated.");
  }
  const end = LENGTH_BYTES + length;
  return { declared: headerOf(file, bytes.subarray(LENGTH_BYTES, end)), numbers: bytes.subarray(end) };
}

function headerOf(file: string, bytes: Uint8Array): ReadonlyMap<string, DeclaredTensor> {
  try {
    return readSafetensorsHeader(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(file, `its header ${error.message}`);
    // A TypeError of the decoder; its class is another one in each realm.
    throw broken(file, "its header is not UTF-8 text");
  }
}

/** Every byte belongs to exactly one tensor, and each range is as long as the shape says. */
function checkCover(file: string, declared: ReadonlyMap<string, DeclaredTensor>, present: number): void {
  let free = 0;
  const inOrder = [...declared].sort(([, one], [, other]) => one.begin - other.begin || one.end - other.end);
  for (const [name, { dtype, shape, begin, end }] of inOrder) {
    const range = `tensor ${quote(name)} has the bytes ${begin} to ${end}`;
    if (end < begin || end > present) throw broken(file, `${range}, ${present} are there`);
    if (begin < free) throw broken(file, `${range}, which overlap those of another tensor`);
    if (begin > free) throw broken(file, `${range}, and the bytes from ${free} on belong to no tensor`);
    const width = ELEMENT_TYPES.get(dtype)?.bytes;
    if (width !== undefined && elementCount(shape) * width !== end - begin) {
      throw broken(file, `${range}, but the shape [${shape.join(", ")}] of ${dtype}`);
    }
    free = end;
  }
  if (free !== present) throw broken(file, `the bytes from ${free} to ${present} belong to no tensor`);
}

function tensorOf(file: string, name: string, declared: DeclaredTensor, numbers: Uint8Array): Tensor {
  const { begin, end, shape } = declared;
  const dtype = ELEMENT_TYPES.get(declared.dtype)?.dtype ?? declared.dtype;
  return {
    dtype,
    shape,
    place: `${dtype} ${begin} ${shape.join("×")}`,
    floats() {
      const type = FLOAT_TYPES.get(dtype);
      if (type === undefined) {
        const found = `tensor ${quote(name)} has elements of the type ${quote(dtype)}`;
        throw new UnsupportedFileError(file, found, HINT);
      }
      const view = new DataView(numbers.buffer, numbers.byteOffset + begin, end - begin);
      const flat = { offset: 0, size: [elementCount(shape)], stride: [1] };
      return gather(view, flat, type, true);
    },
  };
}

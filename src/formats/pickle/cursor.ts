import { pickleErrors, type PickleErrors } from "./errors.ts";

/** A dotted Python name is shorter; a line feed further away means that this is no pickle. */
const MAX_LINE_BYTES = 200;
/** Random generators keep integers of 624 words at most. */
const MAX_INTEGER_BYTES = 4096;

/**
 * Not fatal: Python writes lone surrogates in a form that UTF-8 forbids, and the names that matter here are ASCII.
 * With the byte order mark kept: without, two different names would become one.
 */
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads the parts of a pickle in order; every length is checked against the bytes that are left before it is used. */
export class PickleCursor {
  /** Errors that say where the cursor stands. */
  readonly errors: PickleErrors;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;

  constructor(file: string, bytes: Uint8Array, start = 0) {
    this.#position = start;
    this.errors = pickleErrors(file, () => this.#position);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes from the beginning of the file to the next one that is read. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#position;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** An 8-byte length. Rounding above 2^53 does not matter: no file is that long. */
  length8(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  /** The one big-endian number of the format. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    return TEXT.decode(this.bytes(length));
  }

  /** Text up to the next line feed, which is consumed. */
  line(): string {
    const end = this.#bytes.subarray(this.#position, this.#position + MAX_LINE_BYTES).indexOf(0x0a);
    if (end === -1) throw this.errors.broken("a name does not end");
    const text = this.text(end);
    this.#take(1);
    return text;
  }

  /** Little-endian two's complement; a number where it is exact, else a bigint. */
  integer(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES)
      throw this.errors.broken(`an integer of ${length} bytes; at most ${MAX_INTEGER_BYTES} are read`);
    const hex = Buffer.from(this.bytes(length).toReversed()).toString("hex");
    const value = BigInt.asIntN(8 * length, BigInt(`0x0${hex}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  /** Checks a declared length without reading it. */
  expect(length: number): void {
    if (length < 0 || length > this.left)
      throw this.errors.broken(`${length} bytes are declared, ${this.left} are left`);
  }

  #take(length: number): number {
    this.expect(length);
    const start = this.#position;
    this.#position += length;
    return start;
  }
}

import { halfSipHash, type HashKey } from "./sip-hash.ts";

/** Some memory, with names in it. */
export interface Heap {
  readonly bytes: Uint8Array;
  /** Over all of `bytes`. */
  readonly view: DataView;
}

/** Names one behind the other, in UTF-8. */
export interface EncodedNames {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For each name, where it ends in `bytes` and the next one begins. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** What `find` says of a name that has no number yet, and of a text that is no name. */
export const NEW = -1;
export const UNFIT = -2;

/** A longer name is no username and no title; told in UTF-16 as JavaScript counts. */
const MAX_NAME_CHARACTERS = 16_383;
/** In UTF-8 a unit of UTF-16 has at most three bytes. */
const MAX_NAME_BYTES = 3 * MAX_NAME_CHARACTERS;
const FIRST_CAPACITY = 1024;
/** What a decoder makes of bytes that are no UTF-8: different bytes can become the same name. */
const REPLACEMENT = "\uFFFD";
/** The byte order mark is kept: without it this is another name. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Distinct names, numbered from 0 in the order of their first appearance.
 *
 * They are looked up as the bytes that SQLite has in its memory, by open addressing in typed arrays: a row of names that
 * are known makes no text and no object.
 */
export class NameTable {
  readonly #key: HashKey;
  /** Names by the text that they are shown as, where bytes that are no UTF-8 may have become the same one. */
  readonly #replaced = new Map<string, number>();
  /** Number of the name plus 1, or 0; a power of two, at least twice the names. */
  #slots = new Int32Array(2 * FIRST_CAPACITY);
  #hashes = new Int32Array(FIRST_CAPACITY);
  #ends = new Uint32Array(FIRST_CAPACITY);
  #bytes = new Uint8Array(16 * FIRST_CAPACITY);
  #pending: Uint8Array = this.#bytes;
  #pendingText: string | null = null;
  #count = 0;

  constructor(key: HashKey) {
    this.#key = key;
  }

  /** Names so far. */
  get size(): number {
    return this.#count;
  }

  /** Bytes of all names so far. */
  get bytesUsed(): number {
    return this.#count === 0 ? 0 : this.#ends[this.#count - 1]!;
  }

  /**
   * The number of a name; `NEW` when it has none yet, which `add` then gives it; `UNFIT` when it is too long or holds a
   * NUL character (programs in C end the text there and would take it for another, shorter name).
   */
  find(heap: Heap, at: number, length: number): number {
    if (length > MAX_NAME_BYTES) return UNFIT;
    const slot = this.#slotOf(heap, at, length, halfSipHash(heap, at, length, this.#key));
    if (this.#slots[slot] !== 0) return this.#slots[slot]! - 1;
    return this.#judge(heap.bytes.subarray(at, at + length));
  }

  /** Takes the name that `find` just called new. @returns its number. */
  add(): number {
    const name = this.#pending;
    const start = this.bytesUsed;
    const end = start + name.length;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, Math.max(end, 2 * this.#bytes.length));
    if (this.#count === this.#ends.length) this.#growIndex();
    this.#bytes.set(name, start);
    this.#ends[this.#count] = end;
    const heap = { bytes: name, view: new DataView(name.buffer, name.byteOffset, name.byteLength) };
    const hash = halfSipHash(heap, 0, name.length, this.#key);
    this.#hashes[this.#count] = hash;
    this.#slots[this.#slotOf(heap, 0, name.length, hash)] = this.#count + 1;
    if (this.#pendingText !== null) this.#replaced.set(this.#pendingText, this.#count);
    return this.#count++;
  }

  /** All names. The table is not to be used again. */
  finish(): EncodedNames {
    return {
      bytes: new Uint8Array(this.#bytes.buffer.transfer(this.bytesUsed)),
      ends: new Uint32Array(this.#ends.buffer.transfer(4 * this.#count)),
    };
  }

  /** The slot that holds these bytes, or the empty one where they belong. */
  #slotOf({ bytes }: Heap, at: number, length: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const name = this.#slots[slot]! - 1;
      if (name === -1) return slot;
      if (this.#hashes[name] === hash && this.#isName(name, bytes, at, length)) return slot;
    }
  }

  #isName(name: number, bytes: Uint8Array, at: number, length: number): boolean {
    const start = name === 0 ? 0 : this.#ends[name - 1]!;
    if (this.#ends[name]! - start !== length) return false;
    const names = this.#bytes;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== names[start + index]) return false;
    return true;
  }

  /** Of bytes that stand in no slot. */
  #judge(bytes: Uint8Array): number {
    if (bytes.includes(0)) return UNFIT;
    const text = DECODER.decode(bytes);
    if (text.length > MAX_NAME_CHARACTERS) return UNFIT;
    const isReplaced = text.includes(REPLACEMENT);
    this.#pending = isReplaced ? Buffer.from(text) : bytes;
    this.#pendingText = isReplaced ? text : null;
    return isReplaced ? (this.#replaced.get(text) ?? NEW) : NEW;
  }

  #growIndex(): void {
    this.#ends = new Uint32Array(this.#ends.buffer.transfer(8 * this.#count));
    this.#hashes = new Int32Array(this.#hashes.buffer.transfer(8 * this.#count));
    this.#slots = new Int32Array(4 * this.#count);
    const mask = this.#slots.length - 1;
    for (let name = 0; name < this.#count; name++) {
      let slot = this.#hashes[name]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = name + 1;
    }
  }
}

/** The names as texts. */
export function decodeNames({ bytes, ends }: EncodedNames): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(ends, (end, name) => text.toString("utf8", name === 0 ? 0 : ends[name - 1]!, end));
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer.transfer(length));
}

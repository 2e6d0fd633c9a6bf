import { closeSync, openSync, readSync } from "node:fs";
import { MalformedFileError } from "../core/errors.ts";
import type { ByteSource } from "../formats/sqlite/byte-source.ts";
import { codeOf } from "./system-error.ts";

/** Large enough that a call of the system costs little beside its bytes. */
const WINDOW_BYTES = 2 ** 20;
/** A file up to this length stays in memory once it was read. */
const SMALL_FILE_BYTES = 2 ** 25;

/**
 * An open file as bytes that are read when they are asked for.
 *
 * What is read from front to back is read ahead in windows; anything else in just the bytes that were asked for, because
 * an index that leads to and fro through a table would otherwise read a whole window for each of its rows.
 */
export class FileSource implements ByteSource {
  readonly length: number;
  readonly #shownAs: string;
  readonly #descriptor: number;
  readonly #window: Uint8Array;
  #start = 0;
  #end = 0;
  #single = new Uint8Array();

  /**
   * @param shownAs the name for messages.
   * @param length of the file as it was found; what is missing later reads as zeros.
   * @throws MalformedFileError when it cannot be opened.
   */
  constructor(path: string, shownAs: string, length: number) {
    this.length = length;
    this.#shownAs = shownAs;
    this.#window = new Uint8Array(length <= SMALL_FILE_BYTES ? length : WINDOW_BYTES);
    try {
      this.#descriptor = openSync(path, "r");
    } catch (error) {
      throw unreadable(shownAs, error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @throws MalformedFileError when the disk fails. */
  subarray(start: number, end: number): Uint8Array {
    if (start < this.#start || end > this.#end) {
      const windowLength = this.#window.length;
      const followsWindow = start >= this.#start && start <= this.#end + windowLength;
      if (end - start > windowLength || !followsWindow) return this.#readAlone(start, end);
      // A window that holds the whole file begins at its beginning.
      this.#start = Math.min(start, this.length - windowLength);
      this.#end = this.#start + windowLength;
      this.#read(this.#window, this.#start);
    }
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  #readAlone(start: number, end: number): Uint8Array {
    if (this.#single.length < end - start) this.#single = new Uint8Array(end - start);
    const bytes = this.#single.subarray(0, end - start);
    this.#read(bytes, start);
    return bytes;
  }

  #read(into: Uint8Array, position: number): void {
    let filled = 0;
    while (filled < into.length) {
      const count = this.#readSome(into.subarray(filled), position + filled);
      // Shorter than it was a moment ago: size and time of the file are compared at the end.
      if (count === 0) break;
      filled += count;
    }
    into.fill(0, filled);
  }

  #readSome(into: Uint8Array, position: number): number {
    try {
      return readSync(this.#descriptor, into, 0, into.length, position);
    } catch (error) {
      throw unreadable(this.#shownAs, error);
    }
  }
}

/** The error of a file that the system does not let us look at, open or read. */
export function unreadable(shownAs: string, cause: unknown): MalformedFileError {
  return new MalformedFileError(
    shownAs,
    `the file cannot be read (${codeOf(cause) ?? "unknown error"})`,
    "Check the path in the input `database` and the permissions of the file.",
    { cause },
  );
}

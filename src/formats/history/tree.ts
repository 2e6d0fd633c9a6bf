import { HistoryError } from "../../core/errors.ts";
import { quote } from "../quote.ts";

/** The files of one copy of `mlruns/`: path relative to it, with `/` between the parts → content. */
export type Tree = ReadonlyMap<string, Uint8Array>;

/** A history of ten years of weekly runs has some 20,000 files. */
const MAX_FILES = 200_000;
/** What a copy may hold in all; saved copies are kept below 10 MB unless the user asks for more. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Longest name of a file system in use, and a bound for the whole. */
const MAX_COMPONENT_BYTES = 255;
const MAX_PATH_BYTES = 1_000;
/** Backslash: a separator on Windows, and never part of a key. */
const NEVER_IN_PATHS = /[\p{Cc}\p{Cs}\\\u2028\u2029]/u;

const DAMAGED_HINT =
  "Nothing was changed. Delete that copy if another one is whole; otherwise restore it from an earlier one.";

/** Collects the files of a copy that came from outside, and stops at the first that is none of a history's. */
export class TreeBuilder {
  readonly #files = new Map<string, Uint8Array>();
  readonly #origin: string;
  #bytes = 0;

  /** @param origin names the copy in messages */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @throws HistoryError for a path that leads out of the copy, a repeated one, and beyond the limits */
  add(path: string, content: Uint8Array): void {
    const wrong = this.#whatIsWrong(path, content.length);
    if (wrong !== null) throw damagedCopy(this.#origin, wrong);
    this.#files.set(path, content);
    this.#bytes += content.length;
  }

  get tree(): Tree {
    return this.#files;
  }

  #whatIsWrong(path: string, length: number): string | null {
    if (!isSafePath(path)) return `the path ${quote(path)} does not belong into a history`;
    if (this.#files.has(path)) return `the path ${quote(path)} is there twice`;
    if (this.#files.size >= MAX_FILES) return `it holds more than ${MAX_FILES} files`;
    return this.#bytes + length > MAX_BYTES ? `it holds more than ${MAX_BYTES} bytes` : null;
  }
}

/** Whether a path stays inside of the folder that it is joined to, on every system. */
export function isSafePath(path: string): boolean {
  if (NEVER_IN_PATHS.test(path) || Buffer.byteLength(path) > MAX_PATH_BYTES) return false;
  // A drive letter of Windows at the start; a colon elsewhere is part of keys that MLflow takes.
  if (/^[a-z]:/i.test(path)) return false;
  return path
    .split("/")
    .every(
      (part) =>
        part !== "" && part !== "." && part !== ".." && Buffer.byteLength(part) <= MAX_COMPONENT_BYTES,
    );
}

/** The error of a copy that is there and cannot be used. Nothing has been changed when it is thrown. */
export function damagedCopy(origin: string, found: string, options?: ErrorOptions): HistoryError {
  return new HistoryError(`the history is damaged: ${origin}: ${found}`, DAMAGED_HINT, options);
}

/** Whether two files hold the same bytes. */
export function isSameContent(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

import { MalformedFileError } from "../core/errors.ts";

/** The bytes of an archive and their file's name; the readers use `view` only behind a check of the range. */
export interface ZipSource {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

const HINT = "Copy, download or write the file again: it is cut short, damaged or was made to mislead.";

/** @param file named in every error */
export function zipSource(file: string, bytes: Uint8Array): ZipSource {
  return { file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** The error of every damaged archive. */
export function brokenZip(source: ZipSource, found: string): MalformedFileError {
  return new MalformedFileError(source.file, found, HINT);
}

/** Above 2^53 the rounding does not matter: no file is that long, so every check refuses it. */
export function uint64(source: ZipSource, at: number): number {
  return Number(source.view.getBigUint64(at, true));
}

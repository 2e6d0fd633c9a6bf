import type { ByteSource } from "./byte-source.ts";

interface Parts {
  readonly image: ByteSource;
  readonly wal: ByteSource;
  /** For each page (from 0) that the log holds, where its newest bytes begin there. */
  readonly newest: ReadonlyMap<number, number>;
  /** Length of the result. */
  readonly pages: number;
  readonly pageSize: number;
}

/** A database as it is with its write-ahead log: the pages of the log where it has them, else those of the file. */
export class ReplayedImage implements ByteSource {
  readonly length: number;
  readonly #parts: Parts;
  #joined = new Uint8Array();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.length = parts.pages * parts.pageSize;
  }

  subarray(start: number, end: number): Uint8Array {
    const { pageSize } = this.#parts;
    const pageEnd = (Math.floor(start / pageSize) + 1) * pageSize;
    return end <= pageEnd ? this.#withinPage(start, end) : this.#joinedPages(start, end);
  }

  #withinPage(start: number, end: number): Uint8Array {
    const { image, wal, newest, pageSize } = this.#parts;
    const page = Math.floor(start / pageSize);
    const at = newest.get(page);
    if (at !== undefined) return wal.subarray(at + start - page * pageSize, at + end - page * pageSize);
    if (end <= image.length) return image.subarray(start, end);
    // A page that neither of the two has, behind the end of the file: zeros, as SQLite reads there.
    const result = new Uint8Array(end - start);
    if (start < image.length) result.set(image.subarray(start, image.length));
    return result;
  }

  #joinedPages(start: number, end: number): Uint8Array {
    if (this.#joined.length < end - start) this.#joined = new Uint8Array(end - start);
    const { pageSize } = this.#parts;
    for (let at = start; at < end;) {
      const next = Math.min(end, (Math.floor(at / pageSize) + 1) * pageSize);
      this.#joined.set(this.#withinPage(at, next), at - start);
      at = next;
    }
    return this.#joined.subarray(0, end - start);
  }
}

/** What a worker is started with: it does every `step`th index from `first` on, below `end`. */
export interface Assignment {
  /** Module that exports the formats. */
  readonly formats: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly step: number;
  /** Shared 32-bit place where the worker writes the index that it is at; −1 before the first. */
  readonly place: SharedArrayBuffer;
  readonly mostBytes: number;
}

/** A file whose outcome is neither a value nor a typed error. */
export interface Finding {
  readonly index: number;
  readonly format: string;
  readonly wrong: string;
  /** The file, where it could still be made. */
  readonly bytes: Uint8Array | null;
}

/** Files by format. */
export type Counts = Readonly<Record<string, { readonly read: number; readonly refused: number }>>;

/** What a worker tells: each finding at once, the counts from time to time. */
export type FromWorker =
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "counts"; readonly counts: Counts };

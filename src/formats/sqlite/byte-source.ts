/** Bytes that are asked for piece by piece: those of an array, or of a file that is larger than memory. */
export interface ByteSource {
  readonly length: number;
  /**
   * The bytes from `start` up to `end`, neither of them behind `length`. Only valid until the next call: the memory may
   * hold other bytes then.
   */
  subarray(start: number, end: number): Uint8Array;
}

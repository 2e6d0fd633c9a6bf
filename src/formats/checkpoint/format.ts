import type { TensorSource } from "./tensor.ts";

/** One kind of file that can hold a model. */
export interface CheckpointFormat {
  readonly name: string;
  /** Decides by the first bytes, whatever the file is called. */
  matches(bytes: Uint8Array): boolean;
  /**
   * Finds the tensors of a file that `matches`.
   *
   * @throws MonitorError naming `file`.
   */
  read(file: string, bytes: Uint8Array): TensorSource;
}

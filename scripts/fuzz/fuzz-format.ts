import type { Random } from "./random.ts";

/** One kind of file: how a broken one is made, and the reader that must answer with a value or a MonitorError. */
export interface FuzzFormat {
  readonly name: string;
  make(random: Random): Buffer;
  /** Reads the file named `file` as the product does; throws when what it returns is no valid value either. */
  read(bytes: Buffer): void;
}

import type { Table } from "./table.ts";

/** One benchmark: `npm run bench -- <name>`. */
export interface Bench {
  readonly name: string;
  /** For the list of benchmarks: what it measures. */
  readonly about: string;
  /** Whether `all` leaves it out: it takes minutes. */
  readonly isLong?: boolean;
  /** The tables that it comes to; they stand under its name in `bench/README.md`. */
  run(): Promise<readonly Table[]>;
}

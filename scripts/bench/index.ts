import { ACTION } from "./action.ts";
import type { Bench } from "./bench.ts";
import { HISTORY } from "./history.ts";
import { KERNEL } from "./kernel.ts";

/** In the order of `bench/README.md`. */
export const BENCHES: readonly Bench[] = [ACTION, KERNEL, HISTORY];

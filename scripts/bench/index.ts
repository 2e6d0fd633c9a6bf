import { ACTION } from "./action.ts";
import type { Bench } from "./bench.ts";
import { HISTORY } from "./history.ts";
import { INGEST } from "./ingest.ts";
import { KERNEL } from "./kernel.ts";
import { LARGE_SET, MILLION_USERS } from "./large.ts";
import { SCALING } from "./scaling.ts";

/** In the order of `bench/README.md`. */
export const BENCHES: readonly Bench[] = [ACTION, KERNEL, SCALING, INGEST, LARGE_SET, MILLION_USERS, HISTORY];

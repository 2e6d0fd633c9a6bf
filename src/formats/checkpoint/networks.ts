import { BILINEAR_NET } from "./bilinear.ts";
import type { Network } from "./network.ts";

/** Every network that can be evaluated; the first that matches is taken. */
export const NETWORKS: readonly Network[] = [BILINEAR_NET];

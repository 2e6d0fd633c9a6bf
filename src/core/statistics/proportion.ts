import type { Interval } from "./mean-interval.ts";
import { normalQuantile } from "./normal-quantile.ts";

/** Some of all, for example the users whom a model does not know. */
export interface Count {
  readonly some: number;
  readonly all: number;
}

/** A share from 0 to 1 with its 95 % interval. */
export interface Share extends Interval {
  readonly share: number;
}

const Z = normalQuantile(0.975);

/** A share with Wilson's 95 % score interval; null of nothing. */
export function wilson({ some, all }: Count): Share | null {
  if (all === 0) return null;
  const share = some / all;
  const scale = 1 + Z ** 2 / all;
  const centre = (share + Z ** 2 / (2 * all)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** now − before, with Newcombe's 95 % hybrid score interval (method 10); null when either is of nothing. */
export function shareDifference(before: Count, now: Count): (Interval & { readonly change: number }) | null {
  const first = wilson(before);
  const second = wilson(now);
  if (first === null || second === null) return null;
  const change = second.share - first.share;
  return {
    change,
    low: change - Math.hypot(second.share - second.low, first.high - first.share),
    high: change + Math.hypot(second.high - second.share, first.share - first.low),
  };
}

import { studentTQuantile } from "./student-t-quantile.ts";
import type { Sample } from "./sample.ts";

/** Both ends of an interval that holds the true value with 95 % confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** mean ± t(0.975, n − 1)·s/√n; null for a single user, who shows no spread. */
export function meanInterval({ size, mean, variance }: Sample): Interval | null {
  if (size < 2) return null;
  const half = studentTQuantile(0.975, size - 1) * Math.sqrt(variance / size);
  return { low: mean - half, high: mean + half };
}

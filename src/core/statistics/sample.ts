import type { UserKey } from "../measurement.ts";

/** One number a user, with what intervals need of them. */
export interface Sample {
  /** How many users. */
  readonly size: number;
  readonly mean: number;
  /** With n − 1; 0 where there is one user. */
  readonly variance: number;
  readonly byUser: ReadonlyMap<UserKey, number>;
}

/** @param values one a user, in their order; not empty */
export function sampleOf(users: ArrayLike<UserKey>, values: ArrayLike<number>): Sample {
  const byUser = new Map<UserKey, number>();
  for (let index = 0; index < values.length; index++) byUser.set(users[index]!, values[index]!);
  return summaryOf(byUser);
}

/**
 * Several runs as one sample. A user who returns is averaged and counts once: taken as several users, the same people
 * week after week would look like more evidence than they are.
 */
export function pool(samples: readonly Sample[]): Sample {
  const [first, ...others] = samples;
  if (first !== undefined && others.length === 0) return first;
  const sums = new Map<UserKey, number>();
  const counts = new Map<UserKey, number>();
  for (const { byUser } of samples)
    for (const [user, value] of byUser) {
      sums.set(user, (sums.get(user) ?? 0) + value);
      counts.set(user, (counts.get(user) ?? 0) + 1);
    }
  for (const [user, sum] of sums) sums.set(user, sum / counts.get(user)!);
  return summaryOf(sums);
}

function summaryOf(byUser: ReadonlyMap<UserKey, number>): Sample {
  let sum = 0;
  for (const value of byUser.values()) sum += value;
  const mean = sum / byUser.size;
  let squares = 0;
  for (const value of byUser.values()) squares += (value - mean) ** 2;
  return { size: byUser.size, mean, variance: byUser.size > 1 ? squares / (byUser.size - 1) : 0, byUser };
}

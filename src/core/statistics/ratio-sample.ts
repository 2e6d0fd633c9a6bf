import { sampleOf, type Sample } from "./sample.ts";

/**
 * Σ numerators / Σ denominators as the mean of one number a user, R + (a − R·b) / mean(b), so that a ratio of two means
 * (a lift, a weighted mean) gets the intervals and charts that a mean gets. The spread is that of the delta method
 * (linearisation, Taylor's first term).
 *
 * @returns null where the denominators add up to 0; users without one are left out
 */
export function ratioSample(numerators: Sample, denominators: Sample): Sample | null {
  const users = [...numerators.byUser.keys()].filter((user) => denominators.byUser.has(user));
  let above = 0;
  let below = 0;
  for (const user of users) {
    above += numerators.byUser.get(user)!;
    below += denominators.byUser.get(user)!;
  }
  if (below === 0) return null;
  const ratio = above / below;
  const meanBelow = below / users.length;
  const values = users.map(
    (user) => ratio + (numerators.byUser.get(user)! - ratio * denominators.byUser.get(user)!) / meanBelow,
  );
  return sampleOf(users, values);
}

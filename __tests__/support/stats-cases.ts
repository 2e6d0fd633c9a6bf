import { readFileSync } from "node:fs";

/** How far a number may be from the one that is wanted: |got − want| ≤ max(abs, rel·|want|). */
export interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}

interface StatsFile<Case> {
  readonly tolerance: Tolerance;
  readonly cases: readonly Case[];
}

/** One file of `__tests__/fixtures/stats`. */
export function statsCases<Case>(name: string): StatsFile<Case> {
  const path = new URL(`../fixtures/stats/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** What differs by more than it may; empty when nothing does. Infinities are texts in the files. */
export function differences(
  got: readonly (number | null)[],
  want: readonly (number | string | null)[],
  { rel, abs }: Tolerance,
): readonly string[] {
  if (got.length !== want.length) return [`${got.length} values, ${want.length} wanted`];
  return want.flatMap((wanted, index) => {
    const value = got[index]!;
    const number = wanted === null ? null : Number(wanted);
    const same =
      value === number ||
      (value !== null &&
        number !== null &&
        Math.abs(value - number) <= Math.max(abs, rel * Math.abs(number)));
    return same ? [] : [`value ${index}: ${value}, ${wanted} wanted`];
  });
}

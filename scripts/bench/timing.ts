/** The middle of some numbers; of an even count the upper one. At least one. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >>> 1]!;
}

/** Does the work once and says how many milliseconds it took. */
export type Way = () => number | Promise<number>;

/**
 * Measures several ways of doing the same, one after the other and then all of them again: what else the machine does
 * slows every way of a round, and not all rounds of one way. The first round warms up and does not count.
 *
 * @returns per way its milliseconds, one a round
 */
export async function measureInTurns<Name>(
  ways: ReadonlyMap<Name, Way>,
  rounds: number,
): Promise<ReadonlyMap<Name, readonly number[]>> {
  const times = new Map<Name, number[]>([...ways.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [name, way] of ways) {
      const milliseconds = await way();
      if (round > 0) times.get(name)!.push(milliseconds);
    }
  return times;
}

/** Milliseconds that the work took by the clock. */
export function clocked(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** How many times as long one way took as another, in the middle of all rounds: a quotient within one round each. */
export function medianRatio(times: readonly number[], others: readonly number[]): number {
  return median(times.map((time, round) => time / others[round]!));
}

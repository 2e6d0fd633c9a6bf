import { readFileSync } from "node:fs";

/** One worked example of `fixtures/stats`; null means undefined, never zero. */
export interface StatsCase<Input> {
  readonly id: string;
  readonly description: string;
  readonly input: Input;
  readonly expected: Readonly<Record<string, number | null>>;
}

/** The worked examples of one topic. */
export function statsCases<Input>(topic: string): readonly StatsCase<Input>[] {
  const path = new URL(`../fixtures/stats/${topic}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly StatsCase<Input>[] }).cases;
}

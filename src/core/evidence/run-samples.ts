import type { PerUserValues } from "../measurement.ts";
import type { Count } from "../statistics/proportion.ts";
import { ratioSample } from "../statistics/ratio-sample.ts";
import { sampleOf, type Sample } from "../statistics/sample.ts";

/** What one run kept of its users. */
export interface KeptValues {
  readonly perUser: PerUserValues;
  /** Of a sequence model a metric is the mean over sequences, not over users. */
  readonly modelKind: string;
  /** Users whom the model does not know, of all; null where nobody can be unknown. */
  readonly cold: Count | null;
}

/** Why the values of an earlier run cannot be used: a closed list. */
export type Gap =
  /** Written by somebody else, or without its artifacts. */
  | "values-not-kept"
  /** Not what model-monitor writes. */
  | "values-damaged"
  /** The store did not give them. */
  | "values-unreadable";

/**
 * The same values of people who are nobody of this run: another training may have numbered its users anew, and a number
 * that means two people would tie two runs together that have nothing in common.
 */
export function asStrangers(kept: KeptValues): KeptValues {
  const { perUser } = kept;
  if (perUser.keys !== "internal_user_id") return kept;
  // Internal ids are never negative.
  return { ...kept, perUser: { ...perUser, users: perUser.users.map((user) => -1 - Number(user)) } };
}

/** The popularity list's counterpart of `test_mrr`, kept for single users. */
const POPULARITY = "popularity_mrr";

/** The users' values of one run as samples. */
export interface RunSamples {
  readonly ofMetric: ReadonlyMap<string, Sample>;
  /** `test_mrr` of the popularity list on the same targets; null: nobody knows what was popular. */
  readonly popularity: Sample | null;
  readonly cold: Count | null;
}

/** Of an earlier run: its users' values as samples, or why there are none. */
export type PastSamples = RunSamples | { readonly gap: Gap };

/** @param metrics the metrics that are needed; the others stay as they are */
export function runSamples({ perUser, modelKind, cold }: KeptValues, metrics: readonly string[]): RunSamples {
  const { users, values } = perUser;
  const samples = new Map<string, Sample>();
  // Nobody was evaluated: there is no mean of nothing.
  if (users.length === 0) return { ofMetric: samples, popularity: null, cold };
  for (const metric of metrics) {
    const found = values.get(metric);
    if (found === undefined) continue;
    const sample = modelKind === "sequence" ? weighted(perUser, found) : sampleOf(users, found);
    if (sample !== null) samples.set(metric, sample);
  }
  const popularity = values.get(POPULARITY);
  return {
    ofMetric: samples,
    popularity: popularity === undefined ? null : sampleOf(users, popularity),
    cold,
  };
}

function weighted({ users, targets }: PerUserValues, values: readonly number[]): Sample | null {
  const sums = values.map((value, index) => value * targets[index]!);
  return ratioSample(sampleOf(users, sums), sampleOf(users, targets));
}

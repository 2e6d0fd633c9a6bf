import type { Decision } from "./decision.ts";
import { OUR_PREFIX, TAGS } from "./run-labels.ts";
import type { PublishedRun } from "./run.ts";

/** What is known when a version of a registered model is linked with its evaluation. */
interface Evaluated {
  readonly run: PublishedRun;
  /** For people. */
  readonly trackingLocation: string;
  /** Milliseconds since 1970 UTC. */
  readonly evaluatedAt: number;
  readonly metrics: ReadonlyMap<string, number>;
  readonly decision: Decision;
}

/** The metrics that a list of versions is to show. */
const SHOWN_METRICS = ["test_mrr", "precision_at_10", "recall_at_10", "num_users"];

/**
 * Tags of a model version: its newest evaluation (each one overwrites the one before), found through `run_id` in the
 * experiment; the metrics are there so that a list of versions can be read without opening the runs.
 */
export function modelTagsOf({
  run,
  trackingLocation,
  evaluatedAt,
  metrics,
  decision,
}: Evaluated): ReadonlyMap<string, string> {
  const shown = SHOWN_METRICS.flatMap((name): [string, string][] => {
    const value = metrics.get(name);
    return value === undefined ? [] : [[`${OUR_PREFIX}${name}`, String(value)]];
  });
  return new Map([
    [`${OUR_PREFIX}run_id`, run.runId],
    [`${OUR_PREFIX}experiment_id`, run.experimentId],
    [`${OUR_PREFIX}tracking`, trackingLocation],
    [`${OUR_PREFIX}evaluated_at`, new Date(evaluatedAt).toISOString()],
    ...shown,
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)],
  ]);
}

import type { Compared } from "./compare.ts";
import type { Config } from "./config/config.ts";
import type { Decision, Evidence, Limits } from "./core/decision.ts";
import type { DispatchPlan } from "./core/dispatch.ts";
import type { ServiceError } from "./core/errors.ts";
import type { EarlierRun } from "./core/evidence/earlier-runs.ts";
import type { RestoredHistory } from "./core/history.ts";
import type { Measurement } from "./core/measurement.ts";
import type { EvaluatedOutcome } from "./core/outcome.ts";
import { planDispatch, type DispatchSettings } from "./core/plan-dispatch.ts";
import type { PublishedRun } from "./core/run.ts";
import { trendOf } from "./core/trend.ts";
import type { World } from "./world.ts";

/** What was measured and decided, and what is to be done about it. */
export interface Verdict {
  readonly measurement: Measurement;
  readonly run: PublishedRun;
  readonly evidence: Evidence;
  readonly trend: EvaluatedOutcome["trend"];
  /** Newest first. */
  readonly earlierRuns: readonly EarlierRun[];
  readonly isFirst: boolean;
  readonly decision: Decision;
  readonly plan: DispatchPlan;
  /** Milliseconds since 1970 UTC. */
  readonly decidedAt: number;
  readonly limits: Limits;
  /** Why the earlier runs could not be read; null: they were. */
  readonly unreadable: ServiceError | null;
  readonly restored: RestoredHistory;
}

/** What the steps before brought. */
interface Judged extends Pick<Verdict, "measurement" | "run" | "restored" | "decision" | "limits"> {
  readonly compared: Compared;
}

/** What was decided, and what follows from it for the retraining, which nothing has been done about yet. */
export function toVerdict(config: Config, world: World, { compared, ...judged }: Judged): Verdict {
  const { measurement, restored } = judged;
  const { evidence, unreadable, earlierRuns, dispatches } = compared;
  const decidedAt = world.now();
  const plan = planDispatch(dispatchSettings(config), {
    ...judged,
    previous: evidence.previous,
    historyUnreadable: unreadable !== null,
    isOtherBranch: restored.notSaved === "other-branch",
    now: decidedAt,
    dispatchesOf: (event) => dispatches.of(event),
  });
  const trend = trendOf(earlierRuns, measurement);
  // "First" is not said where a history is lost or was not asked for: an earlier run may have been in it.
  const isAllKnown = restored.state === "empty" || restored.state === "found";
  const isFirst = isAllKnown && compared.isFirst;
  return {
    ...judged,
    evidence,
    unreadable,
    isFirst,
    trend,
    earlierRuns,
    plan,
    decidedAt,
  };
}

function dispatchSettings(config: Config): DispatchSettings {
  return {
    trigger: config.retrainTrigger,
    eventType: config.retrainEventType,
    workflow: config.retrainWorkflow,
    ref: config.retrainRef,
    repository: config.retrainRepository,
    cooldownMs: config.retrainCooldownMs,
    maxPerWeek: config.retrainMaxPerWeek,
    dryRun: config.dryRun,
  };
}

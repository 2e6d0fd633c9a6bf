import type { Previous } from "../../../src/core/decision.ts";
import { poolBaseline } from "../../../src/core/evidence/baseline-samples.ts";
import { compareRuns } from "../../../src/core/evidence/compare-runs.ts";
import type { EarlierRun } from "../../../src/core/evidence/earlier-runs.ts";
import { referencesOf } from "../../../src/core/evidence/references.ts";
import type { RunSamples } from "../../../src/core/evidence/run-samples.ts";
import type { Statistics } from "../../../src/core/evidence/statistics.ts";
import type { EvaluatedOutcome } from "../../../src/core/outcome.ts";
import { PARAMS } from "../../../src/core/run-labels.ts";
import { ratioSample } from "../../../src/core/statistics/ratio-sample.ts";
import { sampleOf } from "../../../src/core/statistics/sample.ts";
import type { TrendPoint } from "../../../src/core/trend.ts";
import { Random } from "../../../scripts/simulate/random.ts";
import { aHealth, aHistory, aMeasurement, anEvaluation, previousWeek, type Evaluation } from "../outcomes.ts";
import { SECOND_MODEL, aTrend } from "../trend.ts";

/** What one Monday measured. */
export interface Week {
  readonly mrr: number;
  /** Active users; nine of ten can be scored. */
  readonly users: number;
  /** MRR of a popularity list; not there: nobody knows what was popular. */
  readonly popularity?: number;
  /** Of the active users, those whom the model never saw; a thirtieth unless said otherwise. */
  readonly cold?: number;
  /** The evidence was against the model then. */
  readonly suspect?: boolean;
}

/** An evaluation after some others, oldest first; all that follows from their numbers follows as in the product. */
export interface Weekly extends Omit<Evaluation, "metrics" | "previous" | "statistics"> {
  readonly weeks: readonly Week[];
  /** Oddities of the trend, by number of the week from 0. */
  readonly trend?: Readonly<Record<number, Partial<TrendPoint>>>;
  /** The run before was of another model. */
  readonly newModel?: boolean;
}

const MODEL = "sha256:situation";
const MEASURED = ["test_mrr", "precision_at_10", "recall_at_10"];

export function weekly({ weeks, trend = {}, newModel = false, ...evaluation }: Weekly): EvaluatedOutcome {
  const now = weeks.at(-1)!;
  const metrics = metricsOf(now);
  const earlier = weeks.slice(0, -1);
  const previous =
    earlier.length === 0
      ? new Map<string, Previous>()
      : ofMain(previousWeek(metricsOf(earlier.at(-1)!)), newModel);
  const points = aTrend(
    weeks.map(({ mrr }) => mrr),
    newModel ? ofOtherModel(weeks.length - 1, trend) : trend,
  );
  const cold = coldUsers(now);
  return anEvaluation({
    metrics,
    previous,
    statistics: statisticsOf(weeks, previous, newModel ? SECOND_MODEL : MODEL),
    ...evaluation,
    measurement: {
      health: aHealth(metrics, { coldUsers: cold, unknownUsers: cold + 1 }),
      ...evaluation.measurement,
    },
    outcome: {
      trend: weeks.length === 1 ? [] : points,
      history: aHistory({ runs: weeks.length }),
      ...evaluation.outcome,
    },
  });
}

/** Every Monday has another database. */
function ofMain(previous: ReadonlyMap<string, Previous>, newModel: boolean): ReadonlyMap<string, Previous> {
  const digest = newModel ? SECOND_MODEL : aMeasurement().model.digest;
  const params = new Map([
    [PARAMS.modelDigest, digest],
    [PARAMS.databaseDigest, "sha256:of-last-monday"],
  ]);
  const tags = new Map([["mlflow.source.git.branch", "main"]]);
  return new Map(
    [...previous].map(([metric, found]) => [metric, { ...found, run: { ...found.run, params, tags } }]),
  );
}

/** All but the last point are of the model before. */
function ofOtherModel(last: number, trend: NonNullable<Weekly["trend"]>): NonNullable<Weekly["trend"]> {
  const before = Array.from({ length: last }, (_, week) => [
    week,
    { modelDigest: SECOND_MODEL, ...trend[week] },
  ]);
  return { ...Object.fromEntries(before), [last]: { newModel: true, ...trend[last] } };
}

function coldUsers({ users, cold = Math.round(users / 30) }: Week): number {
  return cold;
}

function metricsOf(week: Week): Readonly<Record<string, number>> {
  const { mrr, users, popularity } = week;
  const ratings = users * 9;
  const evaluated = users - coldUsers(week);
  const metrics = {
    test_mrr: mrr,
    precision_at_10: mrr * 1.5,
    recall_at_10: mrr * 2.1,
    num_users: users,
    num_ratings: ratings,
    avg_ratings_per_user: ratings / users,
    evaluated_users: evaluated,
    evaluated_ratings: evaluated * 8,
  };
  return popularity === undefined
    ? metrics
    : { ...metrics, popularity_mrr: popularity, lift_mrr: mrr / popularity };
}

function statisticsOf(
  weeks: readonly Week[],
  previous: ReadonlyMap<string, Previous>,
  earlierModel: string,
): Statistics {
  const samples = weeks.map(samplesOf);
  // The newest of the history is the previous run of the table.
  const previousId = previous.values().next().value?.run.runId ?? "";
  const history = weeks.slice(0, -1).map((week, index) =>
    historyRun(week, {
      runId: index === weeks.length - 2 ? previousId : `week ${index}`,
      modelDigest: earlierModel,
      samples: samples[index]!,
    }),
  );
  const kept = new Map(history.map(({ runId }, index) => [runId, samples[index]!]));
  const references = referencesOf(history.toReversed(), { modelDigest: MODEL, measurementKey: "now" });
  const baseline = poolBaseline(references.baseline, kept);
  return compareRuns({ metrics: MEASURED, now: samples.at(-1)!, previous, references, kept, baseline });
}

/** The same people every week, who differ as users do; the mean is that of the week. */
function samplesOf(week: Week, index: number): RunSamples {
  const { users, mrr, popularity } = week;
  const lasting = new Random(7);
  const ofWeek = new Random(100 + index);
  const cold = coldUsers(week);
  const people = Array.from({ length: users - cold }, (_, user) => user);
  const shares = people.map(() => lasting.gamma(0.5) + ofWeek.gamma(0.1));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const scaled = (target: number) =>
    sampleOf(
      people,
      shares.map((share) => (share / mean) * target),
    );
  const metrics = metricsOf(week);
  return {
    ofMetric: new Map(MEASURED.map((metric) => [metric, scaled(metrics[metric] ?? mrr)])),
    popularity: popularity === undefined ? null : popularitySample(people, shares, popularity),
    cold: { some: cold, all: users },
  };
}

/** What is easy for the model is mostly easy for the list. */
function popularitySample(people: readonly number[], shares: readonly number[], target: number) {
  const random = new Random(11);
  const own = shares.map((share) => share + random.gamma(0.2));
  const mean = own.reduce((sum, share) => sum + share, 0) / own.length;
  return sampleOf(
    people,
    own.map((share) => (share / mean) * target),
  );
}

function historyRun(
  week: Week,
  {
    runId,
    modelDigest,
    samples,
  }: { readonly runId: string; readonly modelDigest: string; readonly samples: RunSamples },
): EarlierRun {
  const { ofMetric, popularity } = samples;
  const metrics = new Map(Object.entries(metricsOf(week)));
  const lift = popularity === null ? null : ratioSample(ofMetric.get("test_mrr")!, popularity);
  if (lift !== null) metrics.set("lift_mrr", lift.mean);
  return {
    runId,
    startTime: 0,
    metrics,
    modelDigest,
    comparability: "comparable",
    comparable: true,
    measurementKey: runId,
    suspect: week.suspect === true,
    dispatch: null,
    triggers: null,
  };
}

import { chooseMetrics, cutOffOf, type ChosenMetrics } from "./chosen-metrics.ts";
import { ConfigError } from "./errors.ts";
import type { Evaluation } from "./evaluate.ts";
import type { SkippedMetric } from "./further-metrics.ts";
import { meanOf } from "./mean.ts";
import { DATA_METRICS, sequenceMetrics, sequenceMetricsAt } from "./metrics/index.ts";
import type { RankingMetric, SequenceMetric } from "./metrics/metric.ts";
import { NanTally } from "./scoring/nan-scores.ts";
import { rankSequence, splitSequence } from "./scoring/rank-sequence.ts";
import type { SequenceModel } from "./sequence-model.ts";
import { cutHistory, historiesOf, type Cut, type Histories } from "./sequences.ts";
import type { DataHealth, ScoredRows } from "./validation.ts";

interface SequenceRequest {
  readonly model: SequenceModel;
  /** At least one. */
  readonly scoredRows: ScoredRows;
  /** Of all rows of the ratings, NaN where there is none; null: the query returns no times. */
  readonly timestamps: Float64Array | null;
  /** A cut-off beside 10. */
  readonly k: number;
  /** Names of further metrics (`ndcg_at_20`). */
  readonly chosen?: readonly string[];
  readonly counts: DataHealth;
}

/** A model sees at most this many items before those that it is to find. */
export const SEEN_ITEMS = 7;

/** The values of one metric, one for every sequence, user by user. */
interface SequenceValues {
  readonly metric: SequenceMetric;
  readonly users: readonly number[];
  readonly values: readonly number[];
}

/**
 * Cuts what users did into sequences and measures how well a sequence model continues them: the means over all sequences
 * of Spotlight's `sequence_mrr_score` and `sequence_precision_recall_score`. Each metric has its own name and the one
 * that rules and thresholds know. A metric for which no user has rated enough items is absent.
 *
 * @param onProgress told after each sequence how many were scored
 * @throws ConfigError without a single time; NanScoreError when any score of any sequence is NaN.
 */
export function evaluateSequences(
  request: SequenceRequest,
  onProgress?: (sequencesDone: number) => void,
): Evaluation {
  const { model, scoredRows, k, counts } = request;
  checkWithinModel(model, scoredRows);
  const histories = historiesOf(scoredRows, timesOf(request));
  const chosen = chooseMetrics(request.chosen ?? []);
  const further = chosen.ranking.map(ofSequences);
  const metrics = [...new Map([...sequenceMetrics(k), ...further].map((one) => [one.name, one])).values()];
  const measured = [...new Set(metrics.map(({ targets }) => targets))].flatMap((targets) =>
    measureSequences(
      model,
      histories,
      metrics.filter((metric) => metric.targets === targets),
      onProgress,
    ),
  );
  const computed = measured.filter(({ values }) => values.length > 0);
  // Every user has a sequence with one item to find; sequences with more belong to few.
  const everybody = computed.filter(({ metric }) => metric.targets === 1);
  return {
    metrics: new Map([
      ...computed.map(({ metric, values }): [string, number] => [metric.standsFor, meanOf(values)]),
      ...computed.map(({ metric, values }): [string, number] => [metric.name, meanOf(values)]),
      ...DATA_METRICS.map((metric): [string, number] => [metric.name, metric.overall(counts)]),
    ]),
    perUser: perUserOf(histories, everybody),
    medianTargets: 1,
    mrrCeiling: 1,
    skipped: skippedOf(chosen, new Set(computed.map(({ metric }) => metric.standsFor))),
  };
}

/**
 * A chosen metric for sequences: Spotlight's own where it has one, else of the one next item, which is how such models are
 * compared elsewhere (leave the last out).
 */
function ofSequences(metric: RankingMetric): SequenceMetric {
  const { name, description, better } = metric;
  const ofSpotlight = sequenceMetricsAt(cutOffOf(name)).find(({ standsFor }) => standsFor === name);
  if (ofSpotlight !== undefined) return ofSpotlight;
  return {
    kind: "sequence",
    name,
    description,
    better,
    standsFor: name,
    targets: 1,
    perSequence: (ranking) => metric.perUser(ranking),
  };
}

function skippedOf(
  { ranking, catalogue }: ChosenMetrics,
  computed: ReadonlySet<string>,
): readonly SkippedMetric[] {
  const tooLong = ranking.filter(({ name }) => !computed.has(name));
  return [
    ...tooLong.map(({ name }) => ({ metric: name, reason: "sequences-too-short" }) as const),
    ...catalogue.map(({ name }) => ({ metric: name, reason: "sequence-lists" }) as const),
  ];
}

function timesOf({ scoredRows, timestamps }: SequenceRequest): Float64Array {
  if (timestamps !== null && scoredRows.rows.some((row) => !Number.isNaN(timestamps[row]!)))
    return timestamps;
  throw new ConfigError(
    timestamps === null
      ? "the model continues sequences, but the ratings have no times to order them by"
      : "the model continues sequences, but none of the ratings that it knows has a time that can be read",
    "Let the table ratings have a column timestamp, or ratings-query return the time as its fourth column.",
  );
}

/** An id beyond the tables would read as NaN and look like a broken model. */
function checkWithinModel({ numItems }: SequenceModel, { items }: ScoredRows): void {
  const beyond = items.find((item) => item >= numItems);
  if (beyond !== undefined) throw new RangeError(`item id ${beyond}, but the model has ${numItems} items`);
}

/** Several items to find must all be there, with at least one before them: padding would count as a hit in Spotlight. */
function cutFor(targets: number): Cut {
  return { longest: SEEN_ITEMS + targets, shortest: targets === 1 ? 1 : targets + 1 };
}

/** Measures metrics with as many items to find on the same sequences. */
function measureSequences(
  model: SequenceModel,
  histories: Histories,
  metrics: readonly SequenceMetric[],
  onProgress?: (sequencesDone: number) => void,
): readonly SequenceValues[] {
  const { targets } = metrics[0]!;
  const scores = new Float64Array(model.numItems + 1);
  const nans = new NanTally(scores.length);
  const users: number[] = [];
  const columns = metrics.map((metric) => ({ metric, users, values: [] as number[] }));
  for (const [index, user] of histories.users.entries()) {
    for (const sequence of cutHistory(histories.items[index]!, cutFor(targets))) {
      const split = splitSequence(sequence, targets);
      model.score(split.seen, scores);
      users.push(user);
      // After the first NaN nothing is ranked any more, but all sequences are scored: the error counts them.
      if (nans.note(scores, user)) {
        const ranking = rankSequence(scores, split);
        for (const { metric, values } of columns) values.push(metric.perSequence(ranking));
      }
      onProgress?.(users.length);
    }
  }
  nans.check(histories.users.length);
  return columns;
}

/** One value a user, for what compares users: the mean over the user's own sequences, of which `targets` is the number. */
function perUserOf(histories: Histories, measured: readonly SequenceValues[]): Evaluation["perUser"] {
  const users = Uint32Array.from(histories.users);
  const perUser = measured.map(({ metric, users: owners, values }) => {
    const grouped = Map.groupBy(values.keys(), (index) => owners[index]!);
    const own = histories.users.map((user) => grouped.get(user)!.map((index) => values[index]!));
    return { metric, counts: own.map(({ length }) => length), means: Float64Array.from(own, meanOf) };
  });
  const values = new Map(
    perUser.flatMap(({ metric, means }) => [
      [metric.standsFor, means],
      [metric.name, means],
    ]),
  );
  return { users, targets: Uint32Array.from(perUser[0]?.counts ?? []), values };
}

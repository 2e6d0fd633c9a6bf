import type { DispatchState } from "../../core/dispatch.ts";
import type { Finding } from "../../core/finding.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { absoluteThreshold } from "../../core/rules/absolute-threshold.ts";
import { relativeDrop } from "../../core/rules/relative-drop.ts";
import { PRIMARY_METRIC, type TrendPoint } from "../../core/trend.ts";
import { name, say, type Datum, type Phrase } from "./phrase.ts";
import { countOf, metricText, NO_VALUE, shortDigest, signedPercentText, timeText } from "./rounding.ts";
import { SHORT_REASONS } from "./sentences.ts";
import { trendChart, type Limit } from "./trend-chart.ts";

/** More points than these are no wider than a pixel or two, and their numbers run into each other. */
const MAX_POINTS = 52;

/** One run of the table. */
export interface TrendRow {
  /** In the chart; a run that is not drawn has none. */
  readonly number: string;
  readonly when: string;
  readonly value: string;
  /** Against the run before it in the chart. */
  readonly change: string;
  readonly model: readonly Datum[];
  /** What happened, and why it is not drawn. */
  readonly notes: string;
}

/** The history of the primary metric; empty where there is nothing to draw. */
export interface TrendView {
  /** Lines of Mermaid. */
  readonly chart: readonly string[];
  /** What is drawn in which colour, and what is not. */
  readonly legend: readonly Phrase[];
  /** Newest first. */
  readonly rows: readonly TrendRow[];
}

export const NO_TREND: TrendView = { chart: [], legend: [], rows: [] };

/** What is told about the history: from two runs on, for one alone is no trend. */
export function trendView(outcome: EvaluatedOutcome): TrendView {
  const all = withOwnDispatch(outcome);
  const points = all.slice(-MAX_POINTS);
  const drawn = points.filter(isDrawn);
  if (drawn.length < 2) return NO_TREND;
  const limits = limitsOf(outcome.decision.findings);
  const { lines, legend } = trendChart(drawn, limits);
  return {
    chart: lines,
    legend: [legend, ...notDrawn(points.length - drawn.length), ...older(all.slice(0, -MAX_POINTS))],
    rows: rowsOf(points, drawn),
  };
}

/** The event of this run is sent after its point was made. */
function withOwnDispatch({
  trend,
  plan,
  dispatched,
  failedDeliveries,
}: EvaluatedOutcome): readonly TrendPoint[] {
  const refused = failedDeliveries.some(({ what }) => what === "retrain-event");
  const own: DispatchState | null = dispatched ? "sent" : refused ? "refused" : null;
  const last = trend.length - 1;
  return trend.map((point, index) =>
    index === last && plan.kind === "send" ? { ...point, dispatch: own } : point,
  );
}

/** Another way of measuring gives another number, and a line would make a change of it; a value that no such metric has is none. */
function isDrawn({ value, comparability }: TrendPoint): boolean {
  return !comparability.startsWith("different-") && value >= 0 && value <= 1;
}

function limitsOf(findings: readonly Finding[]): readonly Limit[] {
  const ofMetric = findings.filter(({ metric, limit }) => metric === PRIMARY_METRIC && limit !== null);
  const minimum = ofMetric.find(({ rule }) => rule === absoluteThreshold.id)?.limit ?? null;
  const drop = ofMetric.find(({ rule, outcome }) => rule === relativeDrop.id && outcome !== "skipped");
  const allowed = drop?.before == null ? null : drop.before * (1 - drop.limit!);
  return [
    ...(minimum === null ? [] : [{ kind: "minimum", value: minimum } as const]),
    ...(allowed === null ? [] : [{ kind: "drop", value: allowed } as const]),
  ];
}

function notDrawn(count: number): readonly Phrase[] {
  if (count === 0) return [];
  return [
    say`${countOf(count, "run was measured in another way and is", "runs were measured in another way and are")} in the table only.`,
  ];
}

function older(points: readonly TrendPoint[]): readonly Phrase[] {
  const drawn = points.filter(isDrawn);
  if (drawn.length === 0) return [];
  const values = drawn.map(({ value }) => value).sort((one, other) => one - other);
  const [lowest, median, highest] = [values[0]!, values[values.length >>> 1]!, values.at(-1)!];
  return [
    say`${countOf(drawn.length, "older run is", "older runs are")} not shown: from ${timeText(drawn[0]!.startTime)} on, ${metricText(lowest)} to ${metricText(highest)}, half of them at ${metricText(median)} or below.`,
  ];
}

function rowsOf(points: readonly TrendPoint[], drawn: readonly TrendPoint[]): readonly TrendRow[] {
  const places = new Map(drawn.map((point, index) => [point, index]));
  return points
    .map((point): TrendRow => {
      const place = places.get(point);
      const before = place === undefined ? undefined : drawn[place - 1];
      const change = before === undefined || before.value === 0 ? null : point.value / before.value - 1;
      return {
        number: place === undefined ? NO_VALUE : String(place + 1),
        when: timeText(point.startTime),
        value: metricText(point.value),
        change: signedPercentText(change),
        model: point.modelDigest === null ? [] : [name(shortDigest(point.modelDigest))],
        notes: notesOf(point).join("; "),
      };
    })
    .toReversed();
}

const DISPATCH_WORDS: Readonly<Record<DispatchState, string>> = {
  sent: "retraining requested",
  intended: "retraining requested, end unknown",
  refused: "request for retraining refused",
};

function notesOf({ newModel, dispatch, comparability, value }: TrendPoint): readonly string[] {
  const notes: string[] = [];
  if (newModel) notes.push("new model");
  if (dispatch !== null) notes.push(DISPATCH_WORDS[dispatch]);
  if (comparability === "settings-unknown") notes.push("settings unknown");
  else if (comparability !== "comparable" && comparability !== "same-measurement")
    notes.push(`not drawn: ${SHORT_REASONS[comparability]}`);
  if (value < 0 || value > 1) notes.push("not drawn: not between 0 and 1");
  return notes;
}

import { PRIMARY_METRIC, type TrendPoint } from "../../core/trend.ts";
import { join, name, say, type Phrase } from "./phrase.ts";
import { metricText } from "./rounding.ts";
import { xyChart, type ChartSeries } from "./xychart.ts";

/** A value below which a rule fires. */
export interface Limit {
  readonly kind: "minimum" | "drop";
  readonly value: number;
}

/**
 * Where a bar ends that is not to be seen, as a part of the axis: Mermaid leaves so much room below 0, and a bar of 0 fills it.
 */
const NO_BAR = -0.03;

/** One series with what the legend says of it. */
interface Told extends ChartSeries {
  readonly meaning: Phrase;
}

/** Seen on white and on black. */
const COLORS = {
  newModel: "#8c959f",
  dispatch: "#d4a72c",
  metric: "#0969da",
  minimum: "#cf222e",
  drop: "#8250df",
} as const;

/**
 * The chart of the points, all drawn: events as bars behind the line, limits as lines. Bars of different heights, because two events
 * of one run stand in one place.
 */
export function trendChart(
  points: readonly TrendPoint[],
  limits: readonly Limit[],
): { readonly lines: readonly string[]; readonly legend: Phrase } {
  // A limit that no such metric can reach would leave a flat line at the bottom.
  const shown = limits.filter(({ value }) => value >= 0 && value <= 1);
  const highest = Math.max(...points.map(({ value }) => value), ...shown.map(({ value }) => value));
  const yMax = highest === 0 ? 1 : highest * 1.1;
  const bars = [...newModels(points, yMax), ...dispatches(points, yMax)];
  const lines = [metricLine(points), ...shown.map((limit) => limitLine(limit, points.length))];
  const meanings = [...lines, ...bars].map(({ meaning }) => meaning);
  return {
    lines: xyChart({
      xTitle: "run, newest right",
      yTitle: PRIMARY_METRIC,
      yMax,
      series: [...bars, ...lines],
    }),
    legend: say`${join(meanings, "; ")}. The runs are numbered as in the table.`,
  };
}

/** Among the runs that are drawn: a model that came with another one is marked where it is first seen. */
function newModels(points: readonly TrendPoint[], yMax: number): readonly Told[] {
  const known = points.map(({ modelDigest }) => modelDigest).filter((digest) => digest !== null);
  if (new Set(known).size < 2) return [];
  let last = known[0]!;
  const values = points.map(({ modelDigest }) => {
    const isNew = modelDigest !== null && modelDigest !== last;
    last = modelDigest ?? last;
    return isNew ? yMax : yMax * NO_BAR;
  });
  const meaning = say`a tall grey bar is the first run of another model`;
  return [{ kind: "bar", color: COLORS.newModel, values, meaning }];
}

function dispatches(points: readonly TrendPoint[], yMax: number): readonly Told[] {
  if (!points.some(isSent)) return [];
  const values = points.map((point) => (isSent(point) ? yMax / 2 : yMax * NO_BAR));
  const meaning = say`a low yellow bar is a run that requested a retraining`;
  return [{ kind: "bar", color: COLORS.dispatch, values, meaning }];
}

function isSent({ dispatch }: TrendPoint): boolean {
  return dispatch === "sent" || dispatch === "intended";
}

function metricLine(points: readonly TrendPoint[]): Told {
  const values = points.map(({ value }) => value);
  return { kind: "line", color: COLORS.metric, values, meaning: say`Blue is ${name(PRIMARY_METRIC)}` };
}

function limitLine({ kind, value }: Limit, length: number): Told {
  const meaning =
    kind === "minimum"
      ? say`red is its minimum, ${metricText(value)}`
      : say`violet is how far it may fall from the previous run, ${metricText(value)}`;
  return { kind: "line", color: COLORS[kind], values: Array<number>(length).fill(value), meaning };
}

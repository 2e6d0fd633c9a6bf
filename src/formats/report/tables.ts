import type { FindingRow, MetricRow, ShownOutcome } from "./findings-view.ts";
import { markdownOf } from "./phrase.ts";
import { countText } from "./rounding.ts";
import type { TrendRow } from "./trend-view.ts";

/** More rows than anybody reads. */
const MAX_ROWS = 200;

/** A column; numbers stand at the right. */
interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** A column of words. */
export function text(title: string): Column {
  return { title, align: "left" };
}

/** A column of numbers. */
export function number(title: string): Column {
  return { title, align: "right" };
}

/**
 * A pipe table, one row an item; items beyond `maxRows` are only counted. `cellsOf` returns finished Markdown of one
 * line without a raw pipe.
 */
export function table<Item>(
  columns: readonly Column[],
  items: readonly Item[],
  cellsOf: (item: Item) => readonly string[],
  maxRows: number = MAX_ROWS,
): string {
  const lines = [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...items.slice(0, maxRows).map((item) => line(cellsOf(item))),
  ];
  const more = items.length - maxRows;
  if (more > 0) lines.push(line([`… and ${countText(more)} more`, ...columns.slice(1).map(() => "")]));
  return lines.join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** On a phone only the first columns are seen without moving: what came out, of what. */
const FINDING_COLUMNS: readonly Column[] = [
  text("Outcome"),
  text("Metric"),
  number("Now"),
  number("Before"),
  number("Change"),
  number("Limit"),
  text("Rule and reason"),
];

const SYMBOLS: Readonly<Record<ShownOutcome, string>> = {
  fired: "🔴",
  waiting: "🟡",
  passed: "🟢",
  skipped: "⚪",
};

/** The table of findings. */
export function findingsTable(findings: readonly FindingRow[], maxRows: number = MAX_ROWS): string {
  return table(FINDING_COLUMNS, findings, findingCells, maxRows);
}

function findingCells({
  rule,
  metric,
  now,
  before,
  change,
  limit,
  outcome,
  shortReason,
  advice,
}: FindingRow): readonly string[] {
  const why = `${markdownOf([rule])}: ${shortReason}${advice === "" ? "" : `; ${advice}`}`;
  return [`${SYMBOLS[outcome]} ${outcome}`, markdownOf([metric]), now, before, change, limit, why];
}

const METRIC_COLUMNS: readonly Column[] = [text("Metric"), number("Now"), number("Before")];

/** The table of metrics that no rule looks at; the conventions have a column where there are any. */
export function metricsTable(metrics: readonly MetricRow[]): string {
  const told = metrics.some(({ convention }) => convention !== "");
  return table(
    told ? [...METRIC_COLUMNS, text("Convention")] : METRIC_COLUMNS,
    metrics,
    ({ metric, now, before, convention }) => [
      markdownOf([metric]),
      now,
      before,
      ...(told ? [convention] : []),
    ],
  );
}

const TREND_COLUMNS: readonly Column[] = [
  number("Run"),
  text("When"),
  number("Value"),
  number("Change"),
  text("Model"),
  text("What happened"),
];

/** The table below the chart of the trend. */
export function trendTable(rows: readonly TrendRow[]): string {
  return table(TREND_COLUMNS, rows, ({ number: place, when, value, change, model, notes }) => [
    place,
    when,
    value,
    change,
    markdownOf(model),
    notes,
  ]);
}

import type { RunOutcome } from "../../core/outcome.ts";
import type { Advice } from "./delivery-view.ts";
import type { FindingRow } from "./findings-view.ts";
import { logSafe } from "./log-text.ts";
import { join, plainOf } from "./phrase.ts";
import { countOf, NO_VALUE } from "./rounding.ts";
import { viewOf, type View } from "./view.ts";

export interface TerminalOptions {
  /** Bold headings and fired rules; no other terminal code is ever printed. */
  readonly color: boolean;
}

/** Foreign runs that are listed by path; the rest is counted. */
const MAX_SKIPPED_RUNS = 10;
const MAX_TREND_ROWS = 10;
const MAX_ADVICE_LINES = 120;

type Emphasis = (text: string) => string;

/** The same report as the job summary for the command line: plain text, one fact a line, nothing from data but visible characters. */
export function renderTerminal(outcome: RunOutcome, { color }: TerminalOptions = { color: false }): string {
  const view = viewOf(outcome);
  const bold: Emphasis = color ? (text) => `\u001B[1m${text}\u001B[22m` : (text) => text;
  const parts = [
    [bold(`${view.verdict.symbol} ${view.verdict.words}`)],
    verdictLines(view),
    findingLines(view, bold),
    section(bold("Trend"), trendLines(view)),
    section(
      bold("What chance alone does"),
      [...view.chance.lines, ...view.chance.details].map((line) => `- ${plainOf(line)}`),
    ),
    section(bold("Data"), dataLines(view)),
    section(
      bold("What the numbers can say"),
      view.honesty.map((line) => `- ${plainOf(line)}`),
    ),
    section(bold("Further metrics"), [
      ...alignedMetrics(view),
      ...view.furtherNotes.map((note) => `- ${plainOf(note)}`),
    ]),
    section(
      bold("Model, database and settings"),
      aligned(view.details.map(({ label, value }) => [label, plainOf(value)])),
    ),
    section(
      bold("How to open the runs in MLflow"),
      view.mlflow === null ? [] : [plainOf(view.mlflow.sentence), ...view.mlflow.code.map(codeLine)],
    ),
    section(bold("The event that was not sent"), view.heldPayload.map(codeLine)),
    section(bold("Runs of others that could not be read"), skippedRunLines(view)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function verdictLines({ why, warnings, advice, deliveries }: View): readonly string[] {
  return [
    ...why.map(plainOf),
    ...warnings.map((warning) => `Careful: ${plainOf(warning)}`),
    ...adviceLines(advice),
    ...deliveries.flatMap(({ symbol, text, advice: next }) => [
      `${symbol} ${plainOf(text)}`.trimStart(),
      ...adviceLines(next),
    ]),
  ];
}

function adviceLines(advice: Advice | null): readonly string[] {
  if (advice === null) return [];
  return [`What to do: ${plainOf(advice.sentence)}`, ...advice.code.slice(0, MAX_ADVICE_LINES).map(codeLine)];
}

/** Lines to copy keep their indentation. */
function codeLine(line: string): string {
  const indent = /^[ \t]*/u.exec(line)![0].replaceAll("\t", "    ");
  return `    ${indent.slice(0, 40)}${logSafe(line.trimStart(), 500)}`;
}

function findingLines({ findings, comparison }: View, bold: Emphasis): readonly string[] {
  if (findings.length === 0 && comparison.length === 0) return [];
  const header = ["outcome", "rule", "metric", "now", "before", "change", "limit", "why"];
  const [titles = "", ...rows] = aligned([header, ...findings.map(findingCells)]);
  const lines = rows.map((row, index) => (findings[index]!.outcome === "fired" ? bold(row) : row));
  return section(bold("Checks"), [titles, ...lines, ...comparison.map(plainOf)]);
}

function findingCells({
  outcome,
  rule,
  metric,
  now,
  before,
  change,
  limit,
  shortReason,
  advice,
}: FindingRow): readonly string[] {
  return [
    outcome,
    plainOf([rule]),
    plainOf([metric]),
    now,
    before,
    change,
    limit,
    advice === "" ? shortReason : `${shortReason}; ${advice}`,
  ];
}

function dataLines({ data, leftOut, kept, mapProblems }: View): readonly string[] {
  if (data.length === 0) return [];
  return [
    ...aligned(data.map(({ label, value }) => [label, value])),
    leftOut.length === 0 ? "Nothing was left out." : `Left out: ${plainOf(join(leftOut, "; "))}.`,
    ...(kept.length === 0 ? [] : [`Odd, but counted: ${plainOf(join(kept, "; "))}.`]),
    ...(mapProblems.length === 0 ? [] : [`Odd in the id maps: ${plainOf(join(mapProblems, "; "))}.`]),
  ];
}

/** The newest runs, newest first. */
function trendLines({ trend: { rows } }: View): readonly string[] {
  if (rows.length === 0) return [];
  return aligned([
    ["when", "value", "change", "what happened"],
    ...rows
      .slice(0, MAX_TREND_ROWS)
      .map(({ when, value, change, notes }) => [when, value, change, notes === "" ? NO_VALUE : notes]),
  ]);
}

function alignedMetrics({ furtherMetrics }: View): readonly string[] {
  if (furtherMetrics.length === 0) return [];
  // Without a text of its own the last column would leave spaces at the ends of lines.
  const columns = furtherMetrics.some(({ convention }) => convention !== "") ? 4 : 3;
  const rows = furtherMetrics.map(({ metric, now, before, convention }) => [
    plainOf([metric]),
    now,
    before,
    convention === "" ? NO_VALUE : convention,
  ]);
  return aligned([["metric", "now", "before", "convention"], ...rows].map((row) => row.slice(0, columns)));
}

function skippedRunLines({ skippedRuns }: View): readonly string[] {
  const lines = skippedRuns
    .slice(0, MAX_SKIPPED_RUNS)
    .map(({ path, reason }) => `${logSafe(path, 120)}: ${logSafe(reason, 200)}`);
  const more = skippedRuns.length - lines.length;
  return more > 0 ? [...lines, `… and ${countOf(more, "more run", "more runs")}`] : lines;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** Columns as wide as their widest cell; the last one is left ragged. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join("  "),
  );
}

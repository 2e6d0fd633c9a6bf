import type { Row } from "./rows.ts";
import { simulateYear, type Flags } from "./year.ts";

type Mode = keyof Flags;

/** What one mode did in all the years of a row. */
interface ModeResult {
  /** Weeks with the flag up, a year. */
  readonly flagsPerYear: number;
  /** Weeks until the flag was up first, the middle of all years; null: it was not in half of them. */
  readonly medianWeeks: number | null;
}

/** One row of the tables. */
export interface RowResult extends Readonly<Record<Mode, ModeResult>> {
  readonly row: Row;
  readonly years: number;
}

/** Years with the seeds from `seed` on, through the product's own comparison and decision. */
export function simulateRow(row: Row, years: number, seed: number): RowResult {
  const count = Math.max(1, Math.round(years * row.share));
  const all = Array.from({ length: count }, (_, year) =>
    simulateYear(row.scenario, seed + year, row.kind === "decline"),
  );
  return { row, years: count, limits: modeResult(all, "limits"), evidence: modeResult(all, "evidence") };
}

function modeResult(years: readonly Flags[], mode: Mode): ModeResult {
  const flagged = years.reduce((sum, year) => sum + year[mode].length, 0);
  const first = years.map((year) => year[mode][0] ?? Infinity).sort((one, other) => one - other);
  const median = first[Math.floor((first.length - 1) / 2)]!;
  return { flagsPerYear: flagged / years.length, medianWeeks: Number.isFinite(median) ? median : null };
}

const HEAD = ["a year in which", "users a week", "years", "`limits`", "`evidence`"];

/** The two tables as Markdown. */
export function tables(results: readonly RowResult[]): string {
  const calm = results.filter(({ row }) => row.kind === "calm");
  const decline = results.filter(({ row }) => row.kind === "decline");
  return [
    "",
    "Weeks of 52 in which the flag is up although the model is as good as it was:",
    "",
    ...table(calm, ({ flagsPerYear }) => flagsPerYear.toFixed(2)),
    "",
    "Weeks until the flag is up when something is wrong, the median:",
    "",
    ...table(decline, ({ medianWeeks }) => (medianWeeks === null ? "more than 52" : String(medianWeeks))),
    "",
  ].join("\n");
}

function table(results: readonly RowResult[], cell: (result: ModeResult) => string): readonly string[] {
  const rows = results.map(({ row, years, limits, evidence }) => [
    row.scenario.name,
    String(row.scenario.users),
    String(years),
    cell(limits),
    cell(evidence),
  ]);
  return [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

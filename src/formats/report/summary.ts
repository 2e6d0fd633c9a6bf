import type { RunOutcome } from "../../core/outcome.ts";
import { blocks } from "./blocks.ts";
import type { Advice, Delivery } from "./delivery-view.ts";
import { codeBlock } from "./escape.ts";
import { join, markdownOf, name, sentence, type Phrase } from "./phrase.ts";
import { countOf } from "./rounding.ts";
import { fitSections, type Section } from "./sections.ts";
import { findingsTable, metricsTable, number, table, text, trendTable } from "./tables.ts";
import { viewOf, type View } from "./view.ts";

/** GitHub drops a whole step summary that is one byte larger. */
const MAX_SUMMARY_BYTES = 1_048_576;

/**
 * The job summary, GitHub-flavoured Markdown: the verdict, why, and what was done come first, so that five seconds
 * are enough. Sections are in the order in which they are worth keeping when `maxBytes` is short.
 */
export function renderSummary(outcome: RunOutcome, maxBytes: number = MAX_SUMMARY_BYTES): string {
  const view = viewOf(outcome);
  const sections: readonly Section[] = [
    { title: "Verdict", text: verdictText(view) },
    { title: "Checks", text: checksText(view) },
    { title: "Trend", text: trendText(view) },
    { title: "What chance alone does", text: chanceText(view) },
    { title: "Data", text: dataText(view) },
    { title: "What the numbers can say", text: honestyText(view) },
    { title: "Further metrics", text: furtherMetricsText(view) },
    { title: "Model, database and settings", text: detailsText(view) },
    { title: "How to open the runs in MLflow", text: mlflowText(view) },
    { title: "The event that was not sent", text: heldPayloadText(view) },
    { title: "Runs that were passed over", text: skippedRunsText(view) },
  ];
  return fitSections(sections, maxBytes);
}

function verdictText({ verdict, why, warnings, advice, deliveries }: View): string {
  return blocks([
    `## ${verdict.symbol} ${verdict.words}`,
    markdownOf(join(why, " ")),
    ...warnings.map((warning) => `> **Careful:** ${markdownOf(warning)}`),
    advice === null ? "" : adviceText(advice),
    ...deliveries.map(deliveryText),
  ]);
}

function deliveryText({ symbol, text: what, advice }: Delivery): string {
  const line = `${symbol} ${markdownOf(what)}`.trimStart();
  return blocks([line, advice === null ? "" : adviceText(advice)]);
}

function adviceText({ sentence: what, code }: Advice): string {
  return blocks([`**What to do:** ${markdownOf(what)}`, code.length === 0 ? "" : codeBlock(code)]);
}

function checksText({ findings, comparison }: View): string {
  if (findings.length === 0 && comparison.length === 0) return "";
  return blocks(["### Checks", findingsTable(findings), ...comparison.map(markdownOf)]);
}

function trendText({ trend: { chart, legend, rows } }: View): string {
  if (chart.length === 0) return "";
  return blocks([
    "### Trend",
    ["```mermaid", ...chart, "```"].join("\n"),
    markdownOf(join(legend, " ")),
    folded("The numbers of the trend", [trendTable(rows)]),
  ]);
}

function dataText({ data, leftOut, kept, mapProblems }: View): string {
  if (data.length === 0) return "";
  return blocks([
    "### Data",
    table([text("Ratings of the active users"), number("This run")], data, ({ label, value }) => [
      label,
      value,
    ]),
    leftOut.length === 0 ? "Nothing was left out." : `Left out: ${list(leftOut)}.`,
    kept.length === 0 ? "" : `Odd, but counted: ${list(kept)}.`,
    mapProblems.length === 0 ? "" : `Odd in the id maps: ${list(mapProblems)}.`,
  ]);
}

function honestyText({ honesty }: View): string {
  if (honesty.length === 0) return "";
  return blocks(["### What the numbers can say", bullets(honesty)]);
}

function chanceText({ chance }: View): string {
  const { lines, details } = chance;
  if (lines.length === 0) return "";
  return blocks([
    "### What chance alone does",
    bullets(lines),
    details.length === 0 ? "" : folded("How sure the single numbers are", [bullets(details)]),
  ]);
}

function furtherMetricsText({ furtherMetrics, furtherNotes }: View): string {
  const notes = bullets(furtherNotes);
  if (furtherMetrics.length === 0) return notes === "" ? "" : blocks(["### Further metrics", notes]);
  return blocks(["### Further metrics", metricsTable(furtherMetrics), notes]);
}

function detailsText({ details }: View): string {
  if (details.length === 0) return "";
  const rows = table([text("What"), text("Value")], details, ({ label, value }) => [
    label,
    markdownOf(value),
  ]);
  return folded("Model, database and settings", [rows]);
}

function mlflowText({ mlflow }: View): string {
  if (mlflow === null) return "";
  const { sentence: what, code } = mlflow;
  return folded("How to open the runs in MLflow", [
    markdownOf(what),
    code.length === 0 ? "" : codeBlock(code),
  ]);
}

function heldPayloadText({ heldPayload }: View): string {
  return heldPayload.length === 0 ? "" : folded("The event that was not sent", [codeBlock(heldPayload)]);
}

function skippedRunsText({ skippedRuns }: View): string {
  if (skippedRuns.length === 0) return "";
  const were = skippedRuns.length === 1 ? "was" : "were";
  const title = `${countOf(skippedRuns.length, "run", "runs")} of others could not be read and ${were} passed over`;
  const cellsOf = ({ path, reason }: (typeof skippedRuns)[number]) => [
    markdownOf([name(path)]),
    markdownOf([sentence(reason, 200)]),
  ];
  return folded(title, [table([text("Where"), text("Why")], skippedRuns, cellsOf)]);
}

/** Markdown inside of `<details>` needs the empty lines. */
function folded(title: string, contents: readonly string[]): string {
  return blocks([`<details><summary>${title}</summary>`, ...contents, "</details>"]);
}

function list(phrases: readonly Phrase[]): string {
  return markdownOf(join(phrases, "; "));
}

function bullets(phrases: readonly Phrase[]): string {
  return phrases.map((phrase) => `- ${markdownOf(phrase)}`).join("\n");
}

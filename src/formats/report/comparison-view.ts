import type { Reason } from "../../core/finding.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { isDisputed } from "./evidence-advice.ts";
import { sentenceOf } from "./findings-view.ts";
import { join, name, say, type Phrase } from "./phrase.ts";
import { timeText } from "./rounding.ts";
import { remarkOn } from "./sentences.ts";

/** The previous run or runs, then a note for each reason that the table's few words do not explain. */
export function comparisonOf(outcome: EvaluatedOutcome): readonly Phrase[] {
  const notes = new Map<string, Phrase>();
  for (const finding of outcome.decision.findings) {
    if (!NOTED.has(finding.reason)) continue;
    const note = remarkOn(finding.reason) ?? sentenceOf(finding);
    notes.set(JSON.stringify(note), note);
  }
  const isAnyDisputed = outcome.decision.findings.some(isDisputed);
  return [previousLine(outcome), ...notes.values(), ...(isAnyDisputed ? [ADVICE_ONLY] : [])];
}

const ADVICE_ONLY = say`Here the limits decide. What would or would not fire on evidence is advice; it decides where ${name("decision")} is ${name("evidence")}.`;

/** Reasons that deserve a sentence below the table; those that fired have it above. */
const NOTED: ReadonlySet<Reason> = new Set<Reason>([
  "same-measurement",
  "within-limit-settings-unknown",
  "metric-not-computed",
  "previous-is-zero",
  "different-train-mask",
  "different-id-mapping",
  "different-min-rating",
  "different-query",
  "different-since",
]);

/** A history that could not be read, or holds only runs that do not count, must never look like a beginning. */
function previousLine({ evidence, decision, isFirst }: EvaluatedOutcome): Phrase {
  if (isFirst) return say`First evaluation: nothing to compare with yet.`;
  if (evidence.historyUnreadable === true)
    return say`The earlier runs could not be read, so nothing was compared with them.`;
  const compared = new Set(
    decision.findings.filter((finding) => finding.before !== null).map((finding) => finding.metric),
  );
  const runs = new Map<string, { readonly startTime: number; readonly metrics: string[] }>();
  for (const [metric, { run }] of evidence.previous) {
    if (!compared.has(metric)) continue;
    const entry = runs.get(run.runId) ?? { startTime: run.startTime, metrics: [] };
    entry.metrics.push(metric);
    runs.set(run.runId, entry);
  }
  if (runs.size === 0) return say`No earlier run has a metric to compare with.`;
  const named = [...runs].map(([runId, { startTime, metrics }]) => {
    const when = say`${name(runId, 64)} of ${timeText(startTime)}`;
    const names = metrics.map((metric): Phrase => [name(metric)]);
    return runs.size === 1 ? when : say`${when} for ${join(names, ", ")}`;
  });
  return say`${runs.size === 1 ? "Previous run: " : "Previous runs: "}${join(named, "; ")}.`;
}

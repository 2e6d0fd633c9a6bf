import type { Finding } from "../../core/finding.ts";
import type { SkipReason } from "../../core/further-metrics.ts";
import type { RestoredHistory } from "../../core/history.ts";
import type { EvaluatedOutcome, NoDataOutcome } from "../../core/outcome.ts";
import { WHY_SKIPPED } from "./further-view.ts";
import { NOT_KNOWN } from "./history-view.ts";
import { join, name, say, sentence, type Phrase } from "./phrase.ts";
import { countText } from "./rounding.ts";

/** Checks that were skipped for one reason, and what makes them possible. */
interface MendableSkip {
  readonly why: Phrase;
  /** "" where the sentence says it; lines after the first are to be copied. */
  readonly hint: string;
}

/** Checks that one sentence names. */
const MAX_CHECKS = 5;

/**
 * What a person can mend, once for each reason. What only time mends (a first run, too few users, other settings than
 * last time) is in the table of the summary alone: who is told every week what he cannot change stops reading.
 */
export function mendableSkips(outcome: EvaluatedOutcome | NoDataOutcome): readonly MendableSkip[] {
  const { restored } = outcome.history;
  if (outcome.status === "no-data") return ofHistory(restored, []);
  const skipped = outcome.decision.findings.filter((finding) => finding.outcome === "skipped");
  const alone = skipped.filter(({ reason }) => reason === "no-previous-run");
  const checks = new Map<string, { readonly why: Phrase; readonly findings: Finding[] }>();
  for (const finding of skipped) {
    const why = mendOf(finding, outcome);
    if (why === null) continue;
    const key = JSON.stringify(why);
    const known = checks.get(key) ?? { why, findings: [] };
    known.findings.push(finding);
    checks.set(key, known);
  }
  return [
    ...ofHistory(restored, alone),
    ...[...checks.values()].map(({ why, findings }) => ({ why: notChecked(findings, why), hint: "" })),
  ];
}

/** A store that was passed over is told although nothing was skipped: what it holds was not compared with. */
function ofHistory(
  { refusals, state }: RestoredHistory,
  skipped: readonly Finding[],
): readonly MendableSkip[] {
  if (state === "unasked") return [{ why: notChecked(skipped, NOT_KNOWN.unasked), hint: "" }];
  return refusals.map(({ message, hint }) => {
    const why = say`${sentence(message)}.`;
    return {
      why: skipped.length === 0 ? say`Part of the history may be missing: ${why}` : notChecked(skipped, why),
      hint,
    };
  });
}

/** "Not checked: test_mrr (relative-drop): …" */
function notChecked(findings: readonly Finding[], why: Phrase): Phrase {
  if (findings.length === 0) return why;
  const named = findings.slice(0, MAX_CHECKS).map(({ metric, rule }) => say`${name(metric)} (${name(rule)})`);
  const more = findings.length - named.length;
  return say`Not checked: ${join(named, ", ")}${more === 0 ? "" : ` and ${countText(more)} more`}. ${why}`;
}

/** Why a check was skipped and what makes it possible; null where the user can do nothing about it. */
function mendOf({ metric, reason }: Finding, { measurement }: EvaluatedOutcome): Phrase | null {
  const { settings, skippedMetrics } = measurement;
  if (reason === "nobody-is-cold") return settings.idMapping === "first-seen" ? NO_MAPS : null;
  if (reason === "values-unreadable") return UNREADABLE;
  if (reason === "values-damaged") return DAMAGED;
  if (reason !== "metric-not-computed") return null;
  const skip = skippedMetrics.find((skipped) => skipped.metric === metric)?.reason;
  if (skip === undefined) return NOT_ASKED_FOR;
  return MENDABLE.has(skip) ? say`It needs the popularity of items: ${WHY_SKIPPED[skip]}` : null;
}

const MENDABLE: ReadonlySet<SkipReason> = new Set<SkipReason>([
  "no-popularity-source",
  "popularity-of-another-checkpoint",
  "first-seen-ids",
]);

const NO_MAPS = say`With ${name("first-seen")} ids nobody can be unknown to the model: ${name("user-map")} and ${name("item-map")}, which the training writes, tell who is.`;

const NOT_ASKED_FOR = say`No such metric was computed: name it in ${name("metrics")}, set ${name("k")} or ${name("cold-users")} as it needs, or set its minimum in ${name("thresholds")} to off.`;

const UNREADABLE = say`What an earlier run kept of its users could not be read; the log of this step says why. Check that the tracking server lets this job read artifacts.`;

const DAMAGED = say`What an earlier run kept of its users is damaged; the log of this step names the file. Put it back as it was, or delete that run in MLflow.`;

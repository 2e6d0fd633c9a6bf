import { conventionOf } from "../../core/chosen-metrics.ts";
import type { Finding, Outcome } from "../../core/finding.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { coldShare } from "../../core/rules/evidence/cold-share.ts";
import { relativeDrop } from "../../core/rules/relative-drop.ts";
import { userGrowth } from "../../core/rules/user-growth.ts";
import { adviceBeside } from "./evidence-advice.ts";
import { name, type Datum, type Phrase } from "./phrase.ts";
import { NO_VALUE, metricText, percentText, signedPercentText, textsApart } from "./rounding.ts";
import { SENTENCES, SHORT_REASONS, type FindingWords } from "./sentences.ts";

/** As people are told: a rule that has passed only because one suspect run is not enough has not simply passed. */
export type ShownOutcome = Outcome | "waiting";

/** One row of the table of findings; `limit` with its sign or comparison. */
export interface FindingRow {
  readonly rule: Datum;
  readonly metric: Datum;
  readonly now: string;
  readonly before: string;
  readonly change: string;
  readonly limit: string;
  readonly outcome: ShownOutcome;
  readonly shortReason: string;
  /** What the evidence says beside it; "" where it says nothing. */
  readonly advice: string;
}

/** One row of the table of further metrics. */
export interface MetricRow {
  readonly metric: Datum;
  readonly now: string;
  readonly before: string;
  /** What has to be known where tools disagree; "" where there is nothing to say. */
  readonly convention: string;
}

const ORDER: readonly ShownOutcome[] = ["fired", "waiting", "passed", "skipped"];

/** How a rule's limit reads; a rule that is not here compares with a minimum. */
const CHANGE_SIGNS: ReadonlyMap<string, string> = new Map([
  [relativeDrop.id, "−"],
  [userGrowth.id, "+"],
]);

/** What fired comes first, each group in the order of the rules. */
export function findingRows(findings: readonly Finding[]): readonly FindingRow[] {
  return ORDER.flatMap((outcome) => findings.filter((finding) => shownOutcome(finding) === outcome)).map(
    findingRow,
  );
}

function findingRow(finding: Finding): FindingRow {
  const words = wordsOf(finding);
  return {
    rule: name(finding.rule),
    ...words,
    // A change between values that cannot be compared would be read as one.
    change: finding.outcome === "skipped" ? NO_VALUE : words.change,
    limit: limitCell(finding, words.limit),
    outcome: shownOutcome(finding),
    shortReason: SHORT_REASONS[finding.reason],
    advice: adviceBeside(finding),
  };
}

function shownOutcome({ outcome, reason }: Finding): ShownOutcome {
  return reason === "not-yet-confirmed" ? "waiting" : outcome;
}

/** The sentence of one finding, without a remark on the comparison as such. */
export function sentenceOf(finding: Finding): Phrase {
  return SENTENCES[finding.reason](wordsOf(finding));
}

/** Where a finding fired, the two numbers that were compared must not look the same. */
export function wordsOf(finding: Finding): FindingWords {
  const { now, before, limit, change } = finding;
  const words = { metric: name(finding.metric), now: metricText(now), before: metricText(before) };
  if (!CHANGE_SIGNS.has(finding.rule)) {
    const apart = finding.outcome === "fired" && now !== null && limit !== null;
    const [nowText, limitText] = apart
      ? textsApart(now, limit, metricText, 4)
      : [words.now, metricText(limit)];
    return {
      ...words,
      now: nowText,
      limit: limitText,
      change: signedPercentText(change),
      size: percentText(change),
    };
  }
  const size = change === null ? null : Math.abs(change);
  const apart = finding.outcome === "fired" && size !== null && limit !== null;
  const [sizeText, limitText] = apart
    ? textsApart(size, limit, percentText, 1)
    : [percentText(size), percentText(limit)];
  const decimals = (/\.(\d+)/u.exec(sizeText)?.[1] ?? "0").length;
  return { ...words, change: signedPercentText(change, decimals), size: sizeText, limit: limitText };
}

function limitCell({ rule, limit, reason }: Finding, text: string): string {
  if (reason === "rule-is-off") return "off";
  if (limit === null) return NO_VALUE;
  return `${CHANGE_SIGNS.get(rule) ?? (rule === coldShare.id ? "≤ " : "≥ ")}${text}`;
}

/** Metrics that neither the findings nor the table of the data show. */
export function furtherMetrics({ measurement, decision, evidence }: EvaluatedOutcome): readonly MetricRow[] {
  const shown = new Set([...SHOWN_WITH_THE_DATA, ...decision.findings.map((finding) => finding.metric)]);
  return [...measurement.metrics]
    .filter(([metric]) => !shown.has(metric))
    .map(([metric, value]) => ({
      metric: name(metric),
      now: metricText(value),
      before: metricText(evidence.previous.get(metric)?.value ?? null),
      convention: conventionOf(metric) ?? "",
    }));
}

const SHOWN_WITH_THE_DATA = [
  "num_users",
  "num_ratings",
  "avg_ratings_per_user",
  "evaluated_users",
  "evaluated_ratings",
];

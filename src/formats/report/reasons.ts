import type { Finding, Reason } from "../../core/finding.ts";
import { PRIMARY_METRIC } from "../../core/trend.ts";
import { sentenceOf } from "./findings-view.ts";
import { name, plainOf, say, type Phrase } from "./phrase.ts";
import { countText, metricText, signedPercentText } from "./rounding.ts";
import { SHORT_REASONS, remarkOn } from "./sentences.ts";

/** Sentences in the first paragraph; the table has them all. */
const MAX_REASONS = 5;

const DECAYED = "The model has decayed: ";

/** What a finding that fired says of the model, the most telling first; a reason that is not here says the first. */
const OPENINGS: readonly (readonly [opening: string, reasons: readonly Reason[]])[] = [
  [
    DECAYED,
    ["fell-more-than-limit", "fell-more-than-limit-settings-unknown", "below-baseline", "slow-decline"],
  ],
  ["The model is not good enough: ", ["below-threshold", "clearly-below-threshold"]],
  [
    "The users have outgrown the model: ",
    ["grew-more-than-limit", "grew-more-than-limit-settings-unknown", "cold-share-above-limit"],
  ],
  ["The model is suspect: ", ["not-yet-confirmed"]],
];

/**
 * The verdict in one sentence, then a sentence for each further finding that fired. Told by the findings alone: the words
 * are ours.
 */
export function reasonsOf(
  findings: readonly Finding[],
  { isNewModel = false }: { readonly isNewModel?: boolean } = {},
): readonly Phrase[] {
  // What waits for a second run is told as what fired is: "all checks passed" would hide it.
  const told = findings.filter(
    ({ outcome, reason }) => outcome === "fired" || reason === "not-yet-confirmed",
  );
  const fired = mostTellingFirst(told);
  const [first] = fired;
  if (first === undefined) return [nothingFired(findings)];
  // The limits decide, and are said; a reader who is told of decay where chance or harder targets explain it stops reading.
  const [usual] = OPENINGS[rankOf(first)]!;
  // Another model has not decayed: it is worse than the one before.
  const meant = isNewModel && usual === DECAYED ? "This model is worse than the one before: " : usual;
  const opening = fired.every(isDoubted) ? DOUBTED : meant;
  // Two rules that wait for another run say the same of the same metric.
  const all = [...new Map(fired.map(sentenceOf).map((phrase) => [plainOf(phrase), phrase])).values()];
  const sentences = all.slice(0, MAX_REASONS);
  const more = all.length - sentences.length;
  const remark = fired.map(({ reason }) => remarkOn(reason)).find((phrase) => phrase !== null);
  return [
    say`${opening}${sentences[0]!}`,
    ...sentences.slice(1),
    ...(more === 0 ? [] : [say`${countText(more)} more are in the table.`]),
    ...(remark === undefined ? [] : [remark]),
  ];
}

const DOUBTED = "A limit is crossed, and the evidence is not against the model: ";

/** A limit fired on which the evidence would not. */
function isDoubted({ outcome, evidence }: Finding): boolean {
  return outcome === "fired" && evidence?.suspect === false;
}

/** Within one kind in the order of the rules. */
function mostTellingFirst(fired: readonly Finding[]): readonly Finding[] {
  return fired.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ reason }: Finding): number {
  return Math.max(
    0,
    OPENINGS.findIndex(([, reasons]) => reasons.includes(reason)),
  );
}

function nothingFired(findings: readonly Finding[]): Phrase {
  if (findings.length === 0) return say`${UNKNOWN}no rule is switched on.`;
  const skipped = findings.filter((finding) => finding.outcome === "skipped");
  const reasons = new Set(skipped.map(({ reason }) => reason));
  const [reason] = reasons;
  const why = reasons.size === 1 && reason !== undefined ? SHORT_REASONS[reason] : "the table says why";
  if (skipped.length === findings.length) return say`${UNKNOWN}every check was skipped (${why}).`;
  const passed = findings.filter((finding) => finding.outcome === "passed");
  // A first run cannot say whether anything is as before.
  const opening = passed.some(({ before }) => before !== null)
    ? "The model still fits: "
    : "The model fits: ";
  return say`${opening}${primaryPhrase(passed)}${checksPhrase(passed.length, skipped.length, why)}.`;
}

const UNKNOWN = "Nobody knows whether the model fits: ";

function checksPhrase(passed: number, skipped: number, why: string): string {
  if (skipped === 0) return passed === 1 ? "the one check passed" : `all ${countText(passed)} checks passed`;
  return `${countText(passed)} of ${countText(passed + skipped)} checks passed, ${countText(skipped)} skipped (${why})`;
}

/** The number that a reader knows the model by, where a check looked at it. */
function primaryPhrase(passed: readonly Finding[]): Phrase {
  const checks = passed.filter(({ metric, now }) => metric === PRIMARY_METRIC && now !== null);
  const check = checks.find(({ change }) => change !== null) ?? checks[0];
  if (check === undefined) return say``;
  const change =
    check.change === null ? "" : ` (${signedPercentText(check.change)} against the previous run)`;
  return say`${name(check.metric)} is ${metricText(check.now)}${change}, and `;
}

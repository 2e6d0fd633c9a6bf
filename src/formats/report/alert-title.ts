import type { Finding, Reason } from "../../core/finding.ts";
import { sentenceOf, wordsOf } from "./findings-view.ts";
import { plainOf } from "./phrase.ts";
import { countOf, percentText } from "./rounding.ts";
import type { FindingWords } from "./sentences.ts";
import { shortSureness } from "./sureness.ts";
import { visible } from "./visible.ts";

/** Of an experiment; GitHub takes 256 characters for the whole title. */
const MAX_NAME_CODE_POINTS = 60;
const MAX_TITLE_CODE_POINTS = 200;

type What = (words: FindingWords & { readonly wholeSize: string }) => string;

const fell: What = ({ metric, wholeSize, before, now }) =>
  `${metric.text} fell by ${wholeSize} (${before} → ${now})`;
const grew: What = ({ metric, wholeSize, before, now }) =>
  `${metric.text} grew by ${wholeSize} (${before} → ${now})`;
const below: What = ({ metric, now, limit }) => `${metric.text} is ${now}, below its minimum of ${limit}`;

/** What and how much, for each reason to fire. */
const WHAT: Readonly<Partial<Record<Reason, What>>> = {
  "below-threshold": below,
  "clearly-below-threshold": below,
  "fell-more-than-limit": fell,
  "fell-more-than-limit-settings-unknown": fell,
  "grew-more-than-limit": grew,
  "grew-more-than-limit-settings-unknown": grew,
  "below-baseline": ({ metric, wholeSize, before, now }) =>
    `${metric.text} is ${wholeSize} below the first runs of this model (${before} → ${now})`,
  "slow-decline": ({ metric, before, now }) =>
    `${metric.text} declines over several runs (${before} → ${now})`,
  "cold-share-above-limit": ({ now, limit }) =>
    `the share of users unknown to the model is ${now}, above ${limit}`,
};

/** One line of plain text: what, how much, how sure. The first finding that fired speaks for the others. */
export function alertTitle(experiment: string, fired: readonly Finding[]): string {
  const [first, ...others] = fired;
  if (first === undefined) return plainTitle(experiment);
  const more = others.length === 0 ? "" : `; ${countOf(others.length, "more finding", "more findings")}`;
  const text = `${plainTitle(experiment)}: ${whatOf(first)}, ${shortSureness(first)}${more}`;
  return visible(text, MAX_TITLE_CODE_POINTS);
}

function whatOf(finding: Finding): string {
  const what = WHAT[finding.reason];
  if (what === undefined) return plainTitle(plainOf(sentenceOf(finding)).replace(/\.$/u, ""));
  const words = wordsOf(finding);
  const wholeSize = percentText(finding.change === null ? null : Math.abs(finding.change), 0);
  return what({
    ...words,
    metric: { ...words.metric, text: plainTitle(words.metric.text) },
    wholeSize: wholeSize === words.limit.replace(/\.0%$/u, "%") ? words.size : wholeSize,
  });
}

/** GitHub shows code, emoji codes and references in titles, and mails them: what could be any of these becomes `_`. */
function plainTitle(text: string): string {
  const plain = visible(text, MAX_NAME_CODE_POINTS).replaceAll(/[^\p{L}\p{N} ._/…()%,-]/gu, "_");
  return plain.replaceAll(/www\.|\/\//giu, "_");
}

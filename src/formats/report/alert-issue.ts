import type { AlertOperation } from "../../core/alert.ts";
import type { ConversationScope } from "../../core/conversation-scope.ts";
import type { Finding } from "../../core/finding.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { suggestedAction, retrainingOf, unchanged } from "./alert-context.ts";
import { alertMarker } from "./alert-marker.ts";
import { blocks } from "./blocks.ts";
import { codeBlock } from "./escape.ts";
import { findingRows, sentenceOf } from "./findings-view.ts";
import { openInMlflow } from "./open-in-mlflow.ts";
import { join, markdownOf, name, say, type Phrase } from "./phrase.ts";
import { countText, metricText, shortDigest, timeText } from "./rounding.ts";
import { attemptLink } from "./run-link.ts";
import { surenessSentence } from "./sureness.ts";

/** What is written to GitHub for one operation, in Markdown; the title stays the one of the opening (`alertTitle`). */
export interface AlertText {
  readonly body: string;
  /** null: nothing is to be said. */
  readonly comment: string | null;
}

const MAX_FINDINGS = 10;

/** Body and comment of one operation; every text from data is made safe, nobody is mentioned. */
export function alertText(
  operation: AlertOperation,
  outcome: EvaluatedOutcome,
  scope: ConversationScope,
): AlertText {
  const marker = alertMarker(scope, operation.rule, operation.memory);
  const body = (parts: readonly string[]) => `${blocks([...parts, FOOTER, marker])}\n`;
  if (operation.kind === "close")
    return {
      body: body([recovered(operation, outcome), links(outcome)]),
      comment: blocks([recovered(operation, outcome), attemptLink(outcome.measurement.origin)]),
    };
  return {
    body: body(firing(operation, outcome)),
    comment: operation.kind === "update" && operation.isNews ? stillFiring(operation, outcome) : null,
  };
}

type Firing = AlertOperation & { readonly kind: "open" | "update" };

function firing(operation: Firing, outcome: EvaluatedOutcome): readonly string[] {
  const { findings } = operation;
  const kept = unchanged(outcome);
  const former =
    operation.kind === "open" && operation.former !== null
      ? `This has happened before: #${operation.former}.`
      : "";
  return [
    ...findings
      .slice(0, MAX_FINDINGS)
      .map((finding) => `**${markdownOf(sentenceOf(finding))}** ${surenessSentence(finding)}`),
    former,
    list(factsOf(operation, outcome)),
    kept.length === 0 ? "" : `**What did not change**\n\n${list(kept)}`,
    `**What to do**\n\n${markdownOf(suggestedAction(operation.rule, outcome.dispatched))}`,
    markdownOf(retrainingOf(outcome)),
    links(outcome),
  ];
}

function factsOf({ rule, findings, series }: Firing, outcome: EvaluatedOutcome): readonly Phrase[] {
  const { model } = outcome.measurement;
  const limits = findingRows(findings)
    .slice(0, MAX_FINDINGS)
    .map(({ metric, limit }): Phrase => say`${metric} ${limit}`);
  const row = series.inARow === null ? say`` : say`, ${inARow(series.inARow)}`;
  return [
    say`Rule: ${name(rule)}, limit: ${join(limits, ", ")}`,
    say`Since: ${timeText(series.since)}${row}`,
    say`Model: ${name(model.path)}, ${name(shortDigest(model.digest))}`,
    say`Experiment: ${name(outcome.experiment)}`,
  ];
}

function inARow(runs: number): string {
  return runs === 1 ? "in this run for the first time" : `in ${countText(runs)} runs in a row`;
}

function stillFiring(
  { findings, series }: AlertOperation & { readonly kind: "update" },
  outcome: EvaluatedOutcome,
): string {
  const row =
    series.inARow === null || series.inARow === 1
      ? "The rule has fired again."
      : `The rule fires ${inARow(series.inARow)}.`;
  const sentences = findings
    .slice(0, MAX_FINDINGS)
    .map((finding) => `${markdownOf(sentenceOf(finding))} ${surenessSentence(finding)}`);
  return blocks([
    `${row} ${sentences.join(" ")}`,
    markdownOf(retrainingOf(outcome)),
    attemptLink(outcome.measurement.origin),
  ]);
}

function recovered(
  { findings, recovery, since, rule }: AlertOperation & { readonly kind: "close" },
  { measurement }: EvaluatedOutcome,
): string {
  const why =
    recovery.kind === "is-back"
      ? say` ${name(recovery.metric)} is ${metricText(recovery.now)}; before the alert it was ${metricText(recovery.before)}.`
      : recovery.kind === "new-model"
        ? say` Another model has come, ${name(shortDigest(measurement.model.digest))}.`
        : say``;
  const sentences = recovery.kind === "passes" ? findings.slice(0, MAX_FINDINGS).map(passing) : [];
  const told = join([say`✅ It is over: ${name(rule)} passes.${why}`, ...sentences], " ");
  return markdownOf(say`${told} It began at ${timeText(since)}.`);
}

/** Against the last run, which is the bad one, a recovery reads as a wild rise: then the value alone is said. */
function passing(finding: Finding): Phrase {
  const { metric, now, change, limit } = finding;
  const isCalm = change === null || limit === null || Math.abs(change) <= Math.abs(limit);
  return isCalm ? sentenceOf(finding) : say`${name(metric)} is ${metricText(now)}.`;
}

function links({ measurement, trackingLocation, run }: EvaluatedOutcome): string {
  const { sentence, code } = openInMlflow(trackingLocation, run);
  const help = `MLflow run ${markdownOf([name(run.runId, 64)])}`;
  const [address = ""] = code;
  // Folded, because an issue has this in each of its lives, and few who read it open a directory.
  const folded = () =>
    blocks([
      `<details><summary>${help}: how to open it</summary>`,
      markdownOf(sentence),
      codeBlock(code),
      "</details>",
    ]);
  const shown = LINKABLE.test(address) ? `[MLflow](${address})` : folded();
  return blocks([attemptLink(measurement.origin), shown]);
}

/** A link is made only of an address that cannot be anything else. */
const LINKABLE = /^https?:\/\/[\w.-]+(?::\d+)?\/[\w./#%-]*$/u;

const FOOTER =
  "<sub>model-monitor keeps this issue: it rewrites this text, adds a comment for each further run that fires, and closes it when it is over. Once you have closed it, it stays closed until the rule has not fired for a run and fires again.</sub>";

function list(items: readonly Phrase[]): string {
  return items.map((item) => `- ${markdownOf(item)}`).join("\n");
}

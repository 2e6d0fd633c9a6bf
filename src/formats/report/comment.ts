import type { ConversationScope } from "../../core/conversation-scope.ts";
import type { EvaluatedOutcome, RunOutcome } from "../../core/outcome.ts";
import type { CommentText } from "../../core/plan-comment.ts";
import { sha256 } from "../digests.ts";
import { blocks } from "./blocks.ts";
import { baseOf } from "./comment-base.ts";
import type { Advice, Delivery } from "./delivery-view.ts";
import { codeBlock } from "./escape.ts";
import { join, markdownOf, name, say } from "./phrase.ts";
import { runLink } from "./run-link.ts";
import { fitSections } from "./sections.ts";
import { findingsTable } from "./tables.ts";
import { viewOf, type View } from "./view.ts";

/** GitHub takes 65,536 characters; bytes are never fewer, and marker and footer need some. */
const MAX_TEXT_BYTES = 64_000;
/** A rule for each metric that a user names; the summary has them all. */
const MAX_ROWS = 50;

/**
 * The comment in a pull request, GitHub-flavoured Markdown: what the summary says in its first screen. It holds no time,
 * no id of a run and no address, so that it stays equal while nothing changes; the address of the run is in the footer.
 */
export function renderComment(
  outcome: RunOutcome,
  scope: ConversationScope,
  maxBytes: number = MAX_TEXT_BYTES,
): CommentText {
  const view = viewOf(outcome);
  const sections = [
    { title: "Verdict", text: verdictText(outcome, view) },
    { title: "Checks", text: checksText(outcome, view) },
    { title: "What chance alone does", text: chanceText(view) },
  ];
  return {
    marker: markerOf(scope),
    text: fitSections(sections, maxBytes).trimEnd(),
    footer: footerOf(outcome, scope),
  };
}

/** Invisible on the page. A digest: names may hold anything, `-->` too. */
function markerOf({ experiment, matrix }: ConversationScope): string {
  const digest = sha256(JSON.stringify([experiment, matrix])).replace("sha256:", "");
  return `<!-- model-monitor comment ${digest.slice(0, 24)} -->`;
}

function verdictText(outcome: RunOutcome, { verdict, why, warnings, advice, deliveries }: View): string {
  return blocks([
    `### ${verdict.symbol} ${verdict.words}`,
    markdownOf(join(why, " ")),
    ...warnings.map((warning) => `> **Careful:** ${markdownOf(warning)}`),
    advice === null ? "" : adviceText(advice),
    ...deliveries.filter((delivery, index) => isWorthSaying(outcome, delivery, index)).map(deliveryText),
  ]);
}

/** What became of the retraining comes first of all deliveries; of the others only what went wrong. */
function isWorthSaying(outcome: RunOutcome, { symbol }: Delivery, index: number): boolean {
  const isRetraining = index === 0 && outcome.status === "evaluated" && outcome.decision.retrain;
  return isRetraining || symbol === "❌" || symbol === "⚠️";
}

/** What to do about it is in the summary. */
function deliveryText({ symbol, text }: Delivery): string {
  return `${symbol} ${markdownOf(text)}`.trimStart();
}

function adviceText({ sentence, code }: Advice): string {
  return blocks([`**What to do:** ${markdownOf(sentence)}`, code.length === 0 ? "" : codeBlock(code)]);
}

function checksText(outcome: RunOutcome, { findings, comparison }: View): string {
  if (outcome.status !== "evaluated") return "";
  const [, ...notes] = comparison;
  return blocks([baseText(outcome), findingsTable(findings, MAX_ROWS), ...notes.map(markdownOf)]);
}

function baseText(outcome: EvaluatedOutcome): string {
  return markdownOf(join(baseOf(outcome), " "));
}

function chanceText({ chance }: View): string {
  if (chance.lines.length === 0) return "";
  const lines = chance.lines.map((line) => `- ${markdownOf(line)}`).join("\n");
  return blocks(["<details><summary>What chance alone does</summary>", lines, "</details>"]);
}

function footerOf(outcome: RunOutcome, { experiment, matrix }: ConversationScope): string {
  const of = say`Experiment ${name(experiment)}${matrix === "" ? "" : say`, job ${name(matrix)}`}.`;
  const origin = outcome.status === "evaluated" ? outcome.measurement.origin : outcome.origin;
  const summary = runLink("summary of the run", origin) ?? "summary of the run";
  return `${markdownOf(of)} Everything else is in the ${summary} that said this first.`;
}

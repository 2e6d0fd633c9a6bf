import type { RetrainTarget } from "../../core/dispatch.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { TAGS } from "../../core/run-labels.ts";
import { findingRows } from "./findings-view.ts";
import { reasonsOf } from "./reasons.ts";
import { join, markdownOf, name, say } from "./phrase.ts";
import { attemptLink } from "./run-link.ts";
import { fitSections } from "./sections.ts";
import { findingsTable } from "./tables.ts";
import { verdictOf } from "./view.ts";

/** Older MLflow servers refuse tag values that are longer. */
const MAX_DESCRIPTION_BYTES = 5_000;
const MAX_ROWS = 20;

/** What is known about a run when its description is written: before the event is sent. */
export type DescribedRun = Pick<EvaluatedOutcome, "measurement" | "decision" | "plan" | "trend">;

/** The description of the run in MLflow (`mlflow.note.content`, Markdown): the verdict, the findings, where to read more. */
export function describeRun({ measurement, decision, plan, trend }: DescribedRun): string {
  const why = reasonsOf(decision.findings, { isNewModel: trend.at(-1)?.newModel === true });
  const { symbol, words } = verdictOf(decision);
  const link = attemptLink(measurement.origin);
  const event = plan.kind === "send" ? eventLine(plan.target) : "";
  return fitSections(
    [
      {
        title: "Verdict",
        text: `**${symbol} ${words}.** ${markdownOf(join(why, " "))}`,
      },
      { title: "Workflow run", text: link },
      { title: "Event", text: event },
      { title: "Findings", text: spaced(findingsTable(findingRows(decision.findings), MAX_ROWS)) },
    ],
    MAX_DESCRIPTION_BYTES,
  );
}

function apart(line: string): string {
  return line.replaceAll(" | ", "&nbsp;&nbsp;| ");
}

/** MLflow's pages draw tables without any space between the columns: `test_mrr` and its value would read as one. */
function spaced(table: string): string {
  const [titles = "", alignment = "", ...rows] = table.split("\n");
  return [apart(titles), alignment, ...rows.map(apart)].join("\n");
}

/** The description is there before the act; the tag tells how it ended. */
function eventLine(target: RetrainTarget): string {
  const will =
    target.kind === "repository_dispatch"
      ? say`The event ${name(target.eventType)} goes to`
      : say`The workflow ${name(target.workflow)} is started in`;
  return markdownOf(
    say`${will} ${name(target.repository)}; the tag ${name(TAGS.dispatch)} says whether it was sent.`,
  );
}

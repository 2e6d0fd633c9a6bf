import type { EvaluatedOutcome } from "../../core/outcome.ts";
import type { Origin } from "../../core/measurement.ts";
import { findingRows } from "./findings-view.ts";
import { reasonsOf } from "./reasons.ts";
import { join, markdownOf, name, say } from "./phrase.ts";
import { fitSections } from "./sections.ts";
import { findingsTable } from "./tables.ts";
import { verdictOf } from "./view.ts";

/** Older MLflow servers refuse tag values that are longer. */
const MAX_DESCRIPTION_BYTES = 5_000;
const MAX_ROWS = 20;

/** What is known about a run when its description is written: before the event is sent. */
export type DescribedRun = Pick<EvaluatedOutcome, "measurement" | "decision" | "plan">;

/** The description of the run in MLflow (`mlflow.note.content`, Markdown): the verdict, the findings, where to read more. */
export function describeRun({ measurement, decision, plan }: DescribedRun): string {
  const { symbol, words } = verdictOf(decision);
  const link = workflowRunLink(measurement.origin);
  const event = plan.kind === "send" ? eventLine(plan.eventType, plan.repository) : "";
  return fitSections(
    [
      {
        title: "Verdict",
        text: `**${symbol} ${words}.** ${markdownOf(join(reasonsOf(decision.findings), " "))}`,
      },
      { title: "Workflow run", text: link },
      { title: "Event", text: event },
      { title: "Findings", text: findingsTable(findingRows(decision.findings), MAX_ROWS) },
    ],
    MAX_DESCRIPTION_BYTES,
  );
}

/** The description is there before the act; the tag tells how it ended. */
function eventLine(eventType: string, repository: string): string {
  return markdownOf(
    say`The event ${name(eventType)} goes to ${name(repository)}; the tag ${name("model_monitor.dispatch")} says whether it was sent.`,
  );
}

/** A link is made only of parts that cannot be anything else. */
function workflowRunLink(origin: Origin | null): string {
  if (origin === null) return "";
  const { serverUrl, repository, runId, runAttempt } = origin;
  const safe =
    /^https?:\/\/[\w.-]+(?::\d+)?$/u.test(serverUrl) &&
    /^[\w.-]+\/[\w.-]+$/u.test(repository) &&
    /^\d+$/u.test(runId);
  return safe
    ? `[Workflow run](${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt})`
    : "";
}

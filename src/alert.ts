import type { AlertOperation } from "./core/alert.ts";
import type { ConversationScope } from "./core/conversation-scope.ts";
import type { EarlierRun } from "./core/evidence/earlier-runs.ts";
import { failureOf, type FailedDelivery } from "./core/failed-delivery.ts";
import type { EvaluatedOutcome } from "./core/outcome.ts";
import { mayAlert, planAlerts } from "./core/plan-alerts.ts";
import { alertText } from "./formats/report/alert-issue.ts";
import { alertTitle } from "./formats/report/alert-title.ts";
import { jobKey, mayHoldMarker, readAlertIssues } from "./formats/report/alert-marker.ts";
import type { Alerts, World } from "./world.ts";

/**
 * Keeps the issues: looks what is there, decides, writes. What could not be looked for or written is told as a failed
 * delivery. A look-up that failed writes nothing at all: what was not seen must not be opened a second time.
 */
export async function keepAlerts(
  { alerts, log }: World,
  outcome: EvaluatedOutcome,
  history: readonly EarlierRun[],
): Promise<readonly FailedDelivery[]> {
  if (alerts === undefined) return [];
  try {
    if (!mayAlert(outcome.measurement.origin, await alerts.defaultBranch())) {
      log.info("issues tell of the default branch alone: none is looked for");
      return [];
    }
    const scope = { experiment: outcome.experiment, matrix: outcome.measurement.origin?.matrix ?? "" };
    const operations = await plannedFor(alerts, scope, outcome, history);
    const failed: FailedDelivery[] = [];
    for (const operation of operations)
      try {
        log.info(await write(alerts, operation, outcome, scope));
      } catch (error) {
        failed.push(failureOf("alert-issue", error));
      }
    return failed;
  } catch (error) {
    return [failureOf("alert-issue", error)];
  }
}

async function plannedFor(
  alerts: Alerts,
  scope: ConversationScope,
  { measurement, evidence, decision, run }: EvaluatedOutcome,
  history: readonly EarlierRun[],
): Promise<readonly AlertOperation[]> {
  const { findings } = decision;
  const issues = readAlertIssues(await alerts.find(mayHoldMarker), scope, {
    rules: findings.map(({ rule }) => rule),
    metrics: findings.map(({ metric }) => metric),
  });
  const historyUnreadable = evidence.historyUnreadable === true;
  const toldBy = jobKey(measurement.origin);
  return planAlerts({
    decision,
    evidence,
    measurement,
    run,
    toldBy,
    history,
    historyUnreadable,
    issues,
  });
}

/** The issue first, then the comment: one that was cut off in between says nothing twice. */
async function write(
  alerts: Alerts,
  operation: AlertOperation,
  outcome: EvaluatedOutcome,
  scope: ConversationScope,
): Promise<string> {
  const { body, comment } = alertText(operation, outcome, scope);
  if (operation.kind === "open") {
    const title = alertTitle(outcome.experiment, operation.findings);
    return `issue ${await alerts.open(title, body)} opened for ${operation.rule}`;
  }
  const { number } = operation.issue;
  const isOver = operation.kind === "close";
  await alerts.change(number, body, isOver);
  if (comment !== null) await alerts.comment(number, comment);
  return `issue ${number} ${isOver ? "closed" : "brought up to date"} for ${operation.rule}`;
}

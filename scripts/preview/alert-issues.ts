import type { Situation } from "../../__tests__/support/situations/index.ts";
import { planAlerts } from "../../src/core/plan-alerts.ts";
import { alertText } from "../../src/formats/report/alert-issue.ts";
import { alertTitle } from "../../src/formats/report/alert-title.ts";
import { escapeText } from "../../src/formats/report/escape.ts";

/** What is written to the alert issues, one below the other, each with its title and its newest comment; null: nothing. */
export function alertIssues({ outcome, issues = [], history = [] }: Situation): string | null {
  if (outcome.status !== "evaluated") return null;
  const { measurement, experiment } = outcome;
  // A pull request opens no issue.
  if (measurement.origin?.eventName === "pull_request") return null;
  const operations = planAlerts({
    ...outcome,
    toldBy: "this-run",
    history,
    historyUnreadable: false,
    issues,
  });
  const scope = { experiment, matrix: "" };
  const texts = operations.map((operation) => {
    const { body, comment } = alertText(operation, outcome, scope);
    const said = comment === null ? "" : `\n\n#### Comment\n\n${comment}`;
    const heading =
      operation.kind === "open"
        ? escapeText(alertTitle(experiment, operation.findings), 256)
        : `#${operation.issue.number}, under the title that it was opened with`;
    return `## ${heading}\n\n${body.trimEnd()}${said}\n`;
  });
  return texts.length === 0 ? null : texts.join("\n---\n\n");
}

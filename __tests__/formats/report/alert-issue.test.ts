import { describe, expect, test } from "@jest/globals";
import type { AlertOperation } from "../../../src/core/alert.ts";
import { REASONS_TO_FIRE } from "../../support/firing-reasons.ts";
import { EVIDENCE_RULES } from "../../../src/core/rules/evidence/index.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { alertText } from "../../../src/formats/report/alert-issue.ts";
import { alertMarker, mayHoldMarker, readAlertIssues } from "../../../src/formats/report/alert-marker.ts";
import { alertTitle } from "../../../src/formats/report/alert-title.ts";
import { aFinding, anAlertIssue } from "../../support/alerts.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { shapeOf, textOutsideOfCode } from "../../support/markdown.ts";
import { anEvaluation, aMeasurement, previousWeek, WEEKS } from "../../support/outcomes.ts";

const SCOPE = { experiment: "evaluation_runs", matrix: "" };
const RUN = "0123456789abcdef0123456789abcdef";
const MEMORY = {
  state: "firing",
  toldBy: "0123456789abcdef",
  firstRun: RUN,
  lastRun: RUN,
  before: null,
  metrics: ["test_mrr"],
} as const;
const WEEK = anEvaluation({ metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) });

function operations(rule: string, reason = REASONS_TO_FIRE.get(rule)!): readonly AlertOperation[] {
  const fired = [aFinding("fired", { rule, reason, change: -0.47 })];
  const issue = anAlertIssue({ rule }, MEMORY);
  const series = { since: WEEK.measurement.startedAt, inARow: 3 };
  const memory = { ...MEMORY, metrics: ["test_mrr"] };
  return [
    { kind: "open", rule, findings: fired, series, former: 4, memory },
    { kind: "update", rule, findings: fired, series, issue, isNews: true, memory },
    {
      kind: "close",
      rule,
      findings: [aFinding("passed", { rule })],
      issue,
      recovery: { kind: "passes" },
      since: series.since,
      memory: { ...memory, state: "recovered" },
    },
  ];
}

describe.each([...new Set([...RULES, ...EVIDENCE_RULES].map(({ id }) => id))])("the issue of %s", (rule) => {
  test("has a title that says what, how much and how sure", () => {
    const [open] = operations(rule);
    expect(alertTitle(WEEK.experiment, open!.findings)).toMatch(
      /^evaluation_runs: .*\d.*, not known how sure$/,
    );
  });

  test("has a body, a further word and a closing word that read as sentences", () => {
    const [open, update, close] = operations(rule).map((operation) => alertText(operation, WEEK, SCOPE));
    expect(open!.body).toMatch(/^\*\*.+\.\*\* [A-Z].+\./);
    expect(open!.body).toContain(`- Rule: <code>${rule}</code>`);
    expect(open!.body).toContain("in 3 runs in a row");
    expect(open!.body).toContain("This has happened before: #4.");
    expect(open!.body).toMatch(/\*\*What to do\*\*\n\n[A-Z].+\.\n/);
    expect(open!.comment).toBeNull();
    expect(update!.comment).toMatch(/^The rule fires in 3 runs in a row\. .+\./);
    expect(close!.comment).toMatch(/^✅ It is over: .+\./);
    for (const text of [open!.body, update!.comment!, close!.body, close!.comment!])
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
  });
});

test("what did not change is told, and what did is not", () => {
  const [open] = operations("relative-drop");
  const quiet = anEvaluation({ metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) });
  expect(alertText(open!, quiet, SCOPE).body).toContain("- Users: 265 after 250 (+6.0%), as usual.");
  expect(alertText(open!, WEEK, SCOPE).body).not.toContain("- Users:");
});

test("an update that is no news has no comment", () => {
  const update = operations("relative-drop")[1]! as AlertOperation & { kind: "update" };
  expect(alertText({ ...update, isNews: false }, WEEK, SCOPE).comment).toBeNull();
});

test("the way to MLflow's page is a link where there is a server", () => {
  const [open] = operations("relative-drop");
  const outcome = { ...WEEK, trackingLocation: "https://user:secret@mlflow.example.com/" };
  const { body } = alertText(open!, outcome, SCOPE);
  expect(body).toContain("[MLflow](https://mlflow.example.com/#/experiments/");
  expect(body).not.toContain("secret");
});

describe("a hostile text", () => {
  test.each(HOSTILE_TEXTS)("%# changes neither the form of the body nor the title's", (text) => {
    for (const operation of operations("relative-drop")) {
      const good = alertText(operation, WEEK, SCOPE);
      const { model, ...rest } = WEEK.measurement;
      const bad = alertText(
        operation,
        {
          ...WEEK,
          experiment: text,
          trackingLocation: text,
          measurement: aMeasurement({ ...rest, model: { ...model, path: text } }),
        },
        { experiment: text, matrix: text },
      );
      expect(shapeOf(bad.body)).toEqual(shapeOf(good.body));
      expect(textOutsideOfCode(bad.body)).not.toMatch(/(?<!<wbr>)@[a-z]/i);
      const title = alertTitle(text, operation.findings);
      expect(title).toMatch(/^[^\n@#`<>&*[\]\\]*$/);
      expect(title.length).toBeLessThanOrEqual(256);
      expect(bad.body.length).toBeLessThan(20_000);
    }
  });

  test("is no title either when it is a metric's name", () => {
    for (const metric of HOSTILE_TEXTS)
      expect(alertTitle("e", [aFinding("fired", { metric })])).toMatch(/^[^\n@#`<>&*[\]\\]*$/);
  });
});

function listed(body: string) {
  return [{ number: 3, isOpen: true, createdAt: 5, body }];
}

describe("the marker", () => {
  const known = { rules: ["relative-drop"], metrics: ["test_mrr"] };

  test("is read as it was written, for its experiment and job alone", () => {
    const body = `text\n${alertMarker(SCOPE, "relative-drop", MEMORY)}`;
    expect(mayHoldMarker(body)).toBe(true);
    expect(readAlertIssues(listed(body), SCOPE, known)).toEqual([
      { rule: "relative-drop", number: 3, isOpen: true, createdAt: 5, memory: MEMORY },
    ]);
    expect(readAlertIssues(listed(body), { ...SCOPE, experiment: "other" }, known)).toEqual([]);
    expect(readAlertIssues(listed(body), { ...SCOPE, matrix: '{"model":"b"}' }, known)).toEqual([]);
  });

  test("keeps a metric that this run does not know", () => {
    const first = alertMarker(SCOPE, "relative-drop", { ...MEMORY, metrics: ["gone"] });
    const [issue] = readAlertIssues(listed(first), SCOPE, known);
    expect(alertMarker(SCOPE, "relative-drop", issue!.memory)).toBe(first);
  });

  test.each(HOSTILE_TEXTS)("%# holds digests alone", (text) => {
    const marker = alertMarker({ experiment: text, matrix: text }, text, {
      ...MEMORY,
      firstRun: text,
      metrics: [text],
    });
    expect(marker).toMatch(/^<!-- model-monitor:alert:v1 [\w=, ]+ -->$/);
  });
});

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { AlertIssue } from "../../src/core/alert.ts";
import { mayAlert, planAlerts } from "../../src/core/plan-alerts.ts";
import { aFinding, alertFacts, anAlertIssue, sameMeasurementAs } from "../support/alerts.ts";
import { anEarlierRun } from "../support/history.ts";
import { anOrigin } from "../support/outcomes.ts";

const FIRED = [aFinding("fired")];
const PASSED = [aFinding("passed")];
const closed = (state: "firing" | "recovered", memory: Partial<AlertIssue["memory"]> = {}) =>
  anAlertIssue({ isOpen: false }, { state, ...memory });

function plan(findings = FIRED, overrides: Parameters<typeof alertFacts>[1] = {}) {
  return planAlerts(alertFacts(findings, overrides));
}

describe("a rule that fires", () => {
  test("opens an issue when there is none, counted from the first run of the series", () => {
    expect(plan()).toMatchObject([
      {
        kind: "open",
        former: null,
        series: { since: 3000, inARow: 2 },
        memory: {
          state: "firing",
          toldBy: "this job",
          firstRun: "now",
          lastRun: "now",
          metrics: ["test_mrr"],
        },
      },
    ]);
  });

  test("tells the open issue once", () => {
    const [told] = plan(FIRED, { issues: [anAlertIssue()] });
    expect(told).toMatchObject({ kind: "update", isNews: true, issue: { number: 7 }, series: { inARow: 2 } });
    const again = plan(FIRED, { issues: [anAlertIssue({}, told!.memory)] });
    expect(again).toMatchObject([{ kind: "update", isNews: false }]);
  });

  test("tells nothing new when model and data are those that the issue has told of", () => {
    const issues = [anAlertIssue()];
    expect(plan(FIRED, { issues, evidence: sameMeasurementAs("fired") })).toMatchObject([{ isNews: false }]);
    expect(plan(FIRED, { issues, evidence: sameMeasurementAs("other") })).toMatchObject([{ isNews: true }]);
  });

  test("opens a new issue after one that we closed, and names it", () => {
    expect(plan(FIRED, { issues: [closed("recovered")] })).toMatchObject([{ kind: "open", former: 7 }]);
  });

  test("stays quiet after a person has closed the issue while it fires on", () => {
    expect(plan(FIRED, { issues: [closed("firing")] })).toEqual([]);
  });

  test("opens a new issue after a person has closed it and a run did not fire", () => {
    const history = [
      anEarlierRun("passed", { triggers: [] }),
      anEarlierRun("fired", { triggers: ["absolute-threshold"] }),
    ];
    expect(plan(FIRED, { history, issues: [closed("firing")] })).toMatchObject([{ kind: "open", former: 7 }]);
  });

  test("takes a run of which nothing is known for no end of the series", () => {
    const history = [anEarlierRun("cut off"), anEarlierRun("fired", { triggers: ["absolute-threshold"] })];
    expect(plan(FIRED, { history, issues: [closed("firing")] })).toEqual([]);
  });

  test("opens a new issue when the run that was told last is not remembered", () => {
    expect(plan(FIRED, { history: [], issues: [closed("firing")] })).toMatchObject([{ kind: "open" }]);
  });

  test("stays quiet about an issue closed by hand while the history cannot be read", () => {
    expect(plan(FIRED, { history: [], historyUnreadable: true, issues: [closed("firing")] })).toEqual([]);
  });

  test("does not claim to know how often it fired when the history cannot be read", () => {
    expect(plan(FIRED, { history: [], historyUnreadable: true })).toMatchObject([
      { series: { inARow: null } },
    ]);
  });
});

describe("a rule that does not fire", () => {
  const issues = [anAlertIssue()];

  test("closes its issue when it passes", () => {
    expect(plan(PASSED, { issues })).toMatchObject([
      { kind: "close", since: 3000, recovery: { kind: "passes" }, memory: { state: "recovered" } },
    ]);
  });

  test.each([
    ["was skipped", [aFinding("skipped")]],
    ["was switched off for the metric", [aFinding("passed", { metric: "recall_at_10" })]],
    ["was not asked", []],
    ["is the same measurement", [aFinding("passed", { reason: "same-measurement" })]],
    ["is suspect", [aFinding("passed", { reason: "not-yet-confirmed" })]],
    ["is explained by chance alone", [aFinding("passed", { reason: "not-significant" })]],
  ])("leaves it open when it %s", (_, findings) => {
    expect(plan(findings, { issues })).toEqual([]);
  });

  test("leaves it open when the history could not be read", () => {
    expect(plan(PASSED, { issues, historyUnreadable: true })).toEqual([]);
  });

  test("leaves one open that a person has opened again", () => {
    expect(plan(PASSED, { issues: [anAlertIssue({}, { state: "recovered" })] })).toEqual([]);
  });
});

test.each([
  ["a scheduled run of the default branch", {}, "main", true],
  ["another branch", { ref: "refs/heads/topic" }, "main", false],
  ["a pull request", { eventName: "pull_request" }, "main", false],
  ["a pull request's target", { eventName: "pull_request_target" }, "main", false],
  ["a foreign head", { hasForeignHead: true }, "main", false],
  ["a default branch that nobody knows", {}, null, false],
])("%s: may an issue be written: %j, %s, %s", (_, origin, branch, allowed) => {
  expect(mayAlert(anOrigin(origin), branch)).toBe(allowed);
});

test("there is never more than one operation for a rule, and what is closed is never touched again", () => {
  const issue = fc.record({
    number: fc.integer({ min: 1, max: 9 }),
    isOpen: fc.boolean(),
    state: fc.constantFrom("firing" as const, "recovered" as const),
    told: fc.constantFrom("this job", "last job"),
  });
  const outcome = fc.constantFrom("fired" as const, "passed" as const, "skipped" as const);
  fc.assert(
    fc.property(fc.array(issue, { maxLength: 5 }), outcome, fc.boolean(), (given, result, unreadable) => {
      const issues = given.map(({ number, isOpen, state, told }) =>
        anAlertIssue({ number, isOpen }, { state, toldBy: told }),
      );
      const operations = plan([aFinding(result)], { issues, historyUnreadable: unreadable });
      expect(operations.length).toBeLessThanOrEqual(1);
      for (const operation of operations) {
        if (operation.kind === "open") expect(issues.some(({ isOpen }) => isOpen)).toBe(false);
        else expect(operation.issue.isOpen).toBe(true);
        if (operation.kind === "close") expect(result).toBe("passed");
        else expect(result).toBe("fired");
      }
    }),
  );
});

import { describe, expect, test } from "@jest/globals";
import { planDispatch, type DispatchSettings } from "../../src/core/plan-dispatch.ts";
import { WEEKS, aMeasurement, anOrigin, previousWeek } from "../support/outcomes.ts";
import { decide } from "../../src/core/decide.ts";
import { DEFAULT_LIMITS } from "../support/evidence.ts";
import type { Measurement } from "../../src/core/measurement.ts";

const SETTINGS: DispatchSettings = {
  trigger: "repository_dispatch",
  eventType: "retrain-model",
  dryRun: false,
};

/** A plan after a week of these metrics, compared with the first week. */
function planFor(
  week: Readonly<Record<string, number>>,
  settings: Partial<DispatchSettings> = {},
  measured: Partial<Measurement> = {},
) {
  const metrics = new Map(Object.entries(week));
  const previous = previousWeek(WEEKS.first);
  return planDispatch(
    { ...SETTINGS, ...settings },
    {
      decision: decide({ metrics, previous }, DEFAULT_LIMITS),
      measurement: aMeasurement({ metrics, ...measured }),
      previous,
      run: { runId: "r", experimentId: "e" },
    },
  );
}

describe("the plan of the retraining event", () => {
  test("is nothing when the flag is down", () => {
    expect(planFor(WEEKS.quiet)).toEqual({ kind: "hold", why: "not-needed", eventType: null, payload: null });
  });

  test("is to send the event to this repository when the flag is up", () => {
    expect(planFor(WEEKS.shifted)).toMatchObject({
      kind: "send",
      eventType: "retrain-model",
      repository: anOrigin().repository,
    });
  });

  test("has exactly the eight keys of the interface, within GitHub's 64 KB", () => {
    const { payload } = planFor(WEEKS.shifted);
    expect(Object.keys(payload!).sort()).toEqual(
      [
        "metrics",
        "model_digest",
        "monitor_version",
        "previous",
        "reason",
        "run_id",
        "source_run_url",
        "triggers",
      ].sort(),
    );
    expect(JSON.stringify(payload).length).toBeLessThan(64 * 1024);
  });

  test("gives the reason in rules, metric names and numbers alone", () => {
    expect(planFor(WEEKS.shifted).payload!.reason).toMatch(/^[a-z0-9_:;,.% -]+$/);
  });

  test.each(["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"])(
    "is to hold it on %s, keeping the payload for the report",
    (eventName) => {
      const plan = planFor(WEEKS.shifted, {}, { origin: { ...anOrigin(), eventName } });
      expect(plan).toMatchObject({ kind: "hold", why: "pull-request", payload: { run_id: "r" } });
    },
  );

  test.each([
    ["in a dry run", { dryRun: true }, {}, "dry-run"],
    ["when the trigger is off", { trigger: "none" }, {}, "trigger-off"],
    ["without GitHub", {}, { origin: null }, "not-on-github"],
  ] as const)("is to hold it %s, keeping the payload for the report", (_, settings, measured, why) => {
    expect(planFor(WEEKS.shifted, settings, measured)).toMatchObject({
      kind: "hold",
      why,
      payload: { run_id: "r" },
    });
  });
});

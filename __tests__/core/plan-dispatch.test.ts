import { describe, expect, test } from "@jest/globals";
import type { PastDispatch } from "../../src/core/dispatch.ts";
import { planDispatch, type DispatchSettings } from "../../src/core/plan-dispatch.ts";
import { DISPATCH_SETTINGS } from "../support/dispatch-settings.ts";
import { WEEKS, aMeasurement, anOrigin, previousWeek } from "../support/outcomes.ts";
import { decide } from "../../src/core/decide.ts";
import { DEFAULT_LIMITS } from "../support/evidence.ts";
import type { Measurement } from "../../src/core/measurement.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2024, 5, 10, 5, 17);

/** A plan after a week of these metrics, compared with the first week. */
function planFor(
  week: Readonly<Record<string, number>>,
  settings: Partial<DispatchSettings> = {},
  measured: Partial<Measurement> = {},
  dispatches: readonly PastDispatch[] = [],
) {
  const metrics = new Map(Object.entries(week));
  const previous = previousWeek(WEEKS.first);
  return planDispatch(
    { ...DISPATCH_SETTINGS, ...settings },
    {
      decision: decide({ metrics, previous }, DEFAULT_LIMITS),
      measurement: aMeasurement({ metrics, ...measured }),
      previous,
      run: { runId: "r", experimentId: "e" },
      now: NOW,
      dispatchesOf: () => dispatches,
    },
  );
}

describe("the plan of the retraining event", () => {
  test("is nothing when the flag is down", () => {
    expect(planFor(WEEKS.quiet)).toEqual({
      kind: "hold",
      why: "not-needed",
      target: null,
      payload: null,
      earlier: null,
    });
  });

  test("is to send the event to this repository when the flag is up", () => {
    expect(planFor(WEEKS.shifted)).toMatchObject({
      kind: "send",
      target: {
        kind: "repository_dispatch",
        eventType: "retrain-model",
        repository: anOrigin().repository,
      },
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

/** An earlier dispatch, so many hours ago. */
function dispatched(hoursAgo: number, isSameJob = false): PastDispatch {
  return { runId: `h${hoursAgo}`, sentAt: NOW - hoursAgo * HOUR_MS, isSameJob };
}

/** A plan in a week that shifted, after these dispatches. */
function planAfter(dispatches: readonly PastDispatch[], settings: Partial<DispatchSettings> = {}) {
  return planFor(WEEKS.shifted, settings, {}, dispatches);
}

describe("a dispatch that would be the second", () => {
  test("is held within the cooldown and names the earlier one", () => {
    expect(planAfter([dispatched(23)])).toMatchObject({ why: "cooldown", earlier: { runId: "h23" } });
  });

  test("is sent when the cooldown is over to the millisecond", () => {
    expect(planAfter([dispatched(24)]).kind).toBe("send");
  });

  test("is sent within the cooldown when that is off", () => {
    expect(planAfter([dispatched(1)], { cooldownMs: null }).kind).toBe("send");
  });

  test("is held for ever when an earlier attempt of this job sent it, whatever the cooldown", () => {
    const plan = planAfter([dispatched(1000, true)], { cooldownMs: null, maxPerWeek: null });
    expect(plan).toMatchObject({ kind: "hold", why: "already-sent" });
  });

  test("is suppressed when the weekly limit is reached", () => {
    const thrice = [dispatched(30), dispatched(60), dispatched(167)];
    expect(planAfter(thrice)).toMatchObject({ kind: "hold", why: "weekly-limit" });
  });

  test("is sent when the oldest of the weekly limit is seven days old", () => {
    expect(planAfter([dispatched(30), dispatched(60), dispatched(168)]).kind).toBe("send");
  });

  test("is sent beyond the weekly limit when that is off", () => {
    const often = [30, 40, 50, 60, 70].map((hours) => dispatched(hours));
    expect(planAfter(often, { maxPerWeek: null }).kind).toBe("send");
  });
});

describe("where the retraining is started", () => {
  test("another repository is the target of the event", () => {
    const plan = planFor(WEEKS.shifted, { repository: "octo/training" });
    expect(plan.target).toMatchObject({ repository: "octo/training" });
  });

  test("a workflow is the target with its ref", () => {
    const plan = planFor(WEEKS.shifted, { trigger: "workflow_dispatch", workflow: "retrain.yml", ref: "v1" });
    expect(plan).toMatchObject({
      kind: "send",
      target: { kind: "workflow_dispatch", repository: "octo/movies", workflow: "retrain.yml", ref: "v1" },
    });
  });

  test("a run that will not be remembered, on another branch, is held", () => {
    const plan = planDispatch(DISPATCH_SETTINGS, {
      decision: { retrain: true, triggers: [], findings: [], suspect: null },
      measurement: aMeasurement(),
      previous: new Map(),
      run: { runId: "r", experimentId: "e" },
      now: NOW,
      isOtherBranch: true,
      dispatchesOf: () => [],
    });
    expect(plan).toMatchObject({ kind: "hold", why: "other-branch" });
  });

  test("a run that another repository started is held", () => {
    const plan = planFor(WEEKS.shifted, {}, { origin: anOrigin({ hasForeignHead: true }) });
    expect(plan).toMatchObject({ kind: "hold", why: "foreign-head" });
  });

  test("earlier dispatches are looked up by event, repository and workflow", () => {
    const asked: string[] = [];
    const ask = (settings: Partial<DispatchSettings>) =>
      planDispatch(
        { ...DISPATCH_SETTINGS, ...settings },
        {
          decision: { retrain: true, triggers: [], findings: [], suspect: null },
          measurement: aMeasurement(),
          previous: new Map(),
          run: { runId: "r", experimentId: "e" },
          now: NOW + DAY_MS,
          dispatchesOf: (event) => {
            asked.push(event);
            return [];
          },
        },
      );
    ask({});
    ask({ repository: "octo/training" });
    ask({ trigger: "workflow_dispatch", workflow: "retrain.yml", ref: "v1" });
    expect(asked).toEqual(["retrain-model", "octo/training: retrain-model", "workflow retrain.yml"]);
  });
});

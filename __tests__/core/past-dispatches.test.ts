import { describe, expect, test } from "@jest/globals";
import { PastDispatchSearch } from "../../src/core/past-dispatches.ts";
import { anOrigin } from "../support/outcomes.ts";
import { aPastRun } from "../support/evidence.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2024, 5, 10);

function found(
  tags: Readonly<Record<string, string>>,
  { startTime = NOW - DAY_MS, window = DAY_MS } = {},
): readonly unknown[] {
  const search = new PastDispatchSearch({ now: NOW, window, origin: anOrigin() });
  const named = Object.entries(tags).map(([name, value]) => [`model_monitor.${name}`, value] as const);
  search.offer({ ...aPastRun({}, { startTime }), tags: new Map(named) });
  return search.of("retrain-model");
}

describe("the dispatches that count against a new one", () => {
  test.each(["sent", "intended"])("include one that is %s", (dispatch) => {
    expect(found({ dispatch, dispatch_event: "retrain-model" })).toHaveLength(1);
  });

  test.each([
    ["that was refused", { dispatch: "refused", dispatch_event: "retrain-model" }],
    ["of another event", { dispatch: "sent", dispatch_event: "another" }],
    ["that never was", {}],
  ])("leave out one %s", (_, tags) => {
    expect(found(tags)).toEqual([]);
  });

  test("carry the time of the dispatch, not the start of its run", () => {
    const dispatch_time = "2024-06-09T12:00:00.000Z";
    const tags = { dispatch: "sent", dispatch_event: "retrain-model", dispatch_time };
    expect(found(tags)).toMatchObject([{ sentAt: Date.parse(dispatch_time) }]);
  });

  test("fall back to the start of a run that tells no time", () => {
    const tags = { dispatch: "sent", dispatch_event: "retrain-model", dispatch_time: "yesterday" };
    expect(found(tags)).toMatchObject([{ sentAt: NOW - DAY_MS }]);
  });

  test("look back over the cooldown where it is longer than a week", () => {
    const tags = { dispatch: "sent", dispatch_event: "retrain-model" };
    const startTime = NOW - 20 * DAY_MS;
    expect(found(tags, { startTime })).toEqual([]);
    expect(found(tags, { startTime, window: 30 * DAY_MS })).toHaveLength(1);
  });

  test("include an earlier attempt of this job, however old", () => {
    const { runId, job } = anOrigin();
    const tags = {
      dispatch: "sent",
      dispatch_event: "retrain-model",
      github_run_id: runId,
      github_job: job,
    };
    expect(found(tags, { startTime: NOW - 9 * DAY_MS })).toMatchObject([{ isSameJob: true }]);
  });

  test("are complete with the first run that started too long ago to count", () => {
    const search = new PastDispatchSearch({ now: NOW, window: DAY_MS, origin: null });
    search.offer(aPastRun({}, { startTime: NOW - 8 * DAY_MS }));
    expect(search.isComplete).toBe(false);
    search.offer(aPastRun({}, { startTime: NOW - 13 * DAY_MS }));
    expect(search.isComplete).toBe(true);
  });
});

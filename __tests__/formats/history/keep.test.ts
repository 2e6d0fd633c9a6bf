import { describe, expect, test } from "@jest/globals";
import type { HistoryKeep } from "../../../src/core/history.ts";
import { keepRuns } from "../../../src/formats/history/keep.ts";
import { copyFrom, DAY, FIRST_WEEK, runFilesOf } from "../../support/history-copies.ts";

const NOW = FIRST_WEEK + 9 * 7 * DAY;

/** Ten weekly runs; the newest is run9. */
function tenWeeks(more: Readonly<Record<string, string>> = {}) {
  const weeks = [...Array(10).keys()];
  const files = weeks.map((week) =>
    runFilesOf(`run${week}`, {
      startTime: FIRST_WEEK + week * 7 * DAY,
      files: { "artifacts/evidence.json": "x".repeat(1000) },
    }),
  );
  return copyFrom(Object.assign({}, ...files, more));
}

function recent(dispatch: string, runId: string) {
  return runFilesOf(runId, { startTime: NOW - 2 * DAY, tags: { "model_monitor.dispatch": dispatch } });
}

function keptOf(keep: HistoryKeep, copy = tenWeeks()) {
  return [...keepRuns(copy, keep, NOW).copy.runs.values()].map(({ runId }) => runId).sort();
}

describe("what is kept of a history", () => {
  test("a number of runs: the newest", () => {
    expect(keptOf({ by: "runs", runs: 3 })).toEqual(["run7", "run8", "run9"]);
  });

  test("a number of days: the runs that started within them", () => {
    expect(keptOf({ by: "days", days: 14 })).toEqual(["run7", "run8", "run9"]);
  });

  test("a number of bytes: the oldest go first", () => {
    expect(keptOf({ by: "bytes", bytes: 4000 })).toEqual(["run7", "run8", "run9"]);
  });

  test("says how many were left out", () => {
    expect(keepRuns(tenWeeks(), { by: "runs", runs: 3 }, NOW).pruned).toBe(7);
  });

  test.each<HistoryKeep>([
    { by: "runs", runs: 1 },
    { by: "days", days: 1 },
    { by: "bytes", bytes: 1 },
  ])("the newest run of each experiment stays, however little is kept: %j", (keep) => {
    const other = runFilesOf("training", { startTime: 0 }, "7");
    expect(keptOf(keep, tenWeeks(other))).toEqual(["run9", "training"]);
  });

  test("a large run does not let older, smaller ones through", () => {
    const large = runFilesOf("large", {
      startTime: FIRST_WEEK + 62 * DAY,
      files: { "artifacts/evidence.json": "x".repeat(9000) },
    });
    expect(keptOf({ by: "bytes", bytes: 5000 }, tenWeeks(large))).toEqual(["run9"]);
  });

  test("a run whose dispatch is within the cooldown stays, however long that is", () => {
    const copy = tenWeeks({
      ...runFilesOf("within", { startTime: NOW - 29 * DAY, tags: { "model_monitor.dispatch": "sent" } }),
      ...runFilesOf("before", { startTime: NOW - 32 * DAY, tags: { "model_monitor.dispatch": "sent" } }),
    });
    const kept = keepRuns(copy, { by: "runs", runs: 1 }, NOW, 30 * DAY).copy.runs.values();
    expect([...kept].map(({ runId }) => runId).sort()).toEqual(["run9", "within"]);
  });

  test("a run whose dispatch still counts stays, one that was refused does not", () => {
    const copy = tenWeeks({
      ...recent("sent", "sent"),
      ...recent("intended", "intended"),
      ...recent("refused", "refused"),
    });
    expect(keptOf({ by: "runs", runs: 1 }, copy)).toEqual(["intended", "run9", "sent"]);
  });

  test("a run that comes back with an older copy is left out again", () => {
    const once = keepRuns(tenWeeks(), { by: "runs", runs: 3 }, NOW).copy;
    expect(keepRuns(tenWeeks(), { by: "runs", runs: 3 }, NOW).copy).toEqual(once);
  });
});

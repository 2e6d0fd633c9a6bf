import { expect, test } from "@jest/globals";
import { PARAMS, TAGS, paramsOf } from "../../src/core/run-labels.ts";
import { EarlierRuns } from "../../src/core/evidence/earlier-runs.ts";
import type { PastRun } from "../../src/core/run.ts";
import { trendOf, type TrendPoint } from "../../src/core/trend.ts";
import { aPastRun } from "../support/evidence.ts";
import { aMeasurement } from "../support/outcomes.ts";

const MEASUREMENT = aMeasurement();
const OWN = paramsOf(MEASUREMENT, "sha256:q");
const OTHER_MODEL = `sha256:${"b".repeat(64)}`;
const WEEK = 604_800_000;

function run(weeksAgo: number, value: number, changes: Partial<PastRun> = {}): PastRun {
  const startTime = MEASUREMENT.startedAt - weeksAgo * WEEK;
  return aPastRun({ test_mrr: value }, { startTime, params: OWN, ...changes });
}

function withModel(digest: string): ReadonlyMap<string, string> {
  return new Map([...OWN, [PARAMS.modelDigest, digest]]);
}

/** As they are kept when past runs are read. */
function trendThrough(runs: readonly PastRun[]): readonly TrendPoint[] {
  const history = new EarlierRuns(MEASUREMENT, OWN);
  for (const past of runs) history.offer(past);
  return trendOf(history.runs, MEASUREMENT);
}

function valuesOf(runs: readonly PastRun[]): readonly number[] {
  return trendThrough(runs).map(({ value }) => value);
}

test("is oldest first, this run last", () => {
  expect(valuesOf([run(1, 0.2), run(2, 0.1)])).toEqual([0.1, 0.2, MEASUREMENT.metrics.get("test_mrr")]);
});

test("has no point for a run that has no value", () => {
  expect(valuesOf([run(1, Number.NaN), run(2, 0.1), aPastRun({ num_users: 3 })])).toHaveLength(2);
});

test("says of each run whether it was measured as this one", () => {
  const masked = new Map([...OWN, [PARAMS.trainMask, "false"]]);
  const points = trendThrough([
    run(1, 0.2, { params: withModel(OTHER_MODEL) }),
    run(2, 0.2, { params: masked }),
    run(3, 0.2, { params: new Map() }),
  ]);
  expect(points.map(({ comparability }) => comparability)).toEqual([
    "settings-unknown",
    "different-train-mask",
    "comparable",
    "comparable",
  ]);
});

test("marks the first run of another model, also behind runs whose model is unknown", () => {
  const points = trendThrough([
    run(1, 0.2),
    run(2, 0.2, { params: new Map() }),
    run(3, 0.2, { params: withModel(OTHER_MODEL) }),
  ]);
  expect(points.map(({ newModel }) => newModel)).toEqual([false, false, true, false]);
  expect(points[1]!.modelDigest).toBeNull();
});

test("takes nothing from a param or tag but what we write there", () => {
  const [point] = trendThrough([
    run(1, 0.2, { params: withModel("</code><img>"), tags: new Map([[TAGS.dispatch, "| x"]]) }),
  ]);
  expect(point).toMatchObject({ modelDigest: null, dispatch: null });
});

test.each(["intended", "sent", "refused"] as const)("knows that an event was %s", (state) => {
  const [point] = trendThrough([run(1, 0.2, { tags: new Map([[TAGS.dispatch, state]]) })]);
  expect(point!.dispatch).toBe(state);
});

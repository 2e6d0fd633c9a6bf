import { describe, expect, test } from "@jest/globals";
import { failuresOf, type FailOn } from "../../src/core/exit.ts";
import type { RunOutcome } from "../../src/core/outcome.ts";
import { aHistory, aNoData } from "../support/outcomes.ts";

const REFUSED = { store: "artifact", message: "", hint: "" } as const;

const evaluated = (retrain: boolean, failedDeliveries: number) =>
  ({
    status: "evaluated",
    decision: { retrain },
    failedDeliveries: Array.from({ length: failedDeliveries }, () => ({})),
  }) as unknown as RunOutcome;
const CASES: readonly (readonly [string, RunOutcome, readonly FailOn[]])[] = [
  ["an error", { status: "error", message: "", hint: "", run: null, origin: null }, ["error"]],
  ["no data", aNoData(), ["no-data"]],
  [
    "no data, and a history that could not be saved again",
    aNoData({ history: { ...aHistory(), saved: { kind: "failed", refusals: [REFUSED] } } }),
    ["delivery", "no-data"],
  ],
  ["a quiet week", evaluated(false, 0), []],
  ["a raised flag", evaluated(true, 0), ["retrain"]],
  ["a failed delivery", evaluated(false, 1), ["delivery"]],
  ["a raised flag that was not delivered", evaluated(true, 2), ["delivery", "retrain"]],
];

describe("fail-on", () => {
  test.each(CASES)("%s meets exactly its conditions", (_, outcome, conditions) => {
    expect(failuresOf(outcome, new Set<FailOn>(["error", "delivery", "retrain", "no-data"]))).toEqual(
      conditions,
    );
  });

  test.each(CASES)("%s fails nothing with fail-on: none", (_, outcome) => {
    expect(failuresOf(outcome, new Set())).toEqual([]);
  });
});

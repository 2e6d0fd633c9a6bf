import { describe, expect, test } from "@jest/globals";
import { OUTPUTS } from "../../src/config/outputs.ts";
import type { ErrorOutcome, NoDataOutcome } from "../../src/core/outcome.ts";
import { NO_FILTER } from "../../src/core/rating-filter.ts";
import { outputsOf } from "../../src/formats/outputs.ts";

const ERROR: ErrorOutcome = { status: "error", message: "m", hint: "h", run: null, origin: null };
const NO_DATA: NoDataOutcome = {
  status: "no-data",
  reason: "no-rows",
  database: "user_data.db",
  artifact: null,
  health: null,
  filter: NO_FILTER,
  lastEvaluated: null,
  history: {
    restored: { state: "empty", refusals: [] },
    saved: { kind: "held", why: "no-runs" },
  },
  origin: null,
};

describe("outputs", () => {
  test.each([ERROR, NO_DATA])("on $status every declared output is set, numbers and ids empty", (outcome) => {
    const outputs = outputsOf(outcome);
    expect([...outputs.keys()].sort()).toEqual(Object.keys(OUTPUTS).sort());
    expect(Object.fromEntries(outputs)).toMatchObject({
      status: outcome.status,
      "should-retrain": "false",
      triggers: "[]",
      findings: "[]",
      metrics: "{}",
      "test-mrr": "",
      "num-users": "",
      "run-id": "",
      "previous-run-id": "",
      dispatched: "false",
      "history-saved": "false",
      "history-expires-at": "",
      "report-path": "",
    });
  });

  test("an error after logging names the run that was logged", () => {
    const outputs = outputsOf({ ...ERROR, run: { runId: "r", experimentId: "e" } });
    expect([outputs.get("run-id"), outputs.get("experiment-id")]).toEqual(["r", "e"]);
  });
});

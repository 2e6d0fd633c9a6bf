import { describe, expect, test } from "@jest/globals";

import type { RunOutcome } from "../../../src/core/outcome.ts";
import { annotationsOf } from "../../../src/formats/report/annotation.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { WEEKS, aHistory, aNoData, anError, anEvaluation, previousWeek } from "../../support/outcomes.ts";

const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };
const refused = {
  what: "retrain-event",
  message: "GitHub refused the event (HTTP 403)",
  hint: "Add these lines to the job:\npermissions:\n  contents: write",
} as const;

function levelsOf(outcome: RunOutcome): readonly string[] {
  return annotationsOf(outcome).map(({ level }) => level);
}

describe("the annotations", () => {
  test("say once that the flag is up: why, and what was done", () => {
    expect(annotationsOf(anEvaluation(drop))).toEqual([
      {
        level: "warning",
        text:
          "Retraining recommended. The model has decayed: test_mrr fell by 47.8% (from 0.0418 to 0.0218), more than the allowed 10.0%. " +
          "num_users grew by 24.9% (from 265 to 331), more than the allowed 10.0%. " +
          "The event retrain-model was sent to octo/movies; a workflow there that listens to it retrains the model.",
      },
    ]);
  });

  test("are none when the model fits", () => {
    expect(annotationsOf(anEvaluation())).toEqual([]);
  });

  test("say that the evaluation failed, with the lines to copy below each other", () => {
    const hint = "Write the maps:\nimport csv\n\twrite()";
    expect(annotationsOf(anError({ message: "item_map.csv: no such file", hint }))).toEqual([
      { level: "error", text: "item_map.csv: no such file. Write the maps:\nimport csv\n    write()" },
    ]);
  });

  test("tell a refused event as an error, and not again in the warning", () => {
    const outcome = anEvaluation({ ...drop, outcome: { dispatched: false, failedDeliveries: [refused] } });
    const [warning, error] = annotationsOf(outcome);
    expect(warning?.text).toMatch(/^Retraining recommended\. .* allowed 10\.0%\.$/u);
    expect(error).toEqual({
      level: "error",
      text: "GitHub refused the event (HTTP 403). Add these lines to the job:\npermissions:\n  contents: write",
    });
  });

  test("say since when there is no data", () => {
    const [warning, ...others] = annotationsOf(aNoData({ lastEvaluated: Date.UTC(2026, 9, 26, 5, 17) }));
    expect(warning?.level).toBe("warning");
    expect(warning?.text).toContain("There has been nothing to evaluate since 2026-10-26 05:17 UTC");
    expect(others).toEqual([]);
  });

  test("say when nothing was ever evaluated", () => {
    expect(annotationsOf(aNoData())[0]?.text).toContain("No earlier evaluation is known.");
  });

  test("say that the history could not be saved, also without data", () => {
    const refusals = [{ store: "artifact", message: "not taken", hint: "Try again." }] as const;
    const history = { ...aHistory(), saved: { kind: "failed", refusals } } as const;
    expect(levelsOf(aNoData({ history }))).toEqual(["warning", "error"]);
  });

  test("are at most ten of a level, and say how many more there are", () => {
    const failedDeliveries = Array.from({ length: 30 }, (_, index) => ({
      what: "history" as const,
      message: `refusal ${index}`,
      hint: "Try again.",
    }));
    const errors = annotationsOf(anEvaluation({ outcome: { failedDeliveries } }));
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toEqual({
      level: "error",
      text: "21 more like these are in the job summary.",
    });
  });

  test("say each thing once", () => {
    const failedDeliveries = [refused, refused];
    expect(levelsOf(anEvaluation({ outcome: { failedDeliveries } }))).toEqual(["error"]);
  });

  test.each([
    ["an evaluation", evaluationMadeOf],
    ["an error", (text: string) => anError({ message: text, hint: text })],
    ["no data", (text: string) => aNoData({ database: text })],
  ])("of %s are lines that GitHub shows whole, whatever stands in the data", (_, outcomeMadeOf) => {
    for (const hostile of HOSTILE_TEXTS)
      for (const { text } of annotationsOf(outcomeMadeOf(hostile))) {
        for (const line of text.split("\n")) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]|##\[|^\s*::/u);
        expect(text.length).toBeLessThanOrEqual(4_096);
      }
  });
});

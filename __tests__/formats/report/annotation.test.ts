import { describe, expect, test } from "@jest/globals";

import { annotationOf } from "../../../src/formats/report/annotation.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { WEEKS, aNoData, anError, anEvaluation, previousWeek } from "../../support/outcomes.ts";

const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };

describe("the annotation", () => {
  test("is there when the flag is up: why, and what was done", () => {
    expect(annotationOf(anEvaluation(drop))).toBe(
      "Retraining recommended. The model has decayed: test_mrr fell by 47.8% (from 0.0418 to 0.0218), more than the allowed 10.0%. " +
        "num_users grew by 24.9% (from 265 to 331), more than the allowed 10.0%. " +
        "The event retrain-model was sent to octo/movies; a workflow there that listens to it retrains the model.",
    );
  });

  test.each([
    ["the model fits", anEvaluation()],
    ["the evaluation failed", anError()],
  ])("is not there when %s", (_, outcome) => {
    expect(annotationOf(outcome)).toBeNull();
  });

  test("says since when there is no data", () => {
    const text = annotationOf(aNoData({ lastEvaluated: Date.UTC(2026, 9, 26, 5, 17) }));
    expect(text).toContain("There has been nothing to evaluate since 2026-10-26 05:17 UTC");
  });

  test("says when nothing was ever evaluated", () => {
    expect(annotationOf(aNoData())).toContain("No earlier evaluation is known.");
  });

  test("is one line that GitHub shows whole, whatever stands in the data", () => {
    for (const text of HOSTILE_TEXTS) {
      const annotation = annotationOf(evaluationMadeOf(text))!;
      expect(annotation).not.toMatch(/[\p{Cc}\p{Cf}]|##\[/u);
      expect(annotation.length).toBeLessThanOrEqual(4_096);
    }
  });
});

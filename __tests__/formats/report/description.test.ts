import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { describeRun } from "../../../src/formats/report/description.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import { goldenText } from "../../support/golden-text.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { shapeOf } from "../../support/markdown.ts";
import { WEEKS, anEvaluation, anOrigin, previousWeek } from "../../support/outcomes.ts";

const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };

describe("the description of a run in MLflow", () => {
  test("reads as in its golden file", () => {
    const text = describeRun(anEvaluation(drop));
    expect(text).toBe(goldenText(join(import.meta.dirname, "golden", "description.md"), text));
  });

  test("has no link on the command line", () => {
    expect(describeRun(anEvaluation({ measurement: { origin: null } }))).not.toContain("](");
  });

  test.each([
    [{ serverUrl: "javascript:alert(1)//x" }],
    [{ repository: "octo/movies)](https://evil.example" }],
    [{ runId: "1/../../evil" }],
  ])("has no link to what is no workflow run: %j", (origin) => {
    expect(describeRun(anEvaluation({ measurement: { origin: anOrigin(origin) } }))).not.toContain("](");
  });

  test("keeps its structure whatever stands in the data", () => {
    const benign = shapeOf(describeRun(evaluationMadeOf("text")));
    for (const text of HOSTILE_TEXTS) {
      const shape = shapeOf(describeRun(evaluationMadeOf(text)));
      expect(shape).toEqual(benign);
    }
  });

  test("fits into a tag with many findings, and says that some are missing", () => {
    const names = Array.from({ length: 500 }, (_, index) => `${index}${"<".repeat(200)}`);
    const metrics = Object.fromEntries(names.map((metric) => [metric, 0.1]));
    const limits = { ...DEFAULT_LIMITS, thresholds: new Map(names.map((metric) => [metric, 0.2])) };
    const text = describeRun(anEvaluation({ metrics, limits }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(5_000);
    expect(text).toContain("Left out because only 5,000 bytes can be shown here: Findings.");
  });
});

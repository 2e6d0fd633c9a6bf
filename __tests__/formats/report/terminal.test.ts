import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { renderTerminal } from "../../../src/formats/report/terminal.ts";
import { goldenText } from "../../support/golden-text.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { WEEKS, aNoData, anError, anEvaluation, previousWeek } from "../../support/outcomes.ts";

function linesOf(text: string): readonly string[] {
  return renderTerminal(evaluationMadeOf(text)).split("\n");
}

const GOLDEN = join(import.meta.dirname, "golden");
const drop = anEvaluation({
  metrics: { ...WEEKS.shifted, precision_at_5: 0.05 },
  previous: previousWeek(WEEKS.quiet),
  measurement: { origin: null },
});

describe("the report in a terminal", () => {
  test.each([
    ["drop", drop],
    ["no-data", aNoData({ lastEvaluated: 0 })],
    ["error", anError({ hint: "Write the maps:\nimport csv\n\twith open('a') as file:" })],
  ])("of the case %s reads as in its golden file", (page, outcome) => {
    const text = renderTerminal(outcome);
    expect(text).toBe(goldenText(join(GOLDEN, `terminal-${page}.txt`), text));
  });

  test("has bold headings and fired checks when colour is wanted, and is otherwise the same", () => {
    const bold = renderTerminal(drop, { color: true });
    expect(bold).toContain("\u001B[1m⚠️ Retraining recommended\u001B[22m");
    expect(bold).toContain("  \u001B[1mfired    relative-drop");
    expect(bold.replaceAll("\u001B[1m", "").replaceAll("\u001B[22m", "")).toBe(renderTerminal(drop));
  });

  test("shows every character of data on one line and gives a runner no command", () => {
    for (const text of HOSTILE_TEXTS) {
      expect(linesOf(text)).toHaveLength(linesOf("text").length);
      for (const line of linesOf(text)) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}]|##\[|^\s*::/u);
      }
    }
  });

  test("lists ten runs that were passed over and counts the others", () => {
    const skippedRuns = Array.from({ length: 20_000 }, (_, index) => ({
      path: `run ${index}`,
      reason: "broken",
    }));
    const text = renderTerminal(anEvaluation({ outcome: { skippedRuns } }));
    expect(text).toContain("  run 9: broken\n  … and 19,990 more runs\n");
  });
});

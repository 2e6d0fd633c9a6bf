import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import type { RunOutcome } from "../../../src/core/outcome.ts";
import { renderSummary } from "../../../src/formats/report/summary.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { shapeOf, textOutsideOfCode } from "../../support/markdown.ts";
import { aNoData, anError } from "../../support/outcomes.ts";

describe("text from data in the job summary", () => {
  const anyText = fc
    .oneof(
      fc.constantFrom(...HOSTILE_TEXTS),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc
        .array(
          fc.constantFrom("<", ">", "|", "`", "\n", "#", "[", "](", "*", "_", "@a", "::", "- ", "http://a.b"),
        )
        .map(String),
    )
    .map(String);

  test.each([
    ["when the event was refused", false],
    ["when the event was held back", true],
  ])("never changes its structure %s", (_, held) => {
    const benign = shapeOf(renderSummary(evaluationMadeOf("text", { held })));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shapeOf(renderSummary(evaluationMadeOf(`a${text}`, { held })))).toEqual(benign);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ["an error", (text: string) => anError({ message: text, hint: text.replaceAll(/[\r\n]/gu, " ") })],
    ["a lack of data", (text: string) => aNoData({ database: text })],
  ])("never changes the structure of %s", (_, outcomeMadeOf: (text: string) => RunOutcome) => {
    const benign = shapeOf(renderSummary(outcomeMadeOf("text")));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shapeOf(renderSummary(outcomeMadeOf(text)))).toEqual(benign);
      }),
      { numRuns: 150 },
    );
  });

  test("never becomes markup, a link, a mention or a command outside of a code block", () => {
    for (const text of HOSTILE_TEXTS) {
      const page = textOutsideOfCode(renderSummary(evaluationMadeOf(text)));
      expect(page).not.toMatch(/<b>|<!--|\]\(|(?<!<wbr>)@|:\/\/|www\.|##\[|\p{Cf}/iu);
      expect(page).not.toMatch(/^\s*::/mu);
    }
  });
});

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { fitSections } from "../../../src/formats/report/sections.ts";

const section = (title: string, bytes: number) => ({
  title,
  text: title.repeat(Math.ceil(bytes / title.length)),
});

describe("fitSections", () => {
  test("joins everything when it fits, without the empty ones", () => {
    const sections = [
      { title: "A", text: "a" },
      { title: "B", text: "" },
      { title: "C", text: "c" },
    ];
    expect(fitSections(sections, 5)).toBe("a\n\nc\n");
  });

  test("leaves out what does not fit, keeps later sections that do, and says what is missing", () => {
    const page = fitSections([section("A", 100), section("B", 2_000), section("C", 100)], 1_500);
    expect(page).toBe(
      `${"A".repeat(100)}\n\n${"C".repeat(100)}\n\nLeft out because only 1,500 bytes can be shown here: B.\n`,
    );
  });

  test("counts bytes, not characters", () => {
    const page = fitSections([section("A", 100), { title: "B", text: "😀".repeat(300) }], 1_100);
    expect(page).toContain("Left out");
  });

  test("never exceeds its limit", () => {
    const anySection = fc.record({
      title: fc.constantFrom("Verdict", "What the numbers can say", "Data"),
      text: fc.string({ unit: "grapheme", maxLength: 3_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(anySection, { maxLength: 9 }),
        fc.integer({ min: 600, max: 10_000 }),
        (sections, limit) => {
          expect(Buffer.byteLength(fitSections(sections, limit))).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});

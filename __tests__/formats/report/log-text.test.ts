import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { logSafe } from "../../../src/formats/report/log-text.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...Array.from("#[]: \n\r\u00A0\uFEFFa")) }),
  fc.constantFrom(...HOSTILE_TEXTS),
);

describe("logSafe", () => {
  // Labels instead of the texts: the names of tests are printed to a runner's log themselves.
  test.each([
    ["a plain line", "12% of std::vector", "12% of std::vector"],
    ["a command", "::error::x", String.raw`\::error::x`],
    ["a command behind blanks", "\u00A0 ::error::x", `\u00A0 ${String.raw`\::error::x`}`],
    ["half of a command's colons", ":error::x", String.raw`\:error::x`],
    ["a command in the older form", "a ##[command]x", String.raw`a ##\[command]x`],
    ["a command on a line of its own", "a\r\n::error::x", "a␍␊::error::x"],
    ["a terminal code", "\u001B[31mred", String.raw`\u{1B}[31mred`],
    ["a right-to-left mark", "\u202Egnp.exe", String.raw`\u{202E}gnp.exe`],
  ])("writes %s as one harmless line", (_, text, expected) => {
    expect(logSafe(text)).toBe(expected);
  });

  test("cuts a text that is too long", () => {
    expect(logSafe("x".repeat(10_000), 10)).toBe(`${"x".repeat(10)}…`);
  });

  test("never gives a runner a command, whatever stands before it in the line", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom("", "  ", "\t", ":", "#", "##", "text "), (text, before) => {
        const line = `${before}${logSafe(text)}`;
        expect(line).not.toMatch(/[\n\r]/u);
        expect(line.trimStart().startsWith("::")).toBe(false);
        if (!text.startsWith("[")) expect(line).not.toContain("##[");
      }),
      { numRuns: 2_000 },
    );
  });

  test("does nothing to its own result", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(logSafe(logSafe(text))).toBe(logSafe(text));
      }),
    );
  });
});

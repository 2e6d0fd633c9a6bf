import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { normaliseTitle } from "../../src/core/titles.ts";

describe("normaliseTitle", () => {
  test.each([
    { rule: "removes a trailing year", title: "Heat (1995)", normal: "heat" },
    { rule: "leaves a title without year", title: "Heat", normal: "heat" },
    { rule: "removes one year only", title: "Metropolis (1927) (2010)", normal: "metropolis (1927)" },
    { rule: "removes a year without a space before it", title: "Heat(1995)", normal: "heat" },
    { rule: "removes all white space before the year", title: "Heat \t\u00A0 (1995)", normal: "heat" },
    { rule: "keeps a year inside", title: "1984 (1984) Redux", normal: "1984 (1984) redux" },
    { rule: "keeps three digits", title: "Film (199)", normal: "film (199)" },
    { rule: "keeps five digits", title: "Film (19955)", normal: "film (19955)" },
    { rule: "keeps digits without parentheses", title: "Blade Runner 2049", normal: "blade runner 2049" },
    { rule: "knows ASCII digits only", title: "Film (١٩٩٥)", normal: "film (١٩٩٥)" },
    { rule: "strips", title: " \n Heat \r\n", normal: "heat" },
    { rule: "strips before it looks for the year", title: "Heat (1995)  ", normal: "heat" },
    { rule: "collapses white space", title: "The \t  Third\nMan", normal: "the third man" },
    { rule: "takes a no-break space for a space", title: "The\u00A0Third\u00A0Man", normal: "the third man" },
    {
      rule: "takes U+0085 and U+3000 for a space",
      title: "The\u0085Third\u3000Man",
      normal: "the third man",
    },
    { rule: "does not take U+FEFF for a space", title: "\uFEFFHeat", normal: "\uFEFFheat" },
    { rule: "does not take U+200B for a space", title: "The\u200BMan", normal: "the\u200Bman" },
    { rule: "lower-cases beyond ASCII", title: "AMÉLIE", normal: "amélie" },
    { rule: "keeps Unicode forms apart", title: "Ame\u0301lie", normal: "ame\u0301lie" },
    { rule: "may leave nothing", title: " (1995) ", normal: "" },
  ])("$rule", ({ title, normal }) => {
    expect(normaliseTitle(title)).toBe(normal);
  });

  const titles = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom(" ", "\u00A0", "\t", "A", "b", "(", ")", "1", "1995", "(1995)"), {
        maxLength: 12,
      })
      .map((parts) => parts.join("")),
  );

  test("gives what the rule gives when it is applied step by step", () => {
    fc.assert(
      fc.property(titles, (title) => {
        expect(normaliseTitle(title)).toBe(stepByStep(title));
      }),
    );
  });

  test("leaves no white space at the ends and no run of it", () => {
    fc.assert(
      fc.property(titles, (title) => {
        expect(normaliseTitle(title)).not.toMatch(/^\p{White_Space}|\p{White_Space}$|\p{White_Space}{2}/u);
      }),
    );
  });

  test("does not depend on white space around the title", () => {
    fc.assert(
      fc.property(titles, (title) => {
        expect(normaliseTitle(`\u00A0 ${title}\n\t`)).toBe(normaliseTitle(title));
      }),
    );
  });

  test("changes nothing more once no year is left at the end", () => {
    fc.assert(
      fc.property(titles, (title) => {
        const normal = normaliseTitle(title);
        fc.pre(!/\([0-9]{4}\)$/.test(normal));
        expect(normaliseTitle(normal)).toBe(normal.toLowerCase());
      }),
    );
  });

  const MEGABYTE = 2 ** 20;
  test.each([
    { what: "spaces", title: " ".repeat(MEGABYTE) },
    { what: "spaces between two letters", title: `a${" ".repeat(MEGABYTE)}b` },
    { what: "opening parentheses", title: "(".repeat(MEGABYTE) },
    { what: "years", title: "(1995)".repeat(MEGABYTE / 6) },
    { what: "spaced years", title: "(1995 ".repeat(MEGABYTE / 6) },
    { what: "no-break spaces before a year", title: `${"\u00A0".repeat(MEGABYTE)}x(1995)` },
  ])("takes linear time for a megabyte of $what", ({ title }) => {
    // Quadratic time would be hours.
    expect(normaliseTitle(title).length).toBeLessThanOrEqual(MEGABYTE);
  });
});

/** The rule of the specification, word for word: right, and slow for hostile titles. */
function stepByStep(title: string): string {
  const withoutYear = strip(title)
    .toLowerCase()
    .replace(/\p{White_Space}*\([0-9]{4}\)$/u, "");
  return strip(withoutYear.replace(/\p{White_Space}+/gu, " "));
}

function strip(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
}

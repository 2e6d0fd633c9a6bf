import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { code, codeBlock, escapeText, prose } from "../../../src/formats/report/escape.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";

/** Our own element, which keeps GitHub from linking, is not a way out. */
function withoutBreakers(markdown: string): string {
  return markdown.replaceAll("<wbr>", "");
}

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...Array.from("<>&\"'`|*_~[]()!\\@#:$./\n\r\t\u202E\u200B ,aw1-")) }),
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 3 }).map((texts) => texts.join("")),
);

describe("escapeText", () => {
  test.each([
    ["models/bpr_recommender.pt", "models/bpr_recommender.pt"],
    ["SELECT a.b FROM c WHERE d = 1", "SELECT a.b FROM c WHERE d = 1"],
    ["sha256:0123", "sha256:0123"],
    ["Amélie (2001)", "Amélie (2001)"],
  ])("leaves %j as it is", (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test.each([
    ["<b>", "&lt;b&gt;"],
    ["&lt;", "&amp;lt;"],
    [`"'`, "&quot;&#39;"],
    ["a|b", "a&#124;b"],
    ["`", "&#96;"],
    ["**~~", "&#42;&#42;&#126;&#126;"],
    ["_em_", "&#95;em&#95;"],
    ["](x)", "&#93;(x)"],
    ["\\", "&#92;"],
    ["#1", "&#35;1"],
    ["$x$", "&#36;x&#36;"],
    ["::a", "&#58;&#58;a"],
  ])("writes %j with entities", (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test.each([
    ["a@b.example", "a<wbr>&#64;b.example"],
    ["https://x.example", "https<wbr>&#58;//x.example"],
    ["www.x.example", "www<wbr>&#46;x.example"],
  ])("breaks what GitHub would link even from entities: %j", (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test.each([
    ["line breaks", "a\nb\r\nc", "a␊b␍␊c"],
    ["tabs", "a\tb", "a␉b"],
    ["right-to-left marks", "\u202Eabc", "&#92;u{202E}abc"],
    ["zero-width characters", "a\u200Bb\u2028c\uFEFF", "a&#92;u{200B}b&#92;u{2028}c&#92;u{FEFF}"],
    ["control characters", "\u0000\u009B", "&#92;u{0}&#92;u{9B}"],
    ["halves of a pair", "\uD83D", "&#92;u{D83D}"],
  ])("shows %s", (_, text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test("cuts by code points, never through a pair, and says so", () => {
    expect(escapeText("😀".repeat(10_000), 3)).toBe("😀😀😀…");
  });

  test("leaves a text of exactly the limit whole", () => {
    expect(escapeText("😀😀😀", 3)).toBe("😀😀😀");
  });

  test("lets nothing through that Markdown, HTML or the runner would read as theirs", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = withoutBreakers(escapeText(text));
        expect(escaped).not.toMatch(/[\n\r<>"'`|*~[\]\\@$]/u);
        expect(escaped).not.toMatch(/##|^\s*::|:\/\/|www\./iu);
        expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/gu, "")).not.toMatch(/[&#]/u);
        expect(escaped).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is never longer than a fixed multiple of its limit", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 50 }), (text, limit) => {
        expect(escapeText(text, limit).length).toBeLessThanOrEqual(limit * 15 + 1);
      }),
    );
  });
});

describe("code", () => {
  test("wraps the escaped text", () => {
    expect(code("a<b")).toBe("<code>a&lt;b</code>");
  });

  test("says when there is nothing to show", () => {
    expect(code("")).toBe("(empty)");
  });
});

describe("prose", () => {
  test.each([
    ["Check that the folder can be written.", "Check that the folder can be written."],
    ["Found 2,015 ratings (4.5%): too few, don't stop.", "Found 2,015 ratings (4.5%): too few, don't stop."],
    ["a.pt: truncated", "<code>a.pt</code>: truncated"],
    ["Set `lfs: true`, then retry.", "Set <code>lfs: true</code>, then retry."],
    ["see https://x.example now", "see <code>https<wbr>&#58;//x.example</code> now"],
    ["a b_c d_e f", "a <code>b_c d_e</code> f"],
    ["commit deadbeef", "commit <code>deadbeef</code>"],
    ["fixes GH-12 and ABC-9", "fixes <code>GH-12</code> and <code>ABC-9</code>"],
    ["Reach octo/training.", "Reach <code>octo/training</code>."],
    ["an open ` tick", "an open <code>&#96;</code> tick"],
  ])("keeps plain words and shows the rest as code: %j", (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test("is, outside of its code elements, only words, numbers and punctuation", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const outside = withoutBreakers(prose(text)).replaceAll(/<code>[^<]*<\/code>/gu, " ");
        expect(outside).toMatch(/^[A-Za-z0-9 '’.,;:!?()%–—→-]*$/u);
        expect(outside).not.toMatch(/::|:\/\/|www\.[a-z]|--/iu);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("codeBlock", () => {
  test("keeps lines and indentation, tabs as spaces", () => {
    expect(codeBlock(["permissions:", "\tcontents: write"])).toBe(
      "```\npermissions:\n    contents: write\n```",
    );
  });

  test("is fenced by more backticks than any line holds", () => {
    expect(codeBlock(["````", "# not a heading"])).toBe("`````\n````\n# not a heading\n`````");
  });

  test("cuts long lines and long lists", () => {
    const lines = codeBlock(Array.from({ length: 1_000 }, () => "x".repeat(1_000))).split("\n");
    expect(lines).toHaveLength(123);
    expect(lines[1]).toBe(`${"x".repeat(500)}…`);
    expect(lines[121]).toBe("…");
  });
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";
import { CHANNELS } from "../../scripts/preview/channels.ts";
import { githubHtml } from "../../scripts/preview/github-html.ts";
import { previewPage } from "../../scripts/preview/page.ts";
import { themed } from "../../scripts/preview/themes.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";
import { SITUATIONS } from "../support/situations/index.ts";

const markdownCss = readFileSync(
  createRequire(import.meta.url).resolve("github-markdown-css/github-markdown.css"),
  "utf8",
);
const asComment = { keepsLineBreaks: true };

describe("Markdown in the preview", () => {
  test.each([
    ["an alert", "> [!WARNING]\n> Look.", '<div class="markdown-alert markdown-alert-warning">'],
    [
      "a folded part",
      "<details><summary>More</summary>\n\ntext\n\n</details>",
      "<details><summary>More</summary>",
    ],
    ["a chart", "```mermaid\nxychart-beta\n```", '<pre class="mermaid-source"><code>xychart-beta'],
    ["a line break of a comment", "one\ntwo", "one<br>two"],
  ])("shows %s as GitHub does", (_, markdown, html) => {
    expect(githubHtml(markdown, asComment)).toContain(html);
  });

  test("hides a comment", () => {
    expect(githubHtml("<!-- marker -->\n\ntext", asComment).trim()).toBe("<p>text</p>");
  });

  test.each([
    "<script>alert(1)</script>",
    "<scr<!-- -->ipt>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<details open ontoggle="alert(1)">',
    "text <svg onload=alert(1)> text",
    "[click](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    '```x" onclick="alert(1)\n```',
    ...HOSTILE_TEXTS,
  ])("lets nothing live in from %s", (text) => {
    const html = githubHtml(text, asComment);
    expect(html).not.toMatch(/<(?:script|img|svg|iframe|style|object)/iu);
    expect(html).not.toMatch(/<[a-z]+[^>]*\s(?:on\w+|style)=|href="javascript:/iu);
  });
});

test("the page has every situation in every channel, and only scripts whose digest it names", () => {
  const html = previewPage({
    situations: SITUATIONS,
    channels: CHANNELS,
    markdownCss,
    css: "",
    scripts: ["void 0;"],
  });
  for (const { id } of SITUATIONS) expect(html).toContain(`<section class="situation" id="${id}">`);
  expect(html.match(/<div class="channel"/gu)).toHaveLength(SITUATIONS.length * (CHANNELS.length + 1));
  expect(html).toMatch(
    /default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-[^' ]+'"/u,
  );
  expect(html.match(/<script>/gu)).toHaveLength(1);
});

test("a stylesheet that is written in another way is refused, not half used", () => {
  expect(themed(markdownCss)).toContain(':root[data-theme="dark"] .markdown-body {');
  expect(() => themed("")).toThrow("no longer one block of colours");
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { COMMANDS, commandsOf } from "./support/readme-commands.ts";

const PROJECT = resolve(import.meta.dirname, "..");
const textOf = (file: string) => readFileSync(join(PROJECT, file), "utf8");
const README = textOf("README.md");
const SOURCES = readdirSync(join(PROJECT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => textOf(join("src", file)));

describe("the commands of the README", () => {
  test("are found in blocks and in sentences", () => {
    const page =
      "a\n\n    npm run demo   # says it\n\nuse `MLFLOW_X=1 mlflow ui` or `no command`\n\n```sh\nnode a.js\n```\n";
    expect(commandsOf(page)).toEqual(["MLFLOW_X=1 mlflow ui", "node a.js", "npm run demo"]);
  });

  test("are each run somewhere, and no others are listed", () => {
    expect(commandsOf(README)).toEqual([...COMMANDS.keys()].toSorted());
  });

  test.each([...COMMANDS])("%s is run where the list says", (_, { file, says }) => {
    expect(textOf(file)).toContain(says);
  });
});

describe("what to do when something is wrong", () => {
  const section = README.split("## When something is wrong")[1]!.split("\n## ")[0]!;
  const messages = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, message]) => message!);

  test("has the messages that people meet most", () => {
    expect(messages.length).toBeGreaterThan(15);
  });

  test.each(messages)("the sources say: %s", (message) => {
    expect(SOURCES.some((source) => isSaidBy(source, message))).toBe(true);
  });

  test("a message that nobody says is found out", () => {
    expect(SOURCES.some((source) => isSaidBy(source, "the token may … a poem"))).toBe(false);
  });
});

/** Whether the words between the placeholders stand in a file, one after the other. */
function isSaidBy(source: string, message: string): boolean {
  let at = 0;
  for (const part of message.split("…")) {
    at = source.indexOf(part.trim(), at);
    if (at === -1) return false;
    at += part.trim().length;
  }
  return true;
}

describe("what the README shows of the product", () => {
  test.each([
    ["In pull requests", "comment/pull-request.md"],
    ["The alert issue", "issue/drop.md"],
  ])("%s: every line is one that it writes", (heading, file) => {
    const written = new Set(golden(file).split("\n").map(plain));
    const shown = quoteBelow(heading).map(plain);
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((line) => !written.has(line))).toEqual([]);
  });

  test("the words for the picture of the summary are those of the summary", () => {
    const [, words] = /!\[([^\]]+)\]\(\.github\/images\/summary\.png\)/.exec(README)!;
    const told = words!.replaceAll("\n", " ");
    const sentences = golden("summary/drop.md").match(
      /(?:The model has|The event|The history)[^\n]+?\.(?=\s)/g,
    )!;
    expect(sentences).toHaveLength(3);
    expect(sentences.filter((sentence) => !told.includes(sentence))).toEqual([]);
  });
});

/** As GitHub makes them of headings. */
const anchors = (text: string) =>
  [...text.matchAll(/^#{1,4} (.+)$/gm)].map(
    ([, title]) =>
      `#${title!
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-")}`,
  );

test.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])(
  "every link of %s leads to a file or a heading that is there",
  (page) => {
    // A block of code may hold what looks like a link.
    const prose = textOf(page).replaceAll(/^ *```\w*\n[\s\S]*?^ *```$/gm, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [file = "", heading] = link.split("#");
      const target = file === "" ? page : file;
      if (!existsSync(join(PROJECT, target))) return true;
      return heading !== undefined && !anchors(textOf(target)).includes(`#${heading}`);
    });
    expect(dead).toEqual([]);
  },
);

const golden = (file: string) =>
  textOf(join("__tests__/formats/report/golden/situations", file)).replaceAll(/<\/?code>/g, "");
/** Without marks of code, the depth of a heading and the width of a table. */
const plain = (line: string) =>
  line.replaceAll("`", "").replace(/^#+ /, "").replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
const quoteBelow = (heading: string) =>
  [
    ...README.split(`### ${heading}\n`)[1]!
      .split("\n### ")[0]!
      .matchAll(/^> (.+)$/gm),
  ].map(([, line]) => line!);

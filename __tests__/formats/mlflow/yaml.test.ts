import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { MalformedFileError } from "../../../src/core/errors.ts";
import { readYaml, writeYaml } from "../../../src/formats/mlflow/yaml.ts";

const FILE = "1/meta.yaml";

describe("writing", () => {
  test("sorts the keys and quotes every string, numbers and null stay plain", () => {
    expect(writeYaml({ b: "x", a: 3, d: null, c: [] })).toBe('a: 3\nb: "x"\nc: []\nd: null\n');
  });

  test.each([
    ["next line", "\u0085", '"\\u0085"'],
    ["delete", "\u007F", '"\\u007f"'],
    ["line and paragraph separators", "\u2028\u2029", '"\\u2028\\u2029"'],
    ["byte order mark", "\uFEFF", '"\\ufeff"'],
    ["non-characters", "\uFFFE\uFFFF", '"\\ufffe\\uffff"'],
    ["control characters", "\u0000\u001B", '"\\u0000\\u001b"'],
    ["emoji", "🎉", '"🎉"'],
    ["half an emoji", "a\uD83C", '"a\uFFFD"'],
  ])("%s", (_, text, written) => {
    expect(writeYaml({ name: text })).toBe(`name: ${written}\n`);
  });
});

describe("a string survives writing and reading", () => {
  const HOSTILE = [
    ..."yes|1e3|null|~|0o17|2024-01-01|a: b # c|*x|&x|- x|? x|{}|[a|%|!!python/object:os.system|'|\"|\\|@".split(
      "|",
    ),
    "line\nline",
    "tab\t",
    "  spaces  ",
    "",
    "\u0085\u2028\uFEFF\u0000",
    "x".repeat(321),
    "__proto__",
  ];

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text]))("%s", (_, text) => {
    expect(readYaml(writeYaml({ name: text }), FILE).get("name")).toBe(text);
  });
});

describe("reading", () => {
  test("keeps every scalar as it was written", () => {
    const text = "id: 123456789012345678\nhex: 1234e567\nname: yes\nend: null\nempty: ''\n";
    expect(Array.from(readYaml(text, FILE))).toEqual([
      ["id", "123456789012345678"],
      ["hex", "1234e567"],
      ["name", "yes"],
      ["end", "null"],
      ["empty", ""],
    ]);
  });

  test.each([
    ["a long plain scalar folded as PyYAML folds it", "name: one two\n  three\n", "one two three"],
    ["an eight-digit escape", 'name: "\\U0001F389"\n', "🎉"],
    ["JSON", '{"name": "x"}', "x"],
    ["JSON over several lines", '{\n    "tags": [],\n    "name": "x"\n}\n', "x"],
    ["carriage returns", "name: x\r\nother: y\r\n", "x"],
    ["a byte order mark", "\uFEFFname: x\n", "x"],
    ["the last of two equal keys", "name: a\nname: x\n", "x"],
    ["a tag of another language", "name: !!python/name:os.system x\n", "x"],
  ])("%s", (_, text, name) => {
    expect(readYaml(text, FILE).get("name")).toBe(name);
  });

  test("takes __proto__ as a key like any other", () => {
    expect(readYaml("__proto__: {polluted: x}\n", FILE).has("__proto__")).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each([
    ["nothing", "", "is empty"],
    ["blank lines", " \n\n", "is empty"],
    ["text", "hello", "is not a YAML mapping"],
    ["a list", "- a\n", "is not a YAML mapping"],
    ["an open quote", "a: 'x", "is not a YAML mapping"],
    ["an open bracket", "a: [1", "is not a YAML mapping"],
    ["two documents", "---\na: 1\n---\nb: 2\n", "is not a YAML mapping"],
    ["an alias", "a: &x [1]\nb: *x\n", "is not a YAML mapping"],
    ["nesting deeper than the stack", "[".repeat(60_000), "is not a YAML mapping"],
  ])("refuses %s", (_, text, found) => {
    expect(() => readYaml(text, FILE)).toThrow(new MalformedFileError(FILE, found, ""));
  });
});

describe("plain lines, which are read without the parser", () => {
  const character = fc.constantFrom(..."aZ09_./:-#'\"\\ []{}&*!|>%@`,?~".split(""));
  const value = fc.oneof(
    fc.string({ unit: character, maxLength: 8 }),
    fc.string({ unit: character, maxLength: 8 }).map((text) => `"${text}"`),
    fc.string({ unit: character, maxLength: 8 }).map((text) => `'${text}'`),
    fc.integer().map(String),
    fc.constantFrom("[]", "file:///a/b:c", "null", "yes", "1e3", "---", "..."),
  );
  const lines = fc.array(fc.tuple(fc.constantFrom("a", "b", "run_id"), value), {
    minLength: 1,
    maxLength: 4,
  });

  test("are what the parser makes of them", () => {
    fc.assert(
      fc.property(lines, (all) => {
        const text = all.map(([key, content]) => `${key}: ${content}\n`).join("");
        // Behind a comment every line is for the parser.
        expect(resultOf(text)).toEqual(resultOf(`# a comment\n${text}`));
      }),
      { numRuns: 2_000 },
    );
  });
});

function resultOf(text: string): unknown {
  try {
    return Array.from(readYaml(text, FILE));
  } catch {
    return "refused";
  }
}

import { expect, test } from "@jest/globals";
import { quote, quoteFirst } from "../../src/formats/quote.ts";

test.each([
  ["plain", '"plain"'],
  ['with "quotes" and \\', String.raw`"with \"quotes\" and \\"`],
  ["line\n::error::break", String.raw`"line\u000a::error::break"`],
  ["\u001b[31mred", String.raw`"\u001b[31mred"`],
  ["\u202Egnp.exe", String.raw`"\u202egnp.exe"`],
  ["Amélie \u{1F600} \uD800", String.raw`"Am\u00e9lie \ud83d\ude00 \ud800"`],
])("shows %j as printable ASCII", (text, shown) => {
  expect(quote(text)).toBe(shown);
});

test("cuts a long text and says how long it was", () => {
  expect(quote("x".repeat(1000))).toBe(`"${"x".repeat(80)}…" (1000 characters)`);
});

test.each([
  [["a"], '"a"'],
  [["a", "b"], '"a", "b"'],
  [["a", "b", "c", "d\n"], '"a", "b" and 2 more'],
])("of the names %j shows the first two", (names, shown) => {
  expect(quoteFirst(names, 2)).toBe(shown);
});

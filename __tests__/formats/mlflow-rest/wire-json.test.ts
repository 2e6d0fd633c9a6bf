import { describe, expect, test } from "@jest/globals";
import { parseWireJson, writeDouble } from "../../../src/formats/mlflow-rest/wire-json.ts";

describe("an answer of MLflow", () => {
  test.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    ["[NaN,Infinity,-Infinity]", ["NaN", "Infinity", "-Infinity"]],
    [
      "[9007199254740991,9007199254740993,-123456789012345678]",
      [9007199254740991, "9007199254740993", "-123456789012345678"],
    ],
    [
      "[0.3333333333333333,1.7976931348623157e+308,1e-07]",
      [0.3333333333333333, 1.7976931348623157e308, 1e-7],
    ],
    [
      '{"NaN":"Infinity","x":"\\"NaN, 1234567890123456789"}',
      { NaN: "Infinity", x: '"NaN, 1234567890123456789' },
    ],
    ['["line\\nbreak NaN"]', ["line\nbreak NaN"]],
  ])("%s is read without loss", (text, value) => {
    expect(parseWireJson(text)).toEqual(value);
  });

  test.each(["", "<html>", '{"a": NaN', '{"a": "NaN', "NaNNaN", "[NaN,]"])("%j is refused", (text) => {
    expect(() => parseWireJson(text)).toThrow(SyntaxError);
  });

  test("that was cut among a million quotes is refused as quickly as it is read", () => {
    expect(() => parseWireJson(`NaN"${'\\"'.repeat(1_000_000)}`)).toThrow(SyntaxError);
  });
});

test.each([
  [0.1, 0.1],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
])("the double %d travels as %j", (value, written) => {
  expect(writeDouble(value)).toBe(written);
});

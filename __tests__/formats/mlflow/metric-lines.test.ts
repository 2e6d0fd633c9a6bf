import { describe, expect, test } from "@jest/globals";
import { currentValue, writeMetricLine } from "../../../src/formats/mlflow/metric-lines.ts";

const T = 1_760_000_000_000;

describe("writing", () => {
  test.each([
    [943, "943.0"],
    [0.5, "0.5"],
    [1e-7, "1e-7"],
    [-0, "-0.0"],
    [0, "0.0"],
    [1e21, "1e+21"],
    [0.1 + 0.2, "0.30000000000000004"],
  ])("%d as %s", (value, text) => {
    expect(writeMetricLine({ timestamp: T, value, step: 3 })).toBe(`${T} ${text} 3\n`);
  });

  test.each([Number.NaN, Infinity, -Infinity])("refuses %d", (value) => {
    expect(() => writeMetricLine({ timestamp: T, value, step: 1 })).toThrow(
      `a metric must be a finite number, not ${value}`,
    );
  });

  test.each([Number.MIN_VALUE, Number.MAX_VALUE, 1 / 3, -1e-300])("%d comes back exactly", (value) => {
    expect(currentValue(writeMetricLine({ timestamp: T, value, step: 1 }), "m")).toBe(value);
  });
});

describe("the current value", () => {
  test.each([
    ["of one line", `${T} 0.5 0\n`, 0.5],
    ["without a final newline", `${T} 0.5 0`, 0.5],
    ["with carriage returns", `${T} 0.5 0\r\n${T} 0.6 1\r\n`, 0.6],
    ["without a step", `${T} 0.5\n`, 0.5],
    ["with a data set", `${T} 0.5 7 ratings 59a68aec\n`, 0.5],
    ["with a data set whose name has spaces", `${T} 0.5 7 my ratings 59a68aec\n`, 0.5],
    ["is that of the greatest step, not of the last line", `${T} 0.7 5\n${T + 1} 0.5 1\n`, 0.7],
    ["takes the step of a line with a data set", `${T} 0.7 5 d 1\n${T} 0.5 1\n`, 0.7],
    ["of one step is the newest", `${T + 1} 0.5 0\n${T} 0.7 0\n`, 0.5],
    ["of one step and time is the greatest", `${T} 0.7 0\n${T} 0.5 0\n`, 0.7],
    ["has numbers compared as numbers", `${T} 0.1 9\n${T} 0.2 10\n`, 0.2],
    ["passes over NaN at the end", `${T} 0.5 0\n${T} nan 1\n`, 0.5],
    ["passes over NaN at the start", `${T} nan 9\n${T} 0.5 0\n`, 0.5],
    ["is NaN where there is nothing else", `${T} nan 0\n${T} NaN 1\n`, Number.NaN],
    ["as Python writes infinity", `${T} inf 0\n`, Infinity],
    ["as JavaScript writes infinity", `${T} -Infinity 0\n`, -Infinity],
    ["in scientific notation", `${T} 1e-07 0\n`, 1e-7],
    ["of a negative step", `${T} 0.5 -1\n`, 0.5],
  ])("%s", (_, text, value) => {
    expect(currentValue(text, "m")).toBe(value);
  });

  test.each([
    ["an empty file", "", "m: is empty; a metric has at least one line"],
    ["a cut line", `${T} 0.5 0\n1760`, 'm: line 2 is "1760", not "milliseconds value step"'],
    ["a blank line", `${T} 0.5 0\n\n`, 'm: line 2 is "", not'],
    ["four fields", `${T} 0.5 0 x\n`, "m: line 1 is"],
    ["a decimal time", "1760000000000.5 0.5 0\n", "m: line 1 is"],
    ["a word for a value", `${T} high 0\n`, "m: line 1 is"],
    ["a hexadecimal value", `${T} 0x10 0\n`, "m: line 1 is"],
    ["an empty value", `${T}  0\n`, "m: line 1 is"],
    ["a word for a step", `${T} 0.5 last\n`, "m: line 1 is"],
  ])("cannot be told from %s", (_, text, message) => {
    expect(() => currentValue(text, "m")).toThrow(message);
  });

  test("shows no raw line of a damaged file", () => {
    expect(() => currentValue("\u001B[2J::error::x\n", "m")).toThrow(
      String.raw`line 1 is "\u001b[2J::error::x"`,
    );
  });

  test("of a million lines is found: linear work, or the time limit of a test ends it", () => {
    const lines = Array.from({ length: 1_000_000 }, (_, step) => `${T} 0.5 ${step}\n`).join("");
    expect(currentValue(lines, "m")).toBe(0.5);
  });
});

import { describe, expect, test } from "@jest/globals";
import { DECIMAL } from "../../src/formats/decimal.ts";
import { currentValue } from "../../src/formats/mlflow/metric-lines.ts";
import { DOUBLE } from "../../src/formats/mlflow-rest/answers.ts";
import { ratingOf } from "../../src/formats/ratings-columns.ts";

const ALONE = new RegExp(`^${DECIMAL.source}$`, "i");

test.each(["0", "-1", "+1", "1.", "1.5", ".5", "1e3", "1E-07", "1.e+21"])("%s is a decimal", (text) => {
  expect(ALONE.test(text)).toBe(true);
});

test.each(["", ".", "-", "e3", "1e", "0x10", "1_000", "1,5", "1.5.2", "--1", "nan"])(
  "%s is no decimal",
  (text) => {
    expect(ALONE.test(text)).toBe(false);
  },
);

// Where a digit could be part of two pieces of the pattern, each of these would take hours.
describe.each(["", ".", "e"])("a megabyte of digits around '%s' that is no number", (middle) => {
  const digits = "1".repeat(2 ** 19);
  const text = `${digits}${middle}${digits}x`;

  test("is no rating", () => {
    expect(ratingOf(text)).toBe(Number.NaN);
  });

  test("is no metric in a file of a run", () => {
    expect(() => currentValue(`1 ${text} 0\n`, "metrics/test_mrr")).toThrow("metrics/test_mrr: line 1 is");
  });

  test("is no metric in the answer of a server", () => {
    expect(DOUBLE.safeParse(text).success).toBe(false);
  });
});

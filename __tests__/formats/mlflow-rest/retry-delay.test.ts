import { describe, expect, test } from "@jest/globals";
import { readRetryAfter, retryDelay } from "../../../src/formats/mlflow-rest/retry-delay.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("Retry-After", () => {
  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Fri, 02 Jan 2026 03:04:15 GMT", 10_000],
    ["Fri, 02 Jan 2026 03:00:00 GMT", 0],
    ["soon", null],
    ["-1", null],
    ["1.5", null],
    ["", null],
    [undefined, null],
  ])("%j is %j milliseconds", (value, delay) => {
    expect(readRetryAfter(value, NOW)).toBe(delay);
  });
});

describe("the time before the next try", () => {
  test("doubles", () => {
    expect([1, 2, 3, 4].map((tries) => retryDelay(tries, null, 0))).toEqual([1000, 2000, 4000, 8000]);
  });

  test("is what the server asks for, up to a minute", () => {
    expect(retryDelay(1, 5000, 0)).toBe(5000);
    expect(retryDelay(1, 86_400_000, 0)).toBe(60_000);
    expect(retryDelay(30, null, 0)).toBe(60_000);
  });

  test("is up to a second longer by chance", () => {
    expect(retryDelay(1, null, 1)).toBe(2000);
  });
});

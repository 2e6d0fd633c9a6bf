import { describe, expect, test } from "@jest/globals";

import {
  countOf,
  durationText,
  metricText,
  percentText,
  shareText,
  shortDigest,
  signedPercentText,
  textsApart,
  timeText,
} from "../../../src/formats/report/rounding.ts";

describe("metricText", () => {
  test.each([
    [0.05434, "0.05434"],
    [0.0543, "0.0543"],
    [0.054349999, "0.05435"],
    [0.02, "0.02"],
    [0, "0"],
    [1, "1"],
    [8.962264150943396, "8.962"],
    [2_015, "2,015"],
    [1_234_567, "1,234,567"],
    [12_345.67, "12,346"],
    [-0.5, "−0.5"],
    [1.5e-9, "1.5e−9"],
    [null, "–"],
    [Number.NaN, "not a number"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("writes %p as %s", (value, text) => {
    expect(metricText(value)).toBe(text);
  });
});

describe("percentages", () => {
  test.each([
    [-0.467, "−46.7%"],
    [0.25, "+25.0%"],
    [0, "0.0%"],
    [-0.0001, "0.0%"],
    [0.0001, "0.0%"],
    [12.5, "+1,250.0%"],
    [null, "–"],
    [Number.POSITIVE_INFINITY, "+∞"],
    [1e308, "+∞"],
  ])("of a change %p read %s", (ratio, text) => {
    expect(signedPercentText(ratio)).toBe(text);
  });

  test("of a share carry no sign", () => {
    expect(percentText(0.5)).toBe("50.0%");
  });

  test("stand behind the count of a part", () => {
    expect(shareText(240, 250)).toBe("240 (96.0%)");
  });

  test("are left out when there is no whole", () => {
    expect(shareText(0, 0)).toBe("0");
  });
});

describe("textsApart", () => {
  test("takes as many digits as it needs", () => {
    expect(textsApart(0.019999996, 0.02, metricText, 4)).toEqual(["0.019999996", "0.02"]);
  });

  test("takes no more than it needs", () => {
    expect(textsApart(0.478431, 0.1, percentText, 1)).toEqual(["47.8%", "10.0%"]);
  });

  test("gives up on equal numbers", () => {
    expect(textsApart(0.1, 0.1, percentText, 1)).toEqual(["10.0%", "10.0%"]);
  });
});

describe("timeText", () => {
  test("is UTC to the minute", () => {
    expect(timeText(Date.UTC(2026, 10, 2, 5, 17, 59, 999))).toBe("2026-11-02 05:17 UTC");
  });

  test.each([9e15, Number.NaN])("says so when %p is no time", (milliseconds) => {
    expect(timeText(milliseconds)).toBe("an unknown time");
  });
});

test("a duration is in seconds, and never negative when a clock was set back", () => {
  expect([durationText(1_840), durationText(75_000), durationText(-5)]).toEqual(["1.8 s", "75 s", "0 s"]);
});

test("a count agrees with its noun", () => {
  expect([countOf(1, "row", "rows"), countOf(0, "row", "rows"), countOf(2_015, "row", "rows")]).toEqual([
    "1 row",
    "0 rows",
    "2,015 rows",
  ]);
});

test.each([
  [`sha256:${"0123456789abcdef".repeat(4)}`, "sha256:0123456789ab…"],
  ["something else", "something else"],
])("a digest is shortened only when it is one: %s", (digest, text) => {
  expect(shortDigest(digest)).toBe(text);
});

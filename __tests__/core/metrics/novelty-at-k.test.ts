import { expect, test } from "@jest/globals";
import { noveltyAtK } from "../../../src/core/metrics/novelty-at-k.ts";
import type { Popularity } from "../../../src/core/popularity.ts";
import { NO_POPULARITY, shownItems } from "../../support/shown-items.ts";

const POPULARITY: Popularity = {
  kind: "known",
  source: "monitor.json",
  counts: Float64Array.of(8, 4, 0, 20),
  numUsers: 8,
};

test("is 0 bits for what everybody had, and one more for every halving", () => {
  expect(noveltyAtK(1).overall(shownItems([[0]], 4, 1), POPULARITY)).toBeCloseTo(0, 12);
  expect(noveltyAtK(1).overall(shownItems([[1]], 4, 1), POPULARITY)).toBe(1);
});

test("takes an item that nobody had for that of one user", () => {
  expect(noveltyAtK(1).overall(shownItems([[2]], 4, 1), POPULARITY)).toBe(3);
});

test("takes a count of more ratings than users for everybody", () => {
  expect(noveltyAtK(1).overall(shownItems([[3]], 4, 1), POPULARITY)).toBeCloseTo(0, 12);
});

test("is a mean over users of the mean over their items: a short list counts as much as a long one", () => {
  expect(noveltyAtK(2).overall(shownItems([[1, 2], [1]], 4, 2), POPULARITY)).toBe((2 + 1) / 2);
});

test("is not there where nobody knows how popular an item was", () => {
  expect(noveltyAtK(1).overall(shownItems([[0]], 4, 1), NO_POPULARITY)).toBe("no-popularity-source");
  const ofNobody = { ...POPULARITY, numUsers: 0 };
  expect(noveltyAtK(1).overall(shownItems([[0]], 4, 1), ofNobody)).toBe("no-popularity-source");
});

test("is not there when nothing was recommended to anybody", () => {
  expect(noveltyAtK(1).overall(shownItems([[]], 4, 1), POPULARITY)).toBe("nothing-recommended");
});

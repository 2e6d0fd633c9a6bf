import { expect, test } from "@jest/globals";
import { personalisationAtK } from "../../../src/core/metrics/personalisation-at-k.ts";
import { NO_POPULARITY, shownItems } from "../../support/shown-items.ts";

test("is 0 when everybody gets one list, in whatever order, and 1 when no item comes twice", () => {
  expect(
    personalisationAtK(2).overall(
      shownItems(
        [
          [0, 1],
          [1, 0],
        ],
        8,
        2,
      ),
      NO_POPULARITY,
    ),
  ).toBe(0);
  expect(
    personalisationAtK(2).overall(
      shownItems(
        [
          [0, 1],
          [2, 3],
        ],
        8,
        2,
      ),
      NO_POPULARITY,
    ),
  ).toBe(1);
});

test("is 0 for equal lists of a model with fewer items than k", () => {
  expect(
    personalisationAtK(10).overall(
      shownItems(
        [
          [0, 1],
          [0, 1],
        ],
        2,
        10,
      ),
      NO_POPULARITY,
    ),
  ).toBe(0);
});

test("is not there for one list or none", () => {
  expect(personalisationAtK(2).overall(shownItems([[0, 1], []], 8, 2), NO_POPULARITY)).toBe("single-list");
  expect(personalisationAtK(2).overall(shownItems([[]], 8, 2), NO_POPULARITY)).toBe("nothing-recommended");
});

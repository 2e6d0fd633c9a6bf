import { expect, test } from "@jest/globals";
import { giniAtK } from "../../../src/core/metrics/gini-at-k.ts";
import { NO_POPULARITY, shownItems } from "../../support/shown-items.ts";

test("is 0 when every item is recommended as often", () => {
  expect(
    giniAtK(2).overall(
      shownItems(
        [
          [0, 1],
          [2, 3],
        ],
        4,
        2,
      ),
      NO_POPULARITY,
    ),
  ).toBe(0);
});

test("sees items that nobody is recommended", () => {
  expect(giniAtK(1).overall(shownItems([[3], [3]], 8, 1), NO_POPULARITY)).toBe(7 / 8);
});

test("is not there when nothing was recommended to anybody", () => {
  expect(giniAtK(2).overall(shownItems([[]], 4, 2), NO_POPULARITY)).toBe("nothing-recommended");
});

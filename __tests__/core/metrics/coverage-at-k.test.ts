import { expect, test } from "@jest/globals";
import { coverageAtK } from "../../../src/core/metrics/coverage-at-k.ts";
import { NO_POPULARITY, shownItems } from "../../support/shown-items.ts";

test("counts an item once, however often it is recommended", () => {
  expect(
    coverageAtK(2).overall(
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
  ).toBe(2 / 8);
});

test("does not look beyond the cut-off", () => {
  expect(
    coverageAtK(1).overall(
      shownItems(
        [
          [0, 1],
          [0, 2],
        ],
        4,
        1,
      ),
      NO_POPULARITY,
    ),
  ).toBe(1 / 4);
});

test("is not there when nothing was recommended to anybody", () => {
  expect(coverageAtK(2).overall(shownItems([[]], 4, 2), NO_POPULARITY)).toBe("nothing-recommended");
});

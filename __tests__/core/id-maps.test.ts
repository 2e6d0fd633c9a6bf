import { expect, test } from "@jest/globals";
import { MalformedFileError } from "../../src/core/errors.ts";
import { checkCoversItems, checkIdsFit, type ItemMap } from "../../src/core/id-maps.ts";

test("ids up to the last row of the model's table fit", () => {
  expect(() => checkIdsFit("map.csv", "user", 59, 60)).not.toThrow();
});

test("an id beyond the model's table is refused with both numbers and the file", () => {
  expect(() => checkIdsFit("map.csv", "item", 200, 200)).toThrow(MalformedFileError);
  expect(() => checkIdsFit("map.csv", "item", 200, 200)).toThrow(
    "map.csv: it holds the item id 200; the model has 200 items, ids 0 to 199",
  );
});

function itemMap(numIds: number, malformedRows: number): ItemMap {
  return {
    idOfTitle: new Map(),
    ambiguousTitles: new Set(),
    numIds,
    maxId: 0,
    rows: numIds,
    problems: { malformedRows, sharedIds: 0 },
  };
}

test("an item map with a row for every item fits, malformed ones included", () => {
  expect(() => checkCoversItems("map.csv", itemMap(200, 0), 200)).not.toThrow();
  expect(() => checkCoversItems("map.csv", itemMap(198, 2), 200)).not.toThrow();
});

test("an item map of fewer items than the model has is refused with both numbers", () => {
  expect(() => checkCoversItems("map.csv", itemMap(190, 2), 200)).toThrow(
    "map.csv: it holds 190 items; the model has 200",
  );
});

import { expect, test } from "@jest/globals";
import { MalformedFileError } from "../../src/core/errors.ts";
import { checkIdsFit } from "../../src/core/id-maps.ts";

test("ids up to the last row of the model's table fit", () => {
  expect(() => checkIdsFit("map.csv", "user", 59, 60)).not.toThrow();
});

test("an id beyond the model's table is refused with both numbers and the file", () => {
  expect(() => checkIdsFit("map.csv", "item", 200, 200)).toThrow(MalformedFileError);
  expect(() => checkIdsFit("map.csv", "item", 200, 200)).toThrow(
    "map.csv: it holds the item id 200; the model has 200 items, ids 0 to 199",
  );
});

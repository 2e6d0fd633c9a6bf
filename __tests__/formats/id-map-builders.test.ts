import { expect, test } from "@jest/globals";
import { ItemMapBuilder, UserMapBuilder } from "../../src/formats/id-map-builders.ts";

test.each([UserMapBuilder, ItemMapBuilder])("a map of as many rows as are taken is read: %p", (Builder) => {
  const map = new Builder(2);
  map.add("one", 0);
  map.add("two", 1);
  map.add(undefined, 2);
  expect(map.finish("map.csv").rows).toBe(2);
});

// One entry more than a Map holds was an error without the name of the file.
test.each([UserMapBuilder, ItemMapBuilder])("a map of more rows is refused by its name: %p", (Builder) => {
  const map = new Builder(2);
  for (const [id, name] of ["one", "two", "three"].entries()) map.add(name, id);
  expect(() => map.finish("map.csv")).toThrow("map.csv: it has more than 2 rows");
});

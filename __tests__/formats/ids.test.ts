import { expect, test } from "@jest/globals";
import { parseId } from "../../src/formats/ids.ts";

test.each([
  ["0", 0],
  ["7", 7],
  ["4294967296", 4294967296],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
])("%j is an id", (text, id) => {
  expect(parseId(text)).toBe(id);
});

test.each([
  "",
  " 7",
  "7 ",
  "+7",
  "-1",
  "07",
  "7.0",
  "1e3",
  "0x10",
  "٧",
  "nan",
  "9007199254740992",
  "99999999999999999999",
])("%j is no id", (text) => {
  expect(parseId(text)).toBeNull();
});

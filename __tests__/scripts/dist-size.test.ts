import { describe, expect, test } from "@jest/globals";
import { growth, recordedSizes, sizesOf, sizeTable } from "../../scripts/dist-size.ts";
import { distFolder } from "../support/action.ts";

describe("the size of dist", () => {
  test("is the recorded one, but for what ordinary work adds", () => {
    expect(growth(sizesOf(distFolder()), recordedSizes())).toEqual([]);
  });

  test("may shrink, and grow by a tenth or 20 kB", () => {
    const recorded = { "main.js": 500, "index.js": 1, "vendor-zod.js": 400 };
    expect(growth({ "main.js": 550, "index.js": 21, "vendor-zod.js": 100 }, recorded)).toEqual([]);
  });

  test("is told when a file grows by more, or a large one comes", () => {
    expect(growth({ "main.js": 551, "vendor-new.js": 900 }, { "main.js": 500 })).toEqual([
      "main.js: 551 kB, recorded are 500 kB",
      "vendor-new.js: 900 kB, recorded are 0 kB",
    ]);
  });

  test("is shown file by file, the largest first, with the change", () => {
    expect(sizeTable({ "index.js": 1, "main.js": 510 }, { "index.js": 1, "main.js": 500 })).toEqual([
      "main.js                            510 kB  (+10)",
      "index.js                             1 kB",
      "all together                       511 kB",
    ]);
  });
});

import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { differences } from "../../scripts/dist-fresh.ts";
import { folderWith } from "../support/toy-project.ts";

describe("differences between a build and the committed folder", () => {
  const built = folderWith({ "index.js": "one", "cli.js": "two" });

  test("are none when all bytes are equal", () => {
    expect(differences(built, folderWith({ "index.js": "one", "cli.js": "two" }))).toEqual([]);
  });

  test("name each file that differs, is missing or should not be there", () => {
    expect(differences(built, folderWith({ "index.js": "old", "vendor-gone.js": "" }))).toEqual([
      "cli.js: missing",
      "index.js: different",
      "vendor-gone.js: not part of the build",
    ]);
  });

  test("name every file when nothing was committed", () => {
    expect(differences(built, join(built, "nowhere"))).toEqual(["cli.js: missing", "index.js: missing"]);
  });
});

import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { licensesText } from "../../scripts/licenses.ts";
import { folderWith } from "../support/toy-project.ts";

function packageFolder(manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const fields = { name: "toy", version: "2.0.1", ...manifest };
  return join(folderWith({ "toy/package.json": JSON.stringify(fields), ...files }), "toy");
}

describe("licensesText", () => {
  test("gives the licence file of each package under its name, version and licence", () => {
    const folder = packageFolder(
      { license: "ISC" },
      { "toy/LICENSE.md": "The toy licence.\r\nLine two.\r\n" },
    );
    expect(licensesText([folder])).toContain(
      "toy 2.0.1 (ISC)\n---------------\n\nThe toy licence.\nLine two.\n",
    );
  });

  test("adds the notices that a licence refers to", () => {
    const files = { "toy/LICENSE": "See NOTICE.", "toy/NOTICE": "Thanks to all.", "toy/AUTHORS": "Ann\nBob" };
    expect(licensesText([packageFolder({ license: "Apache-2.0" }, files)])).toContain(
      "See NOTICE.\n\nAnn\nBob\n\nThanks to all.",
    );
  });

  test.each([["Ann <ann@example.org>"], [{ name: "Ann" }]])(
    "writes the standard text when only the file is missing (author %j)",
    (author) => {
      const text = licensesText([packageFolder({ license: "MIT", author })]);
      expect(text).toMatch(
        /toy 2\.0\.1 \(MIT\)\n-+\n\nCopyright \(c\) Ann.*\n\nPermission is hereby granted/,
      );
    },
  );

  test.each([
    ["no author to write it for", { license: "MIT" }],
    ["no standard text for the licence", { license: "Apache-2.0", author: "Ann" }],
  ])("fails when there is no licence file and %s", (_, manifest) => {
    expect(() => licensesText([packageFolder(manifest)])).toThrow("toy 2.0.1 has no licence file");
  });

  test("takes a package under several licences that are all agreed to", () => {
    const license = "(Apache-2.0 AND BSD-3-Clause)";
    expect(licensesText([packageFolder({ license }, { "toy/LICENSE": "Both." })])).toContain("Both.");
  });

  test.each([
    [{ license: "AGPL-3.0-or-later" }, "AGPL-3.0-or-later"],
    [{ license: "(MIT AND GPL-3.0-only)" }, "(MIT AND GPL-3.0-only)"],
    [{ license: "(MIT OR GPL-3.0-only)" }, "(MIT OR GPL-3.0-only)"],
    [{}, "no licence"],
  ])("fails on a licence that was not agreed to: %j", (manifest, found) => {
    expect(() => licensesText([packageFolder(manifest, { "toy/LICENSE": "x" })])).toThrow(
      `is under ${found}`,
    );
  });

  test("tells what the WebAssembly file is made of", () => {
    const text = licensesText([]);
    expect(text).toContain("SQLite is in the public domain");
    expect(text).toContain("Emscripten authors");
  });
});

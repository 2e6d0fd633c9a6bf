import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { releaseNotes } from "../../scripts/release-notes.ts";
import { VERSION } from "../../src/version.ts";

const CHANGELOG = "# Changelog\n\nOf all.\n\n## 1.1.0\n\n- Newer.\n\n## 1.0.0\n\n- First.\n- Second.\n";

test("the notes are the section of the version", () => {
  expect(releaseNotes("v1.0.0", "1.0.0", CHANGELOG)).toBe("- First.\n- Second.");
  expect(releaseNotes("v1.1.0", "1.1.0", CHANGELOG)).toBe("- Newer.");
});

test("a tag that is not the version of the package is refused", () => {
  expect(() => releaseNotes("v1.1.0", "1.0.0", CHANGELOG)).toThrow(/package\.json says 1\.0\.0/);
});

test("a version without notes is refused", () => {
  expect(() => releaseNotes("v2.0.0", "2.0.0", CHANGELOG)).toThrow(/no text under "## 2\.0\.0"/);
  expect(() => releaseNotes("v2.0.0", "2.0.0", "## 2.0.0\n\n## 1.0.0\n\n- Old.\n")).toThrow(/no text/);
});

test("the version of today has its notes", () => {
  const changelog = readFileSync(join(import.meta.dirname, "../../CHANGELOG.md"), "utf8");
  expect(releaseNotes(`v${VERSION}`, VERSION, changelog)).toMatch(/\S/);
});

import { describe, expect, test } from "@jest/globals";
import { openArtifact } from "../../src/formats/artifact-archive.ts";
import { databaseInArtifact, withCompanions } from "../../src/formats/database-in-artifact.ts";
import { zipBytes } from "../support/zip-writer.ts";

const SQLITE = `SQLite format 3\0${"page ".repeat(1000)}`;

function filesOf(files: Readonly<Record<string, string>>) {
  const parts = Object.entries(files).map(([name, content]) => ({ name, content, deflated: true }));
  return openArtifact("artifact x", zipBytes(parts), { name: "x", fileName: "x.zip" });
}

describe("the database in an artifact", () => {
  test.each<[Record<string, string>, string | null, string | null]>([
    [{ "a.txt": "x", "b.bin": SQLITE }, null, "b.bin"],
    [{ "a.db": SQLITE, "a.db-wal": "7", "a.db-shm": "" }, null, "a.db"],
    [{ "a.db": SQLITE, "b.db": SQLITE }, "data/b.db", "b.db"],
    [{ "a.db": SQLITE }, "b.db", null],
    [{ "a.db": "no database" }, null, "a.db"],
    [{ "a.db": "" }, null, "a.db"],
    [{ "a.db": "none", "b.db": "none" }, null, null],
    [{}, null, null],
  ])("of %j, when %s is named, is %s", (files, explicit, found) => {
    expect(databaseInArtifact("artifact x", filesOf(files), explicit)).toBe(found);
  });

  test("must be named when there are several", () => {
    const several = filesOf({ "a.db": SQLITE, "b.db": SQLITE });
    expect(() => databaseInArtifact("artifact x", several, null)).toThrow(
      'artifact x holds 2 SQLite databases: "a.db", "b.db"',
    );
  });

  test("comes with what belongs to it, and with nothing else", () => {
    const files = filesOf({ "d/a.db": SQLITE, "d/a.db-wal": "7", "a.db-shm": "", "d/b.db-wal": "8" });
    expect(withCompanions(files, "d/a.db")).toEqual(["d/a.db", "d/a.db-wal"]);
  });
});

import { describe, expect, test } from "@jest/globals";
import { openArtifact, pathInArtifact } from "../../src/formats/artifact-archive.ts";
import { zipBytes } from "../support/zip-writer.ts";

const NAMED = { name: "user-data", fileName: "user-data.zip" };

describe("an artifact", () => {
  test("is the archive that the client makes; its folders are no files", () => {
    const bytes = zipBytes([
      { name: "data/", content: "" },
      { name: "data/a.db", content: "A".repeat(100), deflated: true },
    ]);
    const files = openArtifact("artifact user-data", bytes, NAMED);
    expect(files.names).toEqual(["data/a.db"]);
    expect(Buffer.from(files.read("data/a.db")).toString()).toBe("A".repeat(100));
    expect(Buffer.from(files.start("data/a.db", 3)).toString()).toBe("AAA");
  });

  test("is a single file of its own name when it is no archive", () => {
    const files = openArtifact("artifact a.db", Buffer.from("SQLite"), {
      name: "a.db",
      fileName: "artifact",
    });
    expect(files.names).toEqual(["a.db"]);
    expect(Buffer.from(files.start("a.db", 3)).toString()).toBe("SQL");
  });

  test("is a single file when the download bears its name, although it is an archive itself", () => {
    const checkpoint = zipBytes([{ name: "archive/data.pkl", content: "x" }]);
    const files = openArtifact("artifact net.pt", checkpoint, { name: "net.pt", fileName: "net.pt" });
    expect(files.names).toEqual(["net.pt"]);
    expect(files.read("net.pt")).toBe(checkpoint);
  });

  test.each(["..", "a/..", "../a", "/a", "a//b", "./a", "C:a", "a\\b", "a\u0000b", "a\nb", "n".repeat(241)])(
    "with a file named %j is refused",
    (name) => {
      const bytes = zipBytes([{ name, content: "x" }]);
      expect(() => openArtifact("artifact user-data", bytes, NAMED)).toThrow(/^artifact user-data: /);
    },
  );
});

describe("a path in an artifact", () => {
  test.each([
    ["models/net.pt", ["models/net.pt", "net.pt"], "models/net.pt"],
    ["models/net.pt", ["net.pt"], "net.pt"],
    ["a/models/net.pt", ["models/net.pt"], "models/net.pt"],
    ["./models//net.pt", ["net.pt"], "net.pt"],
    ["models", ["models/data/model.pth"], "models"],
    ["out/models/", ["models/data/model.pth"], "models"],
    ["models/net.pt", ["other/net.pt"], null],
    ["models/net.pt", ["net.pt.bak"], null],
    ["net.pt", [], null],
    ["", ["net.pt"], null],
  ])("%s among %j is %s", (wanted, names, found) => {
    expect(pathInArtifact(names, wanted)).toBe(found);
  });
});

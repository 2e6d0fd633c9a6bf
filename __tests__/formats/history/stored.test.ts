import { describe, expect, test } from "@jest/globals";
import { HistoryError } from "../../../src/core/errors.ts";
import { readArchive } from "../../../src/formats/history/archive.ts";
import { readStored, writeStored } from "../../../src/formats/history/manifest.ts";
import { historyName } from "../../../src/formats/history/name.ts";
import { isSafePath, TreeBuilder } from "../../../src/formats/history/tree.ts";
import { textsOf, treeFrom } from "../../support/history-copies.ts";
import { zipBytes } from "../../support/zip-writer.ts";

describe("a saved copy", () => {
  test("is read back with the time at which it was saved", () => {
    const stored = writeStored(treeFrom({ "1/meta.yaml": "a" }), { savedAt: 1_770_000_000_123 });
    const { tree, savedAt } = readStored(stored, "artifact 7");
    expect(textsOf(tree)).toEqual({ "1/meta.yaml": "a" });
    expect(savedAt).toBe(1_770_000_000_123);
  });

  test("without a manifest counts as the oldest", () => {
    expect(readStored(treeFrom({ "mlruns/1/meta.yaml": "a" }), "artifact 7").savedAt).toBe(0);
  });

  test("that actions/upload-artifact made of the folder is read as well", () => {
    expect(textsOf(readStored(treeFrom({ "1/meta.yaml": "a" }), "artifact 7").tree)).toEqual({
      "1/meta.yaml": "a",
    });
  });

  test.each([
    ["no JSON", "{", "not the manifest"],
    ["a time that is none", '{"schema":1,"saved_at":"yesterday"}', "not the manifest"],
    ["a later version", '{"schema":2,"saved_at":"2026-11-02T05:17:00.000Z"}', "schema 2"],
  ])("with a manifest that is %s is an error that names the copy", (_, text, found) => {
    const read = () => readStored(treeFrom({ "model-monitor-history.json": text }), "artifact 7");
    expect(read).toThrow(HistoryError);
    expect(read).toThrow("artifact 7");
    expect(read).toThrow(found);
  });
});

describe("a zipped copy", () => {
  test("is read in memory, folders passed over", () => {
    const bytes = zipBytes([
      { name: "mlruns/", content: "" },
      { name: "mlruns/1/meta.yaml", content: Buffer.from("a") },
    ]);
    expect(textsOf(readArchive(bytes, "artifact 7"))).toEqual({ "mlruns/1/meta.yaml": "a" });
  });

  test("as GitHub packs a branch loses its top folder", () => {
    const bytes = zipBytes([{ name: "octo-movies-0123/mlruns/1/meta.yaml", content: Buffer.from("a") }]);
    expect(textsOf(readArchive(bytes, "the branch", { inFolder: true }))).toEqual({
      "mlruns/1/meta.yaml": "a",
    });
  });

  test.each([
    "../../etc/cron.d/x",
    "mlruns/../../x",
    "mlruns/1/..",
    "mlruns//x",
    "C:/x",
    "mlruns\\..\\x",
    "a\nb",
  ])("with a path that leads elsewhere is refused: %j", (name) => {
    const read = () => readArchive(zipBytes([{ name, content: Buffer.from("a") }]), "artifact 7");
    expect(read).toThrow(HistoryError);
    expect(read).toThrow("artifact 7");
  });

  test("cut short is an error that names the copy, not the reader's file", () => {
    const bytes = zipBytes([{ name: "mlruns/1/meta.yaml", content: Buffer.from("a") }]);
    expect(() => readArchive(bytes.subarray(0, bytes.length - 9), "artifact 7")).toThrow(
      /^the history is damaged: artifact 7: /,
    );
  });
});

test("a copy is bounded in its files", () => {
  const builder = new TreeBuilder("artifact 7");
  for (let file = 0; file < 200_000; file++) builder.add(String(file), new Uint8Array());
  expect(() => builder.add("one more", new Uint8Array())).toThrow("more than 200000 files");
});

test.each(["1/run/metrics/a:b", "1/run/tags/Größe", ".trash/1/meta.yaml"])(
  "a key that MLflow takes is a path: %s",
  (path) => {
    expect(isSafePath(path)).toBe(true);
  },
);

describe("the name of a history", () => {
  test("is the one that was given outside a matrix", () => {
    expect(historyName("model-monitor-history", "")).toBe("model-monitor-history");
  });

  test("tells the jobs of a matrix apart, in words and by a digest", () => {
    expect(historyName("h", '{"model":"bpr"}')).toMatch(/^h-bpr-[0-9a-f]{8}$/);
    expect(historyName("h", '{"model":"a/b"}')).not.toBe(historyName("h", '{"model":"a:b"}'));
    expect(historyName("h", '{"model":"a/b","k":[5]}')).toMatch(/^[\w.-]+$/);
  });
});

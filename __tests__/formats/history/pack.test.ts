import { expect, test } from "@jest/globals";
import { readArchive } from "../../../src/formats/history/archive.ts";
import { packTree } from "../../../src/formats/history/pack.ts";
import { treeFrom } from "../../support/history-copies.ts";

test("a packed copy holds the same files, whatever their names and lengths", () => {
  const tree = treeFrom({
    "model-monitor-history.json": "{}",
    "mlruns/1/0a/tags/größe: 2": "größer",
    "mlruns/1/0a/params/empty": "",
    "mlruns/1/0a/meta.yaml": "name: x\n".repeat(10_000),
  });
  const read = readArchive(packTree(tree)!, "copy");
  const texts = (files: typeof tree) =>
    [...files].map(([path, content]) => [path, Buffer.from(content).toString("utf8")]);
  expect(texts(read)).toEqual(texts(tree));
});

test("more files than the format can count are not packed", () => {
  const nothing = new Uint8Array();
  const tree = new Map(Array.from({ length: 65_535 }, (_, index) => [`mlruns/${index}`, nothing]));
  expect(packTree(tree)).toBeNull();
  tree.delete("mlruns/0");
  expect(readArchive(packTree(tree)!, "copy").size).toBe(65_534);
});

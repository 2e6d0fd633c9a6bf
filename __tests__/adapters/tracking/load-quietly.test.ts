import { expect, test } from "@jest/globals";
import { loadQuietly } from "../../../src/adapters/tracking/load-quietly.ts";

/** What reaches Node while something loads. */
async function warningsOf(load: () => void): Promise<readonly unknown[]> {
  const original = process.emitWarning.bind(process);
  const heard: unknown[] = [];
  process.emitWarning = (...[warning]: readonly unknown[]) => {
    heard.push(warning);
  };
  try {
    await loadQuietly(async () => load());
  } finally {
    process.emitWarning = original;
  }
  return heard;
}

test("a module that is experimental loads without a word", async () => {
  const heard = await warningsOf(() => {
    process.emitWarning("SQLite is an experimental feature", "ExperimentalWarning");
    process.emitWarning("SQLite is an experimental feature", { type: "ExperimentalWarning" });
  });
  expect(heard).toEqual([]);
});

test("every other warning is heard", async () => {
  const heard = await warningsOf(() => process.emitWarning("old", "DeprecationWarning"));
  expect(heard).toEqual(["old"]);
});

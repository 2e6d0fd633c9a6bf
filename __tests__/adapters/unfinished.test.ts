import { describe, expect, test } from "@jest/globals";
import { symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { isAbandoned, stagingName, temporaryName } from "../../src/adapters/unfinished.ts";
import { newFolder, NOW, ofEndedProcess, writeTree } from "../support/mlflow-store.ts";

const HOUR_MS = 3_600_000;
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

/** The name as a process of the same number on another machine, or before a restart, would have given it. */
function ofOtherMachine(name: string): string {
  return name.replace(/[0-9a-f]{16}(?=-\d)/, "0123456789abcdef");
}

function isAbandonedAfter(hours: number, name: string): boolean {
  const folder = newFolder();
  writeTree(folder, { [name]: name.endsWith(".tmp") ? "half" : null });
  const time = new Date(NOW - hours * HOUR_MS);
  utimesSync(join(folder, name), time, time);
  return isAbandoned(join(folder, name), name, NOW);
}

describe.each([
  ["a staging directory", stagingName],
  ["a temporary file", temporaryName],
])("%s", (_, newName) => {
  test("of a process that has ended is abandoned at once", () => {
    expect(isAbandonedAfter(0, ofEndedProcess(newName()))).toBe(true);
  });

  test.each([
    ["a running process", newName()],
    ["a process of another machine", ofOtherMachine(ofEndedProcess(newName()))],
    ["a process that did not say which", newName().replace(/[0-9a-f]{16}-\d+-/, "")],
  ])("of %s is abandoned after a day, not before", (__, name) => {
    expect([isAbandonedAfter(23, name), isAbandonedAfter(25, name)]).toEqual([false, true]);
  });
});

test.each([
  ".mlruns-staging-mine",
  `.mlruns-staging-${UUID}x`,
  `x.mlruns-staging-${UUID}`,
  ".model-monitor-mine.tmp",
  `.model-monitor-${UUID}`,
  "mlruns",
])("%s is not ours, hence never abandoned", (name) => {
  expect(isAbandonedAfter(25, name)).toBe(false);
});

test("a link is never abandoned, whatever its name", () => {
  const folder = newFolder();
  const name = ofEndedProcess(stagingName());
  symlinkSync(newFolder(), join(folder, name));
  expect(isAbandoned(join(folder, name), name, NOW)).toBe(false);
});

test("two names are never the same", () => {
  expect(stagingName()).not.toBe(stagingName());
});

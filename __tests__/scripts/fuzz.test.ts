import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { filesAt } from "../../scripts/fuzz/plan.ts";
import * as formats from "../../scripts/fuzz/formats.ts";
import { spawnAndCollect } from "../support/action.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Only who never comes to an end is found by the clock; all others must be found on a busy machine, too. */
const FOUND_BY_THE_CLOCK = new Set(["hang", "heap"]);
const PLANTED_READERS = new URL("../support/planted-readers.ts", import.meta.url).href;

async function fuzz(
  args: readonly string[],
  planted?: string,
): Promise<{ readonly code: number | null; readonly log: string }> {
  const seconds = FOUND_BY_THE_CLOCK.has(planted ?? "") ? "2" : "60";
  const more = ["--seconds", seconds, ...(planted === undefined ? [] : ["--formats", PLANTED_READERS])];
  const environment = {
    PATH: process.env["PATH"]!,
    TMPDIR: process.env["TMPDIR"]!,
    PLANTED: planted ?? "none",
  };
  const program = resolve(ROOT, "scripts/fuzz.ts");
  const { exitCode, log } = await spawnAndCollect(program, [...args, ...more], { cwd: ROOT, environment });
  return { code: exitCode, log };
}

test("the fuzzer finds nothing in a thousand files, and says how many there were of each format", async () => {
  const { code, log } = await fuzz(["--files", "1000", "--seed", "7"]);
  expect(log).toContain("seed 7, 1000 files from 0 on");
  for (const name of ["torch zip", "torch legacy", "safetensors", "npz", "Python pickle"])
    expect(log).toMatch(new RegExp(`^${name} +200 files, [1-9]\\d* read, [1-9]\\d* refused$`, "m"));
  expect(log).toContain("nothing found");
  expect(code).toBe(0);
});

describe("the fuzzer fails, and says how to make the file again,", () => {
  test.each([
    [
      "throws anything but our errors",
      "crash",
      /\(planted\): TypeError: Cannot read properties of undefined/,
    ],
    ["does not come to an end", "hang", /a file took longer than 2000 ms/],
    ["takes memory outside the heap", "memory", /\(planted\): the process grew by /],
    ["takes the heap", "heap", /ERR_WORKER_OUT_OF_MEMORY|took longer than/],
    [
      "makes a key a property of all objects",
      "pollution",
      /\(planted\): a key of the file became a property/,
    ],
    ["throws an error that names no file", "nameless", /\(planted\): an error without file or hint/],
    ["throws an error with terminal codes", "terminal", /\(planted\): an error that is no line for a log/],
  ])("when a reader %s", async (_, planted, found) => {
    const whole = await fuzz(["--files", "24", "--seed", "1"], planted);
    expect(whole.log).toMatch(found);
    expect(whole.code).toBe(1);
    const again = /again: npm run fuzz -- (.*)/.exec(whole.log)![1]!.split(" ");
    const alone = await fuzz(again, planted);
    expect(alone.log).toMatch(found);
    expect(alone.code).toBe(1);
  });

  test("but not when the same reader is good", async () => {
    expect(await fuzz(["--files", "24", "--seed", "1"], "none")).toMatchObject({ code: 0 });
  });

  test("when every file has the same outcome", async () => {
    const { code, log } = await fuzz(["--files", "1000", "--seed", "1"], "blind");
    expect(log).toContain("planted: all files had the same outcome");
    expect(code).toBe(1);
  });
});

/** Name and content of the files of an index. */
function made(seed: number, index: number): readonly string[] {
  return filesAt(formats, seed, index).map(
    ({ format, random }) => `${format.name} ${format.make(random).toString("hex")}`,
  );
}

describe("a file", () => {
  test("is the same for the same seed and index, whatever was made before", () => {
    const first = made(3, 40);
    made(3, 39);
    expect(made(3, 40)).toEqual(first);
  });

  test("is another one for another seed, and for another index of its format", () => {
    expect(made(4, 40)).not.toEqual(made(3, 40));
    expect(made(3, 45)[0]).not.toEqual(made(3, 40)[0]);
  });
});

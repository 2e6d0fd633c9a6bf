import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { simulateRow } from "../../scripts/simulate/results.ts";
import { rowsOf } from "../../scripts/simulate/rows.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const ROWS = rowsOf({ users: null, variation: 1, sameUsers: null });
const rowOf = (name: string, users = 20) =>
  ROWS.find(({ scenario }) => scenario.name === name && scenario.users === users)!;

/** Cells of the README's row. */
function told(name: string, users: number): readonly string[] {
  const line = README.split("\n").find((text) => {
    const cells = text.split("|").map((cell) => cell.trim());
    return cells[1] === name && cells[2] === String(users);
  });
  return (line ?? "").split("|").map((cell) => cell.trim());
}

test("npm run simulate prints the tables of the README", () => {
  const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(scripts["simulate"]).toBe("node scripts/simulate.ts");
  const program = join(import.meta.dirname, "../../scripts/simulate.ts");
  const { stdout } = spawnSync(process.execPath, ["--no-warnings", program, "--years", "1"], {
    encoding: "utf8",
  });
  for (const { scenario } of ROWS) expect(stdout).toContain(`| ${scenario.name}`);
});

describe("the simulation", () => {
  test("has every row in the README", () => {
    for (const { scenario } of ROWS) expect(told(scenario.name, scenario.users)).toHaveLength(7);
  });

  test.each([
    ["the model loses 9 % every week", 20, 6],
    ["the model loses 9 % every week", 100, 3],
  ])("finds that %s with %d users within %d weeks, as the README says", (name, users, within) => {
    const { evidence, limits, years } = simulateRow(rowOf(name, users), 2000, 1);
    expect(evidence.medianWeeks).toBeLessThanOrEqual(within);
    expect(told(name, users).slice(3, 6)).toEqual([
      String(years),
      String(limits.medianWeeks),
      String(evidence.medianWeeks),
    ]);
  });

  test("raises the flag in at most one and a half calm weeks a year by evidence, where limits raise it in nineteen", () => {
    const [, , , , limits, evidence] = told("nothing changes", 20);
    expect(Number(evidence)).toBeLessThanOrEqual(1.5);
    expect(Number(limits)).toBeCloseTo(19, 0);
    // Few enough years to take a second; their mean is within three standard errors of the two thousand.
    const few = simulateRow(rowOf("nothing changes"), 100, 1);
    expect(Math.abs(few.limits.flagsPerYear - Number(limits))).toBeLessThan(1);
    expect(Math.abs(few.evidence.flagsPerYear - Number(evidence))).toBeLessThan(1.2);
  });

  test("raises no more flags on harder targets than in calm weeks, popularity known in both", () => {
    const calm = Number(told("nothing changes, popularity known", 20)[5]);
    for (const name of [
      "targets 30 % harder, popularity known",
      "targets 9 % harder every week, popularity known",
    ]) {
      expect(Number(told(name, 20)[5])).toBeLessThanOrEqual(calm);
      expect(simulateRow(rowOf(name), 60, 1).evidence.flagsPerYear).toBeLessThanOrEqual(calm);
    }
  });

  test("gives the same years for the same seed, and others for another", () => {
    const row = rowOf("nothing changes");
    expect(simulateRow(row, 3, 7)).toEqual(simulateRow(row, 3, 7));
    expect(simulateRow(row, 3, 7).limits).not.toEqual(simulateRow(row, 3, 8).limits);
  });
});

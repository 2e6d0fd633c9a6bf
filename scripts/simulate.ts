import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { fillSections } from "./docs.ts";
import { simulateRow, tables } from "./simulate/results.ts";
import { rowsOf } from "./simulate/rows.ts";

/**
 * Years of weekly evaluations through the product's own `compareRuns` and `decide`, in both modes of the input `decision`:
 * npm run simulate -- [--years N] [--seed S] [--users N] [--cv X] [--same-users true|false] [--write | --check]
 *
 * Four weeks of baseline come first and are not counted. `--write` puts the tables into the README, `--check` says whether
 * they stand there: both with the years, seed and users that nobody changed.
 */
const { values } = parseArgs({
  options: {
    years: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    users: { type: "string" },
    cv: { type: "string", default: "1" },
    "same-users": { type: "string" },
    write: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});

const README = join(resolve(import.meta.dirname, ".."), "README.md");

const same = values["same-users"];
const rows = rowsOf({
  users: values.users === undefined ? null : number("users", values.users, 2),
  variation: number("cv", values.cv, 0.05),
  sameUsers: same === undefined ? null : same === "true",
});
const years = number("years", values.years, 1);
const seed = number("seed", values.seed, 0);
const results = rows.map((row) => {
  const result = simulateRow(row, years, seed);
  if (process.stderr.isTTY) console.error(`${row.scenario.name}, ${row.scenario.users} users: done`);
  return result;
});
const text = tables(results);
console.log(text);
if (values.write || values.check) {
  const found = await readFile(README, "utf8");
  const options = await resolveConfig(README);
  const wanted = await format(fillSections(found, new Map([["simulation", text]])), {
    ...options,
    filepath: README,
  });
  if (values.write) await writeFile(README, wanted);
  else if (found !== wanted) {
    console.error(
      'README.md: not what the simulation says; run "npm run simulate -- --write" and commit the change',
    );
    process.exitCode = 1;
  }
}

function number(name: string, written: string, least: number): number {
  const value = Number(written);
  if (Number.isFinite(value) && value >= least) return value;
  throw new Error(`--${name} is ${written}; a number of at least ${least} is needed`);
}

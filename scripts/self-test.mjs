/**
 * Holds the values of `test-mrr` of the sample's three weeks to Spotlight's own: `node scripts/self-test.mjs 0.15 0.14 0.07`.
 * Plain JavaScript without packages, because the self-test installs nothing.
 */
import { readFileSync } from "node:fs";

const expected = JSON.parse(
  readFileSync(new URL("../examples/quickstart/expected.json", import.meta.url), "utf8"),
);
const found = process.argv.slice(2).map(Number);
const wanted = Object.values(expected.weeks).map(({ masked }) => masked.test_mrr);
const isSame =
  found.length === wanted.length && wanted.every((value, week) => Math.abs(value - found[week]) <= 1e-6);
console.log(`found ${found.join(", ")}; Spotlight says ${wanted.join(", ")}`);
process.exitCode = isSame ? 0 : 1;

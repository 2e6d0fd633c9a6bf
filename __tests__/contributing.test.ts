import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";

const PROJECT = resolve(import.meta.dirname, "..");
const Package = z.object({ scripts: z.record(z.string(), z.string()) });

test("CONTRIBUTING.md says one line about every script of package.json, in its order", () => {
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")));
  const told = readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8").matchAll(/^- `npm run ([\w:]+)`: \S/gm);
  expect([...told].map(([, name]) => name)).toEqual(Object.keys(scripts));
});

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import type { Bench } from "./bench/bench.ts";
import { BENCHES } from "./bench/index.ts";
import { machine } from "./bench/machine.ts";
import { withScratch } from "./bench/scratch.ts";
import { markdownOf } from "./bench/table.ts";
import { fillSections } from "./docs.ts";

/**
 * Measures what takes time: npm run bench -- <name>… | all [--write]
 *
 * Prints the tables of each benchmark; `--write` puts them into `bench/README.md`, with what machine they are from. Nothing
 * fails when a machine is slow: only `npm run bench:guard` looks at what the numbers are, and only at ratios.
 */
const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});

const README = resolve(import.meta.dirname, "../bench/README.md");

const chosen = positionals.flatMap(chosenBy);
if (chosen.length === 0 || positionals.some((name) => chosenBy(name).length === 0)) {
  console.error("npm run bench -- <name>… [--write]\n");
  for (const { name, about } of BENCHES) console.error(`  ${name.padEnd(10)} ${about}`);
  console.error(`  ${"all".padEnd(10)} all but ${longOnes()}`);
  process.exitCode = 2;
} else {
  await withScratch(async () => await runAll(chosen));
}

function chosenBy(name: string): readonly Bench[] {
  return BENCHES.filter((bench) => bench.name === name || (name === "all" && bench.isLong !== true));
}

function longOnes(): string {
  return BENCHES.filter(({ isLong }) => isLong === true)
    .map(({ name }) => name)
    .join(", ");
}

async function runAll(benches: readonly Bench[]): Promise<void> {
  const from = machine();
  console.log(`${from}\n`);
  for (const bench of benches) {
    const { name } = bench;
    const tables = await bench.run();
    const text = tables.map(markdownOf).join("\n\n");
    console.log(`## ${name}\n\n${text}\n`);
    if (values.write) await writeSection(name, `\n${text}\n\n${from}\n`);
  }
}

/** At once, so that a benchmark that fails does not lose those before it. */
async function writeSection(name: string, text: string): Promise<void> {
  const options = { ...(await resolveConfig(README)), filepath: README };
  const filled = fillSections(await readFile(README, "utf8"), new Map([[name, text]]));
  await writeFile(README, await format(filled, options));
}

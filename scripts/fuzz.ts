import { writeFileSync } from "node:fs";
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Finding } from "./fuzz/messages.ts";
import { runFuzz, type FuzzReport } from "./fuzz/run.ts";

/**
 * Gives broken files of every format to their readers: npm run fuzz -- [--files N] [--seed S] [--first I] [--seconds T]
 *
 * Each must be answered with a value or a MonitorError, within some seconds, two by default, and a bounded memory. The same seed
 * makes the same files; `--first I --files 1` makes one of them alone. `--formats` names another module of formats than
 * `scripts/fuzz/formats.ts`: a test plants bad readers with it, to see that they are found.
 */
const { values } = parseArgs({
  options: {
    files: { type: "string", default: "20000" },
    first: { type: "string", default: "0" },
    formats: { type: "string", default: new URL("fuzz/formats.ts", import.meta.url).href },
    seconds: { type: "string", default: "2" },
    seed: { type: "string" },
  },
});
const WORKERS = 2;
/** From so many files on, a format that was always or never refused is a fuzzer that sees nothing. */
const TELLING = 1000;

const seed = values.seed === undefined ? randomInt(2 ** 31) : natural("seed", values.seed);
const plan = {
  formats: values.formats,
  seed,
  first: natural("first", values.first),
  files: natural("files", values.files),
  mostMilliseconds: 1000 * natural("seconds", values.seconds),
};
console.log(`seed ${seed}, ${plan.files} files from ${plan.first} on`);
const started = performance.now();
const report = await runFuzz({ ...plan, workers: Math.min(WORKERS, Math.max(1, plan.files)) });
tellReport(report);
process.exitCode = report.findings.length === 0 && blindFormats(report).length === 0 ? 0 : 1;

function natural(name: string, text: string): number {
  const number = Number(text);
  if (text !== "" && Number.isSafeInteger(number) && number >= 0 && number < 2 ** 31) return number;
  throw new RangeError(`--${name} is ${text}; a natural number below 2^31 is needed`);
}

function tellReport({ counts, findings }: FuzzReport): void {
  for (const [name, { read, refused }] of counts)
    console.log(
      `${name.padEnd(14)} ${String(read + refused).padStart(7)} files, ${read} read, ${refused} refused`,
    );
  for (const name of blindFormats(report))
    console.log(`${name}: all files had the same outcome, so that nothing was tried`);
  for (const finding of findings) tellFinding(finding);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${findings.length === 0 ? "nothing" : findings.length} found in ${seconds} s`);
}

function tellFinding({ index, format, wrong, bytes }: Finding): void {
  console.log(`\nFOUND at ${index} (${format}): ${wrong}`);
  console.log(`again: npm run fuzz -- --seed ${seed} --first ${index} --files 1`);
  if (bytes === null) return;
  const path = join(tmpdir(), `fuzz-${seed}-${index}.bin`);
  writeFileSync(path, bytes);
  console.log(`the file: ${path}`);
}

function blindFormats({ counts }: FuzzReport): readonly string[] {
  const blind = [...counts].filter(
    ([, { read, refused }]) => read + refused >= TELLING && (read === 0 || refused === 0),
  );
  return blind.map(([name]) => name);
}

/**
 * Holds the files of `dist/` against the sizes that were agreed to: `node scripts/dist-size.ts` prints the table,
 * `--record` writes `dist-size.json` anew. What a user's job downloads and loads must not grow unseen: a change of that
 * file is part of a review.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { z } from "zod";

const PROJECT = resolve(import.meta.dirname, "..");
const RECORD = join(PROJECT, "dist-size.json");
/** Kilobytes by file name. */
const Sizes = z.record(z.string(), z.number());
type Sizes = z.infer<typeof Sizes>;

const BYTES_PER_KB = 1000;
/** Ordinary work passes; a library that slips in does not. */
const TOLERANCE = 0.1;
const TOLERANCE_KB = 20;

/** The sizes of the files of a flat folder, in kilobytes. */
export function sizesOf(folder: string): Sizes {
  const names = readdirSync(folder).toSorted();
  return Object.fromEntries(
    names.map((name) => [name, Math.ceil(statSync(join(folder, name)).size / BYTES_PER_KB)]),
  );
}

/** The recorded sizes. */
export function recordedSizes(): Sizes {
  return Sizes.parse(JSON.parse(readFileSync(RECORD, "utf8")));
}

/** One line for every file that has grown by more than 10 % and 20 kB, a new file counted from 0; fewer bytes are no problem. */
export function growth(found: Sizes, recorded: Sizes): readonly string[] {
  return Object.entries(found).flatMap(([name, size]) => {
    const before = recorded[name] ?? 0;
    return size - before <= Math.max(TOLERANCE_KB, before * TOLERANCE)
      ? []
      : [`${name}: ${size} kB, recorded are ${before} kB`];
  });
}

/** A line a file, the largest first. */
export function sizeTable(found: Sizes, recorded: Sizes): readonly string[] {
  const rows = Object.entries(found).toSorted(([, one], [, other]) => other - one);
  const total = rows.reduce((sum, [, size]) => sum + size, 0);
  return [
    ...rows.map(([name, size]) => {
      const change = size - (recorded[name] ?? 0);
      return sizeLine(name, size, change === 0 ? "" : `  (${change > 0 ? "+" : "−"}${Math.abs(change)})`);
    }),
    sizeLine("all together", total, ""),
  ];
}

function sizeLine(name: string, size: number, note: string): string {
  return `${name.padEnd(32)}${String(size).padStart(6)} kB${note}`;
}

if (import.meta.main) {
  const found = sizesOf(join(PROJECT, "dist"));
  if (process.argv.includes("--record")) writeFileSync(RECORD, `${JSON.stringify(found, null, 2)}\n`);
  const recorded = recordedSizes();
  for (const line of sizeTable(found, recorded)) console.log(line);
  const grown = growth(found, recorded);
  for (const line of grown) console.error(`dist/${line}`);
  if (grown.length > 0)
    console.error(
      "If that is meant, record it: node scripts/dist-size.ts --record, and commit dist-size.json.",
    );
  process.exitCode = grown.length > 0 ? 1 : 0;
}

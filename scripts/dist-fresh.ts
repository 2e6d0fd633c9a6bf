/**
 * Says whether the committed `dist/` is what the sources build: `node scripts/dist-fresh.ts`.
 * What users run is the committed folder, so a change that was not built is a change that they never get.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { buildDist } from "./build.ts";

/** Compares two flat folders byte by byte; one line for every file that is missing, superfluous or different. */
export function differences(built: string, committed: string): readonly string[] {
  const wanted = readdirSync(built);
  const present = existsSync(committed) ? readdirSync(committed) : [];
  const names = [...new Set([...wanted, ...present])].toSorted();
  return names.flatMap((name) => {
    if (!present.includes(name)) return [`${name}: missing`];
    if (!wanted.includes(name)) return [`${name}: not part of the build`];
    return readFileSync(join(built, name)).equals(readFileSync(join(committed, name)))
      ? []
      : [`${name}: different`];
  });
}

if (import.meta.main) {
  const built = mkdtempSync(join(tmpdir(), "model-monitor-dist-"));
  try {
    await buildDist(built);
    const found = differences(built, resolve(import.meta.dirname, "../dist"));
    for (const line of found) console.error(`dist/${line}`);
    if (found.length > 0)
      console.error('dist/ is not what the sources build; run "npm run build" and commit dist/.');
    process.exitCode = found.length > 0 ? 1 : 0;
  } finally {
    rmSync(built, { recursive: true });
  }
}

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildDist } from "../../scripts/build.ts";

/**
 * Jest's global setup: builds the action once and names the folder in `MODEL_MONITOR_DIST`; `chunks.json` beside it
 * says what each file imports and holds. All temporary files of the run go into the same place (`TMPDIR`, on Windows
 * `TEMP`), which `remove-dist.ts` takes away as a whole.
 *
 * Never into `dist/` itself: a test run must not change what is committed, nor pass because of an old build. A build
 * that fails is told and stops nothing: the tests that need it fail by themselves, the others still have their say.
 */
export default async function buildForTests(): Promise<void> {
  const run = mkdtempSync(join(tmpdir(), "model-monitor-test-"));
  process.env["MODEL_MONITOR_TEST_RUN"] = run;
  process.env["TMPDIR"] = run;
  process.env["TEMP"] = run;
  const dist = join(run, "dist");
  try {
    const chunks = await buildDist(dist);
    const graph = chunks.map(({ name, imports, modules }) => ({ name, imports, modules }));
    writeFileSync(join(run, "chunks.json"), JSON.stringify(graph));
    process.env["MODEL_MONITOR_DIST"] = dist;
  } catch (error) {
    console.error(`The action does not build, so MODEL_MONITOR_DIST is not set: ${String(error)}`);
  }
}

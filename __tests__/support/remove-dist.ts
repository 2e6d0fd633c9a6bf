import { rmSync } from "node:fs";

/** Jest's global teardown: takes away what `build-dist.ts` and the tests wrote into the folder of this run. */
export default function removeBuild(): void {
  const run = process.env["MODEL_MONITOR_TEST_RUN"];
  if (run !== undefined) rmSync(run, { recursive: true, force: true });
}

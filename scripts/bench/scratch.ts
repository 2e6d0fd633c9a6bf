import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Does the work with a folder for all temporary files, of this process and of those that it starts, and removes it
 * afterwards. Datasets are kept elsewhere.
 */
export async function withScratch<Result>(work: () => Promise<Result>): Promise<Result> {
  const scratch = mkdtempSync(join(tmpdir(), "model-monitor-bench-run-"));
  process.env["TMPDIR"] = scratch;
  process.env["TEMP"] = scratch;
  try {
    return await work();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

import { mkdir } from "node:fs/promises";
import { isRunId } from "../../formats/mlflow/names.ts";
import { experimentIds } from "./mlflow-experiments.ts";
import { listDirectory, locate, type StoreDirectory } from "./store-directory.ts";

/** MLflow ≥ 3.8 says "Run not found" when one of them is missing. */
const NEEDED = ["metrics", "params", "artifacts"];

/**
 * Creates the empty directories of runs again: git and upload-artifact keep files only. What cannot be repaired is
 * left as it is; a run of somebody else must not keep us from logging ours.
 */
export async function restoreEmptyDirectories(store: StoreDirectory): Promise<void> {
  for (const experiment of await experimentIds(store, ""))
    for (const entry of await listDirectory(store, experiment).catch(() => []))
      if (entry.isDirectory() && isRunId(entry.name))
        await restoreRun(store, `${experiment}/${entry.name}`).catch(() => undefined);
}

async function restoreRun(store: StoreDirectory, directory: string): Promise<void> {
  const present = new Set((await listDirectory(store, directory)).map(({ name }) => name));
  if (!present.has("meta.yaml")) return;
  for (const name of NEEDED) if (!present.has(name)) await mkdir(locate(store, `${directory}/${name}`));
}

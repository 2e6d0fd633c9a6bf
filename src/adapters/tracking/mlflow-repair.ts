import { mkdirSync } from "node:fs";
import { isRunId } from "../../formats/mlflow/names.ts";
import { experimentIds } from "./mlflow-experiments.ts";
import { listDirectory, locate, type StoreDirectory } from "./store-directory.ts";

/** MLflow ≥ 3.8 says "Run not found" when one of them is missing. */
const NEEDED = ["metrics", "params", "artifacts"];

/**
 * Creates the empty directories of runs again: git and upload-artifact keep files only. What cannot be repaired is
 * left as it is; a run of somebody else must not keep us from logging ours.
 */
export function restoreEmptyDirectories(store: StoreDirectory): void {
  for (const experiment of experimentIds(store, ""))
    attempt(() => {
      for (const entry of listDirectory(store, experiment))
        if (entry.isDirectory() && isRunId(entry.name))
          attempt(() => restoreRun(store, `${experiment}/${entry.name}`));
    });
}

function restoreRun(store: StoreDirectory, directory: string): void {
  const present = new Set(listDirectory(store, directory).map(({ name }) => name));
  if (!present.has("meta.yaml")) return;
  for (const name of NEEDED) if (!present.has(name)) mkdirSync(locate(store, `${directory}/${name}`));
}

function attempt(repair: () => void): void {
  try {
    repair();
  } catch {
    // Left as it is.
  }
}

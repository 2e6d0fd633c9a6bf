import { type Dirent, mkdirSync, rmSync } from "node:fs";
import { isRunId } from "../../formats/mlflow/names.ts";
import { experimentIds } from "./mlflow-experiments.ts";
import { listDirectory, locate, type StoreDirectory } from "./store-directory.ts";
import { isAbandoned } from "../unfinished.ts";

/** MLflow ≥ 3.8 says "Run not found" when one of them is missing. */
const NEEDED = ["metrics", "params", "artifacts"];

/**
 * Creates the empty directories of runs again (git and upload-artifact keep files only) and removes temporary files of
 * killed jobs. What cannot be repaired is left as it is; a run of somebody else must not keep us from logging ours.
 * @param now milliseconds since 1970 UTC
 */
export function repairRuns(store: StoreDirectory, now: number): void {
  for (const experiment of experimentIds(store, ""))
    attempt(() => {
      const entries = listDirectory(store, experiment);
      removeTemporaryFiles(store, { directory: experiment, entries }, now);
      for (const entry of entries)
        if (entry.isDirectory() && isRunId(entry.name))
          attempt(() => repairRun(store, `${experiment}/${entry.name}`, now));
    });
}

function repairRun(store: StoreDirectory, directory: string, now: number): void {
  const entries = listDirectory(store, directory);
  removeTemporaryFiles(store, { directory, entries }, now);
  const present = new Set(entries.map(({ name }) => name));
  if (!present.has("meta.yaml")) return;
  for (const name of NEEDED) if (!present.has(name)) mkdirSync(locate(store, `${directory}/${name}`));
}

function removeTemporaryFiles(
  store: StoreDirectory,
  { directory, entries }: { readonly directory: string; readonly entries: readonly Dirent[] },
  now: number,
): void {
  for (const entry of entries) {
    const path = locate(store, `${directory}/${entry.name}`);
    if (entry.isFile() && isAbandoned(path, entry.name, now)) attempt(() => rmSync(path, { force: true }));
  }
}

function attempt(repair: () => void): void {
  try {
    repair();
  } catch {
    // Left as it is.
  }
}

import { lstatSync, readFileSync } from "node:fs";
import { mkdir, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { MalformedFileError } from "../../core/errors.ts";
import { OUR_PREFIX } from "../../core/run-labels.ts";
import type { Change } from "../../formats/history/changes.ts";
import { TRASH } from "../../formats/history/copy.ts";
import { isSafePath, TreeBuilder, type Tree } from "../../formats/history/tree.ts";
import { isExperimentId, isRunId } from "../../formats/mlflow/names.ts";
import { codeOf } from "../system-error.ts";
import { isAbandoned } from "../unfinished.ts";
import { placeDirectory, removeAbandonedStaging, replaceFile } from "./place-directory.ts";
import { damaged, listDirectory, locate, type StoreDirectory, unreadable } from "./store-directory.ts";

/** Logged models and traces of MLflow 3: neither evaluations nor needed by any. */
const NOT_REMEMBERED = new Set(["models", "traces"]);
/** Artifacts of somebody else's run (a trained model, say) are carried along up to this size, of one run together. */
const MAX_FOREIGN_ARTIFACT_BYTES = 1024 * 1024;

/** Reads a tracking directory as a copy of the history, and brings it up to a merged one. */
export class HistoryDirectory {
  readonly #store: StoreDirectory;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 UTC */
  constructor(store: StoreDirectory, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  get location(): string {
    return this.#store.shownAs;
  }

  /** Absolute. */
  get path(): string {
    return this.#store.path;
  }

  /**
   * The files of all experiments and runs; links and what is no file are left out.
   * @throws HistoryError when it cannot be read
   */
  read(): Tree {
    try {
      const builder = new TreeBuilder(this.#store.shownAs);
      for (const folder of ["", `${TRASH}/`])
        for (const { name } of folders(this.#store, folder.slice(0, -1)))
          if (isExperimentId(name)) addExperiment(this.#store, `${folder}${name}`, builder);
      return builder.tree;
    } catch (error) {
      throw error instanceof MalformedFileError ? damaged(this.#store, error) : error;
    }
  }

  /**
   * Every run is whole before and after each step: a new one comes by one rename, a file by another.
   * @throws HistoryError when the directory cannot be written
   */
  async apply(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    try {
      await mkdir(locate(this.#store, TRASH), { recursive: true });
      const stagingParent = dirname(await realpath(this.#store.path));
      await removeAbandonedStaging(stagingParent, this.#now());
      for (const change of changes) await this.#apply(change, stagingParent);
    } catch (error) {
      throw unreadable(this.#store, "", error);
    }
  }

  async #apply(change: Change, stagingParent: string): Promise<void> {
    if (change.kind === "move") {
      await rename(locate(this.#store, change.from), locate(this.#store, change.to));
      return;
    }
    const target = locate(this.#store, change.folder);
    if (change.kind === "place") {
      await mkdir(dirname(target), { recursive: true });
      await placeDirectory({ files: change.files, target, stagingParent });
      return;
    }
    for (const [path, content] of change.files)
      await replaceFile({
        path: locate(this.#store, `${change.folder}/${path}`),
        content,
        temporaryIn: target,
      });
    for (const path of change.remove)
      await rm(locate(this.#store, `${change.folder}/${path}`), { force: true });
  }
}

function addExperiment(store: StoreDirectory, experiment: string, builder: TreeBuilder): void {
  addFiles(store, listed(store, experiment, { deep: false }), builder);
  for (const { name } of folders(store, experiment)) {
    const folder = `${experiment}/${name}`;
    if (NOT_REMEMBERED.has(name)) continue;
    const files = listed(store, folder, { deep: true });
    addFiles(store, isRunId(name) ? withoutLargeArtifacts(folder, files) : files, builder);
  }
}

interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

function withoutLargeArtifacts(run: string, files: readonly ListedFile[]): readonly ListedFile[] {
  const prefixes = [`${run}/tags/${OUR_PREFIX}`, `${run}/params/${OUR_PREFIX}`];
  if (files.some(({ path }) => prefixes.some((prefix) => path.startsWith(prefix)))) return files;
  const isArtifact = ({ path }: ListedFile) => path.startsWith(`${run}/artifacts/`);
  const bytes = files.filter(isArtifact).reduce((sum, file) => sum + file.bytes, 0);
  return bytes <= MAX_FOREIGN_ARTIFACT_BYTES ? files : files.filter((file) => !isArtifact(file));
}

/** Regular files of a folder, with a deep look also those below; half-written ones are none. */
function listed(
  store: StoreDirectory,
  folder: string,
  { deep }: { readonly deep: boolean },
): readonly ListedFile[] {
  const files: ListedFile[] = [];
  const open = [folder];
  for (let current = open.pop(); current !== undefined; current = open.pop())
    for (const entry of listDirectory(store, current)) {
      const path = `${current}/${entry.name}`;
      if (!isSafePath(path)) continue;
      if (entry.isDirectory() && deep) open.push(path);
      if (!entry.isFile() || isAbandoned(locate(store, path), entry.name, Infinity)) continue;
      const found = lstatSync(locate(store, path), { throwIfNoEntry: false });
      if (found?.isFile() === true) files.push({ path, bytes: found.size });
    }
  return files;
}

function addFiles(store: StoreDirectory, files: readonly ListedFile[], builder: TreeBuilder): void {
  for (const { path } of files) {
    try {
      builder.add(path, readFileSync(locate(store, path)));
    } catch (error) {
      // Removed while we were reading: by another program, or by a person in MLflow's UI.
      if (codeOf(error) !== "ENOENT") throw unreadable(store, path, error);
    }
  }
}

function folders(store: StoreDirectory, folder: string) {
  return listDirectory(store, folder).filter((entry) => entry.isDirectory());
}

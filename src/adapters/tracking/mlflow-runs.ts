import { lstatSync } from "node:fs";
import { MalformedFileError } from "../../core/errors.ts";
import { OUR_PREFIX } from "../../core/run-labels.ts";
import type { PastRun, TrackingStore } from "../../core/run.ts";
import { currentValue } from "../../formats/mlflow/metric-lines.ts";
import { isRunId } from "../../formats/mlflow/names.ts";
import { readRunMeta, type RunMeta } from "../../formats/mlflow/run-meta.ts";
import { REPAIR_HINT } from "../../formats/mlflow/yaml.ts";
import { MAX_META_BYTES } from "./mlflow-experiments.ts";
import {
  damaged,
  filesBelow,
  foundIn,
  listDirectory,
  listOrThrow,
  locate,
  readText,
  shownPath,
  type StoreDirectory,
} from "./store-directory.ts";

/** All of one run's metrics, params and tags together; a metric logged a million times is some 30 MB. */
const MAX_RUN_BYTES = 64 * 1024 * 1024;
/** What is remembered of runs that were read, in characters; more are read again. */
const MAX_REMEMBERED = 64 * 1024 * 1024;

interface FinishedRun {
  /** `experiment/run`, relative to the store. */
  readonly directory: string;
  readonly meta: RunMeta;
}

/**
 * Reads the runs of a store, each on its own. A run of somebody else that cannot be read is passed over and
 * remembered; a run of ours that cannot be read is a damaged history.
 */
export class RunReader {
  readonly #store: StoreDirectory;
  readonly #skipped = new Map<string, TrackingStore["skippedRuns"][number]>();
  readonly #remembered = new Map<string, { readonly stamp: string; readonly values: RunValues }>();
  #rememberedCharacters = 0;

  constructor(store: StoreDirectory) {
    this.#store = store;
  }

  get skipped(): TrackingStore["skippedRuns"] {
    return [...this.#skipped.values()];
  }

  /** Remembers something that was passed over, once. */
  skip(directory: string, error: MalformedFileError): void {
    this.#skipped.set(directory, { path: shownPath(error.file), reason: foundIn(error) });
  }

  /**
   * FINISHED, not deleted runs, newest first, then by run id. All `meta.yaml` are read first, the values of a run only
   * when it is asked for.
   * @throws HistoryError naming the file, when a run of ours is damaged or the directory cannot be read
   */
  *pastRuns(experimentId: string): Generator<PastRun> {
    for (const { directory, meta } of this.#finishedRuns(experimentId)) {
      const values = this.#readOrSkip(directory, () => this.#values(directory));
      if (values !== null) yield { runId: meta.runId, startTime: meta.startTime, ...values };
    }
  }

  /**
   * Every run of ours is checked before anything is written and read again to be compared with: the second time from
   * memory, unless something was added to it or replaced in between.
   */
  #values(directory: string): RunValues {
    const stamp = stampOf(this.#store, directory);
    const known = this.#remembered.get(directory);
    if (known !== undefined && known.stamp === stamp) return known.values;
    const { values, characters } = readValues(this.#store, directory);
    this.#rememberedCharacters += characters;
    if (this.#rememberedCharacters <= MAX_REMEMBERED) this.#remembered.set(directory, { stamp, values });
    return values;
  }

  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  newestStart(experimentId: string): number | null {
    const [newest] = this.#finishedRuns(experimentId);
    return newest?.meta.startTime ?? null;
  }

  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  checkOurs(experimentId: string): void {
    for (const { directory } of this.#finishedRuns(experimentId))
      if (isOurs(this.#store, directory)) this.#readOrSkip(directory, () => this.#values(directory));
  }

  #finishedRuns(experimentId: string): readonly FinishedRun[] {
    const finished: FinishedRun[] = [];
    for (const directory of this.#runDirectories(experimentId)) {
      const meta = this.#readMeta(experimentId, directory);
      if (meta?.counts === true) finished.push({ directory, meta });
    }
    return finished.sort(newestFirst);
  }

  #runDirectories(experimentId: string): readonly string[] {
    const directories: string[] = [];
    for (const entry of listOrThrow(this.#store, experimentId)) {
      const directory = `${experimentId}/${entry.name}`;
      if (entry.isDirectory() && isRunId(entry.name)) directories.push(directory);
      if (entry.isSymbolicLink())
        this.skip(
          directory,
          new MalformedFileError(directory, "is a symbolic link and is not followed", REPAIR_HINT),
        );
    }
    return directories;
  }

  /** null: passed over, or no run at all (MLflow too ignores a directory without `meta.yaml`). */
  #readMeta(experimentId: string, directory: string): RunMeta | null {
    const file = `${directory}/meta.yaml`;
    return this.#readOrSkip(directory, () => {
      const text = readText(this.#store, file, MAX_META_BYTES);
      const runId = directory.slice(experimentId.length + 1);
      return text === null ? null : readRunMeta(text, file, { experimentId, runId });
    });
  }

  #readOrSkip<Result>(directory: string, read: () => Result): Result | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (isOurs(this.#store, directory)) throw damaged(this.#store, error);
      this.skip(directory, error);
      return null;
    }
  }
}

/** By start, then by run id: MLflow's own order (mlflow/utils/search_utils.py). */
function newestFirst({ meta: one }: FinishedRun, { meta: other }: FinishedRun): number {
  if (one.startTime !== other.startTime) return other.startTime - one.startTime;
  return one.runId < other.runId ? -1 : 1;
}

/** Whether model-monitor wrote the run; must work on a damaged one, hence by the names of its files alone. */
function isOurs(store: StoreDirectory, directory: string): boolean {
  for (const section of ["tags", "params"]) {
    try {
      const entries = listDirectory(store, `${directory}/${section}`);
      if (entries.some(({ name }) => name.startsWith(OUR_PREFIX))) return true;
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
    }
  }
  return false;
}

type RunValues = Pick<PastRun, "metrics" | "params" | "tags">;

const SECTIONS = ["metrics", "params", "tags"] as const;

/**
 * What changes when a file of a run is added or replaced: nothing is ever written into a published file. What is wrong with
 * a directory is told by reading it.
 */
function stampOf(store: StoreDirectory, directory: string): string {
  return SECTIONS.map((section) => {
    const found = lstatSync(locate(store, `${directory}/${section}`), { throwIfNoEntry: false });
    return found === undefined ? "" : `${found.ino}:${found.mtimeMs}`;
  }).join();
}

function readValues(
  store: StoreDirectory,
  directory: string,
): { readonly values: RunValues; readonly characters: number } {
  const budget = { bytes: MAX_RUN_BYTES };
  const metrics = readSection({ store, path: `${directory}/metrics`, budget }, currentValue);
  const params = readSection({ store, path: `${directory}/params`, budget }, asWritten);
  const tags = readSection({ store, path: `${directory}/tags`, budget }, asWritten);
  // Every run of ours has metrics, so they were lost on the way; without this it would pass for a run without a value.
  if (metrics.size === 0 && [...params.keys(), ...tags.keys()].some((key) => key.startsWith(OUR_PREFIX)))
    throw new MalformedFileError(`${directory}/metrics`, "holds no metric", REPAIR_HINT);
  return { values: { metrics, params, tags }, characters: MAX_RUN_BYTES - budget.bytes };
}

function asWritten(text: string): string {
  return text;
}

/** One sub-directory of a run, and how many bytes of the run may still be read. */
interface SectionToRead {
  readonly store: StoreDirectory;
  readonly path: string;
  readonly budget: { bytes: number };
}

function readSection<Value>(
  { store, path, budget }: SectionToRead,
  parse: (text: string, file: string) => Value,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const key of filesBelow(store, path)) {
    const file = `${path}/${key}`;
    const text = readText(store, file, budget.bytes);
    // Removed while we were reading: by another program, or by a person in MLflow's UI.
    if (text === null) continue;
    budget.bytes -= text.length;
    values.set(key, parse(text, file));
  }
  return values;
}

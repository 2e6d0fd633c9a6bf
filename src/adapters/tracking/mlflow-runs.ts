import { MalformedFileError } from "../../core/errors.ts";
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
  readText,
  shownPath,
  type StoreDirectory,
} from "./store-directory.ts";

/** All of one run's metrics, params and tags together; a metric logged a million times is some 30 MB. */
const MAX_RUN_BYTES = 64 * 1024 * 1024;
/** Metas read at the same time: most of the time goes into waiting for the disk. */
const METAS_AT_ONCE = 32;
/** Params and tags of ours begin with it (core/run-labels.ts). */
const OUR_PREFIX = "model_monitor.";

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
  async *pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    for (const { directory, meta } of await this.#finishedRuns(experimentId)) {
      const values = await this.#readOrSkip(directory, () => readValues(this.#store, directory));
      if (values !== null) yield { runId: meta.runId, startTime: meta.startTime, ...values };
    }
  }

  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  async newestStart(experimentId: string): Promise<number | null> {
    const [newest] = await this.#finishedRuns(experimentId);
    return newest?.meta.startTime ?? null;
  }

  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  async checkOurs(experimentId: string): Promise<void> {
    for (const { directory } of await this.#finishedRuns(experimentId))
      if (await isOurs(this.#store, directory))
        await this.#readOrSkip(directory, () => readValues(this.#store, directory));
  }

  async #finishedRuns(experimentId: string): Promise<readonly FinishedRun[]> {
    const directories = await this.#runDirectories(experimentId);
    const finished: FinishedRun[] = [];
    for (let start = 0; start < directories.length; start += METAS_AT_ONCE) {
      const some = directories.slice(start, start + METAS_AT_ONCE);
      const metas = await Promise.all(some.map((directory) => this.#readMeta(experimentId, directory)));
      for (const [index, meta] of metas.entries())
        if (meta?.counts === true) finished.push({ directory: some[index]!, meta });
    }
    return finished.sort(newestFirst);
  }

  async #runDirectories(experimentId: string): Promise<readonly string[]> {
    const directories: string[] = [];
    for (const entry of await listOrThrow(this.#store, experimentId)) {
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
  async #readMeta(experimentId: string, directory: string): Promise<RunMeta | null> {
    const file = `${directory}/meta.yaml`;
    return await this.#readOrSkip(directory, async () => {
      const text = await readText(this.#store, file, MAX_META_BYTES);
      const runId = directory.slice(experimentId.length + 1);
      return text === null ? null : readRunMeta(text, file, { experimentId, runId });
    });
  }

  async #readOrSkip<Result>(directory: string, read: () => Promise<Result>): Promise<Result | null> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (await isOurs(this.#store, directory)) throw damaged(this.#store, error);
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
async function isOurs(store: StoreDirectory, directory: string): Promise<boolean> {
  for (const section of ["tags", "params"]) {
    const entries = await listDirectory(store, `${directory}/${section}`).catch((error: unknown) => {
      if (error instanceof MalformedFileError) return [];
      throw error;
    });
    if (entries.some(({ name }) => name.startsWith(OUR_PREFIX))) return true;
  }
  return false;
}

async function readValues(
  store: StoreDirectory,
  directory: string,
): Promise<Pick<PastRun, "metrics" | "params" | "tags">> {
  const budget = { bytes: MAX_RUN_BYTES };
  const metrics = await readSection({ store, path: `${directory}/metrics`, budget }, currentValue);
  const params = await readSection({ store, path: `${directory}/params`, budget }, asWritten);
  const tags = await readSection({ store, path: `${directory}/tags`, budget }, asWritten);
  // Every run of ours has metrics, so they were lost on the way; without this it would pass for a run without a value.
  if (metrics.size === 0 && [...params.keys(), ...tags.keys()].some((key) => key.startsWith(OUR_PREFIX)))
    throw new MalformedFileError(`${directory}/metrics`, "holds no metric", REPAIR_HINT);
  return { metrics, params, tags };
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

async function readSection<Value>(
  { store, path, budget }: SectionToRead,
  parse: (text: string, file: string) => Value,
): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>();
  for (const key of await filesBelow(store, path)) {
    const file = `${path}/${key}`;
    const text = await readText(store, file, budget.bytes);
    // Removed while we were reading: by another program, or by a person in MLflow's UI.
    if (text === null) continue;
    budget.bytes -= text.length;
    values.set(key, parse(text, file));
  }
  return values;
}

import { ConfigError, HistoryError, MalformedFileError } from "../../core/errors.ts";
import { TRASH } from "../../formats/history/copy.ts";
import { type Experiment, experimentIdOf, readExperimentMeta } from "../../formats/mlflow/experiment.ts";
import { isExperimentId, isRunId } from "../../formats/mlflow/names.ts";
import { REPAIR_HINT } from "../../formats/mlflow/yaml.ts";
import { quote } from "../../formats/quote.ts";
import {
  damaged,
  hasMeta,
  isMeta,
  listDirectory,
  listOrThrow,
  shownPath,
  readText,
  type StoreDirectory,
} from "./store-directory.ts";

/** PyYAML writes a `meta.yaml` in less than one kilobyte. */
export const MAX_META_BYTES = 64 * 1024;

/** Where the runs of an experiment are, or will be. */
export interface ExperimentPlace {
  readonly id: string;
  readonly exists: boolean;
}

/** All experiments of a store, deleted ones included, and the files that could not be read. */
interface StoreListing {
  readonly experiments: readonly Experiment[];
  readonly unreadable: readonly MalformedFileError[];
}

/**
 * The directory of an experiment: the active one of that name, of several the one that MLflow shows (created last,
 * then the smallest id), otherwise the id that a new one gets.
 * @param onUnreadable told of other experiments that cannot be read
 * @throws HistoryError when the experiment was deleted in MLflow, or cannot be told from one that cannot be read
 */
export function findExperiment(
  store: StoreDirectory,
  name: string,
  onUnreadable: (error: MalformedFileError) => void,
): ExperimentPlace {
  const { experiments, unreadable } = listExperiments(store);
  const namesakes = experiments.filter((experiment) => experiment.name === name);
  const [active] = namesakes.filter(({ lifecycleStage }) => lifecycleStage === "active").sort(shownByMlflow);
  if (active !== undefined) {
    unreadable.forEach(onUnreadable);
    return { id: active.id, exists: true };
  }
  if (namesakes[0] !== undefined) throw deletedExperiment(store, namesakes[0]);
  // It may be ours: to start afresh beside it would look like a first run.
  if (unreadable[0] !== undefined) throw damaged(store, unreadable[0]);
  return { id: newId(name, experiments), exists: false };
}

function shownByMlflow(one: Experiment, other: Experiment): number {
  return other.creationTime - one.creationTime || (one.id < other.id ? -1 : 1);
}

function listExperiments(store: StoreDirectory): StoreListing {
  const experiments: Experiment[] = [];
  const unreadable: MalformedFileError[] = [];
  for (const folder of ["", TRASH] as const) {
    for (const id of experimentIds(store, folder)) {
      const path = folder === "" ? id : `${folder}/${id}`;
      try {
        const experiment = readExperiment(store, path, id);
        if (experiment === null) continue;
        experiments.push(folder === "" ? experiment : { ...experiment, lifecycleStage: "deleted" });
      } catch (error) {
        if (!(error instanceof MalformedFileError)) throw error;
        unreadable.push(error);
      }
    }
  }
  return { experiments, unreadable };
}

/**
 * null: no experiment, for example the artifacts of a database-backed MLflow.
 * @throws MalformedFileError also for runs without an experiment: it may be ours that lost its `meta.yaml`
 */
function readExperiment(store: StoreDirectory, path: string, id: string): Experiment | null {
  const file = `${path}/meta.yaml`;
  const entries = listDirectory(store, path);
  const text = entries.some(isMeta) ? readText(store, file, MAX_META_BYTES) : null;
  if (text !== null) return readExperimentMeta(text, file, id);
  for (const entry of entries)
    if (entry.isDirectory() && isRunId(entry.name) && hasMeta(store, `${path}/${entry.name}`))
      throw new MalformedFileError(file, "is missing, but there are runs beside it", REPAIR_HINT);
  return null;
}

/** What can be an experiment, in a fixed order. MLflow too looks only at names that are valid ids. */
export function experimentIds(store: StoreDirectory, folder: "" | typeof TRASH): readonly string[] {
  // A symbolic link stays in the list, to be refused when it is read: it may stand for the experiment that is asked for.
  const entries = listOrThrow(store, folder).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return entries
    .map(({ name }) => name)
    .filter(isExperimentId)
    .sort();
}

function deletedExperiment(store: StoreDirectory, { id, name }: Experiment): HistoryError {
  return new HistoryError(
    `the experiment ${quote(name)} was deleted in MLflow (${store.shownAs}${shownPath(`${TRASH}/${id}`)}), and MLflow keeps its name taken`,
    `Run \`mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`,
  );
}

/** The first id that no renamed experiment has; derived from the name, so that two runners find the same. */
function newId(name: string, experiments: readonly Experiment[]): string {
  const taken = new Set(experiments.map(({ id }) => id));
  let attempt = 0;
  while (taken.has(experimentIdOf(name, attempt))) attempt++;
  return experimentIdOf(name, attempt);
}

/**
 * A store without experiments beside a `mlflow.db` belongs to somebody whose runs are in that database (the default of
 * MLflow ≥ 3.7, where `mlruns/` holds artifacts only): the first experiment in files would hide the database from
 * their `mlflow ui`.
 * @param besideStore entries of the directory that contains the store
 * @throws ConfigError that asks for an explicit choice
 */
export function refuseToHideDatabase(store: StoreDirectory, besideStore: readonly string[]): void {
  if (!besideStore.includes("mlflow.db")) return;
  for (const id of experimentIds(store, "")) if (/^\d+$/.test(id) && hasMeta(store, id)) return;
  throw new ConfigError(
    `mlflow.db lies beside ${store.shownAs}, which holds no experiment: a new one there would hide the database from a plain \`mlflow ui\``,
    "To go on in that database write `tracking-uri: sqlite:///mlflow.db`; otherwise name the directory that is meant, for example `tracking-uri: monitoring/mlruns`.",
  );
}

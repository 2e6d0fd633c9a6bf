import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConfigError } from "../../core/errors.ts";
import { quote } from "../../formats/quote.ts";
import type { DatabaseExperiment } from "./database-experiments.ts";
import type { DatabaseFile } from "./database-file.ts";
import { isInside } from "./is-inside.ts";

/** MLflow's own folder for the artifacts of a local database, in the directory where it runs. */
const FOLDER = "mlruns";

/**
 * Where artifacts are kept. MLflow resolves relative locations in the directory where it runs: the workspace, since the
 * URI of the database starts there too. Beside a database that is elsewhere they are kept beside it, and named in full.
 */
export class DatabaseArtifacts {
  /** Nothing is written outside, whatever the database says. */
  readonly root: string;
  readonly #file: DatabaseFile;
  readonly #isRelative: boolean;

  constructor(file: DatabaseFile, workspace: string) {
    this.#file = file;
    this.#isRelative = isInside(workspace, file.path);
    this.root = this.#isRelative ? workspace : dirname(file.path);
  }

  /** The location of a new experiment. */
  locationOf(id: string): string {
    return this.#uriOf(join(this.root, FOLDER, id));
  }

  /**
   * The folder of a new run, and the location of its artifacts in the folder `artifacts` there. The experiment's own
   * location is kept to when it is inside the root; one of another machine leads nowhere here.
   * @throws ConfigError when the experiment's artifacts are not kept in files
   */
  placeOf(experiment: DatabaseExperiment, runId: string): { readonly folder: string; readonly uri: string } {
    const { id, location } = experiment;
    const kept = location === null ? null : this.#pathOf(location);
    const folder = join(kept ?? join(this.root, FOLDER, id), runId);
    return { folder, uri: this.#uriOf(join(folder, "artifacts")) };
  }

  /** The folder of the artifacts of a run that is there already; null when it is none of ours. */
  pathOfRun(uri: string): string | null {
    return this.#pathOf(uri);
  }

  /** null: outside of the root, or not to be told apart from a URI once it is written down. */
  #pathOf(location: string): string | null {
    const path = resolve(this.root, this.#localPath(location));
    return isInside(this.root, path) && /^[\w./ -]+$/.test(slashed(relative(this.root, path))) ? path : null;
  }

  #localPath(location: string): string {
    const scheme = /^(?<scheme>[a-z][a-z0-9+.-]+):/i.exec(location)?.groups?.["scheme"]?.toLowerCase();
    if (scheme === undefined) return location;
    if (scheme !== "file") throw this.#cannotWrite(scheme);
    try {
      return location.startsWith("file:/") ? fileURLToPath(location) : location.slice("file:".length);
    } catch (error) {
      throw this.#cannotWrite(scheme, error);
    }
  }

  #uriOf(path: string): string {
    return this.#isRelative ? slashed(relative(this.root, path)) : pathToFileURL(path).href;
  }

  #cannotWrite(scheme: string, cause?: unknown): ConfigError {
    return new ConfigError(
      `${this.#file.shownAs}: the artifacts of the experiment are kept at ${quote(`${scheme}:`)}, where model-monitor cannot write`,
      "Set the input `experiment` to a new name, whose artifacts are kept in files, or `tracking-uri` to the MLflow server of this database.",
      { cause },
    );
  }
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";

const WORKER = join(import.meta.dirname, "../../conformance/mlflow_worker.py");

/** Nothing of the machine's own MLflow settings, and no telemetry. */
const ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  TMPDIR: process.env["TMPDIR"] ?? "/tmp",
  MLFLOW_DISABLE_TELEMETRY: "true",
  // Of MLflow 3: seven processes beside each server, which nothing here needs.
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false",
  GIT_PYTHON_REFRESH: "quiet",
};

/** A run as MLflow's client sees it. */
interface LibraryRun {
  readonly experiment: string;
  readonly name: string;
  readonly user: string;
  readonly status: string;
  readonly stage: string;
  readonly start: number;
  readonly end: number | null;
  readonly metrics: Readonly<Record<string, number>>;
  /** Step, milliseconds since 1970 UTC, value. */
  readonly history: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Datasets, by name. */
  readonly inputs: readonly {
    readonly name: string;
    readonly digest: string;
    readonly uri: string;
    readonly source: object;
    readonly profile: object;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  /** Path → text. */
  readonly artifacts: Readonly<Record<string, string>>;
}

export interface LibraryStore {
  readonly experiments: Readonly<
    Record<
      string,
      { readonly name: string; readonly stage: string; readonly created: number; readonly tags: object }
    >
  >;
  readonly runs: Readonly<Record<string, LibraryRun>>;
}

/** Experiments by id, with their names, and runs by id. */
export interface LibraryOverview {
  readonly experiments: Readonly<Record<string, string>>;
  readonly runs: Readonly<
    Record<
      string,
      Pick<LibraryRun, "experiment" | "status" | "stage"> & {
        /** How many there are. */
        readonly metrics: number;
      }
    >
  >;
}

/** One version of MLflow: a Python environment made by `scripts/conformance.sh`. */
export interface MlflowVersion {
  readonly version: string;
  readonly python: string;
}

/** The versions to test with, oldest first. */
export function mlflowVersions(): readonly MlflowVersion[] {
  const folders = process.env["MODEL_MONITOR_MLFLOW"];
  if (folders === undefined) throw new Error("these tests are started by `npm run conformance`");
  return folders.split(":").map((folder) => ({
    version: basename(folder).replace("mlflow-", ""),
    python: join(folder, "bin/python"),
  }));
}

/** Starts `python -m mlflow …` in a folder, as the leader of a process group of its own. */
export function startMlflow(
  { python }: MlflowVersion,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const options = { cwd: folder, env: { ...ENVIRONMENT, ...environment }, detached: true } as const;
  return spawn(python, ["-m", "mlflow", ...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * Gives a line to a shell in which this version is installed, as a user who copies it; it leads a process group of its own.
 * Nothing is set that the line does not set.
 */
export function typeInShell({ python }: MlflowVersion, line: string, folder: string): ChildProcess {
  const env = { ...ENVIRONMENT, PATH: `${dirname(python)}:${ENVIRONMENT.PATH}` };
  const options = { cwd: folder, env, detached: true } as const;
  return spawn("bash", ["-c", line], { ...options, stdio: ["ignore", "pipe", "pipe"] });
}

/** MLflow's client in a process of its own, which lives as long as the tests of a file. */
export class MlflowLibrary {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  #errors = "";

  /** @param environment such as credentials */
  constructor({ python }: MlflowVersion, environment: Readonly<Record<string, string>> = {}) {
    // Since 3.13 MLflow opens no file store without.
    const env = { ...ENVIRONMENT, MLFLOW_ALLOW_FILE_STORE: "true", ...environment };
    this.#process = spawn(python, [WORKER], { env, stdio: "pipe" });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.#lines = createInterface({ input: this.#process.stdout! });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @throws Error with Python's own words when the command fails */
  async call<Result>(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<Result> {
    this.#process.stdin?.write(`${JSON.stringify({ command, arguments: args })}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`MLflow ended: ${this.#errors}`);
    const answer = JSON.parse(value) as { readonly result: Result; readonly error?: string };
    if (answer.error !== undefined) throw new Error(`MLflow failed: ${answer.error}`);
    return answer.result;
  }

  /** Everything in the store of a folder, deleted runs included; `uri` is its `mlruns` when not given. */
  async describe(folder: string, uri = join(folder, "mlruns")): Promise<LibraryStore> {
    return await this.call("describe", { folder, uri });
  }

  /** One run of a server. */
  async run(uri: string, run: string): Promise<LibraryRun> {
    return await this.call("one_run", { folder: tmpdir(), uri, run });
  }

  /** What a server holds, deleted runs included, without the contents. */
  async overview(uri: string): Promise<LibraryOverview> {
    return await this.call("overview", { folder: tmpdir(), uri });
  }

  async close(): Promise<void> {
    const closed = once(this.#process, "close");
    this.#process.stdin?.end();
    await closed;
  }
}

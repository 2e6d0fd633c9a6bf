import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PastRun, RunInput, RunRecord, TrackingStore } from "../../src/core/run.ts";
import { openTracking, type TrackingOptions } from "../../src/adapters/tracking/index.ts";

export const EXPERIMENT = "evaluation_runs";
/** An experiment of somebody else, with an id that is not derived from its name. */
export const FOREIGN_EXPERIMENT_ID = "141047088561450763";
export const FOREIGN_RUN_ID = "e74a46301c0b40a19ef85c5b325a15c1";
export const NOW = 1_770_000_000_000;

/** A record that MLflow takes; override what the test is about. */
/** A database that a run read. */
export const AN_INPUT: RunInput = {
  name: "user_data.db",
  digest: "01234567-89ab",
  sourceType: "local",
  source: '{"uri":"user_data.db"}',
  profile: '{"num_rows":3}',
  context: "evaluation",
};

export function aRunRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    name: "periodic_evaluation",
    startTime: NOW,
    endTime: NOW + 500,
    userId: "octocat",
    step: 1,
    metrics: new Map([["test_mrr", 0.25]]),
    params: new Map([["model_monitor.query", "sha256:q"]]),
    tags: new Map([["model_monitor.event", "schedule"]]),
    artifacts: new Map([["evidence.json", "{}"]]),
    inputs: [],
    ...overrides,
  };
}

/** A database as a run's input; override what the test is about. */
export function aRunInput(overrides: Partial<RunInput> = {}): RunInput {
  return {
    name: "user_data.db",
    digest: "01234567-89ab",
    sourceType: "local",
    source: '{"uri":"user_data.db"}',
    profile: '{"num_rows":3}',
    context: "evaluation",
    ...overrides,
  };
}

/** A new, empty workspace. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "model-monitor-store-"));
}

export function openStore(
  workspace: string,
  options: Partial<TrackingOptions> = {},
  uri = "mlruns",
): TrackingStore {
  return openTracking(uri, { workspace, explicit: false, now: () => NOW, ...options });
}

export async function pastRunsOf(store: TrackingStore, experimentId: string): Promise<readonly PastRun[]> {
  const runs: PastRun[] = [];
  for await (const run of store.pastRuns(experimentId)) runs.push(run);
  return runs;
}

/** Writes files given by path below a folder; `null` makes an empty directory. */
export function writeTree(root: string, files: Readonly<Record<string, string | Uint8Array | null>>): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(content === null ? target : dirname(target), { recursive: true });
    if (content !== null) writeFileSync(target, content);
  }
}

/** Path → text of every file below a folder, and `null` for every empty directory. */
export function readTree(root: string): Readonly<Record<string, string | null>> {
  const tree: Record<string, string | null> = {};
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const shown = path.slice(root.length + 1);
    if (entry.isFile()) tree[shown] = readFileSync(path, "utf8");
    else if (entry.isDirectory() && readdirSync(path).length === 0) tree[shown] = null;
  }
  return tree;
}

/** A copy of a store that the real MLflow wrote, in a new workspace. */
export function copyOfRealStore(version: string): string {
  const workspace = newFolder();
  const source = join(
    import.meta.dirname,
    "..",
    "fixtures",
    "mlflow-stores",
    `filestore-${version}`,
    "mlruns",
  );
  cpSync(source, join(workspace, "mlruns"), { recursive: true });
  return workspace;
}

/** The name that a process of this machine that has ended would have given to an unfinished file or directory. */
export function ofEndedProcess(name: string): string {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  return name.replace(`-${process.pid}-`, `-${pid}-`);
}

/** The id of the experiment of a name in a real store, by its text. */
export function experimentIdIn(workspace: string, name: string): string {
  const root = join(workspace, "mlruns");
  const isNamed = (id: string) =>
    readFileSync(join(root, id, "meta.yaml"), "utf8").includes(`name: ${name}\n`);
  const id = readdirSync(root).find((entry) => /^\d+$/.test(entry) && isNamed(entry));
  if (id === undefined) throw new Error(`no experiment ${name} in ${root}`);
  return id;
}

/** The files of a store with one finished run that Python wrote, as PyYAML lays them out. */
export function foreignStore(): Record<string, string | Uint8Array | null> {
  const run = `mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;
  return {
    "mlruns/0/meta.yaml": experimentMeta("0", "Default"),
    [`mlruns/${FOREIGN_EXPERIMENT_ID}/meta.yaml`]: experimentMeta(FOREIGN_EXPERIMENT_ID, EXPERIMENT),
    [`${run}/meta.yaml`]: FOREIGN_META,
    [`${run}/metrics/m`]: "1760000000000 0.5 0\n",
    [`${run}/params/factors`]: "64",
    [`${run}/tags/mlflow.runName`]: "als",
    [`${run}/artifacts/report.json`]: "{}",
  };
}

function experimentMeta(id: string, name: string): string {
  return [
    `artifact_location: file:///home/runner/work/demo/demo/mlruns/${id}`,
    "creation_time: 1760000000000",
    `experiment_id: '${id}'`,
    "last_update_time: 1760000000000",
    "lifecycle_stage: active",
    `name: ${name}`,
    "",
  ].join("\n");
}

export const FOREIGN_META = [
  `artifact_uri: file:///home/runner/work/demo/demo/mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}/artifacts`,
  "end_time: 1760000005000",
  "entry_point_name: ''",
  `experiment_id: '${FOREIGN_EXPERIMENT_ID}'`,
  "lifecycle_stage: active",
  `run_id: ${FOREIGN_RUN_ID}`,
  "run_name: als",
  `run_uuid: ${FOREIGN_RUN_ID}`,
  "source_name: ''",
  "source_type: 4",
  "source_version: ''",
  "start_time: 1760000000000",
  "status: 3",
  "tags: []",
  "user_id: runner",
  "",
].join("\n");

/** Derived from the name of the experiment. */
export const EXPERIMENT_ID = "248907177784349337";
/** The meta.yaml of an experiment that somebody else made. */
export const otherMeta = (id: string, name: string, more = "") =>
  `artifact_location: x\nexperiment_id: '${id}'\nlifecycle_stage: active\nname: ${name}\n${more}`;

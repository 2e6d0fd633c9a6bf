import { describe, expect, test } from "@jest/globals";
import { cpSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { HistoryError } from "../../../src/core/errors.ts";
import {
  aRunRecord,
  EXPERIMENT,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_META,
  FOREIGN_RUN_ID,
  foreignStore,
  newFolder,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
} from "../../support/mlflow-store.ts";

/**
 * The mutations of a good store that were tried with the real MLflow (`malformed.tsv`), by the names they have there.
 * MLflow stops at most of them; we read or pass over each on its own.
 */
const RUN_PATH = `mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;

/** Path below the run (or below the store) → new content; null is an empty directory, undefined removes. */
type Change = Readonly<Record<string, string | Uint8Array | null | undefined>>;

const meta = (from: string | RegExp, to: string): Change => ({ "meta.yaml": FOREIGN_META.replace(from, to) });
const metric = (text: string): Change => ({ "metrics/m": text });
const asJson = FOREIGN_META.replaceAll("'", '"')
  .replaceAll(/^(?<key>\w+): (?<value>.*)$/gm, '"$<key>": "$<value>",')
  .replaceAll('""', '"')
  .replaceAll(/"(?<number>\d{13}|\d|\[\])",/g, "$<number>,");

const READ: Readonly<Record<string, readonly [Change, value?: number]>> = {
  baseline: [{}],
  end_time_null: [meta(/end_time: .*/, "end_time: null")],
  no_end_time: [meta(/end_time: .*\n/, "")],
  no_user: [meta(/user_id: .*\n/, "")],
  user_empty: [meta("runner\n", "''\n")],
  user_null: [meta("user_id: runner", "user_id: null")],
  no_run_uuid: [meta(/run_uuid: .*\n/, "")],
  no_run_id: [meta(/run_id: .*\n/, "")],
  no_lifecycle: [meta("lifecycle_stage: active\n", "")],
  no_artifact_uri: [meta(/artifact_uri: .*\n/, "")],
  no_run_name_anywhere: [{ ...meta("run_name: als\n", ""), "tags/mlflow.runName": undefined }],
  run_name_only_tag: [meta("run_name: als\n", "")],
  no_legacy_fields: [meta(/(?:source_|entry_).*\n/g, "")],
  exp_id_int: [meta(`'${FOREIGN_EXPERIMENT_ID}'`, FOREIGN_EXPERIMENT_ID)],
  extra_fields: [meta("tags: []", "tags: []\nnew_field: {a: [1, 2]}\ntrace: null")],
  json_meta: [{ "meta.yaml": `{${asJson.trim().replace(/,$/, "")}}` }],
  crlf_meta: [meta(/\n/g, "\r\n")],
  bom_meta: [{ "meta.yaml": `\uFEFF${FOREIGN_META}` }],
  times_float: [meta(/(?<=_time: \d+)$/gm, ".0")],
  times_quoted: [meta(/_time: (?<ms>\d+)/g, "_time: '$<ms>'")],
  metric_nonewline: [metric("1760000000000 0.5 0")],
  metric_2col: [metric("1760000000000 0.5\n")],
  metric_5col: [metric("1760000000000 0.5 7 ratings 59a68aec\n")],
  metric_NaN: [metric("1760000000000 NaN 0\n"), Number.NaN],
  metric_Infinity: [metric("1760000000000 -Infinity 0\n"), -Infinity],
  metric_order_by_step: [metric("1760000000009 0.7 5\n1760000000010 0.5 1\n"), 0.7],
  metric_nan_last: [metric("1760000000000 0.5 0\n1760000000001 nan 1\n")],
  metric_nan_first_max: [metric("1760000000000 nan 0\n1760000000001 0.5 1\n")],
  stray_tmp_in_metrics: [{ "metrics/.m.tmp": "1760000000000 0.5 0\n" }],
  gitkeep_in_params_tags: [{ "params/.gitkeep": "", "tags/.gitkeep": "" }],
  gitkeep_in_artifacts: [{ "artifacts/.gitkeep": "" }],
  bad_metric_filename: [{ "metrics/m@x": "1760000000000 0.5 0\n" }],
  bad_tag_filename: [{ "tags/t%": "" }],
  no_params_dir: [{ params: undefined }],
  no_tags_dir: [{ tags: undefined }],
  no_artifacts_dir: [{ artifacts: undefined }],
  stray_file_in_run_root: [{ ".m.tmp": "x" }],
  stray_dir_in_exp: [{ "../checkpoints/a.txt": "x" }],
  param_crlf: [{ "params/factors": "a\r\nb" }],
};

const PASSED_OVER: Readonly<Record<string, readonly [Change, file: string, reason: string]>> = {
  empty_meta: [{ "meta.yaml": "" }, "meta.yaml", "is empty"],
  truncated_meta: [{ "meta.yaml": FOREIGN_META.slice(0, 130) }, "meta.yaml", "experiment_id is missing"],
  invalid_yaml: [{ "meta.yaml": "a: [1\nb: 'x" }, "meta.yaml", "is not a YAML mapping"],
  no_start: [meta(/start_time: .*\n/, ""), "meta.yaml", "start_time is missing"],
  status_string: [meta("status: 3", "status: FINISHED"), "meta.yaml", 'status is "FINISHED"'],
  exp_id_wrong: [meta(/experiment_id: .*/, "experiment_id: '9'"), "meta.yaml", 'experiment_id is "9"'],
  run_id_mismatch: [meta(/run_id: .*/, "run_id: other"), "meta.yaml", 'run_id is "other"'],
  empty_metric: [metric(""), "metrics/m", "is empty"],
  partial_metric_line: [metric("1760000000000 0.5 0\n17600"), "metrics/m", 'line 2 is "17600"'],
  metric_blankline: [metric("1760000000000 0.5 0\n\n"), "metrics/m", 'line 2 is ""'],
  metric_4col: [metric("1760000000000 0.5 0 x\n"), "metrics/m", "line 1 is"],
  metric_float_ts: [metric("1760000000000.5 0.5 0\n"), "metrics/m", "line 1 is"],
  stray_tmp_empty_in_metrics: [{ "metrics/.m.tmp": "" }, "metrics/.m.tmp", "is empty"],
  gitkeep_in_metrics: [{ "metrics/.gitkeep": "" }, "metrics/.gitkeep", "is empty"],
  param_badutf8: [{ "params/factors": new Uint8Array([0xff, 0x41]) }, "params/factors", "is not UTF-8 text"],
};

/** No finished run, in MLflow's eyes too, and nothing to tell about. */
const NO_PAST_RUN: Readonly<Record<string, Change>> = {
  no_meta: { "meta.yaml": undefined },
  no_status: meta("status: 3\n", ""),
};

/** Changes beside or above the run; the experiment is found all the same. */
const FOUND: Readonly<Record<string, Change>> = {
  stray_dir_root_git: { ".git/config": "" },
  stray_dir_root_plain: { "checkpoints/a.txt": "" },
  stray_dir_root_space: { "foo bar/a.txt": "" },
  stray_dir_root_dottrash: { "x.trash/a.txt": "" },
  stray_file_root: { "README.md": "" },
  exp_meta_int_id: experimentMeta(`'${FOREIGN_EXPERIMENT_ID}'`, FOREIGN_EXPERIMENT_ID),
  exp_meta_no_artifact_location: experimentMeta(/artifact_location.*\n/, ""),
  exp_no_times: experimentMeta(/.*_time: .*\n/g, ""),
  exp_dup_name: { "22/meta.yaml": `experiment_id: '22'\nlifecycle_stage: active\nname: ${EXPERIMENT}\n` },
  exp_uuid_like_id: {
    "0123456789abcdef0123456789abcdef/meta.yaml":
      "experiment_id: 0123456789abcdef0123456789abcdef\nlifecycle_stage: active\nname: other\n",
  },
  no_default_exp: { "0": undefined },
};

/** The experiment can no longer be told by its name: an error, never a first run. */
const DAMAGED: Readonly<Record<string, readonly [Change, found: string]>> = {
  exp_meta_empty: [{ [`${FOREIGN_EXPERIMENT_ID}/meta.yaml`]: "" }, "is empty"],
  exp_meta_missing: [
    { [`${FOREIGN_EXPERIMENT_ID}/meta.yaml`]: undefined },
    "is missing, but there are runs beside it",
  ],
  exp_meta_no_lifecycle: [experimentMeta("lifecycle_stage: active\n", ""), "lifecycle_stage is missing"],
};

/** Their tests are written out below. */
const APART = ["all_digit_run_id_unquoted", "no_metrics_dir", "symlink_run"];

function experimentMeta(from: string | RegExp, to: string): Change {
  const path = `${FOREIGN_EXPERIMENT_ID}/meta.yaml`;
  return { [path]: String(foreignStore()[`mlruns/${path}`]).replace(from, to) };
}

function workspaceWith(folder: string, change: Change): string {
  const workspace = newFolder();
  writeTree(workspace, foreignStore());
  for (const [path, content] of Object.entries(change)) {
    if (content === undefined) rmSync(join(workspace, folder, path), { recursive: true });
    else writeTree(join(workspace, folder), { [path]: content });
  }
  return workspace;
}

async function readRun(change: Change) {
  const store = openStore(workspaceWith(RUN_PATH, change));
  const runs = await pastRunsOf(store, FOREIGN_EXPERIMENT_ID);
  return { runs, skipped: store.skippedRuns };
}

test("every recorded mutation is tried here", () => {
  const table = join(import.meta.dirname, "../../fixtures/mlflow-stores/malformed.tsv");
  const recorded = readFileSync(table, "utf8").trim().split("\n").slice(1);
  const tried = [READ, PASSED_OVER, NO_PAST_RUN, FOUND, DAMAGED].flatMap((cases) => Object.keys(cases));
  expect([...tried, ...APART].sort()).toEqual(
    recorded.map((line) => line.slice(0, line.indexOf("\t"))).sort(),
  );
});

describe("a foreign run is read", () => {
  test.each(Object.entries(READ))("%s", async (_, [change, value = 0.5]) => {
    const { runs, skipped } = await readRun(change);
    expect(skipped).toEqual([]);
    expect(runs).toMatchObject([{ runId: FOREIGN_RUN_ID, startTime: 1_760_000_000_000 }]);
    expect(runs[0]?.metrics.get("m")).toBe(value);
  });

  test("no_metrics_dir: it has no metrics", async () => {
    const { runs } = await readRun({ metrics: undefined });
    expect(runs[0]?.metrics).toEqual(new Map());
  });

  test("all_digit_run_id_unquoted", async () => {
    const digits = "12345678901234567890123456789012";
    const workspace = workspaceWith(RUN_PATH, meta(new RegExp(FOREIGN_RUN_ID, "g"), digits));
    renameSync(join(workspace, RUN_PATH), join(workspace, RUN_PATH, "..", digits));
    const runs = await pastRunsOf(openStore(workspace), FOREIGN_EXPERIMENT_ID);
    expect(runs.map(({ runId }) => runId)).toEqual([digits]);
  });
});

describe("a foreign run is passed over and told about", () => {
  test.each(Object.entries(PASSED_OVER))("%s", async (_, [change, file, reason]) => {
    const { runs, skipped } = await readRun(change);
    expect(runs).toEqual([]);
    expect(skipped).toEqual([
      { path: `${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}/${file}`, reason: expect.stringContaining(reason) },
    ]);
  });

  test("symlink_run", async () => {
    const workspace = workspaceWith(RUN_PATH, {});
    cpSync(join(workspace, RUN_PATH), join(workspace, "elsewhere"), { recursive: true });
    rmSync(join(workspace, RUN_PATH), { recursive: true });
    symlinkSync(join(workspace, "elsewhere"), join(workspace, RUN_PATH));
    const store = openStore(workspace);
    expect(await pastRunsOf(store, FOREIGN_EXPERIMENT_ID)).toEqual([]);
    const path = `${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;
    expect(store.skippedRuns).toEqual([{ path, reason: "is a symbolic link and is not followed" }]);
  });
});

describe("a foreign run that is passed over, or that MLflow stops at, stops no run of ours and stays as it is", () => {
  const changes = Object.entries({ ...READ, ...PASSED_OVER }).map(
    ([name, [change]]) => [name, change] as const,
  );

  test.each([...changes, ...Object.entries(NO_PAST_RUN)])("%s", async (_, change) => {
    const workspace = workspaceWith(RUN_PATH, change);
    const before = filesOf(workspace);
    const store = openStore(workspace);
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toBe(FOREIGN_EXPERIMENT_ID);
    expect((await pastRunsOf(store, experimentId))[0]?.runId).toBe(runId);
    expect(filesOf(workspace)).toEqual(before);
  });
});

/** The foreign run's files; the directories that publishing creates again are no change of it. */
function filesOf(workspace: string) {
  return Object.entries(readTree(join(workspace, RUN_PATH))).filter(([, content]) => content !== null);
}

describe("of a run of ours it is a damaged history, told before anything is written", () => {
  test.each(Object.entries(PASSED_OVER))("%s", async (_, [change, file, reason]) => {
    const workspace = workspaceWith(RUN_PATH, { ...change, "tags/model_monitor.event": "schedule" });
    const before = readTree(workspace);
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(HistoryError);
    await expect(publishing).rejects.toThrow(`${FOREIGN_RUN_ID}/${file}: `);
    await expect(publishing).rejects.toThrow(reason);
    expect(readTree(workspace)).toEqual(before);
  });
});

describe("no past run, and nothing to tell", () => {
  test.each(Object.entries(NO_PAST_RUN))("%s", async (_, change) => {
    expect(await readRun(change)).toEqual({ runs: [], skipped: [] });
  });
});

describe("the experiment is found", () => {
  test.each(Object.entries(FOUND))("%s", async (_, change) => {
    const workspace = workspaceWith("mlruns", change);
    expect(await openStore(workspace).newestStart(EXPERIMENT)).toBe(1_760_000_000_000);
  });

  test("whatever is wrong with another one, which is told about", async () => {
    const store = openStore(workspaceWith("mlruns", { "22/meta.yaml": "" }));
    expect(await store.newestStart(EXPERIMENT)).toBe(1_760_000_000_000);
    expect(store.skippedRuns).toEqual([{ path: "22/meta.yaml", reason: "is empty" }]);
  });
});

describe("an experiment that cannot be told by its name is a damaged history", () => {
  test.each(Object.entries(DAMAGED))("%s", async (_, [change, found]) => {
    const reading = openStore(workspaceWith("mlruns", change)).newestStart(EXPERIMENT);
    await expect(reading).rejects.toThrow(HistoryError);
    await expect(reading).rejects.toThrow(`mlruns/${FOREIGN_EXPERIMENT_ID}/meta.yaml: ${found}`);
  });

  test("also when it is a link", async () => {
    const workspace = workspaceWith("mlruns", {});
    const experiment = join(workspace, "mlruns", FOREIGN_EXPERIMENT_ID);
    renameSync(experiment, join(workspace, "elsewhere"));
    symlinkSync(join(workspace, "elsewhere"), experiment);
    const reading = openStore(workspace).newestStart(EXPERIMENT);
    await expect(reading).rejects.toThrow(`mlruns/${FOREIGN_EXPERIMENT_ID}: is not a directory`);
  });
});

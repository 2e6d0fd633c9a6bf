import { rmSync } from "node:fs";
import { join } from "node:path";

import {
  EXPERIMENT,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_META,
  FOREIGN_RUN_ID,
  foreignStore,
  newFolder,
  writeTree,
} from "./mlflow-store.ts";

/**
 * The mutations of a good store that were tried with the real MLflow (`malformed.tsv`), by the names they have there.
 * MLflow stops at most of them; we read or pass over each on its own.
 */
export const RUN_PATH = `mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;

/** Path below the run (or below the store) → new content; null is an empty directory, undefined removes. */
export type Change = Readonly<Record<string, string | Uint8Array | null | undefined>>;

export const meta = (from: string | RegExp, to: string): Change => ({
  "meta.yaml": FOREIGN_META.replace(from, to),
});
const metric = (text: string): Change => ({ "metrics/m": text });
const asJson = FOREIGN_META.replaceAll("'", '"')
  .replaceAll(/^(?<key>\w+): (?<value>.*)$/gm, '"$<key>": "$<value>",')
  .replaceAll('""', '"')
  .replaceAll(/"(?<number>\d{13}|\d|\[\])",/g, "$<number>,");

/** Read all the same: by default to the value 0.5. */
export const READ: Readonly<Record<string, readonly [Change, value?: number]>> = {
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

/** A foreign run is passed over, for the reason that is told of the file. */
export const PASSED_OVER: Readonly<Record<string, readonly [Change, file: string, reason: string]>> = {
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
export const NO_PAST_RUN: Readonly<Record<string, Change>> = {
  no_meta: { "meta.yaml": undefined },
  no_status: meta("status: 3\n", ""),
};

/** Changes beside or above the run; the experiment is found all the same. */
export const FOUND: Readonly<Record<string, Change>> = {
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
export const DAMAGED: Readonly<Record<string, readonly [Change, found: string]>> = {
  exp_meta_empty: [{ [`${FOREIGN_EXPERIMENT_ID}/meta.yaml`]: "" }, "is empty"],
  exp_meta_missing: [
    { [`${FOREIGN_EXPERIMENT_ID}/meta.yaml`]: undefined },
    "is missing, but there are runs beside it",
  ],
  exp_meta_no_lifecycle: [experimentMeta("lifecycle_stage: active\n", ""), "lifecycle_stage is missing"],
};

function experimentMeta(from: string | RegExp, to: string): Change {
  const path = `${FOREIGN_EXPERIMENT_ID}/meta.yaml`;
  return { [path]: String(foreignStore()[`mlruns/${path}`]).replace(from, to) };
}

export function workspaceWith(folder: string, change: Change): string {
  const workspace = newFolder();
  writeTree(workspace, foreignStore());
  for (const [path, content] of Object.entries(change)) {
    if (content === undefined) rmSync(join(workspace, folder, path), { recursive: true });
    else writeTree(join(workspace, folder), { [path]: content });
  }
  return workspace;
}

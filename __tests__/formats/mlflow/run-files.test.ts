import { describe, expect, test } from "@jest/globals";
import type { RunRecord } from "../../../src/core/run.ts";
import { amendmentFiles, runFiles } from "../../../src/formats/mlflow/run-files.ts";
import { aRunRecord } from "../../support/mlflow-store.ts";

const PLACE = { store: "mlruns", experimentId: "7", runId: "abc" };

function files(overrides: Partial<RunRecord> = {}) {
  return runFiles(aRunRecord(overrides), PLACE);
}

describe("the files of a run", () => {
  test("are one per key, below the directory of its kind", () => {
    const { metrics, params, tags, artifacts } = {
      metrics: new Map([["loss/final", 2]]),
      params: new Map([["k", "10"]]),
      tags: new Map([["mlflow.user", "ada"]]),
      artifacts: new Map([["reports/r.json", "{}"]]),
    };
    const written = files({ name: "weekly", endTime: 1_760_000_000_500, metrics, params, tags, artifacts });
    expect([...written].slice(0, -1)).toEqual([
      ["metrics/loss/final", "1760000000500 2.0 1\n"],
      ["params/k", "10"],
      ["tags/mlflow.user", "ada"],
      ["tags/mlflow.runName", "weekly"],
      ["artifacts/reports/r.json", "{}"],
    ]);
  });

  test("end with meta.yaml, which makes them a run", () => {
    expect([...files().keys()].at(-1)).toBe("meta.yaml");
  });

  test("have every key in meta.yaml that any version needs", () => {
    const meta = files({ name: "weekly", startTime: 1, endTime: 2, userId: "ada" }).get("meta.yaml");
    expect(meta).toBe(
      [
        'artifact_uri: "mlruns/7/abc/artifacts"',
        "end_time: 2",
        'entry_point_name: ""',
        'experiment_id: "7"',
        'lifecycle_stage: "active"',
        'run_id: "abc"',
        'run_name: "weekly"',
        'run_uuid: "abc"',
        'source_name: ""',
        "source_type: 4",
        'source_version: ""',
        "start_time: 1",
        "status: 3",
        "tags: []",
        'user_id: "ada"',
        "",
      ].join("\n"),
    );
  });

  test("tell the same name in meta.yaml and in the tag, whatever the tags said", () => {
    const written = files({ name: "weekly", tags: new Map([["mlflow.runName", "other"]]) });
    expect(written.get("tags/mlflow.runName")).toBe("weekly");
    expect(written.get("meta.yaml")).toContain('run_name: "weekly"');
  });

  test("have params cut at 6000 and tags at 8000 characters", () => {
    const long = "x".repeat(9_000);
    const written = files({ params: new Map([["p", long]]), tags: new Map([["t", long]]) });
    expect([written.get("params/p")?.length, written.get("tags/t")?.length]).toEqual([6_000, 8_000]);
    expect(written.get("params/p")).toMatch(/x…$/);
  });

  test.each(["metrics", "params", "artifacts"])(
    "are refused without %s: git would drop the empty directory",
    (section) => {
      expect(() => files({ [section]: new Map() })).toThrow(
        `a run must have at least one entry in ${section}`,
      );
    },
  );

  test.each([
    ["a metric that is not finite", { metrics: new Map([["m", Number.NaN]]) }, "must be a finite number"],
    ["a key that MLflow refuses", { metrics: new Map([["ndcg@10", 1]]) }, 'the metrics name "ndcg@10"'],
    ["an artifact outside the run", { artifacts: new Map([["../x", ""]]) }, 'the artifacts name "../x"'],
    ["a time that is no whole number", { startTime: 0.5 }, "a time must be whole milliseconds, not 0.5"],
  ])("are refused for %s", (_, overrides, message) => {
    expect(() => files(overrides)).toThrow(message);
  });
});

describe("the files of an amendment", () => {
  test("are told apart, tags cut as those of a run", () => {
    const amendment = { tags: new Map([["t", "x".repeat(9_000)]]), artifacts: new Map([["r.json", "{}"]]) };
    const { tags, artifacts } = amendmentFiles(amendment);
    expect(tags.get("tags/t")).toHaveLength(8_000);
    expect([...artifacts]).toEqual([["artifacts/r.json", "{}"]]);
  });

  test("may be none", () => {
    const { tags, artifacts } = amendmentFiles({});
    expect([tags.size, artifacts.size]).toEqual([0, 0]);
  });
});

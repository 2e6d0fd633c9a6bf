import { describe, expect, test } from "@jest/globals";
import { readRunMeta, writeRunMeta } from "../../../src/formats/mlflow/run-meta.ts";

const FILE = "7/abc/meta.yaml";
const PLACE = { experimentId: "7", runId: "abc" };
const META =
  "experiment_id: '7'\nlifecycle_stage: active\nrun_id: abc\nrun_uuid: abc\nstart_time: 1760000000000\nstatus: 3\n";

function without(key: string): string {
  return META.replace(new RegExp(`^${key}:.*\n`, "m"), "");
}

describe("a run's meta.yaml", () => {
  test("comes back as a finished run that started when it did", () => {
    const written = writeRunMeta(
      { store: "mlruns", ...PLACE },
      { name: "n", startTime: 5, endTime: 6, userId: "" },
    );
    expect(readRunMeta(written, FILE, PLACE)).toEqual({ runId: "abc", startTime: 5, counts: true });
  });

  test.each([
    ["with run_id alone, as 3.x writes it", without("run_uuid"), true],
    ["with run_uuid alone, as the oldest wrote it", without("run_id"), true],
    ["without a lifecycle: it is active", without("lifecycle_stage"), true],
    ["of a deleted run", META.replace("active", "deleted"), false],
    ["of a failed run", META.replace("status: 3", "status: 4"), false],
    ["of a running run", META.replace("status: 3", "status: 1"), false],
    ["without a status: it is running", without("status"), false],
  ])("%s", (_, text, counts) => {
    expect(readRunMeta(text, FILE, PLACE)).toEqual({ runId: "abc", startTime: 1_760_000_000_000, counts });
  });

  test.each([
    [
      "status: FINISHED",
      META.replace("status: 3", "status: FINISHED"),
      'status is "FINISHED"; it must be a number',
    ],
    ["no start", without("start_time"), "start_time is missing; it must be milliseconds since 1970"],
    ["a null start", META.replace("1760000000000", "null"), 'start_time is "null"'],
    [
      "no id",
      META.replaceAll(/run_.*\n/g, ""),
      'run_id is missing; it must be the name of its directory, "abc"',
    ],
    ["another id", META.replace("run_id: abc", "run_id: abd"), 'run_id is "abd"'],
    ["another experiment", META.replace("'7'", "'8'"), 'experiment_id is "8"'],
    ["an unknown stage", META.replace("active", "gone"), 'lifecycle_stage is "gone"'],
  ])("with %s is malformed", (_, text, message) => {
    expect(() => readRunMeta(text, FILE, PLACE)).toThrow(`${FILE}: ${message}`);
  });
});

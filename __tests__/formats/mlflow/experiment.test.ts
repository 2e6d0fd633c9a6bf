import { describe, expect, test } from "@jest/globals";
import {
  experimentIdOf,
  readExperimentMeta,
  writeExperimentMeta,
} from "../../../src/formats/mlflow/experiment.ts";

const FILE = "7/meta.yaml";
const MINIMAL = "artifact_location: /x\nexperiment_id: '7'\nlifecycle_stage: active\nname: runs\n";

describe("the id of a new experiment", () => {
  test("is the same on every machine", () => {
    expect(experimentIdOf("evaluation_runs", 0)).toBe("248907177784349337");
  });

  test.each(["evaluation_runs", "a", "", "🎉", "x".repeat(500)])(
    "has 18 digits, the first not 0: %j",
    (name) => {
      expect(experimentIdOf(name, 0)).toMatch(/^[1-9]\d{17}$/);
    },
  );

  test("differs by name and by attempt", () => {
    const ids = [
      experimentIdOf("a", 0),
      experimentIdOf("b", 0),
      experimentIdOf("a", 1),
      experimentIdOf("a", 2),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  test("is 0 for MLflow's own first experiment", () => {
    expect(experimentIdOf("Default", 0)).toBe("0");
  });
});

describe("meta.yaml", () => {
  test("holds what every MLflow needs, with a location relative to the directory that contains the store", () => {
    const experiment = {
      id: "7",
      name: "a: b",
      lifecycleStage: "active",
      creationTime: 1_760_000_000_000,
    } as const;
    expect(writeExperimentMeta(experiment, "mlruns")).toBe(
      [
        'artifact_location: "mlruns/7"',
        "creation_time: 1760000000000",
        'experiment_id: "7"',
        "last_update_time: 1760000000000",
        'lifecycle_stage: "active"',
        'name: "a: b"',
        "",
      ].join("\n"),
    );
  });

  test("comes back as it was written", () => {
    const experiment = { id: "7", name: "\n'\"", lifecycleStage: "deleted", creationTime: 5 } as const;
    expect(readExperimentMeta(writeExperimentMeta(experiment, "mlruns"), FILE, "7")).toEqual(experiment);
  });

  test.each([
    ["without times", MINIMAL, -1],
    ["with a float for a time", `${MINIMAL}creation_time: 1760000000000.0\n`, 1_760_000_000_000],
    ["with an unquoted id", MINIMAL.replace("'7'", "7"), -1],
    ["with keys of a newer version", `${MINIMAL}workspace: default\ntrace_location: null\ntags: {}\n`, -1],
  ])("is read %s", (_, text, creationTime) => {
    expect(readExperimentMeta(text, FILE, "7")).toEqual({
      id: "7",
      name: "runs",
      lifecycleStage: "active",
      creationTime,
    });
  });

  test.each([
    ["name", "7/meta.yaml: name is missing; it must be text"],
    ["experiment_id", "experiment_id is missing; it must be the name of its directory"],
    ["lifecycle_stage", "lifecycle_stage is missing; it must be active or deleted"],
  ])("is malformed without %s", (key, message) => {
    const text = MINIMAL.replace(new RegExp(`^${key}:.*\n`, "m"), "");
    expect(() => readExperimentMeta(text, FILE, "7")).toThrow(message);
  });

  test("is malformed in another directory", () => {
    expect(() => readExperimentMeta(MINIMAL, FILE, "8")).toThrow(
      'experiment_id is "7"; it must be the name of its directory, "8"',
    );
  });

  test("is malformed with a list for a name", () => {
    expect(() => readExperimentMeta(MINIMAL.replace("runs", "[a]"), FILE, "7")).toThrow(
      "name is not a scalar",
    );
  });
});

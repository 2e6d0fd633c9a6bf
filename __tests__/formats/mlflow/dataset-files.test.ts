import { describe, expect, test } from "@jest/globals";
import { datasetFile, inputFile } from "../../../src/formats/mlflow/dataset-files.ts";
import { aRunInput } from "../../support/mlflow-store.ts";

describe("a dataset", () => {
  test("lies where MLflow looks for it: md5 of name and digest", () => {
    // What MlflowClient.log_inputs of 2.22.5 and 3.17.2 made of this name and digest.
    const { directory } = datasetFile(aRunInput({ name: "user_data.db", digest: "abc" }));
    expect(directory).toBe("datasets/af2ba68aae5c04b31eb10fa756189521");
  });

  test("has all keys that MLflow writes", () => {
    const input = aRunInput({ digest: "abc", source: '{"uri":"a"}', profile: '{"num_rows":3}' });
    expect(datasetFile(input).meta.split("\n")).toEqual([
      'digest: "abc"',
      'name: "user_data.db"',
      String.raw`profile: "{\"num_rows\":3}"`,
      "schema: null",
      String.raw`source: "{\"uri\":\"a\"}"`,
      'source_type: "local"',
      "",
    ]);
  });
});

describe("the tie of a dataset to a run", () => {
  test("lies below the run's inputs, by the md5 of both ids, and names the context", () => {
    const input = aRunInput({ name: "user_data.db", digest: "abc" });
    expect(inputFile(input, "dbdb5ad7a9244ae281433f0ad7a496bb")).toEqual([
      "inputs/ff1029aeb05fb5047525cd6413a9fe65/meta.yaml",
      [
        'destination_id: "af2ba68aae5c04b31eb10fa756189521"',
        'destination_type: "RUN"',
        'source_id: "af2ba68aae5c04b31eb10fa756189521"',
        'source_type: "DATASET"',
        "tags:",
        '  mlflow.data.context: "evaluation"',
        "",
      ].join("\n"),
    ]);
  });
});

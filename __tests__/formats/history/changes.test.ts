import { describe, expect, test } from "@jest/globals";
import { changesBetween } from "../../../src/formats/history/changes.ts";
import { mergeCopies, NO_HISTORY } from "../../../src/formats/history/merge.ts";
import { copyFrom, EXPERIMENT_ID, experimentFilesOf, runFilesOf } from "../../support/history-copies.ts";

const RUN = `${EXPERIMENT_ID}/run1`;

function changes(present: ReturnType<typeof copyFrom>, other: ReturnType<typeof copyFrom>) {
  return changesBetween(present, mergeCopies(present, other)).map((change) =>
    change.kind === "move" ? change : Object.assign({}, change, { files: [...change.files.keys()] }),
  );
}

describe("what is to be done to a directory", () => {
  test("places experiments before their runs, each with all its files", () => {
    const other = copyFrom({ ...experimentFilesOf(), ...runFilesOf("run1") });
    expect(changes(NO_HISTORY, other)).toEqual([
      { kind: "place", folder: EXPERIMENT_ID, files: ["meta.yaml"] },
      {
        kind: "place",
        folder: RUN,
        files: ["metrics/test_mrr", "params/k", "tags/mlflow.runName", "meta.yaml"],
      },
    ]);
  });

  test("does nothing when the directory holds it all, whenever the other copy was saved", () => {
    const files = { ...experimentFilesOf(), ...runFilesOf("run1") };
    expect(changes(copyFrom(files, 1), copyFrom(files, 2))).toEqual([]);
  });

  test("writes newer tags with the revision last, and removes those that are gone", () => {
    const present = copyFrom(runFilesOf("run1", { tags: { "model_monitor.revision": "1", old: "1" } }));
    const newer = copyFrom(runFilesOf("run1", { tags: { "model_monitor.revision": "2", added: "1" } }));
    expect(changes(present, newer)).toEqual([
      {
        kind: "replace",
        folder: RUN,
        files: ["tags/added", "tags/model_monitor.revision"],
        remove: ["tags/old"],
      },
    ]);
  });

  test("adds an artifact that is missing", () => {
    const other = copyFrom(runFilesOf("run1", { files: { "artifacts/report.json": "{}" } }));
    expect(changes(copyFrom(runFilesOf("run1")), other)).toEqual([
      { kind: "replace", folder: RUN, files: ["artifacts/report.json"], remove: [] },
    ]);
  });

  test("moves an experiment that was deleted elsewhere into the trash", () => {
    const deleted = copyFrom(experimentFilesOf({ deleted: true, updated: 2 }));
    expect(changes(copyFrom(experimentFilesOf()), deleted)).toEqual([
      { kind: "move", from: EXPERIMENT_ID, to: `.trash/${EXPERIMENT_ID}` },
      { kind: "replace", folder: `.trash/${EXPERIMENT_ID}`, files: ["meta.yaml"], remove: [] },
    ]);
  });
});

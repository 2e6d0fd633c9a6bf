import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { HistoryError } from "../../../src/core/errors.ts";
import { treeOf, type HistoryCopy } from "../../../src/formats/history/copy.ts";
import { mergeCopies, NO_HISTORY } from "../../../src/formats/history/merge.ts";
import {
  copyFrom,
  experimentFilesOf,
  EXPERIMENT_ID,
  runFilesOf,
  textsOf,
  type RunState,
} from "../../support/history-copies.ts";

const RUN = `${EXPERIMENT_ID}/run1`;
const revision = (number: number, more = {}) => ({ "model_monitor.revision": String(number), ...more });

function dataset(text: string) {
  return copyFrom({ ...experimentFilesOf(), [`${EXPERIMENT_ID}/datasets/d1/meta.yaml`]: text });
}

function merged(...states: readonly (RunState & { readonly savedAt?: number })[]) {
  const copies = states.map((state) => copyFrom(runFilesOf("run1", state), state.savedAt));
  return textsOf(treeOf(copies.reduce(mergeCopies, NO_HISTORY)));
}

describe("merging two copies of a history", () => {
  test("keeps the runs of both", () => {
    const copy = mergeCopies(copyFrom(runFilesOf("run1")), copyFrom(runFilesOf("run2")));
    expect(textsOf(treeOf(copy))).toEqual({ ...runFilesOf("run1"), ...runFilesOf("run2") });
  });

  test("takes the tags of the copy in which the run was changed more often, whenever it was saved", () => {
    const intended = { tags: revision(1, { "model_monitor.dispatch": "intended" }), savedAt: 2000 };
    const sent = { tags: revision(2, { "model_monitor.dispatch": "sent" }), savedAt: 1000 };
    expect(merged(sent, intended)[`${RUN}/tags/model_monitor.dispatch`]).toBe("sent");
  });

  test("of two states that a person changed takes the one that was saved later", () => {
    const noted = { tags: { "mlflow.note.content": "after the holidays" }, savedAt: 2000 };
    expect(merged({ tags: { "mlflow.note.content": "first" }, savedAt: 1000 }, noted)).toMatchObject({
      [`${RUN}/tags/mlflow.note.content`]: "after the holidays",
    });
  });

  test("leaves out a tag that the newer state does not have", () => {
    const paths = Object.keys(merged({ tags: { old: "1" }, savedAt: 1 }, { tags: { new: "1" }, savedAt: 2 }));
    expect(paths).toContain(`${RUN}/tags/new`);
    expect(paths).not.toContain(`${RUN}/tags/old`);
  });

  test("a deletion in the older copy stays, with the tags of the newer one", () => {
    const files = merged({ deleted: true, tags: revision(1) }, { tags: revision(2), savedAt: 5000 });
    expect(files[`${RUN}/meta.yaml`]).toContain("lifecycle_stage: deleted");
    expect(files[`${RUN}/tags/model_monitor.revision`]).toBe("2");
  });

  test("takes an artifact that was added to one of the copies", () => {
    expect(merged({}, { files: { "artifacts/report.json": "{}" } })).toMatchObject({
      [`${RUN}/artifacts/report.json`]: "{}",
    });
  });

  test.each([
    ["a metric with two values", { files: { "metrics/test_mrr": "1 0.9 0\n" } }, "metrics/test_mrr"],
    [
      "an artifact with two contents",
      { files: { "artifacts/evidence.json": "{}" } },
      "artifacts/evidence.json",
    ],
    ["a metric in one copy only", { files: { "metrics/planted": "1 0.9 0\n" } }, "metrics/planted"],
    ["a param in one copy only", { files: { "params/planted": "1" } }, "params/planted"],
  ])("%s is a damaged history, and the file is named", (_, other, file) => {
    const one = { files: { "artifacts/evidence.json": "[]" } };
    for (const merge of [() => merged(one, other), () => merged(other, one)]) {
      expect(merge).toThrow(HistoryError);
      expect(merge).toThrow(`mlruns/${RUN}/${file}`);
    }
  });

  test("a data set that two copies hold differently is a damaged history", () => {
    expect(() => mergeCopies(dataset("a"), dataset("b"))).toThrow("datasets/d1/meta.yaml");
  });

  test("an experiment that was deleted later lies in the trash, with the runs of both copies", () => {
    const active = copyFrom({ ...experimentFilesOf(), ...runFilesOf("run1") });
    const deleted = copyFrom(experimentFilesOf({ deleted: true, updated: 2 }));
    expect(Object.keys(textsOf(treeOf(mergeCopies(active, deleted))))).toEqual(
      expect.arrayContaining([`.trash/${EXPERIMENT_ID}/meta.yaml`, `.trash/${RUN}/meta.yaml`]),
    );
  });

  test("an experiment that was restored after its deletion is active", () => {
    const deleted = copyFrom(experimentFilesOf({ deleted: true, updated: 2 }), 9000);
    const restored = copyFrom(experimentFilesOf({ updated: 3 }), 1000);
    expect(Object.keys(textsOf(treeOf(mergeCopies(deleted, restored))))).toEqual([
      `${EXPERIMENT_ID}/meta.yaml`,
    ]);
  });
});

/** Copies as they can come to be: what is written once depends on the run alone, everything else is anything. */
const aRunState = fc.record({
  deleted: fc.boolean(),
  tags: fc.dictionary(fc.constantFrom("model_monitor.revision", "a", "b"), fc.constantFrom("1", "2", "3"), {
    maxKeys: 3,
  }),
  files: fc.dictionary(
    fc.constantFrom("artifacts/report.json", "artifacts/evidence.json"),
    fc.constant("{}"),
  ),
});
const anExperiment = fc.record({
  deleted: fc.boolean(),
  updated: fc.integer({ min: 1, max: 3 }),
  name: fc.constantFrom("evaluation_runs", "renamed"),
});
const aCopy: fc.Arbitrary<HistoryCopy> = fc
  .tuple(
    fc.option(anExperiment, { nil: null }),
    fc.dictionary(fc.constantFrom("run1", "run2", "run3"), aRunState, { maxKeys: 3 }),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(([experiment, runs, savedAt]) => {
    const files = Object.entries(runs).map(([runId, state]) => runFilesOf(runId, state));
    const own = experiment === null ? {} : experimentFilesOf(experiment);
    return copyFrom(Object.assign({}, own, ...files), savedAt);
  });

describe("the merge of any copies", () => {
  test("does not depend on which comes first", () => {
    fc.assert(fc.property(aCopy, aCopy, (a, b) => expect(mergeCopies(a, b)).toEqual(mergeCopies(b, a))));
  });

  test("does not depend on how they are paired", () => {
    fc.assert(
      fc.property(aCopy, aCopy, aCopy, (a, b, c) =>
        expect(mergeCopies(mergeCopies(a, b), c)).toEqual(mergeCopies(a, mergeCopies(b, c))),
      ),
    );
  });

  test("does not change when one is merged once more", () => {
    fc.assert(
      fc.property(aCopy, aCopy, (a, b) => {
        const both = mergeCopies(a, b);
        expect(mergeCopies(both, b)).toEqual(both);
        expect(mergeCopies(both, both)).toEqual(both);
      }),
    );
  });

  test("holds every run of each, and is deleted where any of them is", () => {
    fc.assert(
      fc.property(aCopy, aCopy, (a, b) => {
        const both = mergeCopies(a, b);
        for (const copy of [a, b])
          for (const [key, run] of copy.runs) {
            const isDeleted = Number(run.meta.rank[0]);
            expect(both.runs.get(key)!.meta.rank[0]).toBeGreaterThanOrEqual(isDeleted);
          }
      }),
    );
  });
});

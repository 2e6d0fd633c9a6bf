import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { evaluateSequences } from "../../src/core/evaluate-sequences.ts";
import { sequenceMetrics } from "../../src/core/metrics/index.ts";
import { NanScoreError } from "../../src/core/scoring/nan-scores.ts";
import { rankSequence, splitSequence } from "../../src/core/scoring/rank-sequence.ts";
import type { SequenceModel } from "../../src/core/sequence-model.ts";
import { readCheckpoint } from "../../src/formats/checkpoint/index.ts";
import { aHealth } from "../support/health.ts";

const FOLDER = new URL("../fixtures/mini_extra/", import.meta.url);

interface Results {
  readonly mrr: readonly number[];
  readonly hits_at_1: readonly number[];
  readonly hits_at_3: readonly number[];
}

interface Golden {
  readonly sequence: {
    readonly sequences: readonly (readonly number[])[];
    readonly models: Readonly<
      Record<string, { readonly plain: Results; readonly exclude_preceding: Results }>
    >;
  };
}

const { sequence: golden }: Golden = JSON.parse(readFileSync(new URL("golden.json", FOLDER), "utf8"));

/** The values of one metric on the golden sequences. */
function valuesOf(model: SequenceModel, name: string, excludePreceding: boolean): number[] {
  const metric = sequenceMetrics(3)
    .concat(sequenceMetrics(1))
    .find((known) => known.name === name)!;
  const scores = new Float64Array(model.numItems + 1);
  return golden.sequences.map((sequence) => {
    const split = splitSequence(Uint32Array.from(sequence), metric.targets);
    model.score(split.seen, scores);
    return metric.perSequence(rankSequence(scores, split, excludePreceding));
  });
}

describe.each(Object.entries(golden.models))("%s on Spotlight's own sequences", (name, results) => {
  const model = readCheckpoint(name, readFileSync(new URL(name, FOLDER))).model as SequenceModel;

  describe.each([
    ["with all items", false, results.plain],
    ["with preceding items last", true, results.exclude_preceding],
  ])("%s", (_, exclude, expected) => {
    test("has its reciprocal ranks", () => {
      const values = valuesOf(model, "sequence_mrr", exclude);
      const deviations = values.map((value, index) => Math.abs(value - expected.mrr[index]!));
      expect(Math.max(...deviations)).toBeLessThan(1e-12);
      expect(values).toHaveLength(expected.mrr.length);
    });

    test.each([
      [1, expected.hits_at_1],
      [3, expected.hits_at_3],
    ])("has its hits among the first %d", (k, hits) => {
      const shares = hits.map((count) => count / k);
      expect(valuesOf(model, `sequence_precision_at_${k}`, exclude)).toEqual(shares);
      expect(valuesOf(model, `sequence_recall_at_${k}`, exclude)).toEqual(shares);
    });
  });
});

/** Recommends the item after the last one seen, then that after it, and so on around. */
const NEXT: SequenceModel = {
  kind: "sequence",
  network: "Next",
  numUsers: 100,
  numItems: 30,
  dim: 1,
  score(sequence, scores) {
    const last = sequence.at(-1) ?? 0;
    for (let item = 0; item <= 30; item++) scores[item] = -((item - last - 1 + 62) % 31);
  },
};

/** One row an item, in the order of these items, a second apart. */
function requestFor(histories: Readonly<Record<number, readonly number[]>>, model = NEXT) {
  const rows = Object.entries(histories).flatMap(([user, items]) =>
    items.map((item) => [Number(user), item] as const),
  );
  return {
    model,
    scoredRows: {
      users: Uint32Array.from(rows, ([user]) => user),
      items: Uint32Array.from(rows, ([, item]) => item),
      rows: Uint32Array.from(rows, (_, row) => row),
    },
    timestamps: Float64Array.from(rows, (_, row) => 1000 * row),
    k: 2,
    counts: aHealth(),
  };
}

const COUNT = Array.from({ length: 12 }, (_, item) => item);

describe("a run", () => {
  test("has each metric twice: under its own name, and under that of the rules", () => {
    const { metrics } = evaluateSequences(requestFor({ 1: COUNT }));
    const names = ["mrr", "precision_at_10", "recall_at_10", "precision_at_2", "recall_at_2"];
    for (const name of names) {
      expect(metrics.get(`sequence_${name}`)).toBe(1);
      expect(metrics.get(name === "mrr" ? "test_mrr" : name)).toBe(1);
    }
  });

  test("has no metric at a cut-off for which every history is too short", () => {
    const { metrics } = evaluateSequences(requestFor({ 1: COUNT.slice(0, 10), 2: [5, 6, 7] }));
    expect(metrics.has("precision_at_10")).toBe(false);
    expect(metrics.has("recall_at_10")).toBe(false);
    expect(metrics.get("precision_at_2")).toBe(1);
  });

  test("has chosen metrics for the next item, and Spotlight's own where it has them", () => {
    const chosen = ["ndcg_at_3", "mrr_first_at_3", "precision_at_3"];
    const { metrics, perUser } = evaluateSequences({ ...requestFor({ 1: [...COUNT, 20, 21] }), chosen });
    // One sequence ends with what NEXT recommends; the older one too.
    expect(metrics.get("ndcg_at_3")).toBe(1);
    expect(metrics.get("mrr_first_at_3")).toBe(1);
    expect(metrics.get("precision_at_3")).toBe(metrics.get("sequence_precision_at_3"));
    expect([...perUser.values.keys()]).toEqual(["test_mrr", "sequence_mrr", "ndcg_at_3", "mrr_first_at_3"]);
  });

  test("has a chosen metric without a cut-off for the next item", () => {
    // Of the two sequences nothing announces the older one, item 9 alone.
    const request = requestFor({ 4: [9, ...COUNT.slice(0, 8)] });
    expect(evaluateSequences({ ...request, chosen: ["r_precision"] }).metrics.get("r_precision")).toBe(1 / 2);
  });

  test("skips chosen metrics of lists, and those for which every history is too short, with the reason", () => {
    const chosen = ["gini_at_3", "recall_at_5"];
    expect(evaluateSequences({ ...requestFor({ 1: [1, 2, 3] }), chosen }).skipped).toEqual([
      { metric: "recall_at_5", reason: "sequences-too-short" },
      { metric: "gini_at_3", reason: "sequence-lists" },
    ]);
  });

  test("is a mean over sequences, and has one value a user", () => {
    // The older sequence of user 4 is item 9 alone, which nothing announces: it is the tenth of the list.
    const { metrics, perUser } = evaluateSequences(requestFor({ 4: [9, ...COUNT.slice(0, 8)], 6: [3, 4] }));
    expect(metrics.get("test_mrr")).toBeCloseTo((1 + 1 / 10 + 1) / 3, 12);
    expect([...perUser.users]).toEqual([4, 6]);
    expect([...perUser.targets]).toEqual([2, 1]);
    expect([...perUser.values.get("test_mrr")!]).toEqual([(1 + 1 / 10) / 2, 1]);
    expect([...perUser.values.keys()]).toEqual(["test_mrr", "sequence_mrr"]);
  });

  test("without any time is an error that says what to do", () => {
    const request = requestFor({ 1: [1, 2] });
    expect(() => evaluateSequences({ ...request, timestamps: null })).toThrow(
      "have no times to order them by",
    );
    const timestamps = Float64Array.of(Number.NaN, Number.NaN, 3);
    expect(() => evaluateSequences({ ...request, timestamps })).toThrow(
      "none of the ratings that it knows has a time",
    );
  });

  test("with a NaN is an error that counts each user once", () => {
    const broken = {
      ...NEXT,
      score: (_: Uint32Array, scores: Float64Array) => void scores.fill(0).fill(Number.NaN, 2, 4),
    };
    const evaluation = () => evaluateSequences(requestFor({ 4: COUNT, 6: [3, 4] }, broken));
    expect(evaluation).toThrow(NanScoreError);
    expect(evaluation).toThrow("the model scores NaN for 2 of 2 evaluated users and 2 of 31 items");
  });

  test("with an item beyond the model is a bug of the caller", () => {
    expect(() => evaluateSequences(requestFor({ 1: [30] }))).toThrow(RangeError);
  });
});

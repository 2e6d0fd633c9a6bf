import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";

import { type Pairs, evaluatePairs } from "../support/evaluate.ts";
import { modelWithScores } from "../support/model.ts";

interface SpotlightFixture {
  readonly cases: readonly {
    readonly id: string;
    readonly description: string;
    readonly input: {
      readonly scores: readonly (readonly number[])[];
      readonly test: Pairs;
      readonly train: Pairs | null;
      readonly k: number;
    };
    readonly expected: {
      readonly users: readonly number[];
      readonly mrr: readonly number[];
      readonly precision: readonly number[];
      readonly recall: readonly number[];
      readonly mean: { readonly mrr: number; readonly precision: number; readonly recall: number };
    };
  }[];
  readonly id_mapping: {
    readonly scores: readonly (readonly number[])[];
    readonly expected: {
      readonly test_true: Pairs;
      readonly mrr_true: readonly number[];
      readonly test_first_appearance: Pairs;
      readonly mrr_first_appearance: readonly number[];
    };
  };
}

const path = new URL("../fixtures/stats/spotlight_evaluation.json", import.meta.url);
const fixture: SpotlightFixture = JSON.parse(readFileSync(path, "utf8"));

function expectClose(found: Iterable<number> | undefined, expected: readonly number[]): void {
  const values = [...(found ?? [])];
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index]!, 12);
}

describe("Spotlight's own functions", () => {
  test.each(fixture.cases)("$id: $description", ({ input, expected }) => {
    const { metrics, perUser } = evaluatePairs(modelWithScores(input.scores), input.test, input);
    expect([...perUser.users]).toEqual(expected.users);
    expectClose(perUser.values.get("test_mrr"), expected.mrr);
    expectClose(perUser.values.get(`precision_at_${input.k}`), expected.precision);
    expectClose(perUser.values.get(`recall_at_${input.k}`), expected.recall);
    expectClose(
      ["test_mrr", `precision_at_${input.k}`, `recall_at_${input.k}`].map((name) => metrics.get(name)!),
      [expected.mean.mrr, expected.mean.precision, expected.mean.recall],
    );
  });

  const { scores, expected } = fixture.id_mapping;
  test.each([
    { ids: "true", rated: expected.test_true, mrr: expected.mrr_true },
    { ids: "first-appearance", rated: expected.test_first_appearance, mrr: expected.mrr_first_appearance },
  ])("the same ratings with $ids ids", ({ rated, mrr }) => {
    const found = evaluatePairs(modelWithScores(scores), rated).perUser.values.get("test_mrr")!;
    expect([...found].map((value) => value.toFixed(12))).toEqual(mrr.map((value) => value.toFixed(12)));
  });
});

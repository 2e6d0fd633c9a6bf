import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { scoreUser } from "../../../src/core/scoring/dot.ts";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";

interface GoldenCheckpoint {
  readonly same_scores_as?: string;
  readonly scores?: Readonly<Record<string, readonly number[]>>;
}

interface Golden {
  readonly checkpoints: Readonly<Record<string, GoldenCheckpoint>>;
}

function fixture(set: string, name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/${set}/${name}`, import.meta.url));
}

/** User id → the scores that Spotlight's `predict` gave for every item. */
function goldenScores(set: string, name: string): [number, readonly number[]][] {
  const { checkpoints }: Golden = JSON.parse(fixture(set, "golden.json").toString());
  const scores = checkpoints[checkpoints[name]!.same_scores_as ?? name]!.scores!;
  return Object.entries(scores).map(([user, values]) => [Number(user), values]);
}

function worstExcess(model: FactorModel, user: number, expected: readonly number[]): number {
  const scores = new Float64Array(model.numItems);
  scoreUser(model, user, scores);
  const excess = expected.map(
    (value, item) => Math.abs(scores[item]! - value) - (2e-6 + 1e-5 * Math.abs(value)),
  );
  return Math.max(...excess);
}

test.each([
  ["mini", "bpr_recommender.pt", "inside a recommender, beside a random state"],
  ["mini", "model_only.pt", "as Spotlight's model, with its optimizer"],
  ["mini", "net_only.pt", "as the bare net"],
  ["mini", "state_dict.pt", "as a state dict"],
  ["mini", "state_dict_p4.pt", "in pickle protocol 4"],
  ["mini", "state_dict_p5.pt", "in pickle protocol 5"],
  ["mini", "state_dict_f64.pt", "in float64"],
  ["mini", "state_dict_f16.pt", "in float16"],
  ["mini", "state_dict_bf16.pt", "in bfloat16"],
  ["mini", "state_dict_shared.pt", "in transposed, sliced and shared storages"],
  ["mini_extra", "adaptive.pt", "with another loss and a partial function"],
  ["mini_extra", "bloom.pt", "with hashed items"],
  ["mini_extra", "explicit.pt", "of ratings"],
  ["mini_extra", "explicit_poisson.pt", "of ratings, with their logarithms,"],
  ["mini_extra", "explicit_logistic.pt", "of ratings, with their logits,"],
])("%s/%s holds a model %s that scores as Spotlight did", (set, name) => {
  const model = readFactors(name, fixture(set, name));
  const scores = goldenScores(set, name);
  const { numUsers, numItems, dim } = model;
  expect({ numUsers, numItems, dim }).toEqual({ numUsers: 60, numItems: 200, dim: 8 });
  expect(scores.length).toBeGreaterThan(0);
  for (const [user, values] of scores) {
    expect(values).toHaveLength(numItems);
    expect(worstExcess(model, user, values)).toBeLessThanOrEqual(0);
  }
});

interface GoldenSequences {
  readonly sequence: {
    readonly models: Readonly<
      Record<
        string,
        {
          readonly scores: readonly {
            readonly sequence: readonly number[];
            readonly values: readonly number[];
          }[];
        }
      >
    >;
  };
}

test.each([
  ["pooling.pt", "PoolNet"],
  ["lstm.pt", "LSTMNet"],
  ["cnn.pt", "CNNNet"],
  ["mixture.pt", "MixtureLSTMNet"],
])("mini_extra/%s holds a %s that scores the next item as Spotlight did", (name, network) => {
  const { model } = readCheckpoint(name, fixture("mini_extra", name));
  const golden: GoldenSequences = JSON.parse(fixture("mini_extra", "golden.json").toString());
  if (model.kind !== "sequence") throw new Error("another kind of model");
  expect([model.network, model.numItems, model.dim]).toEqual([network, 200, 8]);
  const { scores: cases } = golden.sequence.models[name]!;
  expect(cases.length).toBeGreaterThan(1);
  const scores = new Float64Array(201);
  for (const { sequence, values } of cases) {
    model.score(Uint32Array.from(sequence), scores);
    const excess = values.map(
      (value, item) => Math.abs(scores[item]! - value) - (2e-6 + 1e-5 * Math.abs(value)),
    );
    expect(Math.max(...excess)).toBeLessThanOrEqual(0);
  }
});

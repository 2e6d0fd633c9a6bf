import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";

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

function score(model: FactorModel, user: number, item: number): number {
  let sum = model.userBiases[user]! + model.itemBiases[item]!;
  for (let factor = 0; factor < model.dim; factor++) {
    sum += model.userFactors[user * model.dim + factor]! * model.itemFactors[item * model.dim + factor]!;
  }
  return sum;
}

function worstExcess(model: FactorModel, user: number, expected: readonly number[]): number {
  const excess = expected.map(
    (value, item) => Math.abs(score(model, user, item) - value) - (2e-6 + 1e-5 * Math.abs(value)),
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
])("%s/%s holds a model %s that scores as Spotlight did", (set, name) => {
  const model = readCheckpoint(name, fixture(set, name));
  const scores = goldenScores(set, name);
  const { numUsers, numItems, dim } = model;
  expect({ numUsers, numItems, dim }).toEqual({ numUsers: 60, numItems: 200, dim: 8 });
  expect(scores.length).toBeGreaterThan(0);
  for (const [user, values] of scores) {
    expect(values).toHaveLength(numItems);
    expect(worstExcess(model, user, values)).toBeLessThanOrEqual(0);
  }
});

test.each(["explicit.pt", "explicit_logistic.pt", "explicit_poisson.pt"])(
  "%s is refused as an explicit model",
  (name) => {
    expect(() => readCheckpoint(name, fixture("mini_extra", name))).toThrow(
      `${name}: holds an explicit-feedback model (spotlight.factorization.explicit.ExplicitFactorizationModel)`,
    );
  },
);

test.each([
  ["bloom.pt", "spotlight.layers.BloomEmbedding", "item_embeddings.embeddings.weight"],
  ["lstm.pt", "spotlight.sequence.representations.LSTMNet", "lstm.weight_ih_l0"],
  ["cnn.pt", "spotlight.sequence.representations.CNNNet", "cnn_0.weight"],
  ["mixture.pt", "spotlight.sequence.representations.MixtureLSTMNet", "projection.weight"],
  ["pooling.pt", "spotlight.sequence.representations.PoolNet", "item_embeddings.weight"],
])("%s is refused with the class and the tensors that were found", (name, className, tensor) => {
  const read = () => readCheckpoint(name, fixture("mini_extra", name));
  expect(read).toThrow(`${name}: holds no model that can be evaluated; tensors: `);
  expect(read).toThrow(`"${className}"`);
  expect(read).toThrow(`"${tensor}"`);
});

import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "@jest/globals";
import type { FactorModel } from "../../src/core/factor-model.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import { checkIdentifiers } from "../../src/core/self-test/index.ts";
import { isClear, judge } from "../../src/core/self-test/judge.ts";
import type { Signals } from "../../src/core/self-test/signals.ts";
import { validate } from "../../src/core/validate.ts";
import { readFactors } from "../support/factor-checkpoint.ts";
import { readItemMap, readUserMap } from "../../src/formats/id-maps.ts";
import { readTrainInteractions } from "../../src/formats/train-interactions.ts";
import { miniGolden, miniMapping, miniModel, miniRatings, miniTrain } from "../support/mini.ts";
import { aRatings } from "../support/ratings.ts";

interface Material {
  readonly model: FactorModel;
  readonly interactions: Interactions;
  readonly train: Interactions;
}

function mini(): Material {
  const model = miniModel();
  const mapping = miniMapping("mapped", model);
  const validation = validate({ ratings: miniRatings("user_data.db"), mapping, model });
  if (validation.kind !== "ok") throw new Error(validation.reason);
  return { model, interactions: validation.interactions, train: miniTrain() };
}

function sampleFile(path: string): URL {
  return new URL(`../../examples/quickstart/${path}`, import.meta.url);
}

function sample(week: string): Material {
  const read = (name: string) => readFileSync(sampleFile(`models/${name}`));
  const model = readFactors("model", read("bpr_recommender.pt"));
  const train = readTrainInteractions("train", read("train_interactions.csv"));
  const database = new DatabaseSync(sampleFile(`${week}/user_data.db`).pathname, { readOnly: true });
  const rows = database.prepare(miniGolden().query).all();
  database.close();
  const validation = validate({
    ratings: aRatings(rows.map((row) => [String(row["username"]), String(row["movie"])])),
    mapping: {
      kind: "mapped",
      users: readUserMap("users", read("frontend_user_map.csv")),
      items: readItemMap("items", read("item_map.csv")),
    },
    model,
  });
  if (validation.kind !== "ok") throw new Error(validation.reason);
  return {
    model,
    interactions: validation.interactions,
    train: groupInteractions(train.users, train.items),
  };
}

/** A wandering permutation of 0 to count − 1, another one for each seed. */
function permutation(count: number, seed: number): readonly number[] {
  let state = seed;
  const entries = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const other = Math.floor((state / 2 ** 31) * (index + 1));
    [entries[index], entries[other]] = [entries[other]!, entries[index]!];
  }
  return entries;
}

type Renumber = (id: number) => number;
const same: Renumber = (id) => id;

function renumbered(interactions: Interactions, user: Renumber, item: Renumber): Interactions {
  const users: number[] = [];
  const items: number[] = [];
  for (const [index, id] of interactions.users.entries())
    for (const rated of interactions.items.subarray(
      interactions.offsets[index],
      interactions.offsets[index + 1],
    )) {
      users.push(user(id));
      items.push(item(rated));
    }
  return groupInteractions(users, items);
}

function permuted(count: number, seed: number): Renumber {
  const ids = permutation(count, seed);
  return (id) => ids[id]!;
}

function next(count: number): Renumber {
  return (id) => (id + 1) % count;
}

function estimate(mean: number, error = 0.01, users = 50, pairs = 500): Signals["trainPlace"] {
  return { mean, error, users, pairs };
}

const MESSAGE = "the identifiers do not match the model";

describe.each([
  ["mini", mini()],
  ["the sample's week 1", sample("week1")],
  ["the sample's week 2", sample("week2")],
  ["the sample's week 3, in which taste has moved", sample("week3")],
])("on %s", (_, material) => {
  const { model, interactions, train } = material;

  test("the right identifiers pass", () => {
    expect(() => checkIdentifiers(material)).not.toThrow();
  });

  test.each([
    ["a permuted user map", renumbered(interactions, permuted(model.numUsers, 1), same)],
    ["a permuted item map", renumbered(interactions, same, permuted(model.numItems, 2))],
    ["user ids that are off by one", renumbered(interactions, next(model.numUsers), same)],
    ["item ids that are off by one", renumbered(interactions, same, next(model.numItems))],
  ])("%s fails", (_name, wrong) => {
    expect(() => checkIdentifiers({ ...material, interactions: wrong })).toThrow(
      `${MESSAGE}: it ranks the pairs of \`train-interactions\` higher for their own users`,
    );
  });

  test("training pairs of another numbering of the items fail", () => {
    const wrong = renumbered(train, same, permuted(model.numItems, 3));
    expect(() => checkIdentifiers({ ...material, train: wrong })).toThrow(
      `${MESSAGE}: it ranks the pairs of \`train-interactions\` no better than chance`,
    );
  });
});

test("training pairs of other users fail where what people rated shows that the model knows users", () => {
  const material = sample("week1");
  const train = renumbered(material.train, permuted(material.model.numUsers, 5), same);
  expect(() => checkIdentifiers({ ...material, train })).toThrow(`${MESSAGE}: it ranks what people rated`);
});

describe("nothing is said", () => {
  test("with fewer than twenty users", () => {
    const { model, interactions, train } = mini();
    const ids = permutation(model.numUsers, 1);
    const few = groupInteractions(
      [...interactions.users.subarray(0, 19)].flatMap((user) => [ids[user]!, ids[user]!]),
      Array.from({ length: 38 }, (_, index) => index),
    );
    expect(() => checkIdentifiers({ model, interactions: few, train })).not.toThrow();
  });

  test("of a model that gives every item the same score", () => {
    const { model, interactions, train } = mini();
    const flat = {
      ...model,
      itemFactors: new Float32Array(model.itemFactors.length),
      itemBiases: new Float32Array(model.numItems),
    };
    expect(() => checkIdentifiers({ model: flat, interactions, train })).not.toThrow();
  });

  test("of NaN scores, which are an error of the evaluation", () => {
    const { model, interactions, train } = mini();
    const broken = { ...model, itemBiases: new Float32Array(model.numItems).fill(Number.NaN) };
    expect(() => checkIdentifiers({ model: broken, interactions, train })).not.toThrow();
  });
});

describe("a small sample spares the large one", () => {
  const RIGHT: Signals = {
    trainPlace: estimate(0.4),
    trainOwn: estimate(0.3),
    freshOwn: estimate(0.1),
    repeats: { found: 30, expected: 30 },
  };

  test("when both sides clearly work, which no judgement fails", () => {
    expect(isClear(RIGHT)).toBe(true);
    expect(judge(RIGHT)).toBeNull();
  });

  test.each([
    ["the training pairs stand near the middle", { trainPlace: estimate(0.09) }],
    ["users hardly differ in their training items", { trainOwn: estimate(0.03) }],
    ["what people rated could be chance", { freshOwn: estimate(0.03) }],
    ["there are few ratings", { freshOwn: estimate(0.1, 0.01, 50, 99) }],
    ["there are few users", { freshOwn: estimate(0.1, 0.01, 19) }],
  ])("but not when %s", (_, changes) => {
    expect(isClear({ ...RIGHT, ...changes })).toBe(false);
  });
});

describe("the judgement", () => {
  const MIXED_UP: Signals = {
    trainPlace: estimate(0.4),
    trainOwn: estimate(0.3),
    freshOwn: estimate(0),
    repeats: { found: 30, expected: 30 },
  };

  test("ratings at chance beside personal training pairs are those of others", () => {
    expect(judge(MIXED_UP)).toBe("ratings-of-others");
  });

  test.each([
    ["the model hardly tells users apart", { trainOwn: estimate(0.04, 0.001) }],
    ["there are few ratings", { freshOwn: estimate(0, 0.01, 50, 99) }],
    ["the ratings spread too widely to say", { freshOwn: estimate(0, 0.04) }],
    ["the ratings show some of the taste", { freshOwn: estimate(0.06) }],
    ["hardly anybody rated what was trained with", { repeats: { found: 4, expected: 34 } }],
    ["the database holds the training", { repeats: { found: 300, expected: 30 } }],
  ])("nothing is certain when %s", (_, changes) => {
    expect(judge({ ...MIXED_UP, ...changes })).toBeNull();
  });
});

import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { FactorModel } from "../../src/core/factor-model.ts";
import { checkIdsFit, type IdMapping } from "../../src/core/id-maps.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import type { Ratings } from "../../src/core/ratings.ts";
import { readItemMap, readUserMap } from "../../src/formats/id-maps.ts";
import { openNpz } from "../../src/formats/npz.ts";
import { readTrainInteractions } from "../../src/formats/train-interactions.ts";
import { aRatings } from "./ratings.ts";

const FOLDER = new URL("../fixtures/mini/", import.meta.url);

function read(name: string): Uint8Array {
  return readFileSync(new URL(name, FOLDER));
}

/** The weights of `bpr_recommender.pt`, from the npz file that holds the same ones. */
export function miniModel(): FactorModel {
  const weights = openNpz("state_dict.npz", read("state_dict.npz"));
  const users = weights.read("user_embeddings.weight");
  const table = (name: string): Float32Array => Float32Array.from(weights.read(name).values);
  return {
    kind: "factorization",
    numUsers: users.shape[0]!,
    numItems: weights.read("item_embeddings.weight").shape[0]!,
    dim: users.shape[1]!,
    userFactors: table("user_embeddings.weight"),
    itemFactors: table("item_embeddings.weight"),
    userBiases: table("user_biases.weight"),
    itemBiases: table("item_biases.weight"),
  };
}

/** The rows of the reference query, in SQLite's own order. */
export function miniRatings(database: string): Ratings {
  const connection = new DatabaseSync(new URL(database, FOLDER).pathname, { readOnly: true });
  const rows = connection.prepare(miniGolden().query).all();
  connection.close();
  return aRatings(rows.map((row) => [String(row["username"]), String(row["movie"])]));
}

export function miniMapping(mode: "mapped" | "first_seen", model: FactorModel): IdMapping {
  if (mode === "first_seen") return { kind: "first-seen" };
  const users = readUserMap("user_map.csv", read("user_map.csv"));
  const items = readItemMap("item_map.csv", read("item_map.csv"));
  checkIdsFit("user_map.csv", "user", users.maxId, model.numUsers);
  checkIdsFit("item_map.csv", "item", items.maxId, model.numItems);
  return { kind: "mapped", users, items };
}

export function miniTrain(): Interactions {
  const { users, items } = readTrainInteractions("train_interactions.csv", read("train_interactions.csv"));
  return groupInteractions(users, items);
}

interface Counts {
  readonly num_users: number;
  readonly num_ratings: number;
  readonly avg_ratings_per_user: number;
}

/** The parts of golden.json that the tests of the core look at; golden.md explains them. */
export interface MiniGolden {
  readonly query: string;
  readonly checkpoints: Readonly<
    Record<string, { readonly scores?: Readonly<Record<string, readonly number[]>> }>
  >;
  readonly databases: Readonly<
    Record<
      string,
      {
        readonly mapped: {
          readonly before: Counts;
          readonly after: Counts & { readonly distinct_pairs: number };
          readonly dropped_rows: {
            readonly ambiguous_title: number;
            readonly unmatched_title: number;
            readonly unknown_user: number;
          };
          readonly unknown_users: number;
        };
        readonly first_seen: {
          readonly users_in_order: readonly string[];
          readonly items_in_order: readonly string[];
        };
      }
    >
  >;
  readonly runs: readonly MiniRun[];
}

export interface MiniRun {
  readonly checkpoint: string;
  readonly database: string;
  readonly mode: "mapped" | "first_seen";
  readonly train_mask: boolean;
  readonly aggregates: Counts & { readonly test_mrr: number; readonly distinct_pairs: number };
  readonly precision_at: Readonly<Record<string, number>>;
  readonly recall_at: Readonly<Record<string, number>>;
  readonly per_user?: {
    readonly user_ids: readonly number[];
    readonly mrr: readonly number[];
    readonly targets: readonly number[];
    readonly hits_at: Readonly<Record<string, readonly number[]>>;
  };
}

export function miniGolden(): MiniGolden {
  const golden: MiniGolden = JSON.parse(readFileSync(new URL("golden.json", FOLDER), "utf8"));
  return golden;
}

import type { FactorModel } from "../../src/core/factor-model.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import { Random } from "../simulate/random.ts";

/** How large a made-up recommender is. */
export interface Shape {
  readonly users: number;
  readonly items: number;
  readonly dim: number;
  /** Ratings; users take turns, so each has `rows / users` of them. */
  readonly rows: number;
  /** Pairs that the training knew, in the same way; none unless given. */
  readonly trainRows?: number;
}

/** Every number is made from it: two machines measure the same data. */
const SEED = 20_240_601;
/** Primes, so that users come in an order of their own in every turn: ratings of a frontend are not sorted by user. */
const USER_STRIDE = 7_919;
const ITEM_STRIDE = 104_729;
const LEARNING_STEP = 0.1;

/**
 * A model of random numbers that has learnt a little from what its users know and rate: enough for the check of the
 * identifiers, while most ranks are anywhere. Ranks near the top would be less work for some ways of ranking.
 */
export function makeModel(shape: Shape): FactorModel {
  const { users, items, dim } = shape;
  const model: FactorModel = {
    kind: "factorization",
    numUsers: users,
    numItems: items,
    dim,
    userFactors: randomTable(1, users * dim, 1),
    itemFactors: randomTable(2, items * dim, 1),
    userBiases: randomTable(3, users, 0.2),
    itemBiases: randomTable(4, items, 0.2),
  };
  for (const pairs of [ratedPairs(shape), trainPairs(shape)]) learn(model, pairs);
  return model;
}

/** Moves each user a step towards the items. */
function learn({ dim, userFactors, itemFactors }: FactorModel, { users, items }: Pairs): void {
  for (let row = 0; row < users.length; row++) {
    const user = users[row]! * dim;
    const item = items[row]! * dim;
    for (let axis = 0; axis < dim; axis++)
      userFactors[user + axis]! += LEARNING_STEP * itemFactors[item + axis]!;
  }
}

/** Uniform between -spread and spread. */
function randomTable(table: number, length: number, spread: number): Float32Array {
  const random = new Random(SEED + table);
  const values = new Float32Array(length);
  for (let index = 0; index < length; index++) values[index] = (2 * random.uniform() - 1) * spread;
  return values;
}

/** User and item of each rating, in the order of the database. No pair comes twice. */
export function ratedPairs({ users, items, rows }: Shape): Pairs {
  return pairsOf(users, items, rows);
}

/** What the training knew: other items than those that are rated. */
export function trainPairs({ users, items, rows, trainRows = 0 }: Shape): Pairs {
  const rated = Math.ceil(rows / users);
  const all = pairsOf(users, items, rated * users + trainRows);
  return { users: all.users.subarray(rated * users), items: all.items.subarray(rated * users) };
}

/** Two columns of one length. */
export interface Pairs {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
}

/** The ratings as the evaluation wants them. */
export function ratedInteractions(shape: Shape): Interactions {
  const { users, items } = ratedPairs(shape);
  return groupInteractions(users, items);
}

/** As the database and the user map have it. */
export function userName(user: number): string {
  return `user${String(user).padStart(7, "0")}`;
}

/** As the database has it: the map adds the year. */
export function titleOf(item: number): string {
  return `Film ${String(item).padStart(5, "0")}`;
}

function pairsOf(users: number, items: number, rows: number): Pairs {
  if (Math.ceil(rows / users) > items)
    throw new RangeError(`${rows} pairs of ${users} users and ${items} items come twice`);
  const userStep = coprime(USER_STRIDE, users);
  const itemStep = coprime(ITEM_STRIDE, items);
  const pairs = { users: new Uint32Array(rows), items: new Uint32Array(rows) };
  for (let row = 0; row < rows; row++) {
    const turn = Math.floor(row / users);
    const user = ((row % users) * userStep + turn) % users;
    pairs.users[row] = user;
    // Turns of one user are that many steps apart on a walk that visits every item once.
    pairs.items[row] = ((user * 31 + turn) * itemStep) % items;
  }
  return pairs;
}

/** The first number from `start` on that shares no divisor with `count`: steps of it visit everything. */
function coprime(start: number, count: number): number {
  let step = start;
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return step;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

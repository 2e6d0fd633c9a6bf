import type { ItemTable, RankingBatch } from "../../src/core/scoring/user-ranker.ts";
import { FLOAT32_MAX } from "../../src/core/scoring/dot.ts";
import { idLists } from "./ranking-batch.ts";
import { seededRandom, type Random } from "./seeded-random.ts";

/** How the numbers of a case are made: each kind is hard in its own way. */
export const KINDS = {
  /** What trained models look like. */
  plain: (random) => random.normal() * 0.3,
  /** Exact ties, many of them. */
  whole: (random) => Math.round(random.normal()),
  /** Everything ties. */
  zero: () => 0,
  /** Differences that a float32 sum loses: all scores close to each other, some equal. */
  near: (random) => 1 + Math.round(random.normal() * 3) * 2 ** -23,
  /** Sums of large numbers that cancel. */
  cancelling: (random) => random.normal() * 10 ** Math.round(random.uniform() * 8),
  subnormal: (random) => Math.round(random.normal() * 5) * 2 ** -149,
  tiny: (random) => random.normal() * 1e-23,
  huge: (random) => random.normal() * 1e18,
} satisfies Readonly<Record<string, (random: Random) => number>>;
export type Kind = keyof typeof KINDS;

/** Put over a number of the case, rarely. */
const STRANGE = [NaN, Infinity, -Infinity, FLOAT32_MAX, -FLOAT32_MAX, 1e30, 2 ** -149, -0];

export interface Shape {
  readonly numItems: number;
  readonly dim: number;
  readonly users: number;
  readonly topK: number;
  readonly factors: Kind;
  readonly biases: Kind;
  /** Added to all user biases. */
  readonly userBias: number;
  /** Share of items with the row of another one, or one that differs in the last bit. */
  readonly copies: number;
  readonly targetShare: number;
  readonly maskedShare: number;
  readonly strange: "none" | "items" | "users";
  readonly precise: boolean;
  readonly seed: number;
}

export interface RankingCase {
  readonly table: ItemTable;
  readonly batch: RankingBatch;
}

/** Items, users, targets and masks of this shape, the same for the same seed. */
export function rankingCase(shape: Shape): RankingCase {
  const { numItems, dim, users } = shape;
  const random = seededRandom(shape.seed);
  const number = KINDS[shape.factors];
  const floats = (count: number, kind: Kind) =>
    Float32Array.from({ length: count }, () => KINDS[kind](random));
  const itemFactors = floats(numItems * dim, shape.factors);
  const itemBiases = floats(numItems, shape.biases);
  for (let item = 0; item < numItems; item++) {
    if (random.uniform() >= shape.copies) continue;
    const other = random.below(numItems);
    itemFactors.copyWithin(item * dim, other * dim, (other + 1) * dim);
    itemBiases[item] = itemBiases[other]!;
    if (dim > 0 && random.uniform() < 0.5) itemFactors[item * dim + random.below(dim)]! *= 1 + 2 ** -23;
  }
  const numbers = Float64Array.from({ length: users * dim }, () => number(random));
  const sums = Float64Array.from({ length: users }, () => number(random) + shape.userBias);
  const factors = shape.precise ? numbers : Float32Array.from(numbers);
  const biases = shape.precise ? sums : Float32Array.from(sums);
  if (shape.strange !== "none") {
    const arrays = shape.strange === "items" ? [itemFactors, itemBiases] : [factors, biases];
    const array = arrays.filter(({ length }) => length > 0).at(random.below(2) - 1)!;
    array[random.below(array.length)] = STRANGE[random.below(STRANGE.length)]!;
  }
  const some = (share: number) =>
    idLists(
      Array.from({ length: users }, () =>
        Array.from({ length: numItems }, (_, item) => item).filter(() => random.uniform() < share),
      ),
    );
  return {
    table: { numItems, dim, itemFactors, itemBiases },
    batch: {
      factors,
      biases,
      targets: some(shape.targetShare),
      masked: some(shape.maskedShare),
      topK: shape.topK,
    },
  };
}

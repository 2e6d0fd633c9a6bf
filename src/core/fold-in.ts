import { solvePositiveDefinite } from "./linear-solve.ts";

/** What stays frozen when a user is folded in: the item side of a factorisation model. */
export interface ItemVectors {
  readonly numItems: number;
  readonly dim: number;
  /** numItems × dim, row-major */
  readonly itemFactors: Numbers;
}

type Numbers = Float32Array | Float64Array;

interface FoldInOptions {
  /** How much more a rated item weighs than one that was not rated. */
  readonly confidence?: number;
  /** λ; without it 0.1 · trace(QᵀQ) / d, so that it follows the size of the vectors. */
  readonly ridge?: number;
}

/** matrix · u = right */
interface Equations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Hu, Koren and Volinsky (2008) use weights from 2 up; 10 is what the reference values are made with. */
const CONFIDENCE = 10;
const RIDGE_SHARE = 0.1;

/**
 * Finds the vector of a user whom the model never saw, from the items that the user rated: weighted least squares,
 *
 *     u = (QᵀQ + (c−1)·QsᵀQs + λI)⁻¹ · c·Qsᵀ1
 *
 * where Q holds all items and Qs the rated ones: every other item counts as a zero of weight 1. Biases are no part of
 * the target; they are added when scoring. A user bias would shift all scores alike and change no rank.
 */
export class FoldIn {
  readonly #items: ItemVectors;
  readonly #confidence: number;
  /** QᵀQ + λI, once for all users. */
  readonly #base: Float64Array;

  constructor(items: ItemVectors, { confidence = CONFIDENCE, ridge }: FoldInOptions = {}) {
    const { dim } = items;
    this.#items = items;
    this.#confidence = confidence;
    this.#base = gramOf(items);
    let trace = 0;
    for (let axis = 0; axis < dim; axis++) trace += this.#base[axis * (dim + 1)]!;
    const lambda = ridge ?? (RIDGE_SHARE * trace) / dim;
    for (let axis = 0; axis < dim; axis++) this.#base[axis * (dim + 1)]! += lambda;
  }

  /** The equations of a user who rated these items, distinct: what does not change when one of them is held out. */
  equationsOf(rated: Uint32Array): Equations {
    const { dim } = this.#items;
    const equations = { matrix: Float64Array.from(this.#base), right: new Float64Array(dim) };
    for (const item of rated) this.#add(equations, item, 1);
    return equations;
  }

  /** The user's vector; zeros when nothing was rated, null when the equations have no solution (infinite weights). */
  vectorOf({ matrix, right }: Equations): Float64Array | null {
    return solvePositiveDefinite(Float64Array.from(matrix), right);
  }

  /** The vector of the same user without one of the items. */
  vectorWithout({ matrix, right }: Equations, item: number): Float64Array | null {
    const others = { matrix: Float64Array.from(matrix), right: Float64Array.from(right) };
    this.#add(others, item, -1);
    return solvePositiveDefinite(others.matrix, others.right);
  }

  #add({ matrix, right }: Equations, item: number, times: 1 | -1): void {
    const { dim, itemFactors } = this.#items;
    const factors = itemFactors.subarray(item * dim, (item + 1) * dim);
    addOuterProduct(matrix, factors, times * (this.#confidence - 1));
    for (let axis = 0; axis < dim; axis++) right[axis]! += times * this.#confidence * factors[axis]!;
  }
}

/** QᵀQ. */
function gramOf({ dim, numItems, itemFactors }: ItemVectors): Float64Array {
  const gram = new Float64Array(dim * dim);
  for (let item = 0; item < numItems; item++)
    addOuterProduct(gram, itemFactors.subarray(item * dim, (item + 1) * dim), 1);
  return gram;
}

function addOuterProduct(matrix: Float64Array, vector: Numbers, weight: number): void {
  const size = vector.length;
  for (let row = 0; row < size; row++) {
    const weighted = weight * vector[row]!;
    for (let column = 0; column < size; column++) matrix[row * size + column]! += weighted * vector[column]!;
  }
}

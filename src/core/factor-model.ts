/**
 * A bilinear factorisation model (Spotlight's `BilinearNet`): score(u, i) = userFactors[u] · itemFactors[i] +
 * userBiases[u] + itemBiases[i]. Matrices are row-major, contiguous, checked: every length below fits.
 */
export interface FactorModel {
  readonly kind: "factorization";
  readonly numUsers: number;
  readonly numItems: number;
  readonly dim: number;
  /** numUsers × dim */
  readonly userFactors: Float32Array;
  /** numItems × dim */
  readonly itemFactors: Float32Array;
  /** numUsers */
  readonly userBiases: Float32Array;
  /** numItems */
  readonly itemBiases: Float32Array;
  /** Of a model of ratings (`ExplicitFactorizationModel`): what `predict` applies to the score. Absent: implicit feedback. */
  readonly ratingOutput?: RatingOutput;
}

/** From a score to a predicted rating: of the losses regression, poisson and logistic. */
export type RatingOutput = "identity" | "exp" | "sigmoid";

/**
 * A model that sees a user as the items so far (Spotlight's `ImplicitSequenceModel`). Its own ids are those of the maps
 * plus 1, because 0 is the padding in front of short sequences.
 */
export interface SequenceModel {
  readonly kind: "sequence";
  /** Spotlight's name of the network, "LSTMNet". */
  readonly network: string;
  /** It has no table of users: every id that the maps can hold is known to it. */
  readonly numUsers: number;
  /** Items of the maps, without the padding. */
  readonly numItems: number;
  readonly dim: number;
  /**
   * Scores every item as the next one, as `ImplicitSequenceModel.predict`.
   *
   * @param sequence the model's own ids, oldest first, 0 is padding; may be empty
   * @param scores numItems + 1 entries by the model's own ids, overwritten
   */
  score(sequence: Uint32Array, scores: Float64Array): void;
}

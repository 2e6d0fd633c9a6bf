/** What a comment or an issue is about: one experiment, and one job of a matrix. Jobs must not write over each other's. */
export interface ConversationScope {
  readonly experiment: string;
  /** JSON of the job's matrix values, "" outside a matrix. */
  readonly matrix: string;
}

/** The metric of one run as a control chart sees it. */
export interface RunMean {
  readonly mean: number;
  /** s/√n of the users of the run. */
  readonly standardError: number;
}

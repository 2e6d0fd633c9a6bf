/** What a training script left beside its checkpoint (`monitor.json`), checked against the model. */
export interface TrainingManifest {
  /** Milliseconds since 1970 UTC. */
  readonly trainedAt: number;
  /** Time of the newest training rating; null when the script did not know. */
  readonly cutoff: number | null;
  /** How often each item occurred in training, one count an item of the model. */
  readonly popularity: Float64Array;
  /** `sha256:` and 64 hex digits of the checkpoint it was written for; null when the script did not say. */
  readonly checkpointDigest: string | null;
}

import type { SkipReason } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import type { RecommenderModel } from "./recommender-model.ts";
import type { TrainingManifest } from "./training-manifest.ts";

/** How often each item occurred at training time, or why nobody knows. */
export type Popularity =
  | {
      readonly kind: "known";
      readonly source: "train-interactions" | "monitor.json";
      /** One count an item of the model. */
      readonly counts: Float64Array;
      /** Users of the training. */
      readonly numUsers: number;
    }
  | { readonly kind: "unknown"; readonly reason: SkipReason };

/** Where counts may come from. */
interface PopularitySources {
  readonly idMapping: "mapped" | "first-seen";
  readonly model: Pick<RecommenderModel, "kind" | "numUsers" | "numItems">;
  /** `sha256:` and 64 hex digits. */
  readonly modelDigest: string;
  readonly train: Interactions | null;
  readonly manifest: TrainingManifest | null;
}

/**
 * The popularity that training saw: the pairs known at training time, each once, else the counts of monitor.json. Never
 * the evaluated ratings: a list that has seen the answers is no baseline. In first-seen mode the items of the ratings are
 * not those that were counted.
 */
export function choosePopularity(sources: PopularitySources): Popularity {
  const { idMapping, model, modelDigest, train, manifest } = sources;
  if (model.kind === "sequence") return { kind: "unknown", reason: "sequence-model" };
  if (idMapping === "first-seen") return { kind: "unknown", reason: "first-seen-ids" };
  if (train !== null)
    return {
      kind: "known",
      source: "train-interactions",
      counts: countItems(train, model.numItems),
      numUsers: train.users.length,
    };
  if (manifest === null) return { kind: "unknown", reason: "no-popularity-source" };
  return isOfModel(manifest, modelDigest)
    ? {
        kind: "known",
        source: "monitor.json",
        counts: manifest.popularity,
        numUsers: model.numUsers,
      }
    : { kind: "unknown", reason: "popularity-of-another-checkpoint" };
}

/** Whether the manifest was written for this very checkpoint; one without a digest is believed. */
export function isOfModel({ checkpointDigest }: TrainingManifest, modelDigest: string): boolean {
  return checkpointDigest === null || checkpointDigest === modelDigest;
}

function countItems({ items }: Interactions, numItems: number): Float64Array {
  const counts = new Float64Array(numItems);
  for (const item of items) counts[item]!++;
  return counts;
}

import type { IdMapping } from "./core/id-maps.ts";
import type { Interactions } from "./core/interactions.ts";
import type { Source } from "./core/measurement.ts";
import { choosePopularity, type Popularity } from "./core/popularity.ts";
import type { RecommenderModel } from "./core/recommender-model.ts";
import type { TrainingManifest } from "./core/training-manifest.ts";
import type { LoadedModel, LoadedRatings, NoDatabase, World } from "./world.ts";

/** What step 1 brings. */
export interface Loaded {
  readonly ratings: LoadedRatings;
  readonly model: RecommenderModel;
  readonly source: Source;
  readonly mapping: IdMapping;
  /** Pairs known at training time; null when none were given. */
  readonly train: Interactions | null;
  /** What the training left beside the model; null when there is nothing. */
  readonly manifest: TrainingManifest | null;
  readonly popularity: Popularity;
}

/**
 * Step 1. Reads the ratings and all files of the model at the same time: the database has its own thread. That there is no database is an outcome and no error.
 */
export async function load(world: World): Promise<Loaded | NoDatabase> {
  const { log } = world;
  // allSettled, so that a broken checkpoint does not leave the database's thread running behind an error.
  const [ratings, model] = await Promise.allSettled([world.readRatings(), readModelFiles(world)]);
  if (ratings.status === "rejected") throw ratings.reason;
  if ("missing" in ratings.value) return ratings.value;
  if (model.status === "rejected") throw model.reason;
  const loaded = { ratings: ratings.value, ...model.value };
  log.info(`${loaded.ratings.source.path}: ${loaded.ratings.ratings.userOfRow.length} ratings`);
  if (loaded.ratings.walFramesReplayed > 0)
    log.info(`${loaded.ratings.walFramesReplayed} frames of its write-ahead log were replayed`);
  log.info(`${loaded.source.path}: ${sizeOf(loaded.model)}`);
  const { mapping, train, manifest } = loaded;
  log.info(maskText(loaded.model, train));
  const popularity = choosePopularity({
    idMapping: mapping.kind,
    model: loaded.model,
    modelDigest: loaded.source.digest,
    train,
    manifest,
  });
  log.info(popularityText(popularity));
  return { ...loaded, popularity };
}

/** Everything of the training: parsing millions of its pairs takes as long as reading the ratings. */
async function readModelFiles(
  world: World,
): Promise<LoadedModel & Pick<Loaded, "mapping" | "train" | "manifest">> {
  const loaded = await world.readModel();
  const mapping = await world.readIdMapping(loaded);
  const train = await world.readTrainInteractions(loaded.model);
  const manifest = await world.readTrainingManifest(loaded.model);
  return { ...loaded, mapping, train, manifest };
}

function sizeOf(model: RecommenderModel): string {
  const size = `${model.numItems} items, ${model.dim} factors`;
  return model.kind === "sequence"
    ? `sequence model (${model.network}), ${size}`
    : `${model.kind}, ${model.numUsers} users, ${size}`;
}

function maskText({ kind }: RecommenderModel, train: Interactions | null): string {
  if (train === null) return "no train interactions: nothing is masked";
  const pairs = `${train.items.length} pairs known at training time`;
  return kind === "sequence" ? `${pairs}: a sequence model masks none of them` : `${pairs} are masked`;
}

function popularityText(popularity: Popularity): string {
  return popularity.kind === "known"
    ? `popularity from ${popularity.source}`
    : `no popularity baseline: ${popularity.reason}`;
}

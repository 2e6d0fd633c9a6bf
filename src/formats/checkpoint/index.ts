import type { RecommenderModel } from "../../core/recommender-model.ts";
import { NO_MAPS, type CarriedMaps } from "./carried-maps.ts";
import { findModel } from "./find-model.ts";
import { foreignFile } from "./foreign-files.ts";
import type { CheckpointFormat } from "./format.ts";
import { NPZ_STATE } from "./npz-state.ts";
import { PYTHON_PICKLE } from "./python-pickle.ts";
import { SAFETENSORS } from "./safetensors.ts";
import { TORCH_LEGACY } from "./torch-legacy.ts";
import { TORCH_ZIP } from "./torch-zip.ts";

/** Every format that is read; the first that matches is taken, so what is told by more stands before what is told by less. */
const FORMATS: readonly CheckpointFormat[] = [NPZ_STATE, TORCH_ZIP, TORCH_LEGACY, PYTHON_PICKLE, SAFETENSORS];

/** What a checkpoint holds for us. */
interface Checkpoint {
  readonly model: RecommenderModel;
  /** Id maps that the training script saved with the model. */
  readonly maps: CarriedMaps;
}

/**
 * Reads the recommender model of a checkpoint, in whatever class, dict or list it is wrapped, without executing
 * anything that the file contains.
 *
 * @param file how the user named the file: every error begins with it.
 * @throws MalformedFileError when the file is damaged or contradicts itself; UnsupportedFileError when it is something
 * else than a checkpoint, holds no or several models, or one that is not supported.
 */
export function readCheckpoint(file: string, bytes: Uint8Array): Checkpoint {
  const format = FORMATS.find((candidate) => candidate.matches(bytes));
  if (format === undefined) throw foreignFile(file, bytes);
  const source = format.read(file, bytes);
  return { model: findModel(file, source), maps: source.maps ?? NO_MAPS };
}

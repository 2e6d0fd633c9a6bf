import { createHash } from "node:crypto";
import { z } from "zod";
import { checkRepeats, readFields, wholeNumber } from "./meta-fields.ts";
import { writeYaml } from "./yaml.ts";

/** What is read of an experiment's `meta.yaml`. */
export interface Experiment {
  readonly id: string;
  readonly name: string;
  readonly lifecycleStage: "active" | "deleted";
  /** Milliseconds since 1970 UTC; -1 when it is not known. */
  readonly creationTime: number;
}

const META = z.object({
  experiment_id: z.string({ error: "must be the name of its directory" }),
  name: z.string({ error: "must be text" }),
  lifecycle_stage: z.enum(["active", "deleted"], { error: "must be active or deleted" }),
  creation_time: wholeNumber("milliseconds since 1970").optional(),
});

const UPDATE = z.object({ last_update_time: wholeNumber("milliseconds since 1970").optional() });

/**
 * The id of a new experiment: 18 decimal digits, the first not 0, out of the SHA-256 of its name. Two runners that
 * both start without a history then agree on the directory; random ids would give two experiments of one name, of
 * which MLflow shows one. Not longer: `mlflow migrate-filestore` makes it a 64-bit integer.
 * @param attempt counts from 0 when another experiment (renamed by a person) already has the id
 */
export function experimentIdOf(name: string, attempt: number): string {
  if (name === "Default" && attempt === 0) return "0";
  const hash = createHash("sha256").update(attempt === 0 ? name : `${name}\n${attempt}`, "utf8");
  const digits = BigInt(`0x${hash.digest("hex")}`) % 900_000_000_000_000_000n;
  return String(digits + 100_000_000_000_000_000n);
}

/**
 * The `meta.yaml` of an experiment.
 * @param experiment times in milliseconds since 1970 UTC
 * @param store base name of the tracking directory: a relative location is found again wherever the store is moved,
 *   as long as MLflow runs in the directory that contains it; an absolute one only on this machine
 */
export function writeExperimentMeta(experiment: Experiment, store: string): string {
  return writeYaml({
    artifact_location: `${store}/${experiment.id}`,
    creation_time: experiment.creationTime,
    experiment_id: experiment.id,
    last_update_time: experiment.creationTime,
    lifecycle_stage: experiment.lifecycleStage,
    name: experiment.name,
  });
}

/**
 * Reads the `meta.yaml` of an experiment, by whatever version of MLflow.
 * @param directory name of the directory it was found in
 * @throws MalformedFileError when MLflow could not use it either
 */
export function readExperimentMeta(text: string, file: string, directory: string): Experiment {
  const meta = readFields(META, text, file);
  checkRepeats("experiment_id", meta.experiment_id, directory, file);
  return {
    id: directory,
    name: meta.name,
    lifecycleStage: meta.lifecycle_stage,
    creationTime: meta.creation_time ?? -1,
  };
}

/**
 * When MLflow last changed an experiment, in milliseconds since 1970 UTC: at its creation, a rename, a deletion and a
 * restoration. 0 when it cannot be told: whoever lists experiments says what is wrong with it.
 */
export function readExperimentUpdate(text: string, directory: string): number {
  try {
    const { last_update_time: updated } = readFields(UPDATE, text, directory);
    return updated ?? 0;
  } catch {
    return 0;
  }
}

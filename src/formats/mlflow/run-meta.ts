import { z } from "zod";
import { checkRepeats, readFields, wholeNumber } from "./meta-fields.ts";
import { writeYaml } from "./yaml.ts";

/** MLflow's number for a run that has ended well (mlflow/entities/run_status.py). */
const FINISHED = 3;
/** `LOCAL`, a constant that old readers want; the real source is in the tags. */
const SOURCE_TYPE = 4;

/** Where a run lives: the base name of the tracking directory and the two ids below it. */
export interface RunPlace {
  readonly store: string;
  readonly experimentId: string;
  readonly runId: string;
}

/** What is read of a run's `meta.yaml`. */
export interface RunMeta {
  readonly runId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startTime: number;
  /** FINISHED and not deleted. */
  readonly counts: boolean;
}

const META = z.object({
  run_id: z.string({ error: "must be the name of its directory" }).optional(),
  run_uuid: z.string({ error: "must be the name of its directory" }).optional(),
  experiment_id: z.string({ error: "must be the name of the experiment's directory" }),
  lifecycle_stage: z.enum(["active", "deleted"], { error: "must be active or deleted" }).default("active"),
  // A missing status is RUNNING to MLflow.
  status: wholeNumber("a number from 1 to 5").default(1),
  start_time: wholeNumber("milliseconds since 1970"),
});

/** The `meta.yaml` of a finished run, with every key that any MLflow from 2.x on needs (2.x `run_uuid`, 3.x `run_id`). */
export function writeRunMeta(
  place: RunPlace,
  run: {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly userId: string;
  },
): string {
  return writeYaml({
    artifact_uri: `${place.store}/${place.experimentId}/${place.runId}/artifacts`,
    end_time: run.endTime,
    entry_point_name: "",
    experiment_id: place.experimentId,
    lifecycle_stage: "active",
    run_id: place.runId,
    run_name: run.name,
    run_uuid: place.runId,
    source_name: "",
    source_type: SOURCE_TYPE,
    source_version: "",
    start_time: run.startTime,
    status: FINISHED,
    tags: [],
    user_id: run.userId,
  });
}

/**
 * Reads the `meta.yaml` of a run, by whatever version of MLflow.
 * @throws MalformedFileError when it cannot be told which run this is, when it started or whether it finished
 */
export function readRunMeta(text: string, file: string, place: Omit<RunPlace, "store">): RunMeta {
  const meta = readFields(META, text, file);
  checkRepeats("experiment_id", meta.experiment_id, place.experimentId, file);
  checkRepeats("run_id", meta.run_id ?? meta.run_uuid, place.runId, file);
  return {
    runId: place.runId,
    startTime: meta.start_time,
    counts: meta.status === FINISHED && meta.lifecycle_stage === "active",
  };
}

/** What keeping a history needs to know of a run, whoever wrote it. */
export interface RunLife {
  /** Milliseconds since 1970 UTC; 0 when it cannot be told. */
  readonly startTime: number;
  readonly isDeleted: boolean;
}

/** Never fails: a `meta.yaml` that cannot be read is kept as it is, and whoever compares runs says what is wrong with it. */
export function readRunLife(text: string, place: Omit<RunPlace, "store">): RunLife {
  try {
    const { start_time: startTime, lifecycle_stage: stage } = readFields(
      META,
      text,
      `${place.runId}/meta.yaml`,
    );
    return { startTime, isDeleted: stage === "deleted" };
  } catch {
    return { startTime: 0, isDeleted: false };
  }
}

import { z } from "zod";
import type { MapProblems } from "../../core/id-maps.ts";
import type { TrainingTimes } from "../../core/measurement.ts";

const COUNT = z.int().nonnegative();

/** What the manifest of the training says: the key `training` of `evidence.json` and `report.json`. */
export function trainingJson(times: TrainingTimes | null): object | null {
  if (times === null) return null;
  const { trainedAt, cutoff, ofThisCheckpoint, ratedAfter } = times;
  return {
    trained_at: trainedAt,
    cutoff,
    of_this_checkpoint: ofThisCheckpoint,
    rated_after: ratedAfter === null ? null : { some: ratedAfter.some, all: ratedAfter.all },
  };
}

/** The other direction of `trainingJson`. */
export const TRAINING = z
  .object({
    trained_at: z.int(),
    cutoff: z.int().nullable(),
    of_this_checkpoint: z.boolean(),
    // Earlier versions did not count it.
    rated_after: z.object({ some: COUNT, all: COUNT }).nullable().default(null),
  })
  .transform(
    ({
      trained_at: trainedAt,
      cutoff,
      of_this_checkpoint: ofThisCheckpoint,
      rated_after: ratedAfter,
    }): TrainingTimes => ({ trainedAt, cutoff, ofThisCheckpoint, ratedAfter }),
  )
  .nullable();

/** What is odd in the id maps: the key `map_problems` of the health. */
export function mapProblemsJson(problems: MapProblems | null): object | null {
  if (problems === null) return null;
  const { users, items } = problems;
  return {
    user_map: {
      malformed_rows: users.malformedRows,
      conflicting_names: users.conflictingNames,
      shared_ids: users.sharedIds,
    },
    item_map: { malformed_rows: items.malformedRows, shared_ids: items.sharedIds },
  };
}

/** The other direction of `mapProblemsJson`. */
export const MAP_PROBLEMS = z
  .object({
    user_map: z.object({ malformed_rows: COUNT, conflicting_names: COUNT, shared_ids: COUNT }),
    item_map: z.object({ malformed_rows: COUNT, shared_ids: COUNT }),
  })
  .transform(({ user_map: users, item_map: items }): MapProblems => ({
    users: {
      malformedRows: users.malformed_rows,
      conflictingNames: users.conflicting_names,
      sharedIds: users.shared_ids,
    },
    items: { malformedRows: items.malformed_rows, sharedIds: items.shared_ids },
  }))
  .nullable();

import { z } from "zod";
import type { DataHealth } from "../../core/validation.ts";
import type { JsonObject } from "./measurement-json.ts";
import { MAP_PROBLEMS, mapProblemsJson } from "./training-json.ts";

/** What the ratings looked like beside the model: the key `health` of `evidence.json` and `report.json`. */
export function healthJson({ counts, problems, dropped, filtered, ...health }: DataHealth): JsonObject {
  return {
    num_users: counts.numUsers,
    num_ratings: counts.numRatings,
    avg_ratings_per_user: counts.avgRatingsPerUser,
    evaluated_users: health.evaluatedUsers,
    evaluated_ratings: health.evaluatedRatings,
    dropped: {
      ambiguous_title: dropped.ambiguousTitle,
      unmatched_title: dropped.unmatchedTitle,
      unknown_user: dropped.unknownUser,
    },
    filtered: {
      below_min_rating: filtered.belowMinRating,
      without_time: filtered.withoutTime,
      too_old: filtered.tooOld,
    },
    malformed_rows: problems.malformedRows,
    non_numeric_ratings: problems.nonNumericRatings,
    malformed_timestamps: problems.malformedTimestamps,
    duplicate_rows: health.duplicateRows,
    unknown_users: health.unknownUsers,
    cold_users: health.coldUsers,
    unknown_items: health.unknownItems,
    ambiguous_items: health.ambiguousItems,
    num_item_names: health.numItemNames,
    map_problems: mapProblemsJson(health.mapProblems),
    newest_rating: health.newestRating,
  };
}

const COUNT = z.int().nonnegative();

/** The other direction of `healthJson`, field by field. */
export const HEALTH = z
  .object({
    num_users: COUNT,
    num_ratings: COUNT,
    avg_ratings_per_user: z.number(),
    evaluated_users: COUNT,
    evaluated_ratings: COUNT,
    dropped: z.object({ ambiguous_title: COUNT, unmatched_title: COUNT, unknown_user: COUNT }),
    filtered: z.object({ below_min_rating: COUNT, without_time: COUNT, too_old: COUNT }),
    malformed_rows: COUNT,
    non_numeric_ratings: COUNT,
    malformed_timestamps: COUNT,
    duplicate_rows: COUNT,
    unknown_users: COUNT,
    cold_users: COUNT,
    unknown_items: COUNT,
    ambiguous_items: COUNT,
    num_item_names: COUNT,
    map_problems: MAP_PROBLEMS,
    newest_rating: z.number().nullable(),
  })
  .transform((json): DataHealth => ({
    counts: {
      numUsers: json.num_users,
      numRatings: json.num_ratings,
      avgRatingsPerUser: json.avg_ratings_per_user,
    },
    problems: {
      malformedRows: json.malformed_rows,
      nonNumericRatings: json.non_numeric_ratings,
      malformedTimestamps: json.malformed_timestamps,
    },
    dropped: {
      ambiguousTitle: json.dropped.ambiguous_title,
      unmatchedTitle: json.dropped.unmatched_title,
      unknownUser: json.dropped.unknown_user,
    },
    filtered: {
      belowMinRating: json.filtered.below_min_rating,
      withoutTime: json.filtered.without_time,
      tooOld: json.filtered.too_old,
    },
    unknownUsers: json.unknown_users,
    coldUsers: json.cold_users,
    unknownItems: json.unknown_items,
    ambiguousItems: json.ambiguous_items,
    numItemNames: json.num_item_names,
    evaluatedRatings: json.evaluated_ratings,
    evaluatedUsers: json.evaluated_users,
    duplicateRows: json.duplicate_rows,
    mapProblems: json.map_problems,
    newestRating: json.newest_rating,
  }));

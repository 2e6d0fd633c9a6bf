import type { DataHealth } from "../../src/core/validation.ts";

/** Data without anything odd: three users, four rows, all scored. */
export function aHealth(changes: Partial<DataHealth> = {}): DataHealth {
  return {
    counts: { numUsers: 3, numRatings: 4, avgRatingsPerUser: 4 / 3 },
    problems: { malformedRows: 0, nonNumericRatings: 0, malformedTimestamps: 0 },
    dropped: { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 },
    filtered: { belowMinRating: 0, withoutTime: 0, tooOld: 0 },
    unknownUsers: 0,
    coldUsers: 0,
    unknownItems: 0,
    ambiguousItems: 0,
    numItemNames: 4,
    evaluatedRatings: 4,
    evaluatedUsers: 3,
    duplicateRows: 0,
    mapProblems: null,
    newestRating: null,
    ...changes,
  };
}

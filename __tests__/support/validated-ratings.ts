import type { IdMapping } from "../../src/core/id-maps.ts";
import type { Ratings } from "../../src/core/ratings.ts";
import { validate } from "../../src/core/validate.ts";
import type { DataHealth, Validation } from "../../src/core/validation.ts";

/** The size of the model that all ratings here are validated for. */
export const MODEL = { numUsers: 3, numItems: 4 };

/** Maps that know two users and two films, and one title that means two. */
export const MAPPED: IdMapping & { kind: "mapped" } = {
  kind: "mapped",
  users: {
    idOf: new Map([
      ["ann", 2],
      ["bob", 0],
    ]),
    maxId: 2,
    rows: 2,
    problems: { malformedRows: 0, conflictingNames: 0, sharedIds: 0 },
  },
  items: {
    idOfTitle: new Map([
      ["heat", 3],
      ["big", 1],
    ]),
    ambiguousTitles: new Set(["the thing"]),
    numIds: 4,
    maxId: 3,
    rows: 4,
    problems: { malformedRows: 0, sharedIds: 0 },
  },
};

export const FIRST_SEEN: IdMapping = { kind: "first-seen" };

/** What validation makes of ratings that leave something to evaluate. */
export function validated(ratings: Ratings, mapping: IdMapping = MAPPED): Validation & { kind: "ok" } {
  const validation = validate({ ratings, mapping, model: MODEL });
  if (validation.kind !== "ok") throw new Error(`no data: ${validation.reason}`);
  return validation;
}

/** What validation counts, whether or not anything is left. */
export function healthOf(ratings: Ratings, mapping: IdMapping = MAPPED): DataHealth | null {
  return validate({ ratings, mapping, model: MODEL }).health;
}

import { describe, expect, test } from "@jest/globals";
import { ConfigError } from "../../src/core/errors.ts";
import type { IdMapping } from "../../src/core/id-maps.ts";
import type { Ratings } from "../../src/core/ratings.ts";
import { validate } from "../../src/core/validate.ts";
import type { DataHealth, Validation } from "../../src/core/validation.ts";
import { aRatings } from "../support/ratings.ts";

const MODEL = { numUsers: 3, numItems: 4 };

const MAPPED: IdMapping & { kind: "mapped" } = {
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
const FIRST_SEEN: IdMapping = { kind: "first-seen" };

function validated(ratings: Ratings, mapping: IdMapping = MAPPED): Validation & { kind: "ok" } {
  const validation = validate({ ratings, mapping, model: MODEL });
  if (validation.kind !== "ok") throw new Error(`no data: ${validation.reason}`);
  return validation;
}

function healthOf(ratings: Ratings, mapping: IdMapping = MAPPED): DataHealth | null {
  return validate({ ratings, mapping, model: MODEL }).health;
}

describe("mapped", () => {
  test("gives users and items the model's ids", () => {
    const { interactions } = validated(
      aRatings([
        ["ann", "Heat"],
        ["bob", "Big"],
        ["ann", "Big"],
      ]),
    );
    expect([...interactions.users]).toEqual([0, 2]);
    expect([...interactions.offsets]).toEqual([0, 1, 3]);
    expect([...interactions.items]).toEqual([1, 1, 3]);
  });

  test("finds a title in another spelling", () => {
    const { interactions } = validated(aRatings([["ann", " HEAT (1995)"]]));
    expect([...interactions.items]).toEqual([3]);
  });

  test("does not find a username in another spelling", () => {
    const ratings = aRatings([
      ["Ann", "Heat"],
      ["ann ", "Heat"],
      ["ann", "Heat"],
    ]);
    expect(healthOf(ratings)).toMatchObject({ unknownUsers: 2, evaluatedUsers: 1 });
  });

  test.each([
    { row: ["ann", "The Thing"], dropped: { ambiguousTitle: 1 } },
    { row: ["zoe", "The Thing"], dropped: { ambiguousTitle: 1 } },
    { row: ["ann", "The Thing (1982)"], dropped: { ambiguousTitle: 1 } },
    { row: ["ann", "Nowhere"], dropped: { unmatchedTitle: 1 } },
    { row: ["zoe", "Nowhere"], dropped: { unmatchedTitle: 1 } },
    { row: ["zoe", "Heat"], dropped: { unknownUser: 1 } },
  ] as const)("a row of $row is dropped once, as $dropped", ({ row, dropped }) => {
    const nothing = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };
    expect(healthOf(aRatings([["bob", "Big"], row]))?.dropped).toEqual({ ...nothing, ...dropped });
  });

  test("counts before it drops", () => {
    const health = healthOf(
      aRatings([
        ["ann", "Heat"],
        ["ann", "Nowhere"],
        ["zoe", "The Thing"],
        ["zoe", "Heat"],
      ]),
    );
    expect(health?.counts).toEqual({ numUsers: 2, numRatings: 4, avgRatingsPerUser: 2 });
    expect(health).toMatchObject({ evaluatedUsers: 1, evaluatedRatings: 1 });
  });

  test("counts distinct names that the model does not know", () => {
    const rows = ["Heat", "Nowhere", "Nowhere", "Elsewhere", "The Thing", "the thing"].map(
      (title) => ["zoe", title] as const,
    );
    expect(healthOf(aRatings([["ann", "Heat"], ...rows]))).toMatchObject({
      unknownUsers: 1,
      unknownItems: 2,
      ambiguousItems: 2,
      numItemNames: 5,
    });
  });

  test("counts two spellings of one film by one user as two ratings and one target", () => {
    const { health, interactions } = validated(
      aRatings([
        ["ann", "Heat"],
        ["ann", "heat (1995)"],
      ]),
    );
    expect(health).toMatchObject({ evaluatedRatings: 2, duplicateRows: 1 });
    expect([...interactions.items]).toEqual([3]);
  });
});

describe("users whom the model does not know", () => {
  const ratings = aRatings([
    ["ann", "Heat"],
    ["zoe", "Nowhere"],
    ["yan", "Nowhere"],
    ["zoe", "Big"],
    ["zoe", "big (1988)"],
    ["zoe", "Heat"],
  ]);

  test("keep their known items apart, under the numbers of their names", () => {
    const { cold, interactions } = validated(ratings);
    expect([...cold.users]).toEqual([ratings.users.indexOf("zoe")]);
    expect([...cold.items]).toEqual([1, 3]);
    expect([...interactions.users]).toEqual([2]);
  });

  test("are counted apart from those who rated nothing that it knows", () => {
    const health = healthOf(ratings)!;
    expect([health.unknownUsers, health.coldUsers, health.dropped.unknownUser]).toEqual([2, 1, 3]);
  });

  test("do not exist in first-seen mode", () => {
    const { cold, health } = validated(aRatings([["zoe", "Big"]]), FIRST_SEEN);
    expect([cold.users.length, health.coldUsers]).toEqual([0, 0]);
  });
});

describe("what is odd in the maps", () => {
  test("is taken along as the maps counted it", () => {
    const users = { malformedRows: 1, conflictingNames: 2, sharedIds: 3 };
    const items = { malformedRows: 4, sharedIds: 5 };
    const mapping = {
      kind: "mapped",
      users: { ...MAPPED.users, problems: users },
      items: { ...MAPPED.items, problems: items },
    } as const;
    expect(healthOf(aRatings([["ann", "Heat"]]), mapping)?.mapProblems).toEqual({ users, items });
  });

  test("is nothing where there are no maps", () => {
    expect(healthOf(aRatings([["ann", "Heat"]]), FIRST_SEEN)?.mapProblems).toBeNull();
  });
});

describe("first-seen", () => {
  test("numbers users and items by first appearance and drops nothing", () => {
    const rows = aRatings([
      ["zoe", "Nowhere"],
      ["ann", "Heat"],
      ["zoe", "Heat"],
    ]);
    const { interactions, health } = validated(rows, FIRST_SEEN);
    expect([...interactions.users]).toEqual([0, 1]);
    expect([...interactions.items]).toEqual([0, 1, 1]);
    expect(health).toMatchObject({ unknownUsers: 0, unknownItems: 0, evaluatedRatings: 3 });
  });

  test("does not normalise titles", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat"],
          ["ann", "heat"],
        ]),
        FIRST_SEEN,
      )?.duplicateRows,
    ).toBe(0);
  });

  test.each([
    { what: "users", count: 4, allowed: 3, row: (n: number) => [`user ${n}`, "Heat"] as const },
    { what: "items", count: 5, allowed: 4, row: (n: number) => ["ann", `title ${n}`] as const },
  ])("more $what than the model has is an error with both numbers", ({ what, count, allowed, row }) => {
    const ratings = aRatings(Array.from({ length: count }, (_, index) => row(index)));
    const run = (): unknown => validate({ ratings, mapping: FIRST_SEEN, model: MODEL });
    expect(run).toThrow(ConfigError);
    expect(run).toThrow(`numbers ${count} ${what} of the database, but the model has ${allowed}`);
  });

  test("as many users and items as the model has are fine", () => {
    const rows = [0, 1, 2, 3].map((n) => [`user ${Math.min(n, 2)}`, `title ${n}`] as const);
    expect(validated(aRatings(rows), FIRST_SEEN).health.evaluatedUsers).toBe(3);
  });
});

describe("what counts as relevant", () => {
  const rows = aRatings([
    ["ann", "Heat", 10],
    ["ann", "Big", 30],
    ["bob", "Heat", NaN],
    ["zoe", "Heat", 40],
    ["ann", "Nowhere", 5],
    ["bob", "The Thing", 5],
  ]);
  const ratings = { ...rows, values: Float64Array.of(5, NaN, 4, 1, 1, 1) };
  const withFilter = (minRating: number | null, newerThan: number | null, mapping: IdMapping = MAPPED) =>
    validate({ ratings, mapping, model: MODEL, filter: { minRating, newerThan } });

  test("does not change the counts of the active users and their ratings, nor the newest rating", () => {
    const { counts, newestRating } = withFilter(5, 35).health;
    expect(counts).toEqual(healthOf(ratings)?.counts);
    expect(newestRating).toBe(40);
  });

  test("is decided after the maps: a row that they drop is counted there alone", () => {
    const { dropped, filtered } = withFilter(5, null).health;
    expect(dropped).toEqual({ ambiguousTitle: 1, unmatchedTitle: 1, unknownUser: 1 });
    expect(filtered).toEqual({ belowMinRating: 2, withoutTime: 0, tooOld: 0 });
  });

  test("leaves the ratings that are high enough as targets", () => {
    const validation = withFilter(5, null);
    if (validation.kind !== "ok") throw new Error(validation.reason);
    expect([...validation.interactions.users]).toEqual([2]);
    expect([...validation.interactions.items]).toEqual([3]);
    expect(validation.health).toMatchObject({ evaluatedUsers: 1, evaluatedRatings: 1 });
  });

  test("leaves the ratings that are new enough as targets", () => {
    const validation = withFilter(null, 20);
    if (validation.kind !== "ok") throw new Error(validation.reason);
    expect([...validation.interactions.items]).toEqual([1]);
    expect(validation.health.filtered).toEqual({ belowMinRating: 0, withoutTime: 1, tooOld: 1 });
  });

  test("counts as well in first-seen mode, where the maps drop nothing", () => {
    expect(withFilter(5, null, FIRST_SEEN).health.filtered.belowMinRating).toBe(5);
  });

  test.each([
    { reason: "below-min-rating", minRating: 6, newerThan: null },
    { reason: "nothing-new", minRating: null, newerThan: 40 },
    { reason: "nothing-new", minRating: 5, newerThan: 20 },
  ])("is nothing, by $reason, for $minRating and $newerThan", ({ reason, minRating, newerThan }) => {
    expect(withFilter(minRating, newerThan)).toMatchObject({ kind: "no-data", reason });
  });

  test("is nothing when no rating that could count has a time", () => {
    const timeless = aRatings([
      ["bob", "Heat", NaN],
      ["zoe", "Heat", 40],
    ]);
    const filter = { minRating: null, newerThan: 20 };
    expect(validate({ ratings: timeless, mapping: MAPPED, model: MODEL, filter })).toMatchObject({
      kind: "no-data",
      reason: "no-usable-times",
    });
  });

  test("does not hide that the model knows no row at all", () => {
    const unknown = aRatings([["zoe", "Heat", 40]]);
    const filter = { minRating: 6, newerThan: 50 };
    expect(validate({ ratings: unknown, mapping: MAPPED, model: MODEL, filter })).toMatchObject({
      kind: "no-data",
      reason: "no-known-rows",
    });
  });
});

describe("nothing to evaluate is an outcome", () => {
  test.each([
    { reason: "no-rows", when: "the query returned nothing", ratings: aRatings([]) },
    {
      reason: "no-usable-rows",
      when: "every row was malformed",
      ratings: aRatings([], { malformedRows: 3 }),
    },
    {
      reason: "no-known-rows",
      when: "the model knows no row",
      ratings: aRatings([
        ["zoe", "Heat"],
        ["ann", "Nowhere"],
      ]),
    },
  ])("$reason when $when", ({ reason, ratings }) => {
    expect(validate({ ratings, mapping: MAPPED, model: MODEL })).toMatchObject({ kind: "no-data", reason });
  });

  test("the averages of no rows are 0, not NaN", () => {
    expect(healthOf(aRatings([]))?.counts).toEqual({ numUsers: 0, numRatings: 0, avgRatingsPerUser: 0 });
  });
});

describe("the newest rating", () => {
  test("is the newest of all rows, known to the model or not", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat", 5],
          ["zoe", "Nowhere", 9],
          ["ann", "Big", 7],
        ]),
      )?.newestRating,
    ).toBe(9);
  });

  test("passes over rows without a time", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat", NaN],
          ["ann", "Big", -7],
        ]),
      )?.newestRating,
    ).toBe(-7);
  });

  test.each([
    { when: "the query has no timestamps", rows: [["ann", "Heat"]] as const },
    { when: "no row has a time", rows: [["ann", "Heat", NaN]] as const },
  ])("is unknown when $when", ({ rows }) => {
    expect(healthOf(aRatings(rows))?.newestRating).toBeNull();
  });
});

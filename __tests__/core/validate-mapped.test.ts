import { describe, expect, test } from "@jest/globals";

import { aRatings } from "../support/ratings.ts";
import { MAPPED, FIRST_SEEN, validated, healthOf } from "../support/validated-ratings.ts";

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

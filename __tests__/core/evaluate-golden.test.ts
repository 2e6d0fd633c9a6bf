import { describe, expect, test } from "@jest/globals";
import type { Evaluation } from "../../src/core/evaluate.ts";
import type { Validation } from "../../src/core/validation.ts";
import { validate } from "../../src/core/validate.ts";
import { evaluate } from "../support/evaluate.ts";
import { miniGolden, miniMapping, miniModel, miniRatings, miniTrain, type MiniRun } from "../support/mini.ts";

const golden = miniGolden();
const model = miniModel();
const CUT_OFFS = [1, 5, 10, 20];
const runs = golden.runs.filter(({ checkpoint }) => checkpoint === "bpr_recommender.pt");

function validated(run: Pick<MiniRun, "database" | "mode">): Validation & { kind: "ok" } {
  const validation = validate({
    ratings: miniRatings(run.database),
    mapping: miniMapping(run.mode, model),
    model,
  });
  if (validation.kind !== "ok") throw new Error(validation.reason);
  return validation;
}

function evaluated(run: MiniRun, k: number): Evaluation {
  const { interactions, health } = validated(run);
  return evaluate({ model, interactions, train: run.train_mask ? miniTrain() : null, k, counts: health });
}

function largestDeviation(found: Iterable<number>, expected: readonly number[]): number {
  const values = [...found];
  if (values.length !== expected.length) return Infinity;
  return Math.max(...values.map((value, index) => Math.abs(value - expected[index]!)));
}

describe("every run of golden.json with the weights of bpr_recommender.pt", () => {
  test("there are eight of them", () => {
    expect(runs).toHaveLength(8);
  });

  describe.each(runs.map((run) => ({ title: titleOf(run), run })))("$title", ({ run }) => {
    test("has Spotlight's means", () => {
      for (const k of CUT_OFFS) {
        const { metrics } = evaluated(run, k);
        const found = ["test_mrr", `precision_at_${k}`, `recall_at_${k}`].map((name) => metrics.get(name)!);
        const expected = [run.aggregates.test_mrr, run.precision_at[k]!, run.recall_at[k]!];
        expect(largestDeviation(found, expected)).toBeLessThan(1e-12);
      }
    });

    test("has the counts of the table of names", () => {
      const { metrics } = evaluated(run, 10);
      const { before } = golden.databases[run.database]!.mapped;
      expect(Object.fromEntries(metrics)).toMatchObject({
        ...before,
        evaluated_users: run.aggregates.num_users,
        evaluated_ratings: run.aggregates.num_ratings,
      });
    });
  });
});

const detailed = runs.flatMap((run) =>
  run.per_user === undefined ? [] : [{ title: titleOf(run), run, perUser: run.per_user }],
);

describe.each(detailed)("per user: $title", ({ run, perUser }) => {
  const evaluations = new Map(CUT_OFFS.map((k) => [k, evaluated(run, k)]));
  const found = evaluations.get(10)!.perUser;

  test("the users are the same, in Spotlight's order, with as many targets", () => {
    expect([...found.users]).toEqual(perUser.user_ids);
    expect([...found.targets]).toEqual(perUser.targets);
  });

  test("every reciprocal rank agrees to 1e-12", () => {
    expect(largestDeviation(found.values.get("test_mrr")!, perUser.mrr)).toBeLessThan(1e-12);
  });

  test.each(CUT_OFFS)("the hits at %d are exact", (k) => {
    const { values } = evaluations.get(k)!.perUser;
    const hits = perUser.hits_at[k]!;
    expect([...values.get(`precision_at_${k}`)!]).toEqual(hits.map((count) => count / k));
    expect([...values.get(`recall_at_${k}`)!]).toEqual(
      hits.map((count, index) => count / perUser.targets[index]!),
    );
  });
});

describe.each(Object.entries(golden.databases))(
  "validating %s",
  (database, { mapped, first_seen: firstSeen }) => {
    test("mapped, counts what the maps drop", () => {
      const { health } = validated({ database, mode: "mapped" });
      expect(health.dropped).toEqual({
        ambiguousTitle: mapped.dropped_rows.ambiguous_title,
        unmatchedTitle: mapped.dropped_rows.unmatched_title,
        unknownUser: mapped.dropped_rows.unknown_user,
      });
      expect(health.unknownUsers).toBe(mapped.unknown_users);
      expect(health.evaluatedRatings - health.duplicateRows).toBe(mapped.after.distinct_pairs);
    });

    test("first-seen, numbers names in the order of the rows and drops nothing", () => {
      const ratings = miniRatings(database);
      const { health, interactions } = validated({ database, mode: "first_seen" });
      expect([...interactions.users].map((user) => ratings.users[user])).toEqual(firstSeen.users_in_order);
      expect(ratings.items.map(abbreviated)).toEqual(firstSeen.items_in_order);
      expect(health.dropped).toEqual({ ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 });
    });
  },
);

function titleOf(run: MiniRun): string {
  return `${run.database}, ${run.mode}, ${run.train_mask ? "with" : "without"} mask`;
}

/** golden.json cuts the one very long title. */
function abbreviated(title: string): string {
  return title.length > 200 ? `${title.slice(0, 40)}...(${title.length} characters)` : title;
}

import { describe, expect, test } from "@jest/globals";
import { ScalarRanker } from "../../../src/core/scoring/scalar-ranker.ts";
import type { RankingBatch } from "../../../src/core/scoring/user-ranker.ts";
import { idLists, itemTable } from "../../support/ranking-batch.ts";

/** Two users; the first likes the items as they are numbered, from the last to the first. */
function batch(changes: Partial<RankingBatch> = {}): RankingBatch {
  return {
    factors: Float32Array.from([1, -1]),
    biases: new Float32Array(2),
    targets: idLists([[0, 3], [1]]),
    masked: idLists([[2], []]),
    topK: 2,
    ...changes,
  };
}

const TABLE = itemTable({ factors: [[1], [2], [3], [3]] });

describe("ScalarRanker", () => {
  test("ranks each user's targets, masked items last", () => {
    const { ranks, positions } = new ScalarRanker(TABLE).rank(batch());
    expect([...ranks]).toEqual([3, 1, 2]);
    expect([...positions]).toEqual([3, 1, 2]);
  });

  test("lists the best items that are not masked", () => {
    const { lists } = new ScalarRanker(TABLE).rank(batch());
    expect([...lists.offsets]).toEqual([0, 2, 4]);
    expect([...lists.ids]).toEqual([3, 1, 0, 1]);
  });

  test("lists what is left where fewer items are", () => {
    const { lists } = new ScalarRanker(TABLE).rank(batch({ masked: idLists([[0, 1, 2], []]), topK: 9 }));
    expect([...lists.offsets]).toEqual([0, 1, 5]);
    expect([...lists.ids]).toEqual([3, 0, 1, 2, 3]);
  });

  test("takes lists that do not begin at 0", () => {
    const targets = { offsets: Uint32Array.from([2, 4, 5]), ids: Uint32Array.from([9, 9, 0, 3, 1]) };
    expect([...new ScalarRanker(TABLE).rank(batch({ targets })).ranks]).toEqual([3, 1, 2]);
  });

  test("counts the users with a NaN and flags the items", () => {
    const table = itemTable({ factors: [[1], [2], [3], [3]], biases: [0, 0, NaN, 0] });
    const found = new ScalarRanker(table).rank(batch());
    expect(found.nanUsers).toBe(2);
    expect([...found.nanItems!]).toEqual([0, 0, 1, 0]);
    expect([...found.ranks]).toEqual([0, 0, 0]);
    expect([...found.lists.ids]).toEqual([]);
  });
});

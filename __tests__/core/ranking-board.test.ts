import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { RankingBoard } from "../../src/core/ranking-board.ts";
import type { RankedBatch } from "../../src/core/scoring/user-ranker.ts";

function ranked(mark: number): RankedBatch {
  const lists = { offsets: new Uint32Array(1), ids: new Uint32Array(0) };
  return { ranks: Float64Array.of(mark), positions: new Uint32Array(0), lists, nanUsers: 0, nanItems: null };
}

function takenFrom(board: RankingBoard): number[] {
  const taken: number[] = [];
  board.take((index) => taken.push(index));
  return taken;
}

describe("the board of a job", () => {
  test("gives each batch away once, and takes them in their order whoever is first", () => {
    const board = new RankingBoard(3);
    expect([board.claim(), board.claim(), board.claim(), board.claim()]).toEqual([0, 1, 2, null]);
    board.deliver(2, ranked(2));
    expect(takenFrom(board)).toEqual([]);
    board.deliver(0, ranked(0));
    expect(takenFrom(board)).toEqual([0]);
    board.deliver(1, ranked(1));
    expect(takenFrom(board)).toEqual([1, 2]);
    expect(board.isDone).toBe(true);
  });

  test("of two results for one batch the first counts, and neither comes twice", () => {
    const board = new RankingBoard(2);
    board.claim();
    board.claim();
    board.deliver(1, ranked(1));
    board.deliver(1, ranked(9));
    board.deliver(0, ranked(0));
    const marks: number[] = [];
    board.take((_, { ranks }) => marks.push(ranks[0]!));
    board.deliver(0, ranked(9));
    board.take((_, { ranks }) => marks.push(ranks[0]!));
    expect(marks).toEqual([0, 1]);
  });

  test("does not run far ahead of a batch that is missing, which can then be had again", () => {
    const board = new RankingBoard(1_000);
    let claimed = 0;
    for (let index = board.claim(); index !== null; index = board.claim()) {
      if (index > 0) board.deliver(index, ranked(index));
      claimed++;
    }
    expect(claimed).toBeLessThan(100);
    expect(board.claimMissing()).toBe(0);
    board.deliver(0, ranked(0));
    expect(takenFrom(board)).toHaveLength(claimed);
    expect(board.claim()).toBe(claimed);
  });

  test("at the end the last of the missing ones can be had, then those before it", () => {
    const board = new RankingBoard(4);
    for (let claims = 0; claims < 4; claims++) board.claim();
    board.deliver(2, ranked(2));
    expect(board.claimMissing()).toBe(3);
    board.deliver(3, ranked(3));
    expect(board.claimMissing()).toBe(1);
  });

  test("a job without batches is done", () => {
    const board = new RankingBoard(0);
    expect([board.isDone, board.claim(), board.claimMissing()]).toEqual([true, null, null]);
  });

  test("somebody who never comes back holds up nothing, wherever it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.boolean()), (numBatches, losses) => {
        const board = new RankingBoard(numBatches);
        const taken: number[] = [];
        for (let step = 0; !board.isDone; step++) {
          const lost = losses[step] === true ? board.claim() : null;
          const index = lost === null ? (board.claim() ?? board.claimMissing()) : null;
          if (index !== null) board.deliver(index, ranked(index));
          taken.push(...takenFrom(board));
        }
        expect(taken).toEqual(Array.from({ length: numBatches }, (_, index) => index));
      }),
    );
  });
});

import { expect, test } from "@jest/globals";
import { cutHistory, historiesOf } from "../../src/core/sequences.ts";

function history(...items: readonly number[]): Uint32Array {
  return Uint32Array.from(items);
}

function cut(items: readonly number[], longest: number, shortest = 1): number[][] {
  return cutHistory(history(...items), { longest, shortest }).map((sequence) => Array.from(sequence));
}

test("a history is cut from its newest item backwards, with zeros in front", () => {
  expect(cut([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
    [5, 6, 7],
    [2, 3, 4],
    [0, 0, 1],
  ]);
});

test("a history that fills its sequences leaves no empty one", () => {
  expect(cut([1, 2, 3, 4], 2)).toEqual([
    [3, 4],
    [1, 2],
  ]);
});

test("sequences that are too short are left out", () => {
  expect(cut([1, 2, 3, 4, 5], 3, 2)).toEqual([
    [3, 4, 5],
    [0, 1, 2],
  ]);
  expect(cut([1, 2, 3, 4, 5], 3, 3)).toEqual([[3, 4, 5]]);
  expect(cut([1], 3, 2)).toEqual([]);
});

test("rows are put in the order of their times, user by user; the rest of their order is that of the query", () => {
  const rows = {
    users: history(7, 3, 7, 7, 3, 7),
    items: history(10, 11, 12, 13, 14, 10),
    rows: history(0, 1, 2, 4, 5, 6),
  };
  // Row 3 was not scored. The first two rows of user 7 have the same time, and the last has none.
  const times = Float64Array.of(50, 20, 50, 1, 40, 10, Number.NaN);
  const { users, items } = historiesOf(rows, times);
  expect(users).toEqual([3, 7]);
  expect(items.map((own) => Array.from(own))).toEqual([
    [15, 12],
    [11, 14, 11, 13],
  ]);
});

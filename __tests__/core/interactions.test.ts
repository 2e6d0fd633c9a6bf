import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { groupInteractions } from "../../src/core/interactions.ts";

const id = fc.oneof(fc.nat(4), fc.constantFrom(0, 2 ** 25, 2 ** 26 - 1));
const pairs = fc.array(fc.tuple(id, id), { maxLength: 60 });

function ungroup({ users, offsets, items }: ReturnType<typeof groupInteractions>): [number, number][] {
  return [...users].flatMap((user, index) =>
    [...items.subarray(offsets[index], offsets[index + 1])].map((item): [number, number] => [user, item]),
  );
}

test("grouping keeps every distinct pair once, by user and item ascending", () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const grouped = groupInteractions(
        rows.map(([user]) => user),
        rows.map(([, item]) => item),
      );
      const distinct = [...new Map(rows.map((row) => [row.join(), row])).values()];
      distinct.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(ungroup(grouped)).toEqual(distinct);
    }),
  );
});

test("only users with an item are there, and the last offset is the number of items", () => {
  const grouped = groupInteractions([7, 2, 7, 7], [1, 5, 0, 1]);
  expect([...grouped.users]).toEqual([2, 7]);
  expect([...grouped.offsets]).toEqual([0, 1, 3]);
  expect([...grouped.items]).toEqual([5, 0, 1]);
});

test("no pairs are no users", () => {
  const grouped = groupInteractions([], []);
  expect([grouped.users.length, [...grouped.offsets], grouped.items.length]).toEqual([0, [0], 0]);
});

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { ListRanker } from "../../../src/core/scoring/list-ranker.ts";
import { rankTargets } from "../../../src/core/scoring/rank.ts";
import { idLists } from "../../support/ranking-batch.ts";

const ITEMS = 12;
const items = Array.from({ length: ITEMS }, (_, item) => item);
/** Few different counts: most items are tied. */
const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: ITEMS, maxLength: ITEMS });
const users = fc.array(fc.record({ targets: fc.subarray(items), masked: fc.subarray(items) }), {
  maxLength: 4,
});

test("a list for everybody has the ranks that sweeping its scores for every user gives", () => {
  fc.assert(
    fc.property(counts, users, (list, of) => {
      const found = new ListRanker(Float64Array.from(list)).rank({
        targets: idLists(of.map(({ targets }) => targets)),
        masked: idLists(of.map(({ masked }) => masked)),
      });
      const expected = of.map(({ targets, masked }) =>
        rankTargets(Float64Array.from(list), {
          targets: Uint32Array.from(targets),
          masked: Uint32Array.from(masked),
        }),
      );
      expect(Array.from(found.ranks)).toEqual(expected.flatMap(({ ranks }) => Array.from(ranks)));
      expect(Array.from(found.positions)).toEqual(expected.flatMap(({ positions }) => Array.from(positions)));
      expect(found.nanUsers).toBe(0);
    }),
  );
});

test("a part of longer lists needs no copy", () => {
  const ranker = new ListRanker(Float64Array.of(3, 2, 1));
  const whole = idLists([[0], [1, 2]]);
  const masked = idLists([[1], [0]]);
  const second = {
    targets: { ...whole, offsets: whole.offsets.subarray(1) },
    masked: { ...masked, offsets: masked.offsets.subarray(1) },
  };
  expect([...ranker.rank(second).ranks]).toEqual([1, 2]);
});

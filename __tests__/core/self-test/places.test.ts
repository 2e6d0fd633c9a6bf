import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { Places } from "../../../src/core/self-test/places.ts";

function placesOf(scores: readonly number[]): readonly number[] {
  const places = new Float64Array(scores.length);
  new Places(scores.length).of(Float64Array.from(scores), places);
  return Array.from(places);
}

test("the best item stands near 1, the worst near 0, and equal scores share the middle of their places", () => {
  expect(placesOf([3, -1, 2, 2])).toEqual([3.5 / 4, 0.5 / 4, 2 / 4, 2 / 4]);
});

test("infinite scores stand at the ends", () => {
  expect(placesOf([-Infinity, 0, Infinity])).toEqual([0.5 / 3, 1.5 / 3, 2.5 / 3]);
});

test("places are those that counting gives, for scores of every size and sign", () => {
  const score = fc.float({ noNaN: true }).map((value) => (value === 0 ? 0 : value));
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 40 }), (scores) => {
      const expected = scores.map((own) => {
        const below = scores.filter((other) => other < own).length;
        const equal = scores.filter((other) => other === own).length;
        return (below + equal / 2) / scores.length;
      });
      for (const [item, place] of placesOf(scores).entries()) expect(place).toBeCloseTo(expected[item]!, 12);
    }),
  );
});

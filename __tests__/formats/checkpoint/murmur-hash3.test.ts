import { expect, test } from "@jest/globals";
import { murmurHash3 } from "../../../src/formats/checkpoint/murmur-hash3.ts";

/** What scikit-learn's `murmurhash3_32` returns for an int32 array of these. */
const VALUES = [0, 1, 2, -1, 123456789];

test.each([
  [0, [593689054, -68075478, 1085422463, 1982413648, -1088346449]],
  [179424941, [234769863, 426118601, 936089561, -1415703455, 158524260]],
])("hashes with the seed %d as scikit-learn does", (seed, expected) => {
  expect(VALUES.map((value) => murmurHash3(value, seed))).toEqual(expected);
});

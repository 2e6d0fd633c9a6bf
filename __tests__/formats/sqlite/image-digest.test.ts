import { createHash } from "node:crypto";

import { expect, test } from "@jest/globals";

import { imageDigest } from "../../../src/formats/sqlite/image-digest.ts";

const MIB = 2 ** 20;

test("imageDigest digests all bytes, piece by piece, and tells how far it is", () => {
  const bytes = Buffer.alloc(3 * MIB + 7, "some pages ");
  const asked: number[] = [];
  const told: number[] = [];
  const image = {
    length: bytes.length,
    subarray: (start: number, end: number) => {
      asked.push(end - start);
      return bytes.subarray(start, end);
    },
  };
  const digest = imageDigest(image, (done) => told.push(done), 2 * MIB);
  expect(digest).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
  expect(asked).toEqual([MIB, MIB, MIB, 7]);
  expect(told).toEqual([2 * MIB]);
});

import { expect, test } from "@jest/globals";

import { halfSipHash } from "../../src/formats/sip-hash.ts";

const MASK = 0xffff_ffffn;

function rotated(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (32n - by))) & MASK;
}

/** HalfSipHash-1-3 as its authors' C code has it, with integers that know no sign. */
function twin(bytes: Uint8Array, first: bigint, second: bigint): number {
  const v = [first, second, 0x6c796765n ^ first, 0x74656462n ^ second];
  const round = () => {
    v[0] = (v[0]! + v[1]!) & MASK;
    v[1] = rotated(v[1]!, 5n) ^ v[0];
    v[0] = rotated(v[0], 16n);
    v[2] = (v[2]! + v[3]!) & MASK;
    v[3] = rotated(v[3]!, 8n) ^ v[2];
    v[0] = (v[0] + v[3]) & MASK;
    v[3] = rotated(v[3], 7n) ^ v[0];
    v[2] = (v[2] + v[1]) & MASK;
    v[1] = rotated(v[1], 13n) ^ v[2];
    v[2] = rotated(v[2], 16n);
  };
  const padded = [...bytes, ...Array.from({ length: 3 - (bytes.length % 4) }, () => 0), bytes.length & 0xff];
  for (let at = 0; at < padded.length; at += 4) {
    const word = BigInt(Buffer.from(padded).readUInt32LE(at));
    v[3] = v[3]! ^ word;
    round();
    v[0] = v[0]! ^ word;
  }
  v[2] = v[2]! ^ 0xffn;
  for (let last = 0; last < 3; last++) round();
  return Number(BigInt.asIntN(32, v[1]! ^ v[3]!));
}

test("halfSipHash is that of its authors, for bytes of every length and place", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length: length + 5 }, (_, index) => (index * 151 + length * 7) & 0xff);
    const heap = { bytes, view: new DataView(bytes.buffer) };
    const key = { first: 0x03020100, second: 0x07060504 };
    const hash = halfSipHash(heap, 3, length, key);
    expect(hash).toBe(twin(bytes.subarray(3, 3 + length), 0x03020100n, 0x07060504n));
  }
});

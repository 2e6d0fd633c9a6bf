import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { MonitorError } from "../../../src/core/errors.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";
import { openZip } from "../../../src/formats/zip.ts";
import { zipBytes } from "../../support/zip-writer.ts";

const MUTATIONS = 1000;

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/mini/${name}`, import.meta.url));
}

/** Numbers below `limit`, the same in every run (mulberry32). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** One to four bytes changed, a piece cut out or doubled, or the end cut off. */
function mutate(bytes: Buffer, below: (limit: number) => number): Buffer {
  const at = below(bytes.length);
  const length = 1 + below(8);
  switch (below(8)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 2:
      return bytes.subarray(0, at);
    default: {
      const changed = Buffer.from(bytes);
      for (let count = below(4); count >= 0; count--) changed[below(bytes.length)] = below(256);
      return changed;
    }
  }
}

/** The checkpoint with its pickle mutated and every checksum right, so that the change reaches the pickle machine. */
function withMutatedPickle(file: Buffer, below: (limit: number) => number): Buffer {
  const archive = openZip("file.pt", file);
  const records = [...archive.entries.keys()].map((name) => {
    const content = Buffer.from(archive.read(name));
    return { name, content: name.endsWith("/data.pkl") ? mutate(content, below) : content };
  });
  return zipBytes(records);
}

/** "model" or the class of the error; anything else than a MonitorError is thrown on. */
function outcome(bytes: Buffer): string {
  try {
    const { numUsers, numItems, dim, userFactors, itemFactors, userBiases, itemBiases } = readFactors(
      "file.pt",
      bytes,
    );
    expect([userFactors.length, itemFactors.length]).toEqual([numUsers * dim, numItems * dim]);
    expect([userBiases.length, itemBiases.length]).toEqual([numUsers, numItems]);
    return "model";
  } catch (error) {
    if (error instanceof MonitorError) return error.name;
    throw error;
  }
}

test.each([
  ["state_dict.pt", mutate],
  ["state_dict.pt, in its pickle,", withMutatedPickle],
  ["bpr_recommender.pt, in its pickle,", withMutatedPickle],
])("%s with any bytes changed is a model or a clear error", (name, change) => {
  const file = fixture(name.split(",")[0]!);
  const below = generator(20240601);
  const outcomes = new Set(Array.from({ length: MUTATIONS }, () => outcome(change(file, below))));
  // Both happen, so the mutations are neither harmless nor all caught at the door.
  expect(outcomes).toContain("model");
  expect(outcomes).toContain("MalformedFileError");
});

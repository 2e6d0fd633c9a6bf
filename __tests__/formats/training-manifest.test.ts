import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { MalformedFileError, UnsupportedFileError } from "../../src/core/errors.ts";
import { readTrainingManifest } from "../../src/formats/training-manifest.ts";

const MODEL = { numUsers: 2, numItems: 3 };
const MANIFEST = {
  schema: 1,
  trained_at: "2025-03-03T04:00:00Z",
  cutoff: "2025-03-02T23:59:59.123456Z",
  num_users: 2,
  num_items: 3,
  num_interactions: 4,
  checkpoint_sha256: "ab".repeat(32),
  popularity: [3, 0, 1],
};

function read(json: unknown, model = MODEL) {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return readTrainingManifest("models/monitor.json", new TextEncoder().encode(text), model);
}

function messageOf(json: unknown): string {
  try {
    read(json);
  } catch (error) {
    if (error instanceof MalformedFileError || error instanceof UnsupportedFileError) return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("monitor.json", () => {
  test("gives times, counts and the digest of its checkpoint", () => {
    expect(read(MANIFEST)).toEqual({
      trainedAt: Date.UTC(2025, 2, 3, 4),
      cutoff: Date.UTC(2025, 2, 2, 23, 59, 59, 123),
      popularity: Float64Array.of(3, 0, 1),
      checkpointDigest: `sha256:${"ab".repeat(32)}`,
    });
  });

  test("cutoff and digest may be unknown", () => {
    const { cutoff, checkpointDigest } = read({ ...MANIFEST, cutoff: null, checkpoint_sha256: null });
    expect([cutoff, checkpointDigest]).toEqual([null, null]);
  });

  test("that of the sample, which the export script wrote, is read", () => {
    const path = new URL("../../examples/quickstart/models/monitor.json", import.meta.url);
    const manifest = readTrainingManifest("monitor.json", readFileSync(path), {
      numUsers: 60,
      numItems: 151,
    });
    expect(manifest.popularity.reduce((sum, count) => sum + count, 0)).toBe(840);
  });

  test.each([
    ["another number of items", { num_items: 4 }, "num_items is 4; the model has 3 items"],
    ["another number of users", { num_users: 9 }, "num_users is 9; the model has 2 users"],
    ["too few counts", { popularity: [1, 2] }, "the length of popularity is 2; the model has 3 items"],
    ["a negative count", { popularity: [1, 2, -1] }, "popularity: a list of whole numbers is needed"],
    ["a count that is a text", { popularity: [1, 2, "3"] }, "popularity: a list of whole numbers is needed"],
    ["no time of training", { trained_at: "yesterday" }, "trained_at: a time such as"],
    ["a digest that is none", { checkpoint_sha256: "abc" }, "checkpoint_sha256: 64 hex digits are needed"],
    ["another schema", { schema: 2 }, "schema 2, this version reads 1"],
  ])("refuses %s and says what it found", (_, changes, message) => {
    expect(messageOf({ ...MANIFEST, ...changes })).toContain(`models/monitor.json: ${message}`);
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", ""],
    ["nesting without end", "[".repeat(200_000)],
  ])("refuses %s", (_, text) => {
    expect(messageOf(text)).toMatch(/not (a )?JSON|not a JSON object/);
  });
});

import { describe, expect, test } from "@jest/globals";
import { groupInteractions } from "../../src/core/interactions.ts";
import { choosePopularity } from "../../src/core/popularity.ts";
import type { TrainingManifest } from "../../src/core/training-manifest.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const MANIFEST: TrainingManifest = {
  trainedAt: 0,
  cutoff: null,
  popularity: Float64Array.of(9, 8, 7),
  checkpointDigest: DIGEST,
};
const SOURCES = {
  idMapping: "mapped",
  model: { kind: "factorization", numUsers: 4, numItems: 3 },
  modelDigest: DIGEST,
  train: null,
  manifest: null,
} as const;

describe("popularity", () => {
  test("is how many users each item was trained with, where the training pairs are given", () => {
    const train = groupInteractions([0, 1, 1, 1], [2, 2, 0, 0]);
    const popularity = choosePopularity({ ...SOURCES, train, manifest: MANIFEST });
    expect(popularity).toEqual({
      kind: "known",
      source: "train-interactions",
      counts: Float64Array.of(1, 0, 2),
      numUsers: 2,
    });
  });

  test("else what monitor.json counted", () => {
    expect(choosePopularity({ ...SOURCES, manifest: MANIFEST })).toMatchObject({
      source: "monitor.json",
      counts: MANIFEST.popularity,
    });
  });

  test("a monitor.json without a digest is believed", () => {
    const manifest = { ...MANIFEST, checkpointDigest: null };
    expect(choosePopularity({ ...SOURCES, manifest }).kind).toBe("known");
  });

  test.each([
    ["there is no source", {}, "no-popularity-source"],
    [
      "monitor.json is of another checkpoint",
      { manifest: { ...MANIFEST, checkpointDigest: `sha256:${"b".repeat(64)}` } },
      "popularity-of-another-checkpoint",
    ],
    [
      "the ids are those of the first appearance",
      { idMapping: "first-seen", train: groupInteractions([0], [0]) } as const,
      "first-seen-ids",
    ],
    [
      "the model continues sequences",
      { model: { kind: "sequence", numUsers: 4, numItems: 3 }, train: groupInteractions([0], [0]) } as const,
      "sequence-model",
    ],
  ])("is unknown when %s", (_, changes, reason) => {
    expect(choosePopularity({ ...SOURCES, ...changes })).toEqual({ kind: "unknown", reason });
  });
});

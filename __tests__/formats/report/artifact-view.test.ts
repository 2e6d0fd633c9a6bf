import { describe, expect, test } from "@jest/globals";
import type { ArtifactRefusal, MissingArtifact } from "../../../src/core/artifact-choice.ts";
import { adviceForMissing, missingArtifact } from "../../../src/formats/report/artifact-view.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";

function missing(
  refused: readonly (readonly [ArtifactRefusal, number])[],
  given: Partial<MissingArtifact> = {},
) {
  const wish = { name: "user-data", repository: "octo/movies", branch: "main", workflow: null, runId: null };
  return { ...wish, ...given, refused: new Map(refused) };
}

describe("what is said of a missing artifact", () => {
  test.each<[string, MissingArtifact]>([
    ["There is no artifact user-data in octo/movies.", missing([])],
    ["There is no artifact user-data in run 5 of octo/movies.", missing([], { runId: "5" })],
    [
      "There is no artifact user-data in octo/movies from a successful run on the branch main: of those with this name 1 was uploaded from a fork.",
      missing([["fork", 1]]),
    ],
    [
      "There is no artifact user-data in octo/movies from a successful run of the workflow export.yml on the branch main: of those with this name 2 have expired, 1 belongs to another branch.",
      missing(
        [
          ["expired", 2],
          ["other-branch", 1],
        ],
        { workflow: "export.yml" },
      ),
    ],
  ])("%s", (text, artifact) => {
    expect(plainOf(missingArtifact(artifact))).toBe(text);
  });

  test.each<[RegExp, MissingArtifact]>([
    [/^Check model-artifact, and that the workflow which uploads it has run\.$/, missing([])],
    [/^Run the workflow that uploads it again/, missing([["expired", 3]])],
    [/^Upload it with a current actions\/upload-artifact/, missing([["no-digest", 1]])],
    [/^Check model-branch and model-workflow;/, missing([["fork", 1]])],
    [
      /^Check model-branch and model-workflow;/,
      missing([
        ["fork", 1],
        ["expired", 1],
      ]),
    ],
  ])("has the advice %s", (advice, artifact) => {
    expect(plainOf(adviceForMissing(artifact, "model"))).toMatch(advice);
  });
});

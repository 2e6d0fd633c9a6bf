import { describe, expect, test } from "@jest/globals";
import {
  defaultBranchOf,
  newestFirst,
  refusalOfListing,
  refusalOfOwn,
  refusalOfRun,
  type ArtifactWish,
  type ListedArtifact,
  type ProvidingRun,
} from "../../src/core/artifact-choice.ts";

const WISH: ArtifactWish = { name: "user-data", repository: "octo/movies", branch: "main", workflow: null };
const HEAD = { id: 5, repositoryId: 1, headRepositoryId: 1, headBranch: "main" };
const ARTIFACT: ListedArtifact = {
  id: 9,
  name: "user-data",
  size: 100,
  expired: false,
  digest: `sha256:${"0".repeat(64)}`,
  createdAt: 1000,
  run: HEAD,
};
const RUN: ProvidingRun = {
  id: 5,
  path: ".github/workflows/weekly.yml",
  event: "schedule",
  conclusion: "success",
};

describe("the listing of an artifact", () => {
  test.each<[string | null, Partial<ListedArtifact>]>([
    [null, {}],
    ["fork", { run: { ...HEAD, headRepositoryId: 2 } }],
    ["fork", { run: { ...HEAD, headRepositoryId: null } }],
    ["other-branch", { run: { ...HEAD, headBranch: "wip" } }],
    ["other-branch", { run: { ...HEAD, headBranch: null } }],
    ["expired", { expired: true }],
    ["no-digest", { digest: null }],
    ["fork", { expired: true, digest: null, run: { ...HEAD, headRepositoryId: 2, headBranch: "wip" } }],
  ])("says %s of %j", (refusal, changed) => {
    expect(refusalOfListing(WISH, { ...ARTIFACT, ...changed })).toBe(refusal);
  });

  test("of this very run is held against nothing but its bytes", () => {
    const foreign = { ...ARTIFACT, run: { ...HEAD, headRepositoryId: 2, headBranch: "wip" } };
    expect(refusalOfOwn(foreign)).toBeNull();
    expect(refusalOfOwn({ ...foreign, digest: null })).toBe("no-digest");
    expect(refusalOfOwn({ ...foreign, expired: true })).toBe("expired");
  });
});

describe("the run of an artifact", () => {
  test.each<[string | null, Partial<ProvidingRun>, string | null]>([
    [null, {}, null],
    [null, {}, "weekly.yml"],
    [null, { path: ".github/workflows/weekly.yml@refs/heads/main" }, "weekly.yml"],
    ["other-workflow", {}, "export.yml"],
    ["other-workflow", { path: ".github/workflows/evil-weekly.yml" }, "weekly.yml"],
    [null, { event: "push" }, null],
    [null, { event: "workflow_dispatch" }, null],
    ["pull-request", { event: "pull_request" }, null],
    ["pull-request", { event: "pull_request_target" }, null],
    ["not-successful", { conclusion: null }, null],
    ["not-successful", { conclusion: "failure" }, null],
    ["not-successful", { conclusion: "cancelled" }, null],
    ["not-successful", { conclusion: "neutral" }, null],
  ])("says %s of %j when the workflow is %s", (refusal, changed, workflow) => {
    expect(refusalOfRun({ ...WISH, workflow }, { ...RUN, ...changed })).toBe(refusal);
  });
});

test("the newest comes first, of one second the higher id", () => {
  const listed = [
    { ...ARTIFACT, id: 1, createdAt: 2000 },
    { ...ARTIFACT, id: 2, createdAt: 3000 },
    { ...ARTIFACT, id: 3, createdAt: 2000 },
  ];
  expect(newestFirst(listed).map(({ id }) => id)).toEqual([2, 3, 1]);
});

describe("the default branch", () => {
  test.each([
    ["trunk", { eventName: "schedule", refName: "trunk", ofEvent: null }],
    ["trunk", { eventName: "schedule", refName: "trunk", ofEvent: "main" }],
    ["main", { eventName: "schedule", refName: "", ofEvent: "main" }],
    ["main", { eventName: "push", refName: "wip", ofEvent: "main" }],
    [null, { eventName: "push", refName: "wip", ofEvent: null }],
  ])("is %s for %j", (branch, run) => {
    expect(defaultBranchOf(run)).toBe(branch);
  });
});

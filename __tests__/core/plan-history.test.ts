import { describe, expect, test } from "@jest/globals";
import { planHistory, type HistorySituation } from "../../src/core/plan-history.ts";

const WEEKLY = {
  isGhes: false,
  hasRuntimeToken: true,
  eventName: "schedule",
  ref: "refs/heads/main",
  defaultBranch: "main",
  isForeignHead: false,
};

function plan(github: Partial<typeof WEEKLY> | null, more: Partial<HistorySituation> = {}) {
  return planHistory({
    setting: "auto",
    isDirectory: true,
    isDryRun: false,
    github: github === null ? null : { ...WEEKLY, ...github },
    ...more,
  });
}

describe("where the history lives", () => {
  test("on github.com: artifact and cache, both read and saved", () => {
    expect(plan({})).toEqual({
      place: "stores",
      readFrom: ["artifact", "cache"],
      saveTo: ["artifact", "cache"],
      notSaved: null,
    });
  });

  test("on GitHub Enterprise Server: the cache", () => {
    expect(plan({ isGhes: true })).toMatchObject({ readFrom: ["cache"], saveTo: ["cache"] });
  });

  test.each(["auto", "branch"] as const)("on a command line: the directory itself (%s)", (setting) => {
    expect(plan(null, { setting })).toMatchObject({ place: "directory", notSaved: null });
  });

  test("without a runtime token: the directory itself, but a branch needs none", () => {
    expect(plan({ hasRuntimeToken: false }).place).toBe("directory");
    expect(plan({ hasRuntimeToken: false }, { setting: "branch" })).toMatchObject({ saveTo: ["branch"] });
  });

  test.each(["auto", "branch", "none"] as const)("with remote tracking: nowhere (%s)", (setting) => {
    expect(plan({}, { setting, isDirectory: false })).toMatchObject({ place: "nowhere", notSaved: "remote" });
  });

  test("none: nowhere", () => {
    expect(plan({}, { setting: "none" })).toMatchObject({ place: "nowhere", notSaved: "off" });
  });
});

describe("what is saved", () => {
  test.each([
    ["pull_request", { eventName: "pull_request", ref: "refs/pull/7/merge" }, "pull-request"],
    ["pull_request_target", { eventName: "pull_request_target" }, "pull-request"],
    ["a foreign head", { eventName: "workflow_run", isForeignHead: true }, "foreign-head"],
    ["another branch", { eventName: "workflow_dispatch", ref: "refs/heads/wip" }, "other-branch"],
    ["a tag of the default branch's name", { eventName: "push", ref: "refs/tags/main" }, "other-branch"],
  ])("nothing on %s, and the cache is not read either", (_, github, notSaved) => {
    expect(plan(github)).toEqual({ place: "stores", readFrom: ["artifact"], saveTo: [], notSaved });
    expect(plan(github, { setting: "branch" })).toMatchObject({ readFrom: ["branch"], saveTo: [] });
  });

  test("nothing in a dry run, but everything is read", () => {
    expect(plan({}, { isDryRun: true })).toMatchObject({
      readFrom: ["artifact", "cache"],
      saveTo: [],
      notSaved: "dry-run",
    });
  });

  test("a workflow_run of this very repository does save", () => {
    expect(plan({ eventName: "workflow_run" }).saveTo).toEqual(["artifact", "cache"]);
  });
});

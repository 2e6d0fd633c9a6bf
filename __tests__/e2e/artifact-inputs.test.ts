import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawnAndCollect, type StepResult } from "../support/action.ts";
import { archiveOf, stepWith, takeAway } from "../support/artifact-world.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import type { WorkflowRun } from "../support/github-services/state.ts";
import { aRepository } from "../support/repository.ts";

const CLIENT = fileURLToPath(new URL("../support/toolkit-client.mjs", import.meta.url));

let github: GitHubServices;
let workspace: string;
let database: Buffer;

beforeEach(async () => {
  github = await startGitHubServices();
  workspace = aRepository();
  database = takeAway(workspace, "user_data.db");
});

afterEach(async () => {
  rmSync(workspace, { recursive: true });
  await github.close();
});

/** A run that has uploaded the database; its file names the artifact inside the test. */
function uploaded(run: Partial<WorkflowRun> = {}, name = "user-data") {
  return github.state.addArtifact(github.state.addRun(run), name, archiveOf({ "user_data.db": database }));
}

async function evaluate(
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  return await stepWith(github, workspace, { "database-artifact": "user-data", ...inputs }, environment);
}

function taken(step: StepResult): string | undefined {
  return /database from artifact user-data \((\d+)\)/.exec(step.log)?.[1];
}

/** Id of the artifact that an evaluation was made with; its log when there was none. */
async function takenWith(inputs: Readonly<Record<string, string>> = {}): Promise<string> {
  const step = await evaluate(inputs);
  return step.outputs.get("num-users") === "43" ? (taken(step) ?? "") : step.log;
}

function inside(files: Readonly<Record<string, Uint8Array | string>>) {
  github.state.addArtifact(github.state.addRun(), "user-data", archiveOf(files));
}

describe("the database's artifact", () => {
  test("is the newest trusted one of its name, on the default branch", async () => {
    uploaded({ createdAt: 1 });
    const newest = uploaded();
    expect(await takenWith()).toBe(String(newest.id));
  });

  test("of the run that is named comes first, and alone", async () => {
    const named = uploaded();
    uploaded();
    github.state.addArtifact(github.state.addRun({ id: 77 }), "user-data", archiveOf({}));
    expect(await takenWith({ "database-run-id": String(named.run.id) })).toBe(String(named.id));
  });

  test("of this very run comes before any other, without a conclusion and whatever its branch", async () => {
    const own = uploaded({
      id: 77,
      status: "in_progress",
      conclusion: null,
      headBranch: "wip",
      headRepository: "someone/movies",
    });
    uploaded();
    expect(await takenWith()).toBe(String(own.id));
  });

  test("of the newest successful run of the workflow comes before a newer one of another workflow", async () => {
    const wanted = uploaded({ path: ".github/workflows/export.yml" });
    uploaded({ path: ".github/workflows/other.yml" });
    expect(await takenWith({ "database-workflow": "export.yml" })).toBe(String(wanted.id));
  });

  test("of an older run of the workflow is taken when its newest run uploaded none", async () => {
    const older = uploaded({ path: ".github/workflows/export.yml" });
    github.state.addRun({ path: ".github/workflows/export.yml" });
    expect(await takenWith({ "database-workflow": "export.yml" })).toBe(String(older.id));
  });

  test("is looked for on the branch that is named", async () => {
    uploaded();
    const staging = uploaded({ headBranch: "staging" });
    expect(await takenWith({ "database-branch": "staging" })).toBe(String(staging.id));
  });

  test("is looked for in another repository, on that one's default branch", async () => {
    uploaded();
    github.state.repository("octo/frontend").defaultBranch = "trunk";
    uploaded({ repository: "octo/frontend" });
    const foreign = uploaded({ repository: "octo/frontend", headBranch: "trunk" });
    expect(await takenWith({ "database-repository": "octo/frontend" })).toBe(String(foreign.id));
  });

  test("is taken in its older form when the newest has expired", async () => {
    const older = uploaded();
    uploaded().expiresAt = 0;
    expect(await takenWith()).toBe(String(older.id));
  });

  test("arrives as the real client uploads it", async () => {
    writeFileSync(join(workspace, "user_data.db"), database);
    await spawnAndCollect(CLIENT, ["upload", "user-data", workspace, join(workspace, "user_data.db")], {
      cwd: workspace,
      environment: { GITHUB_SERVER_URL: "https://github.com", ...github.environment(77) },
    });
    rmSync(join(workspace, "user_data.db"));
    expect(await takenWith()).toBe(String(github.state.artifacts[0]!.id));
  });

  test("may be the bare file that was uploaded without an archive", async () => {
    github.state.addArtifact(github.state.addRun(), "user_data.db", database, {
      contentType: "application/octet-stream",
    });
    const step = await evaluate({ "database-artifact": "user_data.db" });
    expect(step.outputs.get("status")).toBe("evaluated");
  });

  test("leaves nothing in the runner's temporary folder, and nothing in the workspace", async () => {
    uploaded();
    const step = await evaluate({}, { RUNNER_TEMP: workspace });
    expect(step.outputs.get("status")).toBe("evaluated");
    expect(github.calls.length).toBeGreaterThan(0);
    expect(readdirSync(workspace).sort()).toEqual(["mlruns", "model-monitor-report", "models"]);
  });
});

describe("the default branch", () => {
  test("is that of the scheduled run", async () => {
    const trunk = uploaded({ headBranch: "trunk" });
    const step = await evaluate({}, { GITHUB_REF_NAME: "trunk" });
    expect(taken(step)).toBe(String(trunk.id));
    expect(github.callsTo(/GET \/repos\/octo\/movies$/)).toHaveLength(0);
  });

  test("is that of the event", async () => {
    const event = join(workspace, "event.json");
    writeFileSync(event, JSON.stringify({ repository: { default_branch: "trunk" } }));
    const trunk = uploaded({ headBranch: "trunk" });
    const environment = { GITHUB_EVENT_NAME: "push", GITHUB_REF_NAME: "wip", GITHUB_EVENT_PATH: event };
    expect(taken(await evaluate({}, environment))).toBe(String(trunk.id));
  });

  test("is asked of GitHub where the event does not carry it", async () => {
    github.state.repository("octo/movies").defaultBranch = "trunk";
    const trunk = uploaded({ headBranch: "trunk" });
    const step = await evaluate({}, { GITHUB_EVENT_NAME: "workflow_dispatch", GITHUB_REF_NAME: "wip" });
    expect(taken(step)).toBe(String(trunk.id));
  });
});

describe("inside the artifact, the database", () => {
  test("is the only SQLite file among others", async () => {
    inside({ "README.md": "hello", "export/ratings.sqlite3": database, "log.txt": "" });
    const step = await evaluate();
    expect(step.outputs.get("num-users")).toBe("43");
    expect(step.summary).toContain("user-data/export/ratings.sqlite3");
  });

  test("is the one that is named, of several", async () => {
    inside({ "a.db": "SQLite format 3\0", "b.db": database });
    expect((await evaluate({ database: "b.db" })).outputs.get("status")).toBe("evaluated");
  });

  test("is found without the folders that the client left out", async () => {
    inside({ "ratings.db": database });
    expect((await evaluate({ database: "./data/ratings.db" })).outputs.get("status")).toBe("evaluated");
  });

  test("must be named when there are several", async () => {
    inside({ "a.db": database, "b.db": database });
    const step = await evaluate();
    expect(step.outputs.get("status")).toBe("error");
    expect(step.log).toContain('artifact user-data holds 2 SQLite databases: "a.db", "b.db"');
  });

  test("has its write-ahead log beside it", async () => {
    inside({ "user_data.db": database, "user_data.db-wal": "not a write-ahead log at all, but long enough" });
    const step = await evaluate();
    expect(step.log).toContain("user-data/user_data.db-wal");
  });

  test("that is missing is no data", async () => {
    inside({ "README.md": "hello", "log.txt": "x" });
    const step = await evaluate();
    expect([step.outputs.get("status"), step.exitCode]).toEqual(["no-data", 0]);
    expect(step.log).toContain("There is no SQLite database at");
  });

  test("of an empty artifact is no data", async () => {
    inside({});
    expect((await evaluate()).outputs.get("status")).toBe("no-data");
  });

  test("that is no database is an error, as anywhere", async () => {
    inside({ "user_data.db": "version https://git-lfs.github.com/spec/v1" });
    const step = await evaluate();
    expect(step.outputs.get("status")).toBe("error");
    expect(step.log).toContain("Git LFS pointer");
  });
});

import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { readArchive } from "../../src/formats/history/archive.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import {
  comeBackTo,
  evaluateOnNewRunner,
  runsSaved,
  stateOf,
  type SavedState,
} from "../support/remembering.ts";
import { zipBytes } from "../support/zip-writer.ts";

const NAME = "model-monitor-history";
/** Weeks may wait for each other on a busy machine. */
const PATIENCE = 90_000;

let github: GitHubServices;
let firstRun: string;
let oneWeek: SavedState;

beforeAll(async () => {
  github = await startGitHubServices();
  const { outputs, log } = await evaluateOnNewRunner(github, 1, 1);
  if (outputs.get("history-saved") !== "true") throw new Error(log);
  firstRun = outputs.get("run-id")!;
  oneWeek = stateOf(github);
}, PATIENCE);

beforeEach(() => comeBackTo(github, oneWeek));

afterAll(async () => await github.close());

/** The files of the newest artifact, by path. */
function newestArtifact(): Readonly<Record<string, string>> {
  const files = readArchive(github.state.artifacts.at(-1)!.bytes, "the artifact");
  return Object.fromEntries(
    [...files].map(([path, content]) => [path, Buffer.from(content).toString("utf8")]),
  );
}

function job(model: string) {
  return { inputs: { matrix: JSON.stringify({ model }) } };
}

describe("a history in artifact and cache", () => {
  test("is an mlruns folder that people can download and open", () => {
    const paths = Object.keys(newestArtifact());
    expect(paths).toEqual(
      expect.arrayContaining([
        "model-monitor-history.json",
        "mlruns/0/meta.yaml",
        expect.stringMatching(new RegExp(`^mlruns/\\d+/${firstRun}/metrics/test_mrr$`)),
        expect.stringMatching(new RegExp(`^mlruns/\\d+/${firstRun}/artifacts/report.json$`)),
      ]),
    );
  });

  test(
    "of two jobs that ran at once is whole again in the next week",
    async () => {
      const one = await evaluateOnNewRunner(github, 2, 2);
      const afterOne = stateOf(github);
      comeBackTo(github, oneWeek);
      const other = await evaluateOnNewRunner(github, 3, 2);
      github.state.artifacts.push(afterOne.artifacts.at(-1)!);
      const next = await evaluateOnNewRunner(github, 4, 2);
      expect([runsSaved(one), runsSaved(other), runsSaved(next)]).toEqual([2, 2, 4]);
    },
    PATIENCE,
  );

  test(
    "takes a re-run attempt of the same job, which does not compare with its own first attempt",
    async () => {
      const first = await evaluateOnNewRunner(github, 2, 2);
      const again = await evaluateOnNewRunner(github, 2, 2, { environment: { GITHUB_RUN_ATTEMPT: "2" } });
      expect(first.outputs.get("previous-run-id")).toBe(firstRun);
      expect(again.outputs.get("previous-run-id")).toBe(firstRun);
      expect(again.outputs.get("history-saved")).toBe("true");
      expect(runsSaved(again)).toBe(3);
      expect(github.state.artifacts.map(({ name }) => name)).toEqual([NAME, NAME, `${NAME}-2`]);
    },
    PATIENCE,
  );

  test(
    "is one for each job of a matrix",
    async () => {
      const one = await evaluateOnNewRunner(github, 2, 2, job("bpr"));
      const other = await evaluateOnNewRunner(github, 2, 2, job("lstm"));
      expect([runsSaved(one), runsSaved(other)]).toEqual([1, 1]);
      expect(github.state.artifacts.slice(1).map(({ name }) => name)).toEqual([
        expect.stringMatching(/^model-monitor-history-bpr-[0-9a-f]{8}$/),
        expect.stringMatching(/^model-monitor-history-lstm-[0-9a-f]{8}$/),
      ]);
    },
    PATIENCE,
  );

  test(
    "is saved with the intention before the event is sent, and with what became of it after",
    async () => {
      const step = await evaluateOnNewRunner(github, 2, 3, {
        inputs: { "retrain-trigger": "repository_dispatch" },
      });
      const order = github.calls
        .map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`)
        .filter((call) => /Finalize|\/dispatches$/.test(call))
        .map((call) => call.replace(/^.*\/(\w+)$/, "$1"))
        .slice(-5);
      // The stores save side by side.
      const told = [...order.slice(0, 2).sort(), ...order.slice(2, 3), ...order.slice(3).sort()];
      expect(told).toEqual([
        "FinalizeArtifact",
        "FinalizeCacheEntryUpload",
        "dispatches",
        "FinalizeArtifact",
        "FinalizeCacheEntryUpload",
      ]);
      expect(step.outputs.get("dispatched")).toBe("true");
      const [intended, sent] = github.state.artifacts.slice(-2).map(({ bytes }) => {
        const tags = [...readArchive(bytes, "it")].filter(([path]) =>
          path.endsWith("tags/model_monitor.dispatch"),
        );
        return tags.map(([, content]) => Buffer.from(content).toString("utf8"));
      });
      expect([intended, sent]).toEqual([["intended"], ["sent"]]);
    },
    PATIENCE,
  );

  test(
    "that cannot be saved keeps the event from being sent: it would be sent again and again",
    async () => {
      github.state.cacheToken = "read-only";
      github.faults.push({ on: /CreateArtifact/, reply: { status: 403, body: { msg: "no" } }, times: 99 });
      const before = github.callsTo(/\/dispatches$/).length;
      const step = await evaluateOnNewRunner(github, 2, 3, {
        inputs: { "retrain-trigger": "repository_dispatch" },
      });
      expect(github.callsTo(/\/dispatches$/)).toHaveLength(before);
      expect(Object.fromEntries(step.outputs)).toMatchObject({
        dispatched: "false",
        "history-saved": "false",
      });
      expect(step.exitCode).toBe(1);
    },
    PATIENCE,
  );

  test(
    "is kept as short as history-keep says, also where an older copy still has the run",
    async () => {
      const second = await evaluateOnNewRunner(github, 2, 2, { inputs: { "history-keep": "1" } });
      const third = await evaluateOnNewRunner(github, 3, 2, { inputs: { "history-keep": "1" } });
      expect([runsSaved(second), runsSaved(third)]).toEqual([1, 1]);
      expect(second.summary).toContain("1 older run was left out");
      expect(Object.keys(newestArtifact()).join("\n")).not.toContain(firstRun);
    },
    PATIENCE,
  );

  test(
    "is saved again when there is nothing to evaluate, so that quiet months do not cost it",
    async () => {
      const step = await evaluateOnNewRunner(github, 2, 2, { inputs: { database: "missing.db" } });
      expect(step.outputs.get("status")).toBe("no-data");
      expect(step.outputs.get("history-saved")).toBe("true");
      expect(step.summary).toContain("There has been nothing to evaluate since");
    },
    PATIENCE,
  );
});

describe("what does not save the history", () => {
  test.each([
    [
      "a pull request",
      { GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge" },
      "a pull request changes nothing",
    ],
    [
      "a branch",
      { GITHUB_REF: "refs/heads/wip", GITHUB_REF_NAME: "wip", GITHUB_EVENT_NAME: "push" },
      "only runs of the default branch",
    ],
  ])(
    "%s reads it and leaves it as it is",
    async (_, environment, why) => {
      const step = await evaluateOnNewRunner(github, 2, 2, { environment });
      expect(step.outputs.get("previous-run-id")).toBe(firstRun);
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(step.exitCode).toBe(0);
      expect(step.summary).toContain(why);
      expect(github.state.artifacts).toHaveLength(1);
      expect(github.state.caches).toHaveLength(1);
    },
    PATIENCE,
  );

  test(
    "a workflow_run that a fork caused",
    async () => {
      const event = join(mkdtempSync(join(tmpdir(), "model-monitor-event-")), "event.json");
      const repository = { default_branch: "main" };
      writeFileSync(
        event,
        JSON.stringify({ repository, workflow_run: { head_repository: { full_name: "eve/movies" } } }),
      );
      const environment = { GITHUB_EVENT_NAME: "workflow_run", GITHUB_EVENT_PATH: event };
      const step = await evaluateOnNewRunner(github, 2, 2, { environment });
      expect(step.summary).toContain("caused by another repository");
      expect(github.state.artifacts).toHaveLength(1);
    },
    PATIENCE,
  );

  test.each([
    ["a dry run", { "dry-run": "true" }, "Dry run: the history was read"],
    ["history: none", { history: "none" }, "is not saved"],
  ])(
    "%s",
    async (_, inputs, why) => {
      const step = await evaluateOnNewRunner(github, 2, 2, { inputs });
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(step.summary).toContain(why);
      expect(github.state.artifacts).toHaveLength(1);
      expect(github.state.caches).toHaveLength(1);
    },
    PATIENCE,
  );

  test(
    "a runner without the services: the directory is the history, and nobody is asked",
    async () => {
      const before = github.calls.length;
      const step = await evaluateOnNewRunner(github, 2, 2, { environment: { ACTIONS_RUNTIME_TOKEN: "" } });
      expect(github.calls).toHaveLength(before);
      expect(step.summary).toContain("The history is the directory <code>mlruns/</code> itself");
      expect(step.outputs.get("history-saved")).toBe("true");
    },
    PATIENCE,
  );
});

describe("a history that somebody else made", () => {
  const planted = zipBytes([
    {
      name: "mlruns/248907177784349337/meta.yaml",
      content: "experiment_id: '248907177784349337'\nlifecycle_stage: active\nname: evaluation_runs\n",
    },
  ]);

  test.each([
    ["a fork's pull request", { headRepository: "eve/movies" }],
    ["another branch", { headBranch: "wip" }],
  ])(
    "in a run of %s is not looked at, whatever its name",
    async (_, run) => {
      github.state.addArtifact(github.state.addRun(run), NAME, planted);
      const step = await evaluateOnNewRunner(github, 2, 2);
      expect(step.log).toContain("history in the artifact: 1 to read");
      expect(step.outputs.get("previous-run-id")).toBe(firstRun);
    },
    PATIENCE,
  );

  test(
    "in so many uploads of a fork that ours is on a later page is found all the same",
    async () => {
      const fork = github.state.addRun({ headRepository: "eve/movies" });
      for (let upload = 0; upload < 150; upload++) github.state.addArtifact(fork, NAME, planted);
      github.state.caches = [];
      const step = await evaluateOnNewRunner(github, 2, 2);
      expect(step.outputs.get("previous-run-id")).toBe(firstRun);
    },
    PATIENCE,
  );

  test(
    "in more uploads of a fork than are looked through is no first run",
    async () => {
      const fork = github.state.addRun({ headRepository: "eve/movies" });
      for (let upload = 0; upload < 1000; upload++) github.state.addArtifact(fork, NAME, planted);
      github.state.caches = [];
      const step = await evaluateOnNewRunner(github, 2, 2);
      expect(step.outputs.get("status")).toBe("error");
      expect(step.summary).toContain("are all of forks or other branches");
    },
    PATIENCE,
  );

  test.each([
    ["leads out of the folder", "../../../../tmp/planted", "does not belong into a history"],
    ["changes a metric that was published", null, "two copies hold different contents"],
  ])(
    "in an artifact that %s is an error, and nothing is written",
    async (_, path, found) => {
      const metric = Object.keys(newestArtifact()).find((one) =>
        one.endsWith(`${firstRun}/metrics/test_mrr`),
      )!;
      const files = newestArtifact();
      const poisoned = { ...files, [path ?? metric]: "1 0.9 0\n" };
      const bytes = zipBytes(Object.entries(poisoned).map(([name, content]) => ({ name, content })));
      github.state.addArtifact(github.state.addRun(), NAME, bytes);
      const step = await evaluateOnNewRunner(github, 2, 2);
      expect(step.outputs.get("status")).toBe("error");
      expect(step.summary).toContain(found);
      expect(github.state.artifacts).toHaveLength(2);
    },
    PATIENCE,
  );

  test(
    "in a cache entry with a link is an error",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "model-monitor-poison-"));
      mkdirSync(join(folder, ".model-monitor-history/mlruns"), { recursive: true });
      symlinkSync("/etc/passwd", join(folder, ".model-monitor-history/mlruns/passwd"));
      const archive = join(folder, "cache.tar");
      const packed = isZstd(github.state.caches[0]!.bytes) ? ["--zstd"] : ["-z"];
      execFileSync("tar", [...packed, "-cf", archive, "-C", folder, ".model-monitor-history"]);
      github.state.caches[0]!.bytes = readFileSync(archive);
      const step = await evaluateOnNewRunner(github, 2, 2);
      expect(step.outputs.get("status")).toBe("error");
      expect(step.summary).toContain("neither a file nor a folder");
      expect(step.log).not.toContain("root:");
    },
    PATIENCE,
  );

  test(
    "is merged with what the workspace holds already",
    async () => {
      const files = newestArtifact();
      github.state.artifacts = [];
      github.state.caches = [];
      const prepare = (workspace: string) => {
        for (const [path, content] of Object.entries(files)) {
          mkdirSync(join(workspace, path, ".."), { recursive: true });
          writeFileSync(join(workspace, path), content);
        }
      };
      const step = await evaluateOnNewRunner(github, 2, 2, { prepare });
      expect(step.outputs.get("previous-run-id")).toBe(firstRun);
      expect(runsSaved(step)).toBe(2);
    },
    PATIENCE,
  );
});

function isZstd(bytes: Buffer): boolean {
  return bytes.readUInt32LE(0) === 0xfd2fb528;
}

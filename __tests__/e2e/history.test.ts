import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { readArchive } from "../../src/formats/history/archive.ts";
import {
  comeBackTo,
  evaluateOnNewRunner,
  runsSaved,
  stateOf,
  afterOneWeek,
  PATIENCE,
} from "../support/remembering.ts";

const saved = afterOneWeek();

const NAME = "model-monitor-history";

function job(model: string) {
  return { inputs: { matrix: JSON.stringify({ model }) } };
}

describe("a history in artifact and cache", () => {
  test("is an mlruns folder that people can download and open", () => {
    const paths = Object.keys(saved.newestArtifact());
    expect(paths).toEqual(
      expect.arrayContaining([
        "model-monitor-history.json",
        "mlruns/0/meta.yaml",
        expect.stringMatching(new RegExp(`^mlruns/\\d+/${saved.firstRun}/metrics/test_mrr$`)),
        expect.stringMatching(new RegExp(`^mlruns/\\d+/${saved.firstRun}/artifacts/report.json$`)),
      ]),
    );
  });

  test(
    "of two jobs that ran at once is whole again in the next week",
    async () => {
      const one = await evaluateOnNewRunner(saved.github, 2, 2);
      const afterOne = stateOf(saved.github);
      comeBackTo(saved.github, saved.oneWeek);
      const other = await evaluateOnNewRunner(saved.github, 3, 2);
      saved.github.state.artifacts.push(afterOne.artifacts.at(-1)!);
      const next = await evaluateOnNewRunner(saved.github, 4, 2);
      expect([runsSaved(one), runsSaved(other), runsSaved(next)]).toEqual([2, 2, 4]);
    },
    PATIENCE,
  );

  test(
    "takes a re-run attempt of the same job, which does not compare with its own first attempt",
    async () => {
      const first = await evaluateOnNewRunner(saved.github, 2, 2);
      const again = await evaluateOnNewRunner(saved.github, 2, 2, {
        environment: { GITHUB_RUN_ATTEMPT: "2" },
      });
      expect(first.outputs.get("previous-run-id")).toBe(saved.firstRun);
      expect(again.outputs.get("previous-run-id")).toBe(saved.firstRun);
      expect(again.outputs.get("history-saved")).toBe("true");
      expect(runsSaved(again)).toBe(3);
      expect(saved.github.state.artifacts.map(({ name }) => name)).toEqual([NAME, NAME, `${NAME}-2`]);
    },
    PATIENCE,
  );

  test(
    "is one for each job of a matrix",
    async () => {
      const one = await evaluateOnNewRunner(saved.github, 2, 2, job("bpr"));
      const other = await evaluateOnNewRunner(saved.github, 2, 2, job("lstm"));
      expect([runsSaved(one), runsSaved(other)]).toEqual([1, 1]);
      expect(saved.github.state.artifacts.slice(1).map(({ name }) => name)).toEqual([
        expect.stringMatching(/^model-monitor-history-bpr-[0-9a-f]{8}$/),
        expect.stringMatching(/^model-monitor-history-lstm-[0-9a-f]{8}$/),
      ]);
    },
    PATIENCE,
  );

  test(
    "is saved with the intention before the event is sent, and with what became of it after",
    async () => {
      const step = await evaluateOnNewRunner(saved.github, 2, 3, {
        inputs: { "retrain-trigger": "repository_dispatch" },
      });
      const order = saved.github.calls
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
      const [intended, sent] = saved.github.state.artifacts.slice(-2).map(({ bytes }) => {
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
      saved.github.state.cacheToken = "read-only";
      saved.github.faults.push({
        on: /CreateArtifact/,
        reply: { status: 403, body: { msg: "no" } },
        times: 99,
      });
      const before = saved.github.callsTo(/\/dispatches$/).length;
      const step = await evaluateOnNewRunner(saved.github, 2, 3, {
        inputs: { "retrain-trigger": "repository_dispatch" },
      });
      expect(saved.github.callsTo(/\/dispatches$/)).toHaveLength(before);
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
      const second = await evaluateOnNewRunner(saved.github, 2, 2, { inputs: { "history-keep": "1" } });
      const third = await evaluateOnNewRunner(saved.github, 3, 2, { inputs: { "history-keep": "1" } });
      expect([runsSaved(second), runsSaved(third)]).toEqual([1, 1]);
      expect(second.summary).toContain("1 older run was left out");
      expect(Object.keys(saved.newestArtifact()).join("\n")).not.toContain(saved.firstRun);
    },
    PATIENCE,
  );

  test(
    "is saved again when there is nothing to evaluate, so that quiet months do not cost it",
    async () => {
      const step = await evaluateOnNewRunner(saved.github, 2, 2, { inputs: { database: "missing.db" } });
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
      const step = await evaluateOnNewRunner(saved.github, 2, 2, { environment });
      expect(step.outputs.get("previous-run-id")).toBe(saved.firstRun);
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(step.exitCode).toBe(0);
      expect(step.summary).toContain(why);
      expect(saved.github.state.artifacts).toHaveLength(1);
      expect(saved.github.state.caches).toHaveLength(1);
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
      const step = await evaluateOnNewRunner(saved.github, 2, 2, { environment });
      expect(step.summary).toContain("caused by another repository");
      expect(saved.github.state.artifacts).toHaveLength(1);
    },
    PATIENCE,
  );

  test.each([
    ["a dry run", { "dry-run": "true" }, "Dry run: the history was read"],
    ["history: none", { history: "none" }, "is not saved"],
  ])(
    "%s",
    async (_, inputs, why) => {
      const step = await evaluateOnNewRunner(saved.github, 2, 2, { inputs });
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(step.summary).toContain(why);
      expect(saved.github.state.artifacts).toHaveLength(1);
      expect(saved.github.state.caches).toHaveLength(1);
    },
    PATIENCE,
  );

  test(
    "a runner without the services: the directory is the history, and nobody is asked",
    async () => {
      const before = saved.github.calls.length;
      const step = await evaluateOnNewRunner(saved.github, 2, 2, {
        environment: { ACTIONS_RUNTIME_TOKEN: "" },
      });
      expect(saved.github.calls).toHaveLength(before);
      expect(step.summary).toContain("The history is the directory <code>mlruns/</code> itself");
      expect(step.outputs.get("history-saved")).toBe("true");
    },
    PATIENCE,
  );
});

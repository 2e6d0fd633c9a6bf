import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { evaluateOnNewRunner, runsSaved, afterOneWeek, PATIENCE } from "../support/remembering.ts";
import { zipBytes } from "../support/zip-writer.ts";

const saved = afterOneWeek();

const NAME = "model-monitor-history";

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
      saved.github.state.addArtifact(saved.github.state.addRun(run), NAME, planted);
      const step = await evaluateOnNewRunner(saved.github, 2, 2);
      expect(step.log).toContain("history in the artifact: 1 to read");
      expect(step.outputs.get("previous-run-id")).toBe(saved.firstRun);
    },
    PATIENCE,
  );

  test(
    "in so many uploads of a fork that ours is on a later page is found all the same",
    async () => {
      const fork = saved.github.state.addRun({ headRepository: "eve/movies" });
      for (let upload = 0; upload < 150; upload++) saved.github.state.addArtifact(fork, NAME, planted);
      saved.github.state.caches = [];
      const step = await evaluateOnNewRunner(saved.github, 2, 2);
      expect(step.outputs.get("previous-run-id")).toBe(saved.firstRun);
    },
    PATIENCE,
  );

  test(
    "in more uploads of a fork than are looked through is no first run",
    async () => {
      const fork = saved.github.state.addRun({ headRepository: "eve/movies" });
      for (let upload = 0; upload < 1000; upload++) saved.github.state.addArtifact(fork, NAME, planted);
      saved.github.state.caches = [];
      const step = await evaluateOnNewRunner(saved.github, 2, 2);
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
      const metric = Object.keys(saved.newestArtifact()).find((one) =>
        one.endsWith(`${saved.firstRun}/metrics/test_mrr`),
      )!;
      const files = saved.newestArtifact();
      const poisoned = { ...files, [path ?? metric]: "1 0.9 0\n" };
      const bytes = zipBytes(Object.entries(poisoned).map(([name, content]) => ({ name, content })));
      saved.github.state.addArtifact(saved.github.state.addRun(), NAME, bytes);
      const step = await evaluateOnNewRunner(saved.github, 2, 2);
      expect(step.outputs.get("status")).toBe("error");
      expect(step.summary).toContain(found);
      expect(saved.github.state.artifacts).toHaveLength(2);
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
      const packed = isZstd(saved.github.state.caches[0]!.bytes) ? ["--zstd"] : ["-z"];
      execFileSync("tar", [...packed, "-cf", archive, "-C", folder, ".model-monitor-history"]);
      saved.github.state.caches[0]!.bytes = readFileSync(archive);
      const step = await evaluateOnNewRunner(saved.github, 2, 2);
      expect(step.outputs.get("status")).toBe("error");
      expect(step.summary).toContain("neither a file nor a folder");
      expect(step.log).not.toContain("root:");
    },
    PATIENCE,
  );

  test(
    "is merged with what the workspace holds already",
    async () => {
      const files = saved.newestArtifact();
      saved.github.state.artifacts = [];
      saved.github.state.caches = [];
      const prepare = (workspace: string) => {
        for (const [path, content] of Object.entries(files)) {
          mkdirSync(join(workspace, path, ".."), { recursive: true });
          writeFileSync(join(workspace, path), content);
        }
      };
      const step = await evaluateOnNewRunner(saved.github, 2, 2, { prepare });
      expect(step.outputs.get("previous-run-id")).toBe(saved.firstRun);
      expect(runsSaved(step)).toBe(2);
    },
    PATIENCE,
  );
});

function isZstd(bytes: Buffer): boolean {
  return bytes.readUInt32LE(0) === 0xfd2fb528;
}

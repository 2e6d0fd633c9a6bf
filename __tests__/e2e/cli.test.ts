import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { distFolder, spawnAndCollect } from "../support/action.ts";
import { aRepository } from "../support/repository.ts";

let workspace: string;
beforeEach(() => {
  workspace = aRepository();
});

const cli = async (...argv: string[]) =>
  await spawnAndCollect(join(distFolder(), "cli.js"), argv, {
    cwd: workspace,
    environment: { PATH: process.env["PATH"] ?? "" },
  });

describe("the command line", () => {
  test("evaluates with defaults, prints the summary alone on standard output, writes mlruns and the report", async () => {
    const { exitCode, stdout } = await cli();
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")[0]).toContain("The model still fits its users");
    expect(stdout).not.toContain("1. Load");
    expect(existsSync(join(workspace, "mlruns/0/meta.yaml"))).toBe(true);
    expect(existsSync(join(workspace, "model-monitor-report/report.json"))).toBe(true);
  });

  test("evaluates the database that is named, as the README shows it", async () => {
    const { exitCode, stdout } = await cli("--database", "user_data.db");
    expect([exitCode, stdout.split("\n")[0]]).toEqual([0, expect.stringContaining("still fits its users")]);
  });

  test("exits 0 when the flag is up, and says that nothing is sent without GitHub", async () => {
    const { exitCode, stdout } = await cli("--thresholds", "test_mrr: 0.5");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Retraining recommended");
  });

  test("exits 1 when fail-on says so", async () => {
    expect((await cli("--thresholds", "test_mrr: 0.5", "--fail-on", "retrain")).exitCode).toBe(1);
  });

  test("exits 1 on an error and names the file", async () => {
    writeFileSync(join(workspace, "models/bpr_recommender.pt"), "");
    const { exitCode, stdout } = await cli();
    expect(exitCode).toBe(1);
    expect(stdout).toContain("models/bpr_recommender.pt");
  });

  test.each([[["--no-such-flag", "1"]], [["--k", "ten"]], [["database.db"]], [["--model"]]])(
    "exits 2 on wrong usage: %j, and evaluates nothing",
    async (argv) => {
      const { exitCode, stdout, log } = await cli(...argv);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(log).toContain("--help");
      expect(existsSync(join(workspace, "mlruns"))).toBe(false);
    },
  );

  test("--help lists every input that a person sets", async () => {
    const { exitCode, stdout } = await cli("--help");
    expect(exitCode).toBe(0);
    for (const flag of ["--database", "--thresholds", "--fail-on", "--tracking-uri"])
      expect(stdout).toContain(flag);
  });

  test("--version prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect((await cli("--version")).stdout).toBe(`${version}\n`);
  });
});

import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import type { StepResult } from "../support/action.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { startDatabaseServer, IN_A_HURRY } from "../support/mlflow-server.ts";
import { aQuickstart, evaluateWeek, tryWeek } from "../support/quickstart.ts";

const output = (step: StepResult, name: string) => step.outputs.get(name) ?? "";

describe.each(mlflowVersions())("the server of MLflow $version with --no-serve-artifacts", (mlflow) => {
  test("has the run without its artifacts, and the step says so", async () => {
    const server = await startDatabaseServer(mlflow, { serveArtifacts: false });
    const library = new MlflowLibrary(mlflow);
    try {
      const workspace = aQuickstart();
      const inputs = { "tracking-uri": server.url };
      const step = await evaluateWeek(workspace, 1, { inputs, environment: IN_A_HURRY });
      expect(await library.run(server.url, output(step, "run-id"))).toMatchObject({
        status: "FINISHED",
        artifacts: {},
      });
      expect(step.summary).toContain("Not everything was stored");
    } finally {
      await library.close();
      await server.stop();
    }
  });
});

describe("a server that is not there", () => {
  test("costs the comparison and not the evaluation: the run is in the workspace, and the step says so", async () => {
    const workspace = aQuickstart();
    const inputs = { "tracking-uri": "http://127.0.0.1:9" };
    const step = await tryWeek(workspace, 2, { inputs, environment: IN_A_HURRY });
    expect([step.exitCode, output(step, "status")]).toEqual([1, "evaluated"]);
    expect(step.log).toContain("this run was kept in mlruns/ of the workspace instead");
    expect(existsSync(join(workspace, "mlruns", output(step, "experiment-id"), output(step, "run-id")))).toBe(
      true,
    );
  });
});

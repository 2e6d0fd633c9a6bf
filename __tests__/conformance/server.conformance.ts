import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { StepResult } from "../support/action.ts";
import { mlflowVersions } from "../support/mlflow-library.ts";
import { type MlflowServer, startServer } from "../support/mlflow-server.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

let workspace: string;
let step: StepResult;
let runId: string;

beforeAll(async () => {
  workspace = aQuickstart();
  step = await evaluateWeek(workspace, 1);
  runId = step.outputs.get("run-id")!;
}, 60_000);

describe.each(mlflowVersions())(
  "the server of MLflow $version, in the folder that contains mlruns/",
  (mlflow) => {
    let server: MlflowServer;

    beforeAll(async () => {
      server = await startServer(mlflow, workspace, "./mlruns");
    }, 120_000);

    afterAll(async () => {
      await server.stop();
    });

    const ask = async (path: string, body?: object) =>
      await fetch(`${server.url}/${path}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers: { "Content-Type": "application/json" },
      });

    test("shows a user interface", async () => {
      const page = await ask("");
      expect([page.status, await page.text()]).toEqual([
        200,
        expect.stringContaining("<title>MLflow</title>"),
      ]);
    });

    test("lists our run with its metrics", async () => {
      const answer = await ask("api/2.0/mlflow/runs/search", {
        experiment_ids: [step.outputs.get("experiment-id")],
        max_results: 10,
      });
      expect(await answer.json()).toMatchObject({
        runs: [
          {
            info: { run_id: runId, status: "FINISHED", run_name: "periodic_evaluation" },
            data: {
              metrics: expect.arrayContaining([
                expect.objectContaining({ key: "test_mrr", value: Number(step.outputs.get("test-mrr")) }),
              ]),
            },
          },
        ],
      });
    });

    test("lists our artifacts", async () => {
      const answer = await ask(`api/2.0/mlflow/artifacts/list?run_id=${runId}`);
      const { files } = (await answer.json()) as { readonly files: readonly { readonly path: string }[] };
      expect(files.map(({ path }) => path).sort()).toEqual(["evidence.json", "report.json"]);
    });

    test("serves our artifacts", async () => {
      const answer = await ask(`get-artifact?run_uuid=${runId}&path=report.json`);
      expect(await answer.text()).toBe(readFileSync(step.outputs.get("report-path")!, "utf8"));
    });
  },
);

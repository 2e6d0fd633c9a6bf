import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { StepResult } from "../support/action.ts";
import { mlflowVersions } from "../support/mlflow-library.ts";
import { type MlflowServer, openPages } from "../support/mlflow-server.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

let workspace: string;
let step: StepResult;
let runId: string;

beforeAll(async () => {
  workspace = aQuickstart();
  step = await evaluateWeek(workspace, 1);
  runId = step.outputs.get("run-id")!;
}, 60_000);

/** The line of the summary that shows the runs. */
function lineIn({ summary }: StepResult): string {
  const [line] = /^MLFLOW_\S+ mlflow ui.*$/m.exec(summary) ?? [];
  if (line === undefined) throw new Error(`the summary has no line to copy: ${summary}`);
  return line;
}

describe.each(mlflowVersions())(
  "the line of the summary with MLflow $version, in the folder that contains mlruns/",
  (mlflow) => {
    let server: MlflowServer;

    beforeAll(async () => {
      server = await openPages(mlflow, workspace, lineIn(step));
    }, 120_000);

    afterAll(async () => {
      await server.stop();
    });

    const ask = async (path: string, body?: object) =>
      await fetch(`${server.url}/${path}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers: { "Content-Type": "application/json" },
      });

    test("is the one that today's MLflow needs", () => {
      expect(lineIn(step)).toBe("MLFLOW_ALLOW_FILE_STORE=true mlflow ui");
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

describe.each(mlflowVersions())(
  "the line of the summary with MLflow $version, for another directory",
  (mlflow) => {
    test("shows the runs with their artifacts", async () => {
      const folder = aQuickstart();
      const inputs = { "tracking-uri": "history" };
      const elsewhere = await evaluateWeek(folder, 1, { inputs });
      const line = lineIn(elsewhere);
      expect(line).toBe("MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ./history");
      const pages = await openPages(mlflow, folder, line);
      try {
        const id = elsewhere.outputs.get("run-id")!;
        const artifact = await fetch(`${pages.url}/get-artifact?run_uuid=${id}&path=report.json`);
        expect(await artifact.text()).toBe(readFileSync(elsewhere.outputs.get("report-path")!, "utf8"));
      } finally {
        await pages.stop();
      }
    }, 120_000);
  },
);

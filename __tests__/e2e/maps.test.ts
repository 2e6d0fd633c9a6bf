import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { dict, int, object, text } from "../support/pickle-writer.ts";
import { aRepository } from "../support/repository.ts";
import { smallState, SMALL_STORAGES, torchFile } from "../support/torch-file.ts";

const TEST_MRR = "0.0543259502305665";

let workspace: string;
beforeEach(() => {
  workspace = aRepository();
});

async function evaluate(inputs: Record<string, string> = {}): Promise<StepResult> {
  return await runStep({ workspace, inputs: { "retrain-trigger": "none", ...inputs } });
}

function moveMaps(to: string): void {
  mkdirSync(join(workspace, to), { recursive: true });
  for (const name of ["frontend_user_map.csv", "item_map.csv"])
    renameSync(join(workspace, "models", name), join(workspace, to, name));
}

function removeMaps(): void {
  for (const name of ["frontend_user_map.csv", "item_map.csv"]) rmSync(join(workspace, "models", name));
}

describe("the id maps", () => {
  test("are found beside a model at another place", async () => {
    moveMaps("artifact");
    renameSync(join(workspace, "models/bpr_recommender.pt"), join(workspace, "artifact/model.pt"));
    expect((await evaluate({ model: "artifact/model.pt" })).outputs.get("test-mrr")).toContain(TEST_MRR);
  });

  test("are found below artifacts/, where MLflow keeps what a model was logged with", async () => {
    moveMaps("models/artifacts");
    expect((await evaluate()).outputs.get("test-mrr")).toContain(TEST_MRR);
  });

  test("that the user names are looked for nowhere else", async () => {
    const step = await evaluate({ "user-map": "elsewhere/users.csv" });
    expect([step.outputs.get("status"), step.exitCode]).toEqual(["error", 1]);
    expect(step.log).toContain("elsewhere/users.csv: there is no such file");
  });

  test("are taken from inside the checkpoint when there is no file", async () => {
    removeMaps();
    const users = dict(["ann", int(0)], ["王小明", int(1)]);
    const items = dict(
      ["Playtime (1967)", int(0)],
      ["On the Waterfront (1954)", int(1)],
      ["Up (2009)", int(2)],
    );
    const checkpoint = object(
      "app",
      "Recommender",
      ["user_map", users],
      ["item_map", items],
      ["state", dict(...smallState())],
    );
    writeFileSync(join(workspace, "models/bpr_recommender.pt"), torchFile(checkpoint, SMALL_STORAGES));
    const step = await evaluate();
    expect(step.outputs.get("status")).toBe("evaluated");
    const metrics = JSON.parse(step.outputs.get("metrics")!) as Record<string, number>;
    expect(metrics["evaluated_users"]).toBeGreaterThan(0);
  });

  test("inside the checkpoint are refused when they cannot belong to the model", async () => {
    removeMaps();
    const checkpoint = dict(
      ["user_map", dict(["ann", int(7)])],
      ["item_map", dict(["Up", int(0)])],
      ["text", text("")],
      ["state", dict(...smallState())],
    );
    writeFileSync(join(workspace, "models/bpr_recommender.pt"), torchFile(checkpoint, SMALL_STORAGES));
    expect((await evaluate()).log).toContain("it holds the user id 7; the model has 2 users");
  });

  test("of fewer items than the model has are refused with both numbers", async () => {
    const path = join(workspace, "models/item_map.csv");
    writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(0, 151).join("\n"));
    const step = await evaluate();
    expect(step.outputs.get("status")).toBe("error");
    expect(step.log).toContain("models/item_map.csv: it holds 150 items; the model has 200");
  });

  test("nowhere at all are an error that shows the lines of Python that write them", async () => {
    removeMaps();
    expect((await evaluate()).summary).toContain("csv.writer(file).writerows(");
  });
});

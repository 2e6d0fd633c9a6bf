import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { StepResult } from "../support/action.ts";
import { archiveOf, stepWith } from "../support/artifact-world.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { aRepository } from "../support/repository.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const MODEL = readFileSync(join(MINI, "bpr_recommender.pt"));
const USERS = readFileSync(join(MINI, "user_map.csv"));
const ITEMS = readFileSync(join(MINI, "item_map.csv"));
const TRAIN = readFileSync(join(MINI, "train_interactions.csv"));

let github: GitHubServices;
let workspace: string;

beforeEach(async () => {
  github = await startGitHubServices();
  workspace = aRepository();
  rmSync(join(workspace, "models"), { recursive: true });
});

afterEach(async () => {
  rmSync(workspace, { recursive: true });
  await github.close();
});

function uploaded(files: Readonly<Record<string, Uint8Array | string>>, name = "model") {
  github.state.addArtifact(github.state.addRun(), name, archiveOf(files));
}

async function evaluate(inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  return await stepWith(github, workspace, { "model-artifact": "model", ...inputs });
}

describe("the model's artifact", () => {
  test("brings the checkpoint and its maps, at the default paths or without the folder that the client left out", async () => {
    uploaded({ "bpr_recommender.pt": MODEL, "frontend_user_map.csv": USERS, "item_map.csv": ITEMS });
    const step = await evaluate();
    expect(step.outputs.get("test-mrr")).toMatch(/^0\.0543/);
    expect(step.summary).toContain("model/bpr_recommender.pt");
  });

  test("wins with its maps over those of the workspace", async () => {
    mkdirSync(join(workspace, "models"));
    writeFileSync(join(workspace, "models/frontend_user_map.csv"), "username,internal_user_id\nnobody,0\n");
    uploaded({
      "models/bpr_recommender.pt": MODEL,
      "models/frontend_user_map.csv": USERS,
      "models/item_map.csv": ITEMS,
    });
    expect((await evaluate()).outputs.get("test-mrr")).toMatch(/^0\.0543/);
  });

  test("leaves to the workspace the maps that it does not hold", async () => {
    mkdirSync(join(workspace, "maps"));
    writeFileSync(join(workspace, "maps/users.csv"), USERS);
    writeFileSync(join(workspace, "maps/items.csv"), ITEMS);
    uploaded({ "net.pt": MODEL });
    const step = await evaluate({
      model: "net.pt",
      "user-map": "maps/users.csv",
      "item-map": "maps/items.csv",
    });
    expect(step.outputs.get("test-mrr")).toMatch(/^0\.0543/);
  });

  test("brings the pairs known at training time", async () => {
    uploaded({
      "bpr_recommender.pt": MODEL,
      "frontend_user_map.csv": USERS,
      "item_map.csv": ITEMS,
      "train_interactions.csv": TRAIN,
    });
    const step = await evaluate({ "train-interactions": "models/train_interactions.csv" });
    expect(step.log).toContain("are masked");
    expect(step.outputs.get("status")).toBe("evaluated");
  });

  test("brings the manifest of the training, and no other one counts", async () => {
    mkdirSync(join(workspace, "models"));
    writeFileSync(join(workspace, "models/monitor.json"), "not JSON: of another model");
    uploaded({
      "models/bpr_recommender.pt": MODEL,
      "models/frontend_user_map.csv": USERS,
      "models/item_map.csv": ITEMS,
    });
    expect((await evaluate()).outputs.get("status")).toBe("evaluated");
    uploaded({
      "models/bpr_recommender.pt": MODEL,
      "models/frontend_user_map.csv": USERS,
      "models/item_map.csv": ITEMS,
      "models/monitor.json": "not JSON",
    });
    expect((await evaluate()).log).toContain("model/models/monitor.json");
  });

  test("and that of the database come together", async () => {
    uploaded({ "bpr_recommender.pt": MODEL, "frontend_user_map.csv": USERS, "item_map.csv": ITEMS });
    uploaded({ "user_data.db": readFileSync(join(workspace, "user_data.db")) }, "user-data");
    rmSync(join(workspace, "user_data.db"));
    const step = await evaluate({ "database-artifact": "user-data" });
    expect(step.outputs.get("test-mrr")).toMatch(/^0\.0543/);
  });

  test("may be the bare checkpoint, itself an archive, that was uploaded without one", async () => {
    github.state.addArtifact(github.state.addRun(), "net.pt", MODEL);
    const serve = {
      "content-disposition": `attachment; filename="net.pt"`,
      "content-type": "application/octet-stream",
    };
    github.faults.push({ on: /GET \/blobs/, reply: { status: 200, body: MODEL, headers: serve } });
    mkdirSync(join(workspace, "models"));
    writeFileSync(join(workspace, "models/frontend_user_map.csv"), USERS);
    writeFileSync(join(workspace, "models/item_map.csv"), ITEMS);
    const step = await evaluate({ "model-artifact": "net.pt", model: "net.pt" });
    expect(step.outputs.get("test-mrr")).toMatch(/^0\.0543/);
  });
});

describe("an error is", () => {
  test("no artifact of the model: without it there is nothing to evaluate with", async () => {
    const step = await evaluate();
    expect([step.outputs.get("status"), step.exitCode]).toEqual(["error", 1]);
    expect(step.log).toContain("There is no artifact model in octo/movies.");
    expect(step.log).toContain("model-artifact");
  });

  test("an artifact without the checkpoint, which says what it holds", async () => {
    uploaded({ "net.pt": MODEL, "item_map.csv": ITEMS });
    const step = await evaluate();
    expect(step.outputs.get("status")).toBe("error");
    expect(step.log).toContain(
      'artifact model: holds no models/bpr_recommender.pt, but "net.pt", "item_map.csv"',
    );
  });

  test("files whose names differ in nothing that every system keeps apart from a folder", async () => {
    uploaded({ "bpr_recommender.pt": MODEL, "a/b": "x", a: "y" });
    const step = await evaluate();
    expect(step.log).toContain('its file "a" cannot be unpacked beside the others');
  });
});

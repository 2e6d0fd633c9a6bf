import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { mlflowVersions } from "../support/mlflow-library.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const WRITTEN = ["frontend_user_map.csv", "item_map.csv", "train_interactions.csv", "monitor.json"];
/** What stands in the training script of a user before the lines that we tell: the ids of the sample's model. */
const TRAINED = `
import csv, json, types
import numpy as np

def rows(name):
    with open("trained/" + name, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]

user_ids = {name: int(number) for name, number in rows("frontend_user_map.csv")}
items = [(int(number), movie, title) for number, movie, title in rows("item_map.csv")]
pairs = np.array(rows("train_interactions.csv"), dtype=np.int32)
interactions = types.SimpleNamespace(user_ids=pairs[:, 0], item_ids=pairs[:, 1])
with open("trained/monitor.json") as file:
    trained = json.load(file)
model = types.SimpleNamespace(_num_users=trained["num_users"], _num_items=trained["num_items"])
`;

/** The Python of the README, which writes the maps. */
const [, README_LINES] = /^```python\n([\s\S]*?)^```$/m.exec(
  readFileSync(join(PROJECT, "README.md"), "utf8"),
)!;
const EXPORT_LINES = `
from export_for_monitor import export_for_monitor
export_for_monitor(model, interactions, user_ids, items, cutoff=trained["cutoff"], checkpoint="models/bpr_recommender.pt")
`;

let workspace: string;

beforeEach(() => {
  workspace = aQuickstart();
  for (const name of WRITTEN) cpSync(join(workspace, "models", name), join(workspace, "trained", name));
});

afterEach(() => rmSync(workspace, { recursive: true }));

/** Takes files away, runs a program that is to write them again, and evaluates the first week; the old ones before it. */
async function mrrBeforeAndAfter(python: string, taken: readonly string[], lines: string) {
  const before = await evaluateWeek(workspace, 1, { inputs: { "tracking-uri": "before" } });
  for (const name of taken) rmSync(join(workspace, "models", name));
  const { status, stderr } = spawnSync(python, ["-c", `${TRAINED}\n${lines}`], {
    cwd: workspace,
    env: { PYTHONPATH: join(PROJECT, "examples/training"), PYTHONDONTWRITEBYTECODE: "1" },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const after = await evaluateWeek(workspace, 1, { inputs: { "tracking-uri": "after" } });
  return [before, after].map(({ outputs }) => outputs.get("metrics"));
}

describe.each(mlflowVersions().slice(-1))("what the README tells training to write", ({ python }) => {
  test("in a few lines of Python is what the evaluation reads", async () => {
    const [before, after] = await mrrBeforeAndAfter(python, WRITTEN.slice(0, 2), README_LINES!);
    expect(after).toBe(before);
  });

  test("by export_for_monitor.py is, too, with the training pairs and the popularity", async () => {
    const [before, after] = await mrrBeforeAndAfter(python, WRITTEN, EXPORT_LINES);
    expect(after).toBe(before);
    expect(after).toContain("popularity_mrr");
  });
});

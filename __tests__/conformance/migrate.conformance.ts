import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { join } from "node:path";
import { MlflowLibrary, mlflowVersions, typeInShell } from "../support/mlflow-library.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

/** MLflow 2 has no `migrate-filestore`. */
const newest = mlflowVersions().at(-1)!;

describe(`mlflow migrate-filestore of MLflow ${newest.version}`, () => {
  let library: MlflowLibrary;

  beforeAll(() => {
    library = new MlflowLibrary(newest);
  });

  afterAll(async () => {
    await library.close();
  });

  test("by the line of the summary converts our store without loss, a deleted run and what Python added included", async () => {
    const folder = aQuickstart();
    const store = { folder, uri: join(folder, "mlruns") };
    const [first, second] = [await evaluateWeek(folder, 1), await evaluateWeek(folder, 2)];
    await library.call("delete_run", { ...store, run: first.outputs.get("run-id") });
    const metrics = [["test_mrr", 0.5, 3]];
    const run = second.outputs.get("run-id");
    await library.call("log", {
      ...store,
      run,
      metrics,
      params: {},
      tags: { a: "b" },
      texts: { "c/d": "e" },
    });
    const before = await library.describe(folder);

    const [line = ""] = /^mlflow migrate-filestore .*$/m.exec(second.summary) ?? [];
    expect(line).toBe("mlflow migrate-filestore --source mlruns --target sqlite:///mlflow.db");
    const migrating = typeInShell(newest, line, folder);
    migrating.stdout?.resume();
    migrating.stderr?.resume();
    expect(await once(migrating, "close")).toEqual([0, null]);

    expect(Object.values(before.runs).map(({ inputs }) => inputs.length)).toEqual([2, 2]);
    expect(await library.describe(folder, `sqlite:///${join(folder, "mlflow.db")}`)).toEqual(before);
  }, 120_000);
});

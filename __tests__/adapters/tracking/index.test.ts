import { describe, expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../../src/core/errors.ts";
import { aRunRecord, EXPERIMENT, newFolder, openStore } from "../../support/mlflow-store.ts";

describe("a tracking URI", () => {
  test.each([
    ["mlruns", "mlruns", "mlruns/"],
    ["./mlruns", "mlruns", "mlruns/"],
    ["mlruns/", "mlruns", "mlruns/"],
    ["monitoring/my runs", "monitoring/my runs", "monitoring/my runs/"],
    ["file:mlruns", "mlruns", "mlruns/"],
    ["file:./a%20b", "a b", "a b/"],
    ["FILE:mlruns", "mlruns", "mlruns/"],
  ])("%j is below the workspace", async (uri, directory, shown) => {
    const workspace = newFolder();
    const store = openStore(workspace, {}, uri);
    await store.publish(EXPERIMENT, aRunRecord());
    expect(existsSync(join(workspace, directory, "0", "meta.yaml"))).toBe(true);
    expect(store.location).toBe(shown);
  });

  test.each([
    ["an absolute path", (path: string) => path],
    ["a file: URI", (path: string) => pathToFileURL(path).href],
  ])("as %s may be elsewhere, and is shown whole", async (_, uriOf) => {
    const elsewhere = join(newFolder(), "my runs");
    const store = openStore(newFolder(), {}, uriOf(elsewhere));
    await store.publish(EXPERIMENT, aRunRecord());
    expect(existsSync(join(elsewhere, "0", "meta.yaml"))).toBe(true);
    expect(store.location).toBe(`${elsewhere}/`);
  });

  test.each([
    ["sqlite:///mlflow.db", "sqlite"],
    ["postgresql://user:secret@db/mlflow", "postgresql"],
    ["databricks", "databricks"],
    ["databricks://profile", "databricks"],
  ])("%j is refused by its scheme alone", (uri, scheme) => {
    const message = `the tracking URI starts with "${scheme}:"; supported are a directory, file:, http: and https:, while sqlite: is not yet`;
    expect(() => openStore("/w", {}, uri)).toThrow(new ConfigError(message, ""));
  });

  test.each([
    ["", "the tracking URI names no directory"],
    ["file:", "the tracking URI names no directory"],
    ["a\0b", "the tracking URI names no directory"],
    ["file://elsewhere/mlruns", "the tracking URI is not a file: URI of this machine"],
    ["file:%zz", "the tracking URI is not a file: URI of this machine"],
  ])("%j is refused", (uri, message) => {
    const opening = () => openStore("/w", {}, uri);
    expect(opening).toThrow(ConfigError);
    expect(opening).toThrow(message);
  });

  test("creates nothing before the first run is published", async () => {
    const workspace = newFolder();
    const store = openStore(workspace);
    expect(await store.newestStart(EXPERIMENT)).toBeNull();
    expect(await store.findExperiment(EXPERIMENT)).toBeNull();
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });
});

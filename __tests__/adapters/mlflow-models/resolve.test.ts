import { describe, expect, test } from "@jest/globals";
import { resolveModel } from "../../../src/adapters/mlflow-models/resolve.ts";
import { MalformedFileError, UnsupportedFileError } from "../../../src/core/errors.ts";
import { parseModelUri } from "../../../src/formats/mlflow-rest/model-uri.ts";
import { MlflowServerError } from "../../../src/formats/mlflow-rest/server-error.ts";
import { closedAfterEach } from "../../support/closed-after-each.ts";
import { startLoopback } from "../../support/loopback-server.ts";
import { startRegistry, type RegistryContent } from "../../support/mlflow-registry.ts";
import { aClient } from "../../support/mlflow-rest.ts";

const RUN = "e74a46301c0b40a19ef85c5b325a15c1";
const FILES = { "model/a.pt": "weights", "model/deep/b.csv": "b" };
const opened = closedAfterEach();

async function resolving(content: RegistryContent, uri: string) {
  const server = opened(await startRegistry(content));
  return await resolveModel(aClient(server.url), parseModelUri(uri)!, uri);
}

/** Names directly below the folder that was found. */
async function namesOf(content: RegistryContent, uri: string): Promise<readonly string[]> {
  const { folder } = await resolving(content, uri);
  return (await folder.list("")).map(({ name }) => name);
}

describe("a registered model", () => {
  const registered = (source: string, run?: string): RegistryContent => ({
    versions: { "movies/3": { source, ...(run === undefined ? {} : { run }) } },
    aliases: { "movies@champion": "3" },
    runs: { [RUN]: { location: `mlflow-artifacts:/1/${RUN}/artifacts`, files: FILES } },
    files: { [`1/${RUN}/artifacts/model/a.pt`]: "weights", "models/m-1/artifacts/c.pt": "other" },
  });

  test.each(["models:/movies/3", "models:/movies@champion"])(
    "is found as %s, with the version that it is",
    async (uri) => {
      const content = registered(`mlflow-artifacts:/1/${RUN}/artifacts/model`, RUN);
      const { folder, version } = await resolving(content, uri);
      expect(version).toEqual({ name: "movies", version: "3" });
      expect(await folder.list("")).toEqual([{ name: "a.pt", isFolder: false }]);
    },
  );

  test("is read where a logged model of MLflow 3 is kept, beside the runs", async () => {
    const content = registered("mlflow-artifacts:/models/m-1/artifacts", RUN);
    expect(await namesOf(content, "models:/movies/3")).toEqual(["c.pt"]);
  });

  test("is read from its run when it was registered by a runs: URI", async () => {
    expect(await namesOf(registered(`runs:/${RUN}/model`), "models:/movies/3")).toEqual(["a.pt", "deep"]);
  });

  test.each([
    ["s3://bucket/1", "s3://bucket/1/model"],
    ["s3://bucket/1/", "s3://bucket/1/model/"],
    ["/srv/mlruns/1", "/srv/mlruns/1/model"],
    ["file:///srv/mlruns/1", "/srv/mlruns/1/model"],
    ["/srv/mlruns/1", "file:/srv/mlruns/1/model"],
  ])("below its run at %s is handed out by the server from %s", async (location, source) => {
    const content = { ...registered(source, RUN), runs: { [RUN]: { location, files: FILES } } };
    expect(await namesOf(content, "models:/movies/3")).toEqual(["a.pt", "deep"]);
  });

  test.each([
    ["s3://bucket/elsewhere", RUN, "s3:"],
    ["s3://bucket/elsewhere", undefined, "s3:"],
    ["/home/somebody/model", RUN, "a directory of the server"],
    ["file:///home/somebody/model", "", "a directory of the server"],
    ["s3://bucket/1/../2/model", RUN, "s3:"],
    ["s3://bucket/10/model", RUN, "s3:"],
    [`runs:/${RUN}/../model`, RUN, "runs:"],
  ])("from %s, outside of its run, is refused with what to do", async (source, run, where) => {
    const content = {
      ...registered(source, run),
      runs: { [RUN]: { location: "s3://bucket/1", files: FILES } },
    };
    const finding = resolving(content, "models:/movies/3");
    await expect(finding).rejects.toThrow(UnsupportedFileError);
    await expect(finding).rejects.toThrow(
      `models:/movies/3: it was registered from ${where}, which the MLflow server does not hand out`,
    );
  });

  test.each([
    ["a version", "models:/movies/4"],
    ["an alias", "models:/movies@nobody"],
    ["a model", "models:/films/3"],
    ["a run", `runs:/${"0".repeat(32)}/model`],
  ])("is said not to be there when there is no such %s", async (_, uri) => {
    const finding = resolving(registered("s3://bucket/1"), uri);
    await expect(finding).rejects.toThrow(MalformedFileError);
    await expect(finding).rejects.toThrow(`${uri}: there is no such model on http://127.0.0.1:`);
  });

  test("is not said to be missing when the server fails", async () => {
    const server = opened(await startLoopback(() => ({ status: 502 })));
    const uri = "models:/movies/3";
    await expect(resolveModel(aClient(server.url), parseModelUri(uri)!, uri)).rejects.toThrow(
      MlflowServerError,
    );
  });
});

describe("a model that is named by its run", () => {
  const run = { [RUN]: { location: `mlflow-artifacts:/1/${RUN}/artifacts`, files: FILES } };
  const files = { "models/m-1/artifacts/c.pt": "other" };

  test("is a folder of the run's artifacts, and no version", async () => {
    const { folder, version } = await resolving({ runs: run }, `runs:/${RUN}/model`);
    expect(version).toBeNull();
    expect(await folder.list("")).toEqual([
      { name: "a.pt", isFolder: false },
      { name: "deep", isFolder: true },
    ]);
  });

  test("is a logged model of that name since MLflow 3", async () => {
    const loggedModels = { [`${RUN} recommender`]: "mlflow-artifacts:/models/m-1/artifacts" };
    expect(await namesOf({ runs: run, files, loggedModels }, `runs:/${RUN}/recommender`)).toEqual(["c.pt"]);
  });

  test("is the run's own folder where a logged model is of the same name", async () => {
    const loggedModels = { [`${RUN} model`]: "mlflow-artifacts:/models/m-1/artifacts" };
    expect(await namesOf({ runs: run, files, loggedModels }, `runs:/${RUN}/model`)).toEqual(["a.pt", "deep"]);
  });

  test.each([
    ["MLflow 2, which knows no logged models", null],
    ["MLflow 3 that has none of the name", {}],
    ["a logged model that the server does not hand out", { [`${RUN} nothing`]: "s3://bucket/m-1" }],
  ])("has nothing below it with %s", async (_, loggedModels) => {
    expect(await namesOf({ runs: run, loggedModels }, `runs:/${RUN}/nothing`)).toEqual([]);
  });
});

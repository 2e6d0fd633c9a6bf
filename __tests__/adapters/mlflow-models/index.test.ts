import { describe, expect, test } from "@jest/globals";
import { MlflowModel, type DownloadedModel } from "../../../src/adapters/mlflow-models/index.ts";
import { MalformedFileError, UnsupportedFileError } from "../../../src/core/errors.ts";
import { parseModelUri } from "../../../src/formats/mlflow-rest/model-uri.ts";
import { closedAfterEach } from "../../support/closed-after-each.ts";
import type { LoopbackServer } from "../../support/loopback-server.ts";
import { startRegistry, type RegistryContent } from "../../support/mlflow-registry.ts";
import { reach } from "../../support/mlflow-rest.ts";

const RUN = "e74a46301c0b40a19ef85c5b325a15c1";
const opened = closedAfterEach();

async function aModel(content: RegistryContent, uri: string) {
  const server = opened(await startRegistry(content));
  return { server, model: new MlflowModel(reach(server.url), parseModelUri(uri)!, uri) };
}

/** Downloads a model from a run with the files. */
async function downloading(
  files: Readonly<Record<string, string>>,
  path = "model",
  companions: readonly string[] = [],
): Promise<DownloadedModel> {
  const { model } = await aModel(
    { runs: { [RUN]: { location: "s3://bucket/1", files } } },
    `runs:/${RUN}/${path}`,
  );
  return await model.download(companions);
}

function textOf(file: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return file === undefined ? undefined : new TextDecoder().decode(file.bytes);
}

/** What was asked to be set on versions. */
function tagsSetOn({ requests }: LoopbackServer): readonly object[] {
  return requests.filter(({ url }) => url.endsWith("/set-tag")).map(({ body }) => JSON.parse(body) as object);
}

describe("the checkpoint of a model in MLflow", () => {
  test.each([
    [
      "what a pyfunc keeps",
      { "model/MLmodel": "", "model/python_model.pkl": "p", "model/a.pt": "a" },
      "python_model.pkl",
    ],
    [
      "what the pytorch flavour keeps",
      { "model/MLmodel": "", "model/data/model.pth": "m" },
      "data/model.pth",
    ],
    ["the only checkpoint of the folder", { "model/a.npz": "a", "model/README.md": "r" }, "a.npz"],
  ])("is %s", async (_, files: Readonly<Record<string, string>>, file) => {
    const { checkpoint } = await downloading(files);
    expect(textOf(checkpoint)).toBe(files[`model/${file}`]);
    expect(checkpoint.shownAs).toBe(`runs:/${RUN}/model, ${file}`);
  });

  test("is a file that is named itself", async () => {
    const { checkpoint } = await downloading({ "model/a.pt": "a", "model/b.pt": "b" }, "model/b.pt");
    expect(textOf(checkpoint)).toBe("b");
  });

  test("is found by a name that has to be encoded on its way", async () => {
    const folder = "mö del%2F#1";
    const content = {
      versions: { "movies/3": { source: `mlflow-artifacts:/1/${encodeURIComponent(folder)}` } },
      files: { [`1/${folder}/a b?.pt`]: "weights" },
    };
    const { model } = await aModel(content, "models:/movies/3");
    expect(textOf((await model.download([])).checkpoint)).toBe("weights");
  });

  test("is not guessed among several", async () => {
    const asking = downloading({ "model/a.pt": "a", "model/b.pt": "b" });
    await expect(asking).rejects.toThrow(UnsupportedFileError);
    await expect(asking).rejects.toThrow("2 files that could be the checkpoint");
  });

  test("is not what has another name", async () => {
    await expect(downloading({ "model/model.onnx": "o" })).rejects.toThrow(UnsupportedFileError);
  });

  test("is said to be missing where the run has nothing of that path", async () => {
    const asking = downloading({ "model/a.pt": "a" }, "nothing");
    await expect(asking).rejects.toThrow(MalformedFileError);
    await expect(asking).rejects.toThrow("holds no files there");
  });
});

describe("what lies beside the model", () => {
  const files = {
    "model/a.pt": "a",
    "model/user_map.csv": "users",
    "model/item_map.csv": "beside",
    "model/artifacts/item_map.csv": "logged with it",
    "model/other.csv": "o",
  };

  test("comes along by its name, from the folder or its artifacts/", async () => {
    const { companions } = await downloading(files, "model", ["user_map.csv", "item_map.csv", "missing.csv"]);
    expect([...companions.keys()].sort()).toEqual(["item_map.csv", "user_map.csv"]);
    expect(textOf(companions.get("user_map.csv"))).toBe("users");
    expect(companions.get("user_map.csv")!.shownAs).toBe(`runs:/${RUN}/model, user_map.csv`);
  });

  test("is taken from the folder where both have it", async () => {
    const { companions } = await downloading(files, "model", ["item_map.csv"]);
    expect(textOf(companions.get("item_map.csv"))).toBe("beside");
  });

  test("comes along with a file that is named itself", async () => {
    const { companions } = await downloading(files, "model/a.pt", ["user_map.csv"]);
    expect(textOf(companions.get("user_map.csv"))).toBe("users");
  });
});

describe("the tags of the model", () => {
  const tags = new Map([
    ["model_monitor.run_id", "a1"],
    ["model_monitor.retrain", "true"],
  ]);

  test("go to the version that the alias meant when the model was downloaded", async () => {
    const content = {
      versions: { "movies/3": { source: `runs:/${RUN}/model` }, "movies/4": { source: "s3://bucket" } },
      aliases: { "movies@champion": "3" },
      runs: { [RUN]: { location: "s3://bucket/1", files: { "model/a.pt": "a" } } },
    };
    const { server, model } = await aModel(content, "models:/movies@champion");
    await model.download([]);
    content.aliases["movies@champion"] = "4";
    await model.setTags(tags);
    expect(tagsSetOn(server)).toEqual(
      [...tags].map(([key, value]) => ({ name: "movies", version: "3", key, value })),
    );
  });

  test("go nowhere when the model was named by its run", async () => {
    const files = { "model/a.pt": "a" };
    const { server, model } = await aModel(
      { runs: { [RUN]: { location: "s3://bucket/1", files } } },
      `runs:/${RUN}/model`,
    );
    await model.download([]);
    await model.setTags(tags);
    expect(tagsSetOn(server)).toEqual([]);
  });
});

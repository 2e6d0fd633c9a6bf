import { describe, expect, test } from "@jest/globals";
import { ConfigError } from "../../../src/core/errors.ts";
import { isSegment, parseModelUri } from "../../../src/formats/mlflow-rest/model-uri.ts";

const RUN = "e74a46301c0b40a19ef85c5b325a15c1";

describe("the input `model`", () => {
  test.each([
    "models/bpr_recommender.pt",
    "models",
    "runs/a.pt",
    "./models:/m/1",
    String.raw`C:\models\a.pt`,
    "",
    "model:/m/1",
  ])("is a path: %j", (text) => {
    expect(parseModelUri(text)).toBeNull();
  });

  test.each([
    ["models:/movies/3", { kind: "version", name: "movies", version: "3" }],
    ["models://movies/3", { kind: "version", name: "movies", version: "3" }],
    ["models:/movie recommender.v2-ä/12", { kind: "version", name: "movie recommender.v2-ä", version: "12" }],
    ["models:/movies@champion", { kind: "alias", name: "movies", alias: "champion" }],
    ["models:/me@home@champion", { kind: "alias", name: "me@home", alias: "champion" }],
    ["models:/me@home/1", { kind: "version", name: "me@home", version: "1" }],
    [`runs:/${RUN}/model`, { kind: "run", runId: RUN, path: "model" }],
    [`runs:/${RUN}/a/b c.pt`, { kind: "run", runId: RUN, path: "a/b c.pt" }],
    [`runs:/${RUN}/model/`, { kind: "run", runId: RUN, path: "model" }],
  ])("names a model of MLflow: %s", (text, uri) => {
    expect(parseModelUri(text)).toEqual(uri);
  });

  test.each([
    "models:/movies/latest",
    "models:/movies/Production",
    "models:/movies",
    "models:/movies/",
    "models:/movies/-1",
    "models:/movies/12345678901",
    "models:/movies@",
    "models:/@champion",
    "models:/a/b@c",
    "models:/a:b/1",
    "models:/a\u0000/1",
    "models:",
    `models:/${"m".repeat(257)}/1`,
    `runs:/${RUN}`,
    `runs:/${RUN}/`,
    `runs:/${RUN}/../x`,
    `runs:/${RUN}/./x`,
    `runs:/${RUN}/a//b`,
    String.raw`runs:/${RUN}/a\b`,
    "runs:/../x",
    "runs:",
  ])("is refused with what is allowed: %j", (text) => {
    expect(() => parseModelUri(text)).toThrow(ConfigError);
    expect(() => parseModelUri(text)).toThrow(
      "allowed: a path, models:/name/version, models:/name@alias or runs:/id/path",
    );
  });
});

test.each(["", ".", "..", "a\\b", "a\nb", "\u0000"])("no part of a path is %j", (text) => {
  expect(isSegment(text)).toBe(false);
});

test.each(["a", "a b.pt", "...", ".hidden", "Größe"])("a part of a path may be %j", (text) => {
  expect(isSegment(text)).toBe(true);
});

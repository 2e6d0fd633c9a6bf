import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import {
  CHECKPOINT_FILE,
  foreignDirectory,
  MODEL_FILES_OF_DIRECTORY,
} from "../../formats/checkpoint/model-directory.ts";
import { DONE } from "../../formats/mlflow-rest/answers.ts";
import type { ModelUri } from "../../formats/mlflow-rest/model-uri.ts";
import { MlflowRest, type MlflowServerOptions } from "../mlflow-rest/client.ts";
import type { ArtifactFolder } from "./artifact-folder.ts";
import { resolveModel, type ModelVersion } from "./resolve.ts";

/** As for files of the workspace. */
const MAX_CHECKPOINT_BYTES = 2 ** 31 - 1;
const MAX_COMPANION_BYTES = 512 * 1024 * 1024;
/** Where MLflow keeps what a model was logged with. */
const ARTIFACTS = "artifacts";

/** A file that was downloaded, and how messages name it. */
export interface Downloaded {
  readonly shownAs: string;
  readonly bytes: Uint8Array;
}

/** A model with what lies beside it, in memory. */
export interface DownloadedModel {
  readonly checkpoint: Downloaded;
  /** By file name. */
  readonly companions: ReadonlyMap<string, Downloaded>;
}

/** One model of an MLflow server: downloads it, and tells its version what was found out about it. */
export class MlflowModel {
  readonly #server: MlflowRest;
  readonly #uri: ModelUri;
  readonly #shownAs: string;
  #version: ModelVersion | null = null;

  /** @param shownAs the URI as the user wrote it */
  constructor(options: MlflowServerOptions, uri: ModelUri, shownAs: string) {
    this.#server = new MlflowRest(options);
    this.#uri = uri;
    this.#shownAs = shownAs;
  }

  /**
   * Downloads the checkpoint and those of the companions that lie in the model's folder or in its `artifacts/`. An alias
   * is looked up here, once: whoever moves it meanwhile does not have the tags on another version.
   * @throws MonitorError naming the URI
   */
  async download(companionNames: readonly string[]): Promise<DownloadedModel> {
    const { folder, version } = await resolveModel(this.#server, this.#uri, this.#shownAs);
    this.#version = version;
    const { folder: root, file } = await this.#findCheckpoint(folder);
    const checkpoint = await this.#file(root, file, MAX_CHECKPOINT_BYTES);
    const companions = new Map<string, Downloaded>();
    for (const place of [ARTIFACTS, ""])
      for (const { name, isFolder } of await root.list(place))
        if (!isFolder && companionNames.includes(name))
          companions.set(name, await this.#file(root, join(place, name), MAX_COMPANION_BYTES));
    return { checkpoint, companions };
  }

  /** Sets tags on the version of the registered model that was downloaded; a model named by its run has none. */
  async setTags(tags: ReadonlyMap<string, string>): Promise<void> {
    if (this.#version === null) return;
    for (const [key, value] of tags)
      await this.#server.postJson("model-versions/set-tag", { ...this.#version, key, value }, DONE);
  }

  async #file(folder: ArtifactFolder, path: string, maxBytes: number): Promise<Downloaded> {
    return { shownAs: `${this.#shownAs}, ${path}`, bytes: await folder.download(path, maxBytes) };
  }

  /** As in a directory of the workspace, or the only checkpoint in it. */
  async #findCheckpoint(
    folder: ArtifactFolder,
  ): Promise<{ readonly folder: ArtifactFolder; readonly file: string }> {
    const entries = await folder.list("");
    if (entries.length === 0) return await this.#single(folder);
    for (const file of MODEL_FILES_OF_DIRECTORY) {
      const [first = "", second] = file.split("/");
      const isThere = entries.some(({ name }) => name === first);
      if (!isThere) continue;
      if (second === undefined || (await folder.list(first)).some(({ name }) => name === second))
        return { folder, file };
    }
    const candidates = entries.filter(({ name, isFolder }) => !isFolder && CHECKPOINT_FILE.test(name));
    const [only] = candidates;
    if (only === undefined) throw foreignDirectory(this.#shownAs);
    if (candidates.length === 1) return { folder, file: only.name };
    throw new UnsupportedFileError(
      this.#shownAs,
      `this is a directory with ${candidates.length} files that could be the checkpoint`,
      "Name the file itself with runs:/id/path, or register a directory with one of them.",
    );
  }

  /** What has nothing below it is a file, or is not there. */
  async #single(file: ArtifactFolder): Promise<{ readonly folder: ArtifactFolder; readonly file: string }> {
    const above = file.parent();
    const entries = (await above?.folder.list("")) ?? [];
    if (above !== null && entries.some(({ name }) => name === above.name))
      return { folder: above.folder, file: above.name };
    throw new MalformedFileError(
      this.#shownAs,
      `${this.#server.location} holds no files there`,
      "Look at the artifacts of the run in MLflow: the model may have been removed, or never uploaded.",
    );
  }
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

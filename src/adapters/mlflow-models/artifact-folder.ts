import { artifactRoute, ARTIFACTS_ROUTE } from "../../formats/mlflow-rest/artifact-path.ts";
import { FILES } from "../../formats/mlflow-rest/model-answers.ts";
import { isSegment } from "../../formats/mlflow-rest/model-uri.ts";
import { unexpectedAnswer } from "../../formats/mlflow-rest/server-error.ts";
import { parseWireJson } from "../../formats/mlflow-rest/wire-json.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";

/** A folder of artifacts that the server hands out, or a single file. */
export interface ArtifactFolder {
  /** Names of the files and folders directly below a folder; `""` is the root. */
  list(folder: string): Promise<readonly Entry[]>;
  /** @throws MlflowServerError when there is none, or it is larger than allowed */
  download(file: string, maxBytes: number): Promise<Uint8Array>;
  /** The same, one level up, and the name by which this one is known there; null at the root. */
  parent(): { readonly folder: ArtifactFolder; readonly name: string } | null;
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

const MAX_LISTING_BYTES = 4 * 1024 * 1024;

/** Below the server's own artifact destination (`mlflow-artifacts:/…`). */
export class ProxyFolder implements ArtifactFolder {
  readonly #server: MlflowRest;
  readonly #path: readonly string[];

  /** @param path segments, not encoded */
  constructor(server: MlflowRest, path: readonly string[]) {
    this.#server = server;
    this.#path = path;
  }

  async list(folder: string): Promise<readonly Entry[]> {
    const path = join(...this.#path, folder);
    const bytes = await this.#server.download(ARTIFACTS_ROUTE, { path }, MAX_LISTING_BYTES);
    const body = new TextDecoder().decode(bytes);
    const answer = FILES.safeParse(parseWireJson(body));
    if (answer.success) return entriesOf(answer.data);
    throw unexpectedAnswer(this.#server.location, "list of artifacts", {
      status: 200,
      contentType: "",
      body,
    });
  }

  async download(file: string, maxBytes: number): Promise<Uint8Array> {
    const segments = join(...this.#path, file).split("/");
    return await this.#server.download(artifactRoute(segments), {}, maxBytes);
  }

  parent(): { readonly folder: ArtifactFolder; readonly name: string } | null {
    const name = this.#path.at(-1);
    return name === undefined
      ? null
      : { folder: new ProxyFolder(this.#server, this.#path.slice(0, -1)), name };
  }
}

/** Below a run; the server reads it wherever it is, also where it does not let others write. */
export class RunFolder implements ArtifactFolder {
  readonly #server: MlflowRest;
  readonly #runId: string;
  readonly #path: readonly string[];

  constructor(server: MlflowRest, runId: string, path: readonly string[]) {
    this.#server = server;
    this.#runId = runId;
    this.#path = path;
  }

  async list(folder: string): Promise<readonly Entry[]> {
    const path = join(...this.#path, folder);
    const query = { run_id: this.#runId, ...(path === "" ? {} : { path }) };
    return entriesOf(await this.#server.getJson("artifacts/list", query, FILES));
  }

  async download(file: string, maxBytes: number): Promise<Uint8Array> {
    const query = { run_uuid: this.#runId, path: join(...this.#path, file) };
    return await this.#server.download("get-artifact", query, maxBytes);
  }

  parent(): { readonly folder: ArtifactFolder; readonly name: string } | null {
    const name = this.#path.at(-1);
    const above = this.#path.slice(0, -1);
    return name === undefined ? null : { folder: new RunFolder(this.#server, this.#runId, above), name };
  }
}

function entriesOf(files: readonly { readonly path: string; readonly is_dir: boolean }[]): readonly Entry[] {
  return files
    .map(({ path, is_dir }) => ({ name: path.split("/").at(-1) ?? "", isFolder: is_dir }))
    .filter(({ name }) => isSegment(name));
}

function join(...segments: readonly string[]): string {
  return segments.filter((segment) => segment !== "").join("/");
}

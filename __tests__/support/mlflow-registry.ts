import { json, startLoopback, type LoopbackServer, type Reply, type SeenRequest } from "./loopback-server.ts";
import { childrenOf } from "./mlflow-rest.ts";

type Files = Readonly<Record<string, string>>;

/** What a fake registry of models holds. */
export interface RegistryContent {
  /** "name/version" → where it was registered from. */
  readonly versions?: Readonly<Record<string, { readonly source: string; readonly run?: string }>>;
  /** "name@alias" → version. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly runs?: Readonly<Record<string, { readonly location: string; readonly files?: Files }>>;
  /** Below the server's own destination of artifacts. */
  readonly files?: Files;
  /** "run name" → location; null: MLflow 2 has no such thing. */
  readonly loggedModels?: Readonly<Record<string, string>> | null;
}

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

/** The model registry of an MLflow server on loopback: the calls by which a model is found and downloaded. */
export async function startRegistry(content: RegistryContent): Promise<LoopbackServer> {
  return await startLoopback((request) => answer(request, content));
}

function answer(request: SeenRequest, content: RegistryContent): Reply {
  const { pathname, searchParams: query } = new URL(request.url, "http://127.0.0.1");
  const text = (name: string) => query.get(name) ?? "";
  const { runs = {}, files = {}, aliases = {} } = content;
  if (pathname === PROXY) return ok({ files: bareNames(childrenOf(Object.keys(files), text("path"))) });
  if (pathname.startsWith(`${PROXY}/`)) {
    const path = pathname.slice(PROXY.length + 1);
    return fileOf(files, path.split("/").map(decodeURIComponent).join("/"));
  }
  if (pathname === "/get-artifact") return fileOf(runs[text("run_uuid")]?.files ?? {}, text("path"));
  switch (pathname.replace("/api/2.0/mlflow/", "")) {
    case "registered-models/alias": {
      const version = aliases[`${text("name")}@${text("alias")}`];
      // As MLflow does it: only this is no 404.
      return version === undefined
        ? refusal(400, "INVALID_PARAMETER_VALUE")
        : versionOf(content, text("name"), version);
    }
    case "model-versions/get":
      return versionOf(content, text("name"), text("version"));
    case "model-versions/get-download-uri":
      return ok({ artifact_uri: content.versions?.[`${text("name")}/${text("version")}`]?.source });
    case "runs/get": {
      const run = runs[text("run_id")];
      if (run === undefined) return refusal(404, "RESOURCE_DOES_NOT_EXIST");
      return ok({ run: { info: { experiment_id: "1", artifact_uri: run.location } } });
    }
    case "artifacts/list": {
      const run = runs[text("run_id")];
      if (run === undefined) return refusal(404, "RESOURCE_DOES_NOT_EXIST");
      return ok({ files: childrenOf(Object.keys(run.files ?? {}), text("path")) });
    }
    case "logged-models/search":
      return loggedModels(request, content);
    case "model-versions/set-tag":
      return ok({});
  }
  return refusal(404, "ENDPOINT_NOT_FOUND");
}

function versionOf({ versions = {} }: RegistryContent, name: string, version: string): Reply {
  const found = versions[`${name}/${version}`];
  if (found === undefined) return refusal(404, "RESOURCE_DOES_NOT_EXIST");
  return ok({ model_version: { name, version, ...(found.run === undefined ? {} : { run_id: found.run }) } });
}

function loggedModels({ body }: SeenRequest, { loggedModels: known }: RegistryContent): Reply {
  if (known === undefined || known === null) return refusal(404, "ENDPOINT_NOT_FOUND");
  const { filter } = JSON.parse(body) as { readonly filter: string };
  const [, name, run] = /^name = '([^']*)' AND source_run_id = '([^']*)'$/.exec(filter) ?? [];
  const location = known[`${run} ${name}`];
  return ok(location === undefined ? {} : { models: [{ info: { artifact_uri: location } }] });
}

/** The proxy lists without the folder, the other call with it. */
function bareNames(files: ReturnType<typeof childrenOf>): object[] {
  return files.map(({ path, is_dir }) => ({ path: path.split("/").at(-1), is_dir }));
}

function fileOf(files: Files, path: string): Reply {
  const body = files[path];
  return body === undefined ? refusal(404, "RESOURCE_DOES_NOT_EXIST") : { status: 200, body };
}

function ok(value: unknown): Reply {
  return json(value);
}

function refusal(status: number, code: string): Reply {
  return json({ error_code: code, message: "in the server's own words" }, status);
}

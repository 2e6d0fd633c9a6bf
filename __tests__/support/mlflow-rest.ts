import type { ServerOptions } from "node:https";
import { MlflowRest, type MlflowServerOptions } from "../../src/adapters/mlflow-rest/client.ts";
import { startLoopback, type LoopbackServer, type Reply, type SeenRequest } from "./loopback-server.ts";

/** How to reach a server on loopback; nothing is waited for. */
export function reach(url: string, overrides: Partial<MlflowServerOptions> = {}): MlflowServerOptions {
  return {
    url,
    authorization: null,
    workspace: null,
    tls: { verify: true, caFile: null, clientFile: null },
    proxy: null,
    retries: 4,
    timeoutMs: 10_000,
    userAgent: "model-monitor/test",
    pace: { wait: async () => {}, chance: () => 0 },
    ...overrides,
  };
}

export function aClient(url: string, overrides: Partial<MlflowServerOptions> = {}): MlflowRest {
  return new MlflowRest(reach(url, overrides));
}

interface Text {
  key: string;
  value: string;
}

/** A run as the fake keeps it, in the server's own words. */
export interface FakeRun {
  readonly info: Record<string, unknown> & {
    readonly run_id: string;
    status: string;
    lifecycle_stage: string;
  };
  readonly data: { metrics: { key: string; value: unknown }[]; params: Text[]; tags: Text[] };
  /** As they were sent. */
  datasets?: unknown;
}

/** An MLflow server on loopback that knows the calls of a tracking store; `faults` says what goes wrong. */
export interface FakeMlflow extends LoopbackServer {
  readonly runs: FakeRun[];
  readonly artifacts: Map<string, string>;
  readonly experiments: Map<string, { id: string; stage: string }>;
  /** Calls by name, in order: "POST runs/create". */
  calls(): readonly string[];
}

export interface FakeOptions {
  /** Instead of an answer; "after" carries the request out first, and the answer is lost. */
  readonly fault?: (call: string, count: number) => Reply | "after" | null;
  readonly artifactRoot?: string;
  readonly pageSize?: number;
  /** Speaks TLS. */
  readonly tls?: ServerOptions;
}

export async function startMlflow({
  fault = () => null,
  artifactRoot = "mlflow-artifacts:/1",
  pageSize,
  tls,
}: FakeOptions = {}): Promise<FakeMlflow> {
  const runs: FakeRun[] = [];
  const artifacts = new Map<string, string>();
  const experiments = new Map<string, { id: string; stage: string }>();
  const counts = new Map<string, number>();
  const state = { runs, artifacts, experiments, artifactRoot, pageSize };
  const loopback = await startLoopback((request) => {
    const call = callOf(request);
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    const wrong = fault(call, count);
    if (wrong !== null && wrong !== "after") return wrong;
    const answer = carryOut(call, request, state);
    return wrong === "after" ? "reset" : answer;
  }, tls);
  return { ...loopback, runs, artifacts, experiments, calls: () => loopback.requests.map(callOf) };
}

function callOf({ method, url }: SeenRequest): string {
  const path = url.replace(/\?.*$/, "").replace("/api/2.0/mlflow/", "");
  return `${method} ${path.replace(/^\/api\/2\.0\/mlflow-artifacts\/.*/, "artifact")}`;
}

interface State extends Pick<FakeMlflow, "runs" | "artifacts" | "experiments"> {
  readonly artifactRoot: string;
  readonly pageSize: number | undefined;
}

function carryOut(call: string, request: SeenRequest, state: State): Reply {
  const query = new URL(request.url, "http://127.0.0.1").searchParams;
  if (call.endsWith(" artifact")) return artifact(request, state);
  const body = request.body === "" ? {} : JSON.parse(request.body);
  const run = state.runs.find(
    ({ info }) => info.run_id === (body.run_id ?? query.get("run_id") ?? query.get("run_uuid")),
  );
  switch (call) {
    case "GET experiments/get-by-name": {
      const found = state.experiments.get(query.get("experiment_name") ?? "");
      if (found === undefined) return refusal(404, "RESOURCE_DOES_NOT_EXIST");
      return ok({ experiment: { experiment_id: found.id, lifecycle_stage: found.stage } });
    }
    case "POST experiments/create": {
      if (state.experiments.has(body.name)) return refusal(400, "RESOURCE_ALREADY_EXISTS");
      const id = String(state.experiments.size + 1);
      state.experiments.set(body.name, { id, stage: "active" });
      return ok({ experiment_id: id });
    }
    case "POST runs/create":
      return ok({ run: createRun(body, state) });
    case "POST runs/search":
      return ok(search(body, state));
  }
  if (run === undefined) return refusal(404, "RESOURCE_DOES_NOT_EXIST");
  switch (call) {
    case "GET runs/get":
      return ok({ run });
    case "GET artifacts/list":
      return ok({ files: filesOf(run, query.get("path") ?? "", state) });
    case "GET /get-artifact": {
      const path = `/${run.info.run_id}/artifacts/${query.get("path")}`;
      const content = [...state.artifacts].find(([key]) => key.endsWith(path))?.[1];
      return content === undefined ? { status: 500 } : { status: 200, body: content };
    }
    case "POST runs/log-batch":
      for (const section of ["metrics", "params", "tags"] as const)
        for (const entry of body[section] ?? [])
          run.data[section] = [...run.data[section].filter(({ key }) => key !== entry.key), entry];
      return ok({});
    case "POST runs/log-inputs":
      run.datasets = body.datasets;
      return ok({});
    case "POST runs/update":
      Object.assign(run.info, { status: body.status, end_time: body.end_time });
      return ok({ run_info: run.info });
    case "POST runs/delete":
      run.info.lifecycle_stage = "deleted";
      return ok({});
  }
  return refusal(404, "ENDPOINT_NOT_FOUND");
}

function createRun(body: Record<string, unknown> & { tags: Text[] }, { runs, artifactRoot }: State): FakeRun {
  const id = (runs.length + 1).toString(16).padStart(32, "a");
  const run: FakeRun = {
    info: {
      run_id: id,
      status: "RUNNING",
      lifecycle_stage: "active",
      start_time: body["start_time"],
      experiment_id: body["experiment_id"],
      run_name: body["run_name"],
      artifact_uri: `${artifactRoot}/${id}/artifacts`,
    },
    data: { metrics: [], params: [], tags: body.tags },
  };
  runs.push(run);
  return run;
}

function search(
  body: { experiment_ids?: string[]; filter: string; page_token?: string; max_results: number },
  { runs, pageSize }: State,
): unknown {
  const tag = /^tags\.`([^`]+)` = '([^']+)'$/.exec(body.filter);
  const isHere = (id: unknown) => typeof id !== "string" || body.experiment_ids?.includes(id) === true;
  const ofExperiment = runs.filter(({ info }) => isHere(info["experiment_id"]));
  const found = ofExperiment.filter(({ info, data }) =>
    info.lifecycle_stage === "active" && tag === null
      ? info.status === "FINISHED"
      : info.lifecycle_stage === "active" &&
        data.tags.some(({ key, value }) => key === tag?.[1] && value === tag?.[2]),
  );
  found.sort((one, other) => Number(other.info["start_time"]) - Number(one.info["start_time"]));
  const start = Number(body.page_token ?? 0);
  const end = start + (pageSize ?? body.max_results);
  const page = found.slice(start, end);
  // What is empty is absent, as with the real one.
  return {
    ...(page.length === 0 ? {} : { runs: page }),
    ...(end < found.length ? { next_page_token: String(end) } : {}),
  };
}

function artifact({ method, url, body }: SeenRequest, { artifacts }: State): Reply {
  const path = decodeURIComponent(url.replace("/api/2.0/mlflow-artifacts/artifacts/", ""));
  if (method === "PUT") {
    artifacts.set(path, body);
    return ok({});
  }
  const content = artifacts.get(path);
  return content === undefined ? refusal(404, "RESOURCE_DOES_NOT_EXIST") : { status: 200, body: content };
}

/** What is directly below a folder of the run's artifacts. */
function filesOf(
  { info }: FakeRun,
  folder: string,
  { artifacts }: State,
): readonly { readonly path: string; readonly is_dir: boolean }[] {
  const root = `/${info.run_id}/artifacts/`;
  const paths = [...artifacts.keys()].flatMap((key) => (key.includes(root) ? [key.split(root)[1]!] : []));
  return childrenOf(paths, folder);
}

/** As MLflow lists a folder: files and folders directly below it, by their whole path; of a file there is nothing below. */
export function childrenOf(
  paths: readonly string[],
  folder: string,
): readonly { readonly path: string; readonly is_dir: boolean }[] {
  const above = folder === "" ? "" : `${folder}/`;
  const children = new Map<string, boolean>();
  for (const path of paths) {
    if (!path.startsWith(above)) continue;
    const [name = "", ...below] = path.slice(above.length).split("/");
    children.set(`${above}${name}`, below.length > 0);
  }
  return [...children].map(([path, isFolder]) => ({ path, is_dir: isFolder }));
}

function ok(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function refusal(status: number, code: string): Reply {
  return { status, body: JSON.stringify({ error_code: code, message: "in the server's own words" }) };
}

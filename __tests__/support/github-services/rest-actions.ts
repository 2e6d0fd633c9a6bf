import { FORBIDDEN, NOT_FOUND, type Reply } from "./answer.ts";
import type { BlobStorage } from "./blobs.ts";
import type { Artifact, GitHubState, WorkflowRun } from "./state.ts";

/** One REST request, its parameters of path and query together. */
export interface RestCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** `owner/name` of the path. */
  readonly repository: string;
}

/** By method and template of GitHub's description. */
export type RestRoutes = Readonly<Record<string, (call: RestCall) => Reply>>;

const REPO = "/repos/{owner}/{repo}";

/** Artifacts, workflow runs, dispatches and the repository itself. */
export function actionsRoutes(state: GitHubState, blobs: BlobStorage): RestRoutes {
  return {
    [`GET ${REPO}`]: ({ repository }) => ({ status: 200, body: repositoryJson(state, repository) }),
    [`POST ${REPO}/dispatches`]: () => ({ status: 204 }),
    [`POST ${REPO}/actions/workflows/{workflow_id}/dispatches`]: ({ body, repository }) => {
      if ((body as { return_run_details?: boolean }).return_run_details !== true) return { status: 204 };
      const run = state.addRun({
        repository,
        status: "in_progress",
        conclusion: null,
        event: "workflow_dispatch",
      });
      const { url, html_url } = runJson(state, run);
      return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url } };
    },
    ...artifactRoutes(state, blobs),
    ...runRoutes(state),
  };
}

function artifactRoutes(state: GitHubState, blobs: BlobStorage): RestRoutes {
  const artifactsOf = (repository: string) =>
    state.artifacts
      .filter((artifact) => artifact.finished && artifact.run.repository === repository)
      .sort((a, b) => b.id - a.id);
  const artifactOf = ({ parameters, repository }: RestCall) =>
    artifactsOf(repository).find(({ id }) => id === Number(parameters["artifact_id"]));
  return {
    [`GET ${REPO}/actions/artifacts`]: ({ parameters, repository }) => {
      const { name } = parameters;
      const found = artifactsOf(repository).filter((artifact) => (name ?? artifact.name) === artifact.name);
      return listing(
        "artifacts",
        found.map((artifact) => artifactJson(state, artifact)),
        parameters,
      );
    },
    [`GET ${REPO}/actions/artifacts/{artifact_id}`]: (call) => {
      const artifact = artifactOf(call);
      return artifact === undefined ? NOT_FOUND : { status: 200, body: artifactJson(state, artifact) };
    },
    [`GET ${REPO}/actions/artifacts/{artifact_id}/{archive_format}`]: (call) => {
      const artifact = artifactOf(call);
      if (artifact === undefined) return NOT_FOUND;
      if (state.isExpired(artifact)) return { status: 410, body: { message: "Artifact has expired" } };
      return { status: 302, headers: { location: blobs.downloadUrl(() => artifact) } };
    },
    [`GET ${REPO}/actions/runs/{run_id}/artifacts`]: ({ parameters, repository }) => {
      const { run_id: runId, name } = parameters;
      if (state.runs.get(Number(runId))?.repository !== repository) return NOT_FOUND;
      const found = artifactsOf(repository).filter(
        (artifact) => artifact.run.id === Number(runId) && (name ?? artifact.name) === artifact.name,
      );
      return listing(
        "artifacts",
        found.map((artifact) => artifactJson(state, artifact)),
        parameters,
      );
    },
  };
}

function runRoutes(state: GitHubState): RestRoutes {
  const runsOf = ({ repository, parameters }: RestCall) =>
    [...state.runs.values()]
      .filter((run) => run.repository === repository && isWanted(run, parameters))
      .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  return {
    [`GET ${REPO}/actions/runs`]: (call) =>
      listing(
        "workflow_runs",
        runsOf(call).map((run) => runJson(state, run)),
        call.parameters,
      ),
    [`GET ${REPO}/actions/workflows/{workflow_id}/runs`]: (call) => {
      const file = `.github/workflows/${call.parameters["workflow_id"]}`;
      const known = [...state.runs.values()].some(
        (run) => run.repository === call.repository && run.path === file,
      );
      if (!known) return NOT_FOUND;
      const runs = runsOf(call).filter(({ path }) => path === file);
      return listing(
        "workflow_runs",
        runs.map((run) => runJson(state, run)),
        call.parameters,
      );
    },
    [`GET ${REPO}/actions/runs/{run_id}`]: ({ parameters, repository }) => {
      const run = state.runs.get(Number(parameters["run_id"]));
      return run?.repository === repository ? { status: 200, body: runJson(state, run) } : NOT_FOUND;
    },
  };
}

/** What a token must be allowed for an operation; null: it may, as the repository is seen. */
export function refusalFor(
  state: GitHubState,
  operation: string,
  { repository, parameters }: Pick<RestCall, "repository" | "parameters">,
): Reply | null {
  const known = state.repositories.get(repository);
  if (known === undefined || known.permissions === null) return NOT_FOUND;
  const { permissions } = known;
  const isWrite = !operation.startsWith("GET ");
  const scopes = scopesOf(operation, state.conversations.isPull(repository, parameters));
  const mayDo = scopes.some(
    (scope) => permissions[scope] === "write" || (permissions[scope] === "read" && !isWrite),
  );
  return scopes.length === 0 || mayDo ? null : FORBIDDEN;
}

/** Any one of them is enough. */
function scopesOf(operation: string, isPull: boolean): readonly Scope[] {
  if (operation.includes("/actions/")) return ["actions"];
  if (operation.endsWith("/pulls")) return ["pull-requests"];
  if (/\/(?:git|contents|zipball)\/|\/dispatches$/.test(operation)) return ["contents"];
  if (/\/(?:issues|labels)/.test(operation)) return isPull ? ["issues", "pull-requests"] : ["issues"];
  return [];
}

type Scope = "actions" | "contents" | "issues" | "pull-requests";

function isWanted(run: WorkflowRun, wanted: Readonly<Record<string, string>>): boolean {
  const { branch, event, status, head_sha: sha } = wanted;
  // GitHub's `status` takes conclusions too.
  const hasStatus = status === undefined || status === run.status || status === run.conclusion;
  return (
    (branch ?? run.headBranch) === run.headBranch &&
    (event ?? run.event) === run.event &&
    hasStatus &&
    (sha ?? run.headSha) === run.headSha
  );
}

function listing(
  name: string,
  all: readonly object[],
  { per_page: perPage = "30", page = "1" }: Readonly<Record<string, string>>,
): Reply {
  const size = Math.min(Number(perPage), 100);
  const start = (Number(page) - 1) * size;
  return { status: 200, body: { total_count: all.length, [name]: all.slice(start, start + size) } };
}

function artifactJson(state: GitHubState, artifact: Artifact) {
  const { run } = artifact;
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.size,
    url: `https://api.github.com/repos/${run.repository}/actions/artifacts/${artifact.id}`,
    archive_download_url: `https://api.github.com/repos/${run.repository}/actions/artifacts/${artifact.id}/zip`,
    expired: state.isExpired(artifact),
    digest: artifact.digest,
    created_at: time(artifact.createdAt),
    updated_at: time(artifact.createdAt),
    expires_at: time(artifact.expiresAt),
    workflow_run: {
      id: run.id,
      repository_id: state.repository(run.repository).id,
      // A fork that was deleted has no number any more.
      head_repository_id: state.repositories.get(run.headRepository)?.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}

function runJson(state: GitHubState, run: WorkflowRun) {
  return {
    id: run.id,
    name: "weekly",
    path: run.path,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    run_number: run.id,
    run_attempt: 1,
    created_at: time(run.createdAt),
    updated_at: time(run.createdAt),
    url: `https://api.github.com/repos/${run.repository}/actions/runs/${run.id}`,
    html_url: `https://github.com/${run.repository}/actions/runs/${run.id}`,
    repository: repositoryJson(state, run.repository),
    head_repository: state.repositories.has(run.headRepository)
      ? repositoryJson(state, run.headRepository)
      : null,
  };
}

function repositoryJson(state: GitHubState, name: string) {
  const { id, defaultBranch, private: isPrivate } = state.repository(name);
  return { id, full_name: name, private: isPrivate, default_branch: defaultBranch };
}

/** GitHub's times have no milliseconds. */
function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

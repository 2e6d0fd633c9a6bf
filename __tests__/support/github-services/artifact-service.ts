import type { Call, Reply } from "./answer.ts";
import type { BlobStorage } from "./blobs.ts";
import { DAY, type Artifact, type GitHubState } from "./state.ts";

type Fields = Readonly<Record<string, string | undefined>>;

/** A runtime token as the runner gives it to an action: unsigned here, nobody checks it. */
export function runtimeToken(runId: number | string): string {
  return `${part({ alg: "none" })}.${part({ scp: `Actions.Results:run-${runId}:job-1` })}.signature`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** `github.actions.results.api.v1.ArtifactService`, in Twirp's JSON. */
export class ArtifactService {
  readonly #state: GitHubState;
  readonly #blobs: BlobStorage;

  constructor(state: GitHubState, blobs: BlobStorage) {
    this.#state = state;
    this.#blobs = blobs;
  }

  answer(method: string, { body }: Call): Reply {
    const fields = body as Fields;
    if (method === "CreateArtifact") return this.#create(fields);
    if (method === "FinalizeArtifact") return this.#finalize(fields);
    if (method === "ListArtifacts") return this.#list(fields);
    if (method === "GetSignedArtifactURL") return this.#signedUrl(fields);
    return { status: 404, body: { code: "bad_route", msg: method } };
  }

  #create(fields: Fields): Reply {
    const runId = runIdOf(fields);
    const name = fields["name"]!;
    if (this.#named(runId, name, "finished") !== undefined)
      return {
        status: 409,
        body: { code: "already_exists", msg: "an artifact with this name already exists" },
      };
    const run =
      this.#state.runs.get(runId) ??
      this.#state.addRun({ id: runId, status: "in_progress", conclusion: null });
    const kept = fields["expires_at"] === undefined ? null : Date.parse(fields["expires_at"]) - Date.now();
    const artifact = this.#state.addArtifact(run, name, Buffer.alloc(0), {
      contentType: fields["mime_type"] ?? "application/zip",
      finished: false,
      // The client counts from its own clock, which may not be the one of the test.
      expiresAt: this.#state.now() + Math.min(kept ?? Infinity, this.#state.retentionDays * DAY),
    });
    const url = this.#blobs.uploadUrl((bytes) => {
      artifact.bytes = bytes;
    });
    return { status: 200, body: { ok: true, signed_upload_url: url } };
  }

  #finalize(fields: Fields): Reply {
    const artifact = this.#named(runIdOf(fields), fields["name"]!, "unfinished");
    if (artifact === undefined || artifact.bytes.length !== Number(fields["size"]))
      return { status: 400, body: { code: "malformed", msg: "nothing was uploaded, or not all of it" } };
    artifact.size = artifact.bytes.length;
    artifact.digest = fields["hash"] ?? null;
    artifact.finished = true;
    return { status: 200, body: { ok: true, artifact_id: String(artifact.id) } };
  }

  #list(fields: Fields): Reply {
    const listed = this.#state.artifacts.filter(
      (artifact) =>
        artifact.finished &&
        !this.#state.isExpired(artifact) &&
        artifact.run.id === runIdOf(fields) &&
        (fields["name_filter"] ?? artifact.name) === artifact.name &&
        (fields["id_filter"] ?? String(artifact.id)) === String(artifact.id),
    );
    const artifacts = listed.map((artifact) => ({
      workflow_run_backend_id: `run-${artifact.run.id}`,
      workflow_job_run_backend_id: "job-1",
      database_id: String(artifact.id),
      name: artifact.name,
      size: String(artifact.size),
      created_at: new Date(artifact.createdAt).toISOString(),
      digest: artifact.digest ?? undefined,
    }));
    return { status: 200, body: { artifacts } };
  }

  #signedUrl(fields: Fields): Reply {
    const artifact = this.#named(runIdOf(fields), fields["name"]!, "finished");
    if (artifact === undefined) return { status: 404, body: { code: "not_found", msg: "no such artifact" } };
    return { status: 200, body: { signed_url: this.#blobs.downloadUrl(() => artifact) } };
  }

  #named(runId: number, name: string, state: "finished" | "unfinished"): Artifact | undefined {
    return this.#state.artifacts.findLast(
      ({ run, ...artifact }) =>
        run.id === runId && artifact.name === name && artifact.finished === (state === "finished"),
    );
  }
}

function runIdOf(fields: Fields): number {
  return Number(fields["workflow_run_backend_id"]!.replace("run-", ""));
}

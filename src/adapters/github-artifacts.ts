import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type {
  ArtifactRequest,
  ArtifactWish,
  ListedArtifact,
  MissingArtifact,
} from "../core/artifact-choice.ts";
import { MalformedFileError, ServiceError } from "../core/errors.ts";
import { sha256 } from "../formats/digests.ts";
import { Repository } from "./github-answers.ts";
import { ask, type Asker } from "./github-api.ts";
import { explained, statusOf } from "./github-refusals.ts";
import { ArtifactSearch } from "./github-artifact-search.ts";

/** It is unpacked in memory. */
const MAX_ARTIFACT_BYTES = 2 ** 30;

/** The run that asks. */
export interface AskingRun extends Asker {
  readonly serverUrl: string;
  readonly runId: string;
  /** null: GitHub has to be asked. */
  readonly defaultBranch: string | null;
  /** A folder that the runner empties after the job (`RUNNER_TEMP`). */
  readonly temporary: string;
}

/** An artifact as it came: its digest is the one that GitHub lists. */
export interface FetchedArtifact {
  readonly name: string;
  readonly id: number;
  readonly runId: number;
  readonly branch: string;
  readonly repository: string;
  /** The name that the download bears: of a single file that was not packed, its own. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Fresh and empty, for what is inside; goes with the process. */
  readonly folder: string;
}

/**
 * Finds and downloads a workflow artifact. What is found is trusted by the rules of `core/artifact-choice.ts`.
 * @throws ServiceError when GitHub refuses or fails, or is an Enterprise Server; MalformedFileError when the bytes are not those that were listed
 */
export async function fetchArtifact(
  request: ArtifactRequest,
  input: "database" | "model",
  asking: AskingRun,
): Promise<FetchedArtifact | MissingArtifact> {
  if (isEnterpriseServer(asking.serverUrl)) throw notOnEnterpriseServer(input);
  const { name, workflow, runId } = request;
  const repository = request.repository ?? asking.ownRepository;
  const isOwn = repository === asking.ownRepository;
  const branch = request.branch ?? (await defaultBranch(asking, repository, isOwn));
  const wish: ArtifactWish = { name, workflow, branch, repository };
  const ownRunId = isOwn ? asking.runId : null;
  const found = await new ArtifactSearch(asking, wish, { runId, ownRunId, input }).find();
  if (!("id" in found)) return found;
  const downloaded = await download(found, repository, asking);
  // It expired between the listing and the download.
  if (downloaded === null) return { ...wish, runId, refused: new Map([["expired", 1]]) };
  return { name, id: found.id, runId: found.run.id, branch, repository, ...downloaded };
}

async function defaultBranch(asking: AskingRun, repository: string, isOwn: boolean): Promise<string> {
  if (isOwn && asking.defaultBranch !== null) return asking.defaultBranch;
  const { default_branch: branch } = await ask(asking, {
    path: "",
    repository,
    answer: Repository,
    what: `tell the default branch of ${repository}`,
    permission: "metadata: read",
    hintWhenMissing: "Check the name of the repository, or name the branch.",
  });
  return branch;
}

async function download(
  artifact: ListedArtifact,
  repository: string,
  asking: AskingRun,
): Promise<Pick<FetchedArtifact, "fileName" | "bytes" | "folder"> | null> {
  const shownAs = `artifact ${artifact.name}`;
  if (artifact.size > MAX_ARTIFACT_BYTES) throw tooLarge(shownAs, artifact.size);
  const folder = freshFolder(asking.temporary);
  const path = join(folder, "download");
  const digestMismatch = await transfer(artifact, { repository, path, asking });
  if (digestMismatch === null) return null;
  const [fileName = ""] = await readdir(path);
  const file = join(path, fileName);
  const { size } = await stat(file);
  if (size > MAX_ARTIFACT_BYTES) throw tooLarge(shownAs, size);
  const bytes = await readFile(file);
  // The library only tells, and only when it is asked; what is unpacked are these bytes.
  if (digestMismatch || sha256(bytes) !== artifact.digest)
    throw new MalformedFileError(
      shownAs,
      "the bytes that were downloaded do not have the digest that GitHub lists",
      "Run the job again; if it stays so, do not use the artifact, and run the workflow that uploads it again.",
    );
  return { fileName, bytes, folder: join(folder, "files") };
}

/** Whether the digests differ; null: the artifact has expired. */
async function transfer(
  artifact: ListedArtifact,
  { repository, path, asking }: { repository: string; path: string; asking: AskingRun },
): Promise<boolean | null> {
  // Loaded only now: it is larger than all the rest of the program.
  const { DefaultArtifactClient } = await import("@actions/artifact");
  const [repositoryOwner = "", repositoryName = ""] = repository.split("/");
  try {
    const { digestMismatch = false } = await new DefaultArtifactClient().downloadArtifact(artifact.id, {
      path,
      // Its unzip knows no limits.
      skipDecompress: true,
      expectedHash: artifact.digest!,
      findBy: { token: asking.token, repositoryOwner, repositoryName, workflowRunId: artifact.run.id },
    });
    return digestMismatch;
  } catch (error) {
    if (statusOf(error) === 410) return null;
    throw explained(
      error,
      {
        what: `download the artifact ${artifact.name} of run ${artifact.run.id} in ${repository}`,
        repository,
        permission: "actions: read",
        hintWhenMissing: "The artifact was deleted: run the workflow that uploads it again.",
      },
      asking,
    );
  }
}

function freshFolder(temporary: string): string {
  const folder = mkdtempSync(join(temporary, "model-monitor-artifact-"));
  // People's ratings do not stay on a runner that lives on.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** As the client library tells it: everything but github.com, GitHub's data residency and test hosts. */
function isEnterpriseServer(serverUrl: string): boolean {
  const { hostname } = new URL(serverUrl);
  return hostname !== "github.com" && !hostname.endsWith(".ghe.com") && !hostname.endsWith(".localhost");
}

function notOnEnterpriseServer(input: string): ServiceError {
  return new ServiceError(
    "artifacts cannot be fetched on GitHub Enterprise Server: it does not have the service that today's client needs",
    `Fetch the artifact in an earlier step with actions/download-artifact@v3, set \`${input}\` to the file's path, and remove \`${input}-artifact\`.`,
  );
}

function tooLarge(shownAs: string, size: number): MalformedFileError {
  return new MalformedFileError(
    shownAs,
    `holds ${size} bytes; at most ${MAX_ARTIFACT_BYTES} are downloaded`,
    "Upload only the files that model-monitor reads.",
  );
}

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { newestFirst, refusalOfListing, type ListedArtifact } from "../../core/artifact-choice.ts";
import { ServiceError } from "../../core/errors.ts";
import type { SavedCopy, StoreRefusal } from "../../core/history.ts";
import { readArchive } from "../../formats/history/archive.ts";
import type { HistoryStore, Snapshot, StoreAnswer, StoredCopy } from "../../formats/history/store.ts";
import { damagedCopy, type Tree } from "../../formats/history/tree.ts";
import { ArtifactPage } from "../github-answers.ts";
import { ask, type Question } from "../github-api.ts";
import { explained, statusOf } from "../github-refusals.ts";
import type { StoreSettings } from "./index.ts";
import { hear } from "./quiet-client.ts";
import { linkTree, withFolder, writeTree } from "./tree-folder.ts";

/** Several, so that of two jobs that saved at once both are heard. */
const NEWEST = 5;
/** An artifact's name is taken once a run; a run saves twice when it starts a retraining, and jobs share the run. */
const SUFFIXES = ["", "-2", "-3", "-4"];
const PER_PAGE = 100;
const MAX_PAGES = 10;
const MAX_ARTIFACT_BYTES = 256 * 1024 * 1024;
/** The client tries five times on its own. */
const TIMEOUT_MS = 180_000;
const DAY = 24 * 60 * 60 * 1000;
/** What the upload refuses in the name of a file. */
const REFUSED_IN_PATHS = /[":<>|*?\r\n]/;

const Uploaded = z
  .object({ expires_at: z.iso.datetime({ offset: true }) })
  .transform((one) => Date.parse(one.expires_at));

/** Keeps the history in workflow artifacts, one a save, for as long as the repository keeps artifacts. */
export function artifactStore(given: StoreSettings): HistoryStore {
  // A branch may bear a slash, an artifact may not.
  const settings = { ...given, name: given.name.replaceAll("/", "-") };
  // A name that this job has taken is not tried again.
  let nextName = 0;
  return {
    kind: "artifact",
    read: async () => await read(settings),
    save: async (snapshot) => {
      for (; nextName < SUFFIXES.length; nextName++) {
        const saved = await upload(settings, `${settings.name}${SUFFIXES[nextName]}`, snapshot);
        if (saved !== "taken") {
          nextName++;
          return saved;
        }
      }
      return refusal(
        `all ${SUFFIXES.length} names of the history's artifact are taken in this run`,
        "Give each job of the workflow another `history-name`.",
      );
    },
  };
}

async function read(settings: StoreSettings): Promise<StoreAnswer> {
  try {
    // The client is loaded while the listings are waited for.
    const [found] = await Promise.all([
      Promise.all(SUFFIXES.map((suffix) => list(settings, suffix))),
      import("@actions/artifact"),
    ]);
    const listed = newestFirst(found.flat());
    const whole = listed.filter(({ expired }) => !expired).slice(0, NEWEST);
    if (whole.length === 0) return { kind: listed.length === 0 ? "empty" : "lost" };
    return { kind: "found", copies: await readersOf(settings, whole) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { kind: "refused", refusal: refusal(error.message, error.hint) };
  }
}

/**
 * Those that a run of the default branch of this very repository uploaded, newest first, expired ones among them. A fork's
 * pull requests can put any number before them: to stop at the first page would let them pass for a first run.
 * @throws ServiceError also when there are more than can be looked through
 */
async function list(settings: StoreSettings, suffix: string): Promise<readonly ListedArtifact[]> {
  const { asker, defaultBranch } = settings;
  const name = `${settings.name}${suffix}`;
  const wish = { name, repository: asker.ownRepository, branch: defaultBranch, workflow: null };
  const trusted: ListedArtifact[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { count, artifacts } = await ask(asker, {
      ...question(asker.ownRepository, "list the artifacts that hold the history"),
      path: "/actions/artifacts",
      parameters: { name, per_page: PER_PAGE, page },
      answer: ArtifactPage,
    });
    for (const artifact of artifacts) {
      const wrong = refusalOfListing(wish, artifact);
      if (artifact.name === name && (wrong === null || wrong === "expired")) trusted.push(artifact);
    }
    if (count < PER_PAGE || trusted.length >= NEWEST) return trusted;
  }
  if (trusted.length > 0) return trusted;
  throw new ServiceError(
    `the newest ${MAX_PAGES * PER_PAGE} artifacts named ${name} are all of forks or other branches`,
    "Set `history-name` to a name of your own, or `history: branch`.",
  );
}

function question(
  repository: string,
  what: string,
): Pick<Question<unknown>, "what" | "repository" | "permission" | "hintWhenMissing"> {
  return {
    what: `${what} in ${repository}`,
    repository,
    permission: "actions: read",
    hintWhenMissing: "Check that the repository still exists and that the token is its own.",
  };
}

/**
 * Each copy is unpacked when it is asked for. Their bytes come side by side, because each waits several times for GitHub,
 * unless they are too many to be held at once. All transfers have ended when this returns: while one is at work nobody can
 * print, so that none may outlive an error.
 */
async function readersOf(
  settings: StoreSettings,
  artifacts: readonly ListedArtifact[],
): Promise<(() => Promise<StoredCopy | null>)[]> {
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  const begun = bytes > MAX_ARTIFACT_BYTES ? [] : artifacts.map((one) => download(settings, one));
  await Promise.allSettled(begun);
  return artifacts.map((artifact, index) => async () => {
    const archive = await (begun[index] ?? download(settings, artifact));
    const origin = originOf(artifact);
    return archive === null ? null : { origin, stored: readArchive(archive, origin) };
  });
}

function originOf({ name, id }: ListedArtifact): string {
  return `artifact ${name} (id ${id})`;
}

/**
 * The bytes of an artifact; null when it has expired since it was listed.
 * @throws HistoryError when they are not those that are listed, or too many; ServiceError when they do not come
 */
async function download(settings: StoreSettings, artifact: ListedArtifact): Promise<Uint8Array | null> {
  if (artifact.size > MAX_ARTIFACT_BYTES) throw tooLarge(artifact, artifact.size);
  return await withFolder(settings.temporary, async (folder) => {
    if (!(await transfer(settings, artifact, folder))) return null;
    const [fileName = ""] = await readdir(folder);
    const file = join(folder, fileName);
    const { size } = await stat(file);
    if (size > MAX_ARTIFACT_BYTES) throw tooLarge(artifact, size);
    return await readFile(file);
  });
}

/** False: it has expired since it was listed. */
async function transfer({ asker }: StoreSettings, artifact: ListedArtifact, path: string): Promise<boolean> {
  const { id, name, digest, run } = artifact;
  // Loaded only now: it is larger than all the rest of the program.
  const { DefaultArtifactClient } = await import("@actions/artifact");
  const [repositoryOwner = "", repositoryName = ""] = asker.ownRepository.split("/");
  const findBy = { token: asker.token, repositoryOwner, repositoryName, workflowRunId: run.id };
  const options = { path, skipDecompress: true, expectedHash: digest!, findBy };
  try {
    const { result } = await hear(
      TIMEOUT_MS,
      async () => await new DefaultArtifactClient().downloadArtifact(id, options),
    );
    if (result.digestMismatch !== true) return true;
  } catch (error) {
    if (statusOf(error) === 410) return false;
    const what = question(asker.ownRepository, `download the history from the artifact ${name} (id ${id})`);
    throw explained(error, what, asker);
  }
  throw damagedCopy(originOf(artifact), "the bytes do not have the digest that GitHub lists");
}

function tooLarge(artifact: ListedArtifact, size: number) {
  return damagedCopy(originOf(artifact), `it holds ${size} bytes; at most ${MAX_ARTIFACT_BYTES} are read`);
}

async function upload(
  settings: StoreSettings,
  name: string,
  snapshot: Snapshot,
): Promise<SavedCopy | StoreRefusal | "taken"> {
  const tree = snapshot.stored(null);
  const odd = [...tree.keys()].find((path) => REFUSED_IN_PATHS.test(path));
  if (odd !== undefined)
    return refusal(
      `artifacts take no file named ${JSON.stringify(odd)}`,
      "Rename that metric, param or tag, or delete its run in MLflow; `history: branch` takes any name.",
    );
  const { DefaultArtifactClient } = await import("@actions/artifact");
  try {
    const { result } = await withFolder(settings.temporary, async (folder) => {
      const files = filesOf(tree, folder, snapshot.folder);
      return await hear(
        TIMEOUT_MS,
        async () => await new DefaultArtifactClient().uploadArtifact(name, files, folder),
      );
    });
    return { store: "artifact", name, expiresAt: await expiryOf(settings, result.id) };
  } catch (error) {
    const text = error instanceof Error ? `${error.name} ${error.message}` : "";
    if (text.includes("(409)")) return "taken";
    return text.startsWith("UsageError") ? QUOTA : NOT_TAKEN;
  }
}

/** The files to upload: those of the tracking directory where they are, because a runner takes long to create thousands. */
function filesOf(tree: Tree, folder: string, onDisk: string | undefined): string[] {
  return [...(onDisk === undefined ? writeTree(folder, tree) : linkTree(folder, tree, onDisk))];
}

/** As the listing says; without the permission to ask, by the repository's setting that the runner tells. */
async function expiryOf(
  { asker, environment, now }: StoreSettings,
  id: number | undefined,
): Promise<number | null> {
  try {
    const asked = question(asker.ownRepository, "tell when the artifact expires");
    return await ask(asker, {
      ...asked,
      path: "/actions/artifacts/{artifact_id}",
      parameters: { artifact_id: id ?? 0 },
      answer: Uploaded,
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const days = Number(environment["GITHUB_RETENTION_DAYS"]);
    return days > 0 ? now() + days * DAY : null;
  }
}

function refusal(message: string, hint: string): StoreRefusal {
  return { store: "artifact", message, hint };
}

const QUOTA = refusal(
  "the history was not saved as an artifact: the storage for artifacts is used up",
  "Delete old artifacts or raise the limit, or set `history: branch`.",
);
const NOT_TAKEN = refusal(
  "the history was not saved as an artifact: GitHub's artifact service did not take it",
  "Run the job again; if it stays so, set `history: branch`.",
);

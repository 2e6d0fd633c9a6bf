import { mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openHistoryStores, STORE_KINDS } from "../../src/adapters/github-history/index.ts";
import type { StoreKind } from "../../src/core/history.ts";
import { readStored, writeStored } from "../../src/formats/history/manifest.ts";
import type { HistoryStore, Snapshot, StoredCopy } from "../../src/formats/history/store.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { GitData } from "../support/github-services/git-data.ts";
import { experimentFilesOf, runFilesOf, textsOf, treeFrom } from "../support/history-copies.ts";

let github: GitHubServices;
let git: GitData;
let workspace: string;
let environment: Record<string, string>;
const before = { cwd: process.cwd(), environment: { ...process.env } };

beforeAll(async () => {
  github = await startGitHubServices(() => {
    git = new GitData();
    return git.routes();
  });
  // The clients look at the runner's variables themselves, some of them once.
  workspace = mkdtempSync(join(tmpdir(), "model-monitor-stores-"));
  const temporary = join(workspace, "temp");
  mkdirSync(temporary);
  environment = {
    ...github.environment(1),
    GITHUB_REPOSITORY: "octo/movies",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
  };
  Object.assign(process.env, environment);
  process.chdir(workspace);
});

beforeEach(() => {
  github.state.artifacts = [];
  github.state.caches = [];
  git.refs.clear();
});

afterEach(() => {
  github.faults.length = 0;
});

afterAll(async () => {
  process.chdir(before.cwd);
  for (const name of Object.keys(environment)) delete process.env[name];
  Object.assign(process.env, before.environment);
  await github.close();
});

function open(kind: StoreKind, { runId = 1, name = "memory" } = {}): HistoryStore {
  Object.assign(process.env, github.environment(runId));
  const [store] = openHistoryStores([kind], {
    name,
    asker: { token: "test-token-0123456789", ownRepository: "octo/movies" },
    defaultBranch: "main",
    runId: String(runId),
    runAttempt: 1,
    workspace,
    temporary: join(workspace, "temp"),
    now: Date.now,
    environment: process.env,
  });
  return store!;
}

function snapshot(runId: string, more: Readonly<Record<string, string>> = {}): Snapshot {
  const tree = treeFrom({ ...experimentFilesOf(), ...runFilesOf(runId), ...more });
  return { stored: () => writeStored(tree, { savedAt: 1_770_000_000_000 }), title: "Remember 1 run" };
}

async function copiesIn(store: HistoryStore): Promise<readonly StoredCopy[]> {
  const answer = await store.read();
  if (answer.kind !== "found") throw new Error(`the store answered ${answer.kind}`);
  const copies: StoredCopy[] = [];
  for (const read of answer.copies) copies.push((await read())!);
  return copies;
}

describe.each(STORE_KINDS)("the history store %s", (kind) => {
  test("answers that it is empty when nothing was ever saved", async () => {
    expect(await open(kind).read()).toEqual({ kind: "empty" });
  });

  test("gives back what was saved, as it was, to a later run", async () => {
    const odd = {
      "1/r/artifacts/bytes.bin": "\u0000\r\n\uFEFF",
      "1/r/tags/Größe": "",
      "1/r/meta.yaml": "{}",
    };
    expect(await open(kind).save(snapshot("run1", odd))).toMatchObject({ store: kind });
    const [copy] = await copiesIn(open(kind, { runId: 2 }));
    const { tree, savedAt } = readStored(copy!.stored, copy!.origin);
    expect(textsOf(tree)).toEqual({ ...experimentFilesOf(), ...runFilesOf("run1"), ...odd });
    expect(savedAt).toBe(1_770_000_000_000);
  });

  test("gives back the newest copy first, also when one run saved twice", async () => {
    const store = open(kind);
    await store.save(snapshot("run1"));
    expect(await store.save(snapshot("run2"))).toMatchObject({ store: kind });
    const [copy] = await copiesIn(open(kind, { runId: 2 }));
    expect(Object.keys(textsOf(copy!.stored)).join()).toContain("run2");
  });

  test("does not take the history of another name for its own", async () => {
    await open(kind, { name: "memory-bpr" }).save(snapshot("run1"));
    expect(await open(kind, { name: "memory" }).read()).toEqual({ kind: "empty" });
  });

  test("leaves nothing of the history behind on the runner", async () => {
    const store = open(kind);
    await store.save(snapshot("run1"));
    await copiesIn(store);
    expect(readdirSync(workspace)).toEqual(["temp"]);
    const left = readdirSync(join(workspace, "temp"), { recursive: true, withFileTypes: true });
    // The cache client leaves the names that it packed; the runner empties that folder.
    const files = left.filter((entry) => entry.isFile() && entry.name !== "manifest.txt");
    expect(files.map(({ name }) => name)).toEqual([]);
  });

  test("tells in our own words that it could not be asked, and does not throw", async () => {
    github.faults.push({ on: /./, reply: { status: 403, body: { message: "::error::planted" } } });
    const answer = await open(kind).read();
    expect(answer).toMatchObject({ kind: "refused", refusal: { store: kind } });
    expect(JSON.stringify(answer)).not.toContain("planted");
  });

  test("tells in our own words that it did not take what was to be saved, and does not throw", async () => {
    github.faults.push({ on: /./, reply: { status: 403, body: { message: "::error::planted" } } });
    const saved = await open(kind).save(snapshot("run1"));
    expect(saved).toMatchObject({ store: kind, message: expect.any(String), hint: expect.any(String) });
    expect(JSON.stringify(saved)).not.toContain("planted");
  });
});

/** The calls that fetched three artifacts, in order. */
function transfers(): readonly string[] {
  return github
    .callsTo(/\/artifacts\/\d+\/zip|^GET \/blobs/)
    .slice(-6)
    .map(({ path }) => (path.startsWith("/blobs") ? "bytes" : "address"));
}

describe("several artifacts that hold the history", () => {
  beforeEach(async () => {
    for (const runId of [1, 2, 3]) await open("artifact", { runId }).save(snapshot(`run${runId}`));
  });

  test("are fetched side by side", async () => {
    github.faults.push({ on: /\/artifacts\/\d+\/zip/, delayMs: 100, times: 3 });
    expect(await copiesIn(open("artifact", { runId: 4 }))).toHaveLength(3);
    expect(transfers()).toEqual(["address", "address", "address", "bytes", "bytes", "bytes"]);
  });

  test("are fetched one after the other when they are too many bytes to be held at once", async () => {
    for (const artifact of github.state.artifacts) artifact.size = 100 * 1024 * 1024;
    github.faults.push({ on: /\/artifacts\/\d+\/zip/, delayMs: 100, times: 3 });
    expect(await copiesIn(open("artifact", { runId: 4 }))).toHaveLength(3);
    expect(transfers()).toEqual(["address", "bytes", "address", "bytes", "address", "bytes"]);
  });

  test("give the log back before the first that cannot be fetched is told", async () => {
    const untouched = Object.getOwnPropertyDescriptor(process.stdout, "write");
    github.faults.push({ on: /\/artifacts\/\d+\/zip/, reply: { status: 403 }, times: 1 });
    const answer = await open("artifact", { runId: 4 }).read();
    expect(Object.getOwnPropertyDescriptor(process.stdout, "write")).toEqual(untouched);
    const read = answer.kind === "found" ? answer.copies : [];
    const told = await Promise.all(read.map(async (one) => await one().catch((error: Error) => error.name)));
    expect(told.filter((one) => typeof one === "string")).toEqual(["ServiceError"]);
  });
});

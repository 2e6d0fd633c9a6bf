import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { openTracking } from "../../../src/adapters/tracking/index.ts";
import { HistoryError, MalformedFileError, ServiceError } from "../../../src/core/errors.ts";
import type { TrackingStore } from "../../../src/core/run.ts";
import { aDatabase, change, openDatabaseStore } from "../../support/mlflow-database.ts";
import { reach, startMlflow, type FakeMlflow, type FakeOptions } from "../../support/mlflow-rest.ts";
import { aRunRecord, EXPERIMENT, newFolder, NOW, openStore } from "../../support/mlflow-store.ts";

const EVIDENCE = "evidence.json";
const RECORD = aRunRecord({ artifacts: new Map([[EVIDENCE, '{"a":"ä"}']]) });
const servers: FakeMlflow[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Two kinds of store with one run, and where the run's artifacts are. */
const IN_FILES = {
  "a directory": async () => {
    const workspace = newFolder();
    return await published(workspace, openStore(workspace));
  },
  "a database": async () => {
    const workspace = aDatabase();
    return { ...(await published(workspace, openDatabaseStore(workspace))), workspace };
  },
};

async function published(workspace: string, store: TrackingStore) {
  const run = await store.publish(EXPERIMENT, RECORD);
  return { store, run, folder: join(workspace, "mlruns", run.experimentId, run.runId, "artifacts") };
}

async function aServer(options: FakeOptions = {}, dryRun = false) {
  const server = await startMlflow(options);
  servers.push(server);
  const workspace = newFolder();
  const open = (dry: boolean) =>
    openTracking(server.url, {
      workspace,
      explicit: true,
      now: () => NOW,
      server: reach(server.url),
      dryRun: dry,
    });
  return { server, store: open(dryRun), open };
}

describe.each(Object.entries(IN_FILES))("reading an artifact of a run in %s", (_, aStore) => {
  test("gives the text that was published", async () => {
    const { store, run } = await aStore();
    expect(await store.readArtifact(run, EVIDENCE, 100)).toBe('{"a":"ä"}');
  });

  test("gives null for one that the run has not", async () => {
    const { store, run, folder } = await aStore();
    expect(await store.readArtifact(run, "report.json", 100)).toBeNull();
    rmSync(folder, { recursive: true });
    expect(await store.readArtifact(run, EVIDENCE, 100)).toBeNull();
  });

  test("refuses one that is larger than asked for", async () => {
    const { store, run } = await aStore();
    await expect(store.readArtifact(run, EVIDENCE, 5)).rejects.toThrow(MalformedFileError);
  });

  test("refuses what is no text, and does not follow a link", async () => {
    const { store, run, folder } = await aStore();
    writeFileSync(join(folder, "bytes"), Uint8Array.of(0xff, 0xfe));
    symlinkSync("/etc/hosts", join(folder, "link"));
    for (const path of ["bytes", "link"])
      await expect(store.readArtifact(run, path, 10_000)).rejects.toThrow(MalformedFileError);
  });

  test.each(["../meta.yaml", "/etc/hosts", "a/../../tags/x"])("refuses the path %s", async (path) => {
    const { store, run } = await aStore();
    await expect(store.readArtifact(run, path, 100)).rejects.toThrow(RangeError);
  });
});

test("a directory has no artifacts of a run that is not there", async () => {
  const { store, run } = await IN_FILES["a directory"]();
  expect(await store.readArtifact({ ...run, runId: "0".repeat(32) }, EVIDENCE, 100)).toBeNull();
});

describe("a database", () => {
  test("says that a run is not there any more", async () => {
    const { store, run, workspace } = await IN_FILES["a database"]();
    change(workspace, "UPDATE runs SET lifecycle_stage = 'deleted'");
    await expect(store.readArtifact(run, EVIDENCE, 100)).rejects.toThrow(HistoryError);
  });

  test.each(["/etc", "mlruns/../..", "file:///etc"])(
    "that says that artifacts are at %s does not lead there",
    async (place) => {
      const { store, run, workspace } = await IN_FILES["a database"]();
      change(workspace, `UPDATE runs SET artifact_uri = '${place}'`);
      await expect(store.readArtifact(run, "hosts", 10_000)).rejects.toThrow(HistoryError);
    },
  );
});

describe("a server", () => {
  test("hands out artifacts that it keeps where we cannot write", async () => {
    const { server, store } = await aServer({ artifactRoot: "s3://bucket/1" });
    const run = await store.publish(EXPERIMENT, RECORD);
    server.artifacts.set(`1/${run.runId}/artifacts/${EVIDENCE}`, "{}");
    expect(await store.readArtifact(run, EVIDENCE, 100)).toBe("{}");
  });

  test("that sends no text sends a damaged file", async () => {
    const { store } = await aServer({
      fault: (call) =>
        call === "GET /get-artifact" ? { status: 200, body: Uint8Array.of(0xff, 0xfe) } : null,
    });
    const run = await store.publish(EXPERIMENT, RECORD);
    const reading = store.readArtifact(run, EVIDENCE, 100);
    await expect(reading).rejects.toThrow(MalformedFileError);
    await expect(reading).rejects.toThrow(`${EVIDENCE} of run ${run.runId}: is not UTF-8 text`);
  });

  test("that fails has no damaged file, and is not one without the artifact", async () => {
    const { store } = await aServer({
      fault: (call) => (call === "GET /get-artifact" ? { status: 502 } : null),
    });
    const run = await store.publish(EXPERIMENT, RECORD);
    await expect(store.readArtifact(run, EVIDENCE, 100)).rejects.toThrow(ServiceError);
  });

  test("that did not take a run is not asked for its artifacts: they are in the workspace", async () => {
    const { server, store } = await aServer({ fault: () => "reset" });
    const run = await store.publish(EXPERIMENT, RECORD);
    const asked = server.requests.length;
    expect(await store.readArtifact(run, EVIDENCE, 100)).toBe('{"a":"ä"}');
    expect(server.requests).toHaveLength(asked);
  });
});

describe("a dry run", () => {
  test("reads the artifacts of the runs that others see, in the experiment that has the same name there", async () => {
    const { open } = await aServer();
    // So that the ids of the two stores differ in any case.
    await open(false).publish("another", RECORD);
    const shared = await open(false).publish(EXPERIMENT, RECORD);
    const store = open(true);
    const own = await store.publish(EXPERIMENT, RECORD);
    expect(own.experimentId).not.toBe(shared.experimentId);
    expect(await store.readArtifact({ ...own, runId: shared.runId }, EVIDENCE, 100)).toBe('{"a":"ä"}');
  });

  test("has nothing to read where the experiment is not there yet", async () => {
    const { store } = await aServer({}, true);
    const own = await store.publish(EXPERIMENT, RECORD);
    expect(await store.readArtifact(own, EVIDENCE, 100)).toBeNull();
  });
});

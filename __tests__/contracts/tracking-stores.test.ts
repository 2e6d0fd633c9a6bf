import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openTracking, TRACKING_SCHEMES, type TrackingOptions } from "../../src/adapters/tracking/index.ts";
import { HistoryError, MalformedFileError } from "../../src/core/errors.ts";
import type { TrackingStore } from "../../src/core/run.ts";
import { aDatabase, DATABASE_URI } from "../support/mlflow-database.ts";
import { reach, startMlflow, type FakeMlflow } from "../support/mlflow-rest.ts";
import { aRunInput, aRunRecord, EXPERIMENT, newFolder, NOW, pastRunsOf } from "../support/mlflow-store.ts";

const TLS = join(import.meta.dirname, "../fixtures/tls");
const CERT = join(TLS, "loopback-cert.pem");

/** Where a store is, and how it is reached. */
interface Place {
  readonly uri: string;
  readonly workspace: string;
  readonly server?: TrackingOptions["server"];
}

const servers: FakeMlflow[] = [];

async function aServer(tls?: { readonly key: Buffer; readonly cert: Buffer }): Promise<Place> {
  const server = await startMlflow(tls === undefined ? {} : { tls });
  servers.push(server);
  const trusted = { verify: true, caFile: CERT, clientFile: null };
  const reached = reach(server.url, tls === undefined ? {} : { tls: trusted });
  return { uri: server.url, workspace: newFolder(), server: reached };
}

/** A new, empty store for each scheme. */
const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  "": async () => ({ uri: "mlruns", workspace: newFolder() }),
  file: async () => {
    const workspace = newFolder();
    return { uri: pathToFileURL(join(workspace, "history of runs")).href, workspace };
  },
  sqlite: async () => ({ uri: DATABASE_URI, workspace: aDatabase() }),
  http: async () => await aServer(),
  https: async () =>
    await aServer({ key: readFileSync(join(TLS, "loopback-key.pem")), cert: readFileSync(CERT) }),
};

function open({ uri, workspace, server = null }: Place): TrackingStore {
  return openTracking(uri, { workspace, explicit: true, now: () => NOW, server });
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

test("every scheme has a store here", () => {
  expect(Object.keys(PLACES).sort()).toEqual([...TRACKING_SCHEMES].sort());
});

describe.each(TRACKING_SCHEMES)('the tracking store of the scheme "%s"', (scheme) => {
  let place: Place;
  let store: TrackingStore;

  beforeEach(async () => {
    place = await PLACES[scheme]!();
    store = open(place);
  });

  test("knows no experiment before the first run", async () => {
    expect(await store.findExperiment(EXPERIMENT)).toBeNull();
    expect(await store.newestStart(EXPERIMENT)).toBeNull();
  });

  test("creates the experiment with its first run, and takes the next one into it", async () => {
    const first = await store.publish(EXPERIMENT, aRunRecord());
    const second = await open(place).publish(EXPERIMENT, aRunRecord());
    expect(second.experimentId).toBe(first.experimentId);
    expect(second.runId).not.toBe(first.runId);
    expect(await open(place).findExperiment(EXPERIMENT)).toBe(first.experimentId);
  });

  test("gives back what decides of a run", async () => {
    const record = aRunRecord({
      metrics: new Map([
        ["test_mrr", 0.1 + 0.2],
        ["tiny", 5e-324],
        ["num_users", 52],
      ]),
      params: new Map([["model_monitor.database", "Größe\nof it"]]),
      inputs: [aRunInput()],
    });
    const { runId, experimentId } = await store.publish(EXPERIMENT, record);
    const [run] = await pastRunsOf(open(place), experimentId);
    expect(run).toMatchObject({ runId, startTime: NOW, metrics: record.metrics, params: record.params });
    expect(run!.tags.get("model_monitor.event")).toBe("schedule");
  });

  test("gives runs newest first; of equal starts the smaller id", async () => {
    const ids = new Map<number, string[]>();
    let experimentId = "";
    for (const age of [3, 1, 1, 1, 2]) {
      const run = await store.publish(EXPERIMENT, aRunRecord({ startTime: NOW - age }));
      ids.set(age, [...(ids.get(age) ?? []), run.runId]);
      experimentId = run.experimentId;
    }
    const expected = [1, 2, 3].flatMap((age) => ids.get(age)!.toSorted());
    expect((await pastRunsOf(open(place), experimentId)).map(({ runId }) => runId)).toEqual(expected);
    expect(await open(place).newestStart(EXPERIMENT)).toBe(NOW - 1);
  });

  test("keeps experiments apart, whatever they are called", async () => {
    const odd = "a/b: ü 'x' \"y\" %2F";
    const [run, other] = [
      await store.publish(EXPERIMENT, aRunRecord()),
      await store.publish(odd, aRunRecord()),
    ];
    expect(other.experimentId).not.toBe(run.experimentId);
    expect(await open(place).findExperiment(odd)).toBe(other.experimentId);
    const ofOdd = await pastRunsOf(open(place), other.experimentId);
    expect(ofOdd.map(({ runId }) => runId)).toEqual([other.runId]);
  });

  test("gives the text of an artifact, and null for one that the run has not", async () => {
    const artifacts = new Map([
      ["evidence.json", '{"a":"ä\uFEFF"}'],
      ["deep/er/text.txt", "\uFEFFx"],
    ]);
    const run = await store.publish(EXPERIMENT, aRunRecord({ artifacts }));
    const later = open(place);
    for (const [path, text] of artifacts) expect(await later.readArtifact(run, path, 100)).toBe(text);
    expect(await later.readArtifact(run, "report.json", 100)).toBeNull();
    expect(await later.readArtifact(run, "deep/evidence.json", 100)).toBeNull();
  });

  test("reads no artifact that is larger than it may be", async () => {
    const run = await store.publish(EXPERIMENT, aRunRecord({ artifacts: new Map([["a.json", "12345"]]) }));
    expect(await store.readArtifact(run, "a.json", 5)).toBe("12345");
    await expect(store.readArtifact(run, "a.json", 4)).rejects.toThrow(MalformedFileError);
  });

  test("adds artifacts to a run, and adds or replaces tags", async () => {
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const tags = new Map([
      ["model_monitor.event", "push"],
      ["model_monitor.retrain", "true"],
    ]);
    await open(place).amend(run, { tags, artifacts: new Map([["report.json", "{}"]]) });
    const later = open(place);
    expect(await later.readArtifact(run, "report.json", 100)).toBe("{}");
    const [past] = await pastRunsOf(later, run.experimentId);
    expect(Object.fromEntries(past!.tags)).toMatchObject(Object.fromEntries(tags));
  });

  test("takes the same artifact twice and never changes one", async () => {
    const run = await store.publish(EXPERIMENT, aRunRecord());
    await store.amend(run, { artifacts: new Map([["evidence.json", "{}"]]) });
    const changing = store.amend(run, { artifacts: new Map([["evidence.json", "[]"]]) });
    await expect(changing).rejects.toThrow(HistoryError);
    expect(await open(place).readArtifact(run, "evidence.json", 100)).toBe("{}");
  });

  test("passes over nothing when all is well", async () => {
    const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    await pastRunsOf(store, experimentId);
    expect([store.skippedRuns, store.notes ?? []]).toEqual([[], []]);
  });
});

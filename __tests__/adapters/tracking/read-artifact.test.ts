import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { MalformedFileError } from "../../../src/core/errors.ts";
import type { TrackingStore } from "../../../src/core/run.ts";
import { aRunRecord, newFolder, openStore } from "../../support/mlflow-store.ts";

const EVIDENCE = "evidence.json";

/** A store with one run, and where the run's artifacts are. */
async function published() {
  const workspace = newFolder();
  const store = openStore(workspace);
  const run = await store.publish(
    "evaluation_runs",
    aRunRecord({ artifacts: new Map([[EVIDENCE, '{"a":"ä"}']]) }),
  );
  return { store, run, folder: join(workspace, "mlruns", run.experimentId, run.runId, "artifacts") };
}

describe("reading an artifact of a run", () => {
  test("gives the text that was published", async () => {
    const { store, run } = await published();
    expect(await store.readArtifact(run, EVIDENCE, 100)).toBe('{"a":"ä"}');
  });

  test("gives null for one that the run has not, and for a run that is not there", async () => {
    const { store, run } = await published();
    expect(await store.readArtifact(run, "report.json", 100)).toBeNull();
    expect(await store.readArtifact({ ...run, runId: "0".repeat(32) }, EVIDENCE, 100)).toBeNull();
  });

  test("refuses one that is larger than asked for", async () => {
    const { store, run } = await published();
    await expect(store.readArtifact(run, EVIDENCE, 5)).rejects.toThrow(MalformedFileError);
  });

  test("refuses what is no text, and does not follow a link", async () => {
    const { store, run, folder } = await published();
    writeFileSync(join(folder, "bytes"), Uint8Array.of(0xff, 0xfe));
    symlinkSync("/etc/hosts", join(folder, "link"));
    for (const path of ["bytes", "link"])
      await expect(store.readArtifact(run, path, 10_000)).rejects.toThrow(MalformedFileError);
  });

  test.each(["../meta.yaml", "/etc/hosts", "a/../../tags/x"])("refuses the path %s", async (path) => {
    const { store, run } = await published();
    const reading: ReturnType<TrackingStore["readArtifact"]> = store.readArtifact(run, path, 100);
    await expect(reading).rejects.toThrow(RangeError);
  });
});

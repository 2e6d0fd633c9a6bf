import { describe, expect, test } from "@jest/globals";
import { resolveConfig, type Config } from "../src/config/config.ts";
import type { InputName } from "../src/config/inputs.ts";
import { ConfigError, HistoryError, MalformedFileError } from "../src/core/errors.ts";
import type { Origin } from "../src/core/measurement.ts";
import { TAGS } from "../src/core/run-labels.ts";
import type { RunRecord, TrackingStore } from "../src/core/run.ts";
import { requireTimes, resolveSince } from "../src/since.ts";
import type { LoadedRatings, World } from "../src/world.ts";
import { EXPERIMENT, NOW, aRunRecord, newFolder, openStore } from "./support/mlflow-store.ts";
import { aRatings } from "./support/ratings.ts";

const HOUR = 3_600_000;
const ORIGIN = { runId: "77", job: "evaluate", matrix: "" } as Origin;

function configOf(values: Partial<Record<InputName, string>>): Config {
  const given = Object.entries(values) as [InputName, string][];
  return resolveConfig({ inputs: { from: "input", values: new Map(given) }, file: null, environment: {} });
}

/** What `since` means in a store with these runs, each with its hours before now and its tags. */
async function sinceIn(
  runs: readonly (readonly [hoursAgo: number, tags: Record<string, string>, record?: Partial<RunRecord>])[],
  { origin = ORIGIN }: { readonly origin?: Origin | null } = {},
): Promise<number | null> {
  const tracking = openStore(newFolder());
  for (const [hoursAgo, tags, record] of runs) {
    const startTime = NOW - hoursAgo * HOUR;
    await tracking.publish(
      EXPERIMENT,
      aRunRecord({ startTime, tags: new Map(Object.entries(tags)), ...record }),
    );
  }
  return await resolveSince(configOf({ since: "previous-run" }), worldWith(tracking, origin), NOW);
}

function worldWith(tracking: TrackingStore, origin: Origin | null): World {
  return { tracking, origin, log: { info: () => {} } } as unknown as World;
}

function saw(time: string): Record<string, string> {
  return { [TAGS.dataUntil]: time };
}

describe("since: previous-run", () => {
  test("means the newest rating that the newest run saw", async () => {
    const runs = [
      [2, saw("2026-01-01T00:00:00.000Z")],
      [1, saw("2026-01-08T00:00:00.250Z")],
    ] as const;
    expect(await sinceIn(runs)).toBe(Date.UTC(2026, 0, 8) + 250);
  });

  test("means the start of a run that does not say what it saw", async () => {
    expect(await sinceIn([[1, {}]])).toBe(NOW - HOUR);
  });

  test("means nothing in a store that is not there", async () => {
    expect(await sinceIn([])).toBeNull();
  });

  test("means nothing in a store with another experiment only, and creates none", async () => {
    const tracking = openStore(newFolder());
    await tracking.publish("another", aRunRecord({ startTime: NOW - HOUR }));
    expect(
      await resolveSince(configOf({ since: "previous-run" }), worldWith(tracking, null), NOW),
    ).toBeNull();
    expect(await tracking.findExperiment(EXPERIMENT)).toBeNull();
  });

  test("passes over an earlier attempt of the same job", async () => {
    const attempt = {
      ...saw("2026-01-08T00:00:00.000Z"),
      [TAGS.githubRunId]: "77",
      [TAGS.githubJob]: "evaluate",
    };
    const runs = [
      [2, saw("2026-01-01T00:00:00.000Z")],
      [1, attempt],
    ] as const;
    expect(await sinceIn(runs)).toBe(Date.UTC(2026, 0, 1));
    expect(await sinceIn(runs, { origin: null })).toBe(Date.UTC(2026, 0, 8));
  });

  test("passes over a run that started at the same moment or later", async () => {
    const runs = [
      [0, saw("2026-01-08T00:00:00.000Z")],
      [-1, saw("2026-01-09T00:00:00.000Z")],
      [3, saw("2026-01-01T00:00:00.000Z")],
    ] as const;
    expect(await sinceIn(runs)).toBe(Date.UTC(2026, 0, 1));
  });

  test.each(["+012345-01-01T00:00:00.000Z", "-000001-01-01T00:00:00.000Z", "0099-01-01T00:00:00.000Z"])(
    "reads the time %s, which a rating with a broken clock left",
    async (time) => {
      expect(await sinceIn([[1, saw(time)]])).toBe(new Date(time).getTime());
    },
  );

  test.each(["2026-01-08", "2026-01-08 00:00:00", "2026-01-08T02:00:00+02:00"])(
    "reads %s, which a person wrote into the tag",
    async (time) => {
      expect(await sinceIn([[1, saw(time)]])).toBe(Date.UTC(2026, 0, 8));
    },
  );

  test.each(["", "never", "1", "2026-02-30T00:00:00.000Z"])(
    "is a damaged history when the tag is %j: another window would go unnoticed",
    async (time) => {
      const found = sinceIn([[1, saw(time)]]);
      await expect(found).rejects.toThrow(HistoryError);
      await expect(found).rejects.toThrow("its tag model_monitor.data_until is");
    },
  );

  test("takes the earliest moment there is for a start that no calendar has", async () => {
    expect(await sinceIn([[1, {}, { startTime: -9e15 }]])).toBe(-8.64e15);
  });
});

test("a time needs no history: a damaged one is not looked at", async () => {
  const noStore = new Proxy({} as TrackingStore, {
    get: () => {
      throw new Error("the history was read");
    },
  });
  const config = configOf({ since: "2026-01-01T00:00:00Z" });
  expect(await resolveSince(config, worldWith(noStore, ORIGIN), NOW)).toBe(Date.UTC(2026, 0, 1));
  expect(await resolveSince(configOf({}), worldWith(noStore, ORIGIN), NOW)).toBeNull();
});

describe("ratings without times", () => {
  const timeless: LoadedRatings = {
    ratings: aRatings([["ann", "Heat"]]),
    query: "SELECT",
    source: { path: "user_data.db", digest: "sha256:d", bytes: 1 },
    walFramesReplayed: 0,
  };
  const checking = (inputs: Partial<Record<InputName, string>>, loaded = timeless) => {
    const config = configOf(inputs);
    return () => requireTimes(config, loaded);
  };

  test("are an error that names the column, where only new ones count", () => {
    const check = checking({ since: "previous-run" });
    expect(check).toThrow(MalformedFileError);
    expect(check).toThrow(
      'user_data.db: the input `since` needs to know when each rating was made, but the table "ratings" has no column "timestamp"',
    );
  });

  test("are an error that names the query of the user", () => {
    const check = checking({ since: "2026-01-01", "ratings-query": "SELECT 1, 2, 3" });
    expect(check).toThrow(ConfigError);
    expect(check).toThrow("the query of `ratings-query` returns three columns");
  });

  test("are fine where ratings of every age count", () => {
    expect(checking({})).not.toThrow();
  });

  test("are no matter where there are times", () => {
    const timed = { ...timeless, ratings: aRatings([["ann", "Heat", 5]]) };
    expect(checking({ since: "2026-01-01" }, timed)).not.toThrow();
  });
});

import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { runStep, spawnAndCollect, type StepResult } from "../support/action.ts";
import { makeDatabase, RATINGS_TABLES } from "../support/database.ts";
import { HOSTILE_FILES } from "../support/hostile-files.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/hostile", import.meta.url));
const PRELOAD = new URL("../support/peak-memory.mjs", import.meta.url).href;
const MOST_BYTES = 256 * 2 ** 20;
const MOST_MILLISECONDS = 5000;
const AT_ONCE = 3;

interface Measured {
  readonly peakBytes: number;
  readonly milliseconds: number;
}

interface Result extends StepResult, Measured {
  readonly files: readonly string[];
}

/** Three users with four items, as in control_ok.pt, and ratings of all of them. */
const RATINGS = `${RATINGS_TABLES}
  INSERT INTO initial_ratings VALUES ('ann', 1), ('bob', 1), ('eve', 1);
  INSERT INTO ratings (username, movie, rating) VALUES
    ('ann', 'Heat', 5), ('ann', 'Alien', 4), ('bob', 'Brazil', 3), ('bob', 'Heat', 2), ('eve', 'Ran', 5);`;
const USERS = "username,internal_user_id\nann,0\nbob,1\neve,2\n";
const ITEMS =
  "internal_item_id,movie_id,title\n0,1,Heat (1995)\n1,2,Alien (1979)\n2,3,Brazil (1985)\n3,4,Ran (1985)\n";

let repository: string;
let baseline: number;
const results = new Map<string, Result>();

beforeAll(async () => {
  repository = mkdtempSync(join(tmpdir(), "model-monitor-hostile-"));
  makeDatabase(repository, "user_data.db", RATINGS);
  writeFileSync(join(repository, "users.csv"), USERS);
  writeFileSync(join(repository, "items.csv"), ITEMS);
  baseline = await nodesOwnPeak();
  const names = Object.keys(HOSTILE_FILES);
  const work = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop())
      results.set(name, await resultFor(name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 300_000);

/** What Node needs to do nothing. */
async function nodesOwnPeak(): Promise<number> {
  const empty = join(repository, "empty.mjs");
  const report = join(repository, "empty.json");
  writeFileSync(empty, "");
  const environment = { NODE_OPTIONS: `--import=${PRELOAD}`, PEAK_MEMORY_FILE: report };
  await spawnAndCollect(empty, [], { cwd: repository, environment });
  return measuredIn(report).peakBytes;
}

async function resultFor(name: string): Promise<Result> {
  const workspace = mkdtempSync(join(tmpdir(), "model-monitor-hostile-"));
  for (const file of ["user_data.db", "users.csv", "items.csv"])
    cpSync(join(repository, file), join(workspace, file));
  cpSync(join(FOLDER, name), join(workspace, name));
  const report = `${workspace}.json`;
  const step = await runStep({
    workspace,
    inputs: { model: name, "user-map": "users.csv", "item-map": "items.csv", "retrain-trigger": "none" },
    environment: { NODE_OPTIONS: `--import=${PRELOAD}`, PEAK_MEMORY_FILE: report },
  });
  const files = readdirSync(workspace, { recursive: true, encoding: "utf8" });
  rmSync(workspace, { recursive: true });
  return { ...step, ...measuredIn(report), files };
}

function measuredIn(report: string): Measured {
  return JSON.parse(readFileSync(report, "utf8")) as Measured;
}

/** The one error annotation, without the runner's own escapes. */
function annotation({ log }: StepResult): string {
  return (
    log
      .split("\n")
      .find((line) => line.startsWith("::error"))
      ?.replaceAll("%25", "%")
      .replaceAll("%0A", "\n") ?? ""
  );
}

describe("the built action, given a hostile or broken checkpoint,", () => {
  test.each(Object.entries(HOSTILE_FILES))(
    "%s: %s, within memory and time, running nothing",
    (name, expected) => {
      const result = results.get(name)!;
      const loads = expected === "loads" && name !== "nan_weights.pt";
      expect([result.outputs.get("status"), result.exitCode]).toEqual(
        loads ? ["evaluated", 0] : ["error", 1],
      );
      if (!loads) {
        const nan = "the model scores NaN for 3 of 3 evaluated users and 4 of 4 items";
        expect(annotation(result)).toContain(expected === "loads" ? nan : `${name}: `);
        expect(annotation(result)).toContain(expected === "loads" ? nan : expected);
        expect(result.files).not.toContain("mlruns");
        expect(result.outputs.get("metrics")).toBe("{}");
      }
      expect(result.files.filter((file) => file.includes("pwned"))).toEqual([]);
      expect(result.peakBytes - baseline).toBeLessThan(MOST_BYTES);
      expect(result.milliseconds).toBeLessThan(MOST_MILLISECONDS);
    },
  );

  test("leaves no file where it was started", () => {
    expect(existsSync("pwned")).toBe(false);
  });

  test("measures what a program takes and how long it runs", async () => {
    const hungry = join(repository, "hungry.mjs");
    const report = join(repository, "hungry.json");
    writeFileSync(
      hungry,
      "Buffer.alloc(400 * 2 ** 20, 1); const end = performance.now() + 300; while (performance.now() < end);",
    );
    const environment = { NODE_OPTIONS: `--import=${PRELOAD}`, PEAK_MEMORY_FILE: report };
    await spawnAndCollect(hungry, [], { cwd: repository, environment });
    expect(measuredIn(report).peakBytes - baseline).toBeGreaterThan(MOST_BYTES);
    expect(measuredIn(report).milliseconds).toBeGreaterThan(300);
  });
});

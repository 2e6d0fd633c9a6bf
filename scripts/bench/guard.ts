import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { loadRatings } from "../../src/adapters/sqlite.ts";
import { measureEmptyNode, quickstartFolder } from "./action.ts";
import { datasetFolder } from "./dataset-files.ts";
import type { Shape } from "./dataset.ts";
import type { GuardedRatio } from "./judge.ts";
import { batchOf, makeRankers } from "./kernel.ts";
import { measureStep, takeMetrics } from "./measured-step.ts";
import { clocked, measureInTurns, medianRatio, type Way } from "./timing.ts";

const ROUNDS = 7;
const USERS = 1_000;
const FOUR_TIMES: Shape = { users: 4 * USERS, items: 5_000, dim: 32, rows: 4 * USERS * 20 };
/** The scalar twin is slow: fewer users say as much. */
const SCALAR_USERS = 100;
const RATINGS: Shape = { users: 10_000, items: 2_000, dim: 4, rows: 200_000 };
const QUERY = `SELECT r.username, r.movie, r.rating, r.timestamp FROM ratings r
  JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1`;

type Guarded = Omit<GuardedRatio, "measured">;

const SCALAR: Guarded = {
  name: "the scalar twin, of the kernel's time",
  usual: 24,
  worse: "smaller",
  bound: 8,
};
const MORE_USERS: Guarded = {
  name: "a user of 4,000, of one of 1,000",
  usual: 1,
  worse: "larger",
  bound: 2,
};
const INGEST: Guarded = {
  name: "reading ratings, of node:sqlite's time",
  usual: 1.4,
  worse: "larger",
  bound: 4,
};
const WHOLE_ACTION: Guarded = {
  name: "the whole action on the quickstart, of an empty Node's time",
  usual: 10,
  worse: "larger",
  bound: 25,
};

/** What must not get worse without anybody seeing it, measured on small data. */
export async function measureGuarded(): Promise<readonly GuardedRatio[]> {
  const rankers = makeRankers(FOUR_TIMES);
  const rank = (name: "kernel" | "scalar", users: number) => () =>
    clocked(() => void rankers[name].rank(batchOf(rankers, users))) / users;
  const data = quickstartFolder();
  const database = join(datasetFolder(RATINGS), "user_data.db");
  const measured = await measureInTurns(
    new Map<string, Way>([
      ["kernel", rank("kernel", USERS)],
      ["more users", rank("kernel", 4 * USERS)],
      ["scalar", rank("scalar", SCALAR_USERS)],
      ["ingest", async () => await ingest(database)],
      ["node:sqlite", () => clocked(() => readWithNode(database))],
      ["action", async () => await evaluateOnce(data)],
      ["empty Node", measureEmptyNode],
    ]),
    ROUNDS,
  );
  const ratio = (guarded: Guarded, way: string, other: string) => ({
    ...guarded,
    measured: medianRatio(measured.get(way)!, measured.get(other)!),
  });
  return [
    ratio(SCALAR, "scalar", "kernel"),
    ratio(MORE_USERS, "more users", "kernel"),
    ratio(INGEST, "ingest", "node:sqlite"),
    ratio(WHOLE_ACTION, "action", "empty Node"),
  ];
}

async function ingest(file: string): Promise<number> {
  const started = performance.now();
  const loaded = await loadRatings({ file, shownAs: file, query: null, timeoutMs: 600_000 });
  const milliseconds = performance.now() - started;
  checkRows(loaded?.ratings.userOfRow.length ?? 0);
  return milliseconds;
}

function readWithNode(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  let rows = 0;
  for (const row of database.prepare(QUERY).iterate()) rows += row["movie"] === null ? 0 : 1;
  database.close();
  checkRows(rows);
}

function checkRows(rows: number): void {
  if (rows !== RATINGS.rows) throw new Error(`${rows} rows were read instead of ${RATINGS.rows}`);
}

async function evaluateOnce(data: string): Promise<number> {
  const step = await measureStep({ data });
  takeMetrics(step);
  return step.milliseconds;
}

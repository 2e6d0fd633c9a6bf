import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Bench } from "./bench.ts";
import { pythonScript, pythonWith } from "./python.ts";
import { counted, digits, megabytes, times, type Table } from "./table.ts";
import { median, medianRatio } from "./timing.ts";

const ROWS = 1_400_000;
const USERS = 70_000;
const ITEMS = 10_677;
const REPEATS = 5;
const TIMES = z.object({ rows: z.number(), milliseconds: z.number(), peakMb: z.number() });
type Times = z.infer<typeof TIMES>;
const ONCE = fileURLToPath(new URL("ingest-once.ts", import.meta.url));
const REFERENCE = "node:sqlite";

/**
 * How long 1.4 million ratings (the shape of MovieLens-10M; or as many as MODEL_MONITOR_BENCH_ROWS says: 11.5 million are 1 GB)
 * take to be read, by us, by node:sqlite and by Python's sqlite3, in turns, each in a new process; the disk cache is warm.
 */
export const INGEST: Bench = {
  name: "ingest",
  about: "reading 1.4 million ratings, beside node:sqlite and Python's sqlite3",
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "model-monitor-bench-"));
    const rows = Number(process.env["MODEL_MONITOR_BENCH_ROWS"] ?? ROWS);
    try {
      const file = join(folder, "ratings.db");
      writeRatings(file, rows);
      return [tableOf(measureReaders(file), rows, statSync(file).size)];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Per reader its times, one a turn; those that are not there are left out. */
function measureReaders(file: string): ReadonlyMap<string, readonly Times[]> {
  const results = new Map<string, Times[]>();
  for (let turn = 0; turn < REPEATS; turn++)
    for (const [name, run] of readers(file)) {
      const found = run();
      if (found !== null) results.set(name, [...(results.get(name) ?? []), found]);
    }
  return results;
}

function readers(file: string): readonly (readonly [name: string, run: () => Times | null])[] {
  const node = (engine: string) => once(process.execPath, ["--no-warnings", ONCE, engine, file]);
  return [
    ["model-monitor", () => node("ours")],
    [REFERENCE, () => node("node")],
    ["Python's sqlite3", () => inPython(file)],
  ];
}

function inPython(file: string): Times | null {
  const command = pythonWith("sqlite3");
  return command === null ? null : once(command, [pythonScript("ingest.py"), file]);
}

function once(program: string, parameters: readonly string[]): Times {
  return TIMES.parse(JSON.parse(execFileSync(program, parameters, { encoding: "utf8" })));
}

function tableOf(results: ReadonlyMap<string, readonly Times[]>, rows: number, bytes: number): Table {
  const reference = results.get(REFERENCE)!.map(({ milliseconds }) => milliseconds);
  return {
    title: `${counted(rows)} ratings in a database of ${megabytes(bytes)}, one in ten users not active; the middle of ${REPEATS} processes each.`,
    head: ["reader", "time, of node:sqlite's", "ms", "rows a second", "peak memory"],
    rows: [...results].map(([name, all]) => {
      const milliseconds = median(all.map((one) => one.milliseconds));
      return [
        name,
        times(
          medianRatio(
            all.map((one) => one.milliseconds),
            reference,
          ),
        ),
        digits(milliseconds),
        counted(Math.round((1000 * all[0]!.rows) / milliseconds)),
        megabytes(median(all.map(({ peakMb }) => peakMb)) * 2 ** 20),
      ];
    }),
  };
}

/** Users and films in an order that has no order; one in ten users is not active. */
function writeRatings(file: string, rows: number): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE ratings (username TEXT, movie TEXT, rating INTEGER, timestamp DATETIME);
    CREATE TABLE initial_ratings (username TEXT PRIMARY KEY, done BOOLEAN DEFAULT 0); BEGIN`);
  const random = generator();
  const insert = database.prepare("INSERT INTO ratings VALUES (?, ?, ?, ?)");
  for (let row = 0; row < rows; row++) {
    const item = Math.floor(random() * random() * ITEMS);
    insert.run(
      userName(Math.floor(random() * USERS)),
      `The film with number ${item} (${1930 + (item % 90)})`,
      1 + Math.floor(random() * 5),
      new Date(1.6e12 + row * 1000).toISOString().slice(0, 19).replace("T", " "),
    );
  }
  const activate = database.prepare("INSERT INTO initial_ratings VALUES (?, ?)");
  for (let user = 0; user < USERS; user++) activate.run(userName(user), user % 10 === 0 ? 0 : 1);
  database.exec("COMMIT");
  database.close();
}

function userName(user: number): string {
  return `user_${user}_${(user * 7919) % 1000}`;
}

/** Numerical Recipes' linear congruential generator: the same rows in every run. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

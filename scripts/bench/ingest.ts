import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const ROWS = 1_400_000;
const USERS = 70_000;
const ITEMS = 10_677;
const REPEATS = 5;
const TIMES = z.record(z.string(), z.number());
type Times = z.infer<typeof TIMES>;

/**
 * How long 1.4 million ratings (the shape of MovieLens-10M; or as many as MODEL_MONITOR_BENCH_ROWS says: 11.5 million are 1 GB)
 * take to be read, by us, by node:sqlite and by Python's sqlite3, in turns, each in a new process; the disk cache is warm.
 */
export async function benchIngest(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-bench-"));
  const rows = Number(process.env["MODEL_MONITOR_BENCH_ROWS"] ?? ROWS);
  try {
    const file = join(folder, "ratings.db");
    writeRatings(file, rows);
    const results = new Map<string, Times[]>();
    for (let turn = 0; turn < REPEATS; turn++)
      for (const [name, run] of readers(file)) {
        const times = run();
        if (times !== null) results.set(name, [...(results.get(name) ?? []), times]);
      }
    const mib = Math.round(statSync(file).size / 2 ** 20);
    console.log(`${rows} ratings, ${mib} MiB; median of ${REPEATS} processes`);
    for (const [name, times] of results) console.log(lineOf(name, times, results.get("node:sqlite")!));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readers(file: string): readonly (readonly [name: string, run: () => Times | null])[] {
  const node = (engine: string) =>
    once(process.execPath, [
      "--no-warnings",
      fileURLToPath(new URL("ingest-once.ts", import.meta.url)),
      engine,
      file,
    ]);
  return [
    ["model-monitor", () => node("ours")],
    ["node:sqlite", () => node("node")],
    ["Python's sqlite3", () => once("python3", [fileURLToPath(new URL("ingest.py", import.meta.url)), file])],
  ];
}

/** null where there is no such program. */
function once(program: string, parameters: readonly string[]): Times | null {
  try {
    return TIMES.parse(JSON.parse(execFileSync(program, parameters, { encoding: "utf8" })));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function lineOf(name: string, times: readonly Times[], reference: readonly Times[]): string {
  const of = (from: readonly Times[], key: string) => median(from.map((one) => one[key]!));
  const milliseconds = of(times, "milliseconds");
  return [
    name.padEnd(18),
    `${milliseconds.toFixed(0)} ms`.padStart(10),
    `${((of(times, "rows") / milliseconds) * 1000).toFixed(0)} rows/s`.padStart(16),
    `${(milliseconds / of(reference, "milliseconds")).toFixed(2)} x node:sqlite`.padStart(20),
    `${of(times, "peakMb").toFixed(0)} MiB at most`.padStart(18),
  ].join("");
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

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >>> 1]!;
}

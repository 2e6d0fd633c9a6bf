import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { DatabaseSync } from "node:sqlite";
import { ConfigError, HistoryError, MonitorError } from "../../core/errors.ts";
import { codeOf } from "../system-error.ts";
import { checkSchema } from "./database-schema.ts";
import { loadQuietly } from "./load-quietly.ts";

/** An MLflow database. */
export interface DatabaseFile {
  readonly path: string;
  /** As messages name it: its `sqlite:///` URI. */
  readonly shownAs: string;
}

/** As long as MLflow itself waits for another program that writes. */
const BUSY_TIMEOUT_MS = 20_000;
/** SQLite may hold no more memory than this, whatever the file says: it is more than any run of MLflow needs. */
const MAX_HEAP_BYTES = 256 * 1024 * 1024;

/**
 * Does some work on a database, with real locks, and closes it.
 * @throws ConfigError when the file is missing or holds other tables, HistoryError when it is damaged, locked or cannot be
 *   written
 */
export async function withDatabase<Result>(
  file: DatabaseFile,
  work: (database: DatabaseSync) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(file);
  try {
    return await work(database);
  } catch (error) {
    throw unusable(file, error);
  } finally {
    database.close();
  }
}

/** Opens a database; the caller closes it. @throws as `withDatabase` does */
export async function openDatabase(file: DatabaseFile): Promise<DatabaseSync> {
  const { DatabaseSync: Database } = await loadQuietly(async () => await import("node:sqlite"));
  requireFile(file);
  // Without `mode=rw` a file that vanishes now would come back as an empty database.
  const url = new URL(pathToFileURL(file.path));
  url.searchParams.set("mode", "rw");
  let database: DatabaseSync | null = null;
  try {
    database = new Database(url, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
      // Ids are 64-bit integers.
      readBigInts: true,
    });
    // The schema comes with the file: it may call no function that does more than compute.
    database.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
    database.exec(`PRAGMA hard_heap_limit = ${MAX_HEAP_BYTES};`);
    checkSchema(file, database);
    return database;
  } catch (error) {
    database?.close();
    throw unusable(file, error);
  }
}

/** All of it or nothing: other programs see no row before the end, and wait for it. */
export async function inTransaction<Result>(
  database: DatabaseSync,
  work: () => Promise<Result>,
): Promise<Result> {
  // IMMEDIATE: a lock that is taken at the first insert can be refused after what was read has changed.
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = await work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function requireFile({ path, shownAs }: DatabaseFile): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  if (found !== undefined)
    throw new ConfigError(
      `${shownAs}: is not a file`,
      "Set the input `tracking-uri` to the database of MLflow.",
    );
  throw new ConfigError(
    `${shownAs}: there is no such file, and model-monitor creates no database`,
    `Create it once with \`mlflow db upgrade ${shownAs}\` (MLflow 2: \`MLFLOW_TRACKING_URI=${shownAs} mlflow experiments search\`), or check the input \`tracking-uri\`.`,
  );
}

/** What can be wrong with the file or its disk, by SQLite's primary result code (sqlite.org/rescode.html). */
const REASONS: ReadonlyMap<number, readonly [reason: string, hint: string]> = new Map([
  ...[3, 8, 14, 23].map(
    (code) =>
      [code, cannot("be opened for writing", "make the file and its folder writable for this step")] as const,
  ),
  ...[5, 6].map(
    (code) =>
      [
        code,
        cannot(
          `be locked within ${BUSY_TIMEOUT_MS / 1000} seconds, because another program is writing to it`,
          "wait until that program has ended and run the job again",
        ),
      ] as const,
  ),
  [
    7,
    cannot(
      "be read within the limit of memory",
      "restore it from a backup: MLflow writes nothing of that size",
    ),
  ],
  [10, cannot("be read or written by this machine", "look at its disk")],
  [11, cannot("be used, because it is damaged", "restore it from a backup")],
  [13, cannot("grow, because the disk is full", "make room on the disk")],
  [
    26,
    cannot(
      "be read, because it is not an SQLite database",
      "look at what it holds; a Git LFS pointer needs `lfs: true` at the checkout",
    ),
  ],
]);

function cannot(what: string, todo: string): readonly [string, string] {
  return [`cannot ${what}`, `Nothing was written: ${todo}.`];
}

/** An error of SQLite or of the file system as a HistoryError: not readable is never "not there". Others pass. */
export function unusable(file: DatabaseFile, error: unknown): unknown {
  if (error instanceof MonitorError) return error;
  const number = resultCodeOf(error);
  const code = number === null ? codeOf(error) : `SQLite code ${number}`;
  if (code === null || code.startsWith("ERR_")) return error;
  const [reason, hint] = REASONS.get((number ?? 0) & 0xff) ?? [
    `cannot be read or written (${code})`,
    "Check the input `tracking-uri`, the permissions of that file and the space on its disk.",
  ];
  return new HistoryError(`${file.shownAs}: ${reason}`, hint, { cause: error });
}

function resultCodeOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode : null;
}

import { MalformedFileError } from "../core/errors.ts";
import { decodeRatings } from "../formats/ratings-columns.ts";
import {
  fromPlainError,
  type LoadedRatings,
  type RatingsTask,
  type ReadProgress,
  type WorkerMessage,
} from "./sqlite-messages.ts";
import { takeSqliteThread, WORKER_HEAP_MB } from "./sqlite-thread.ts";

export type { LoadedRatings, ReadProgress } from "./sqlite-messages.ts";

/** What to read, and for how long at most. */
export interface RatingsRequest {
  /** Absolute path of the database. */
  readonly file: string;
  /** Its name in messages, as the user wrote it. */
  readonly shownAs: string;
  /** SQL of the user's; null for the default query. */
  readonly query: string | null;
  /** For everything: reading the file, replaying its write-ahead log, the query. */
  readonly timeoutMs: number;
  /** Called about every 250,000 rows, and every 512 MiB before them. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** The longest that a timer of Node can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Reads the ratings from an SQLite database.
 *
 * SQLite runs as WebAssembly in a worker thread: only ending its thread stops a query that never ends, and a database
 * that needs more memory than allowed ends the thread and not the process.
 *
 * What is read: the database with its write-ahead log (`-wal`) replayed, of any size: SQLite asks for the pages that it
 * needs, and nothing is written or locked. node:sqlite would open a large file in place, too, but as native code in this
 * process: no `terminate` ends it within a query, and it writes beside a database in write-ahead mode. What is refused: a
 * file that is not a whole, sound, unencrypted database, or changes while it is read; one with an interrupted transaction (`-journal`); views, virtual tables and
 * generated columns; more rows or names than `RatingsColumns` takes. For what happens to odd values see there.
 *
 * @returns null when there is no such file.
 * @throws MalformedFileError naming the file, ConfigError naming `ratings-query`.
 */
export async function loadRatings(request: RatingsRequest): Promise<LoadedRatings | null> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadedRatings | null>();
  const worker = takeSqliteThread();
  let rows = 0;
  const timer = setTimeout(
    // Not at once: while this thread was busy with other files, the answer may have come and wait behind the timer.
    () => setImmediate(() => reject(tooSlow(request, rows))),
    Math.min(request.timeoutMs, MAX_TIMER_MS),
  );
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "progress") {
      if ("rows" in message.progress) rows = message.progress.rows;
      request.onProgress?.(message.progress);
    } else if (message.kind === "refused") reject(fromPlainError(message.error));
    else if (message.kind === "missing") resolve(null);
    else resolve({ ...message.loaded, ratings: decodeRatings(message.loaded.ratings) });
  });
  worker.on("error", (error: NodeJS.ErrnoException) => reject(crash(request, error)));
  worker.on("exit", (code) =>
    reject(new Error(`the thread that reads the database ended with code ${code}`)),
  );
  const { file, shownAs, query } = request;
  worker.postMessage({ file, shownAs, query } satisfies RatingsTask, []);
  try {
    const loaded = await promise;
    // Not waited for: what answered has closed its files.
    void worker.terminate();
    return loaded;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ shownAs, timeoutMs }: RatingsRequest, rows: number): MalformedFileError {
  const progress = rows === 0 ? "" : `; more than ${rows} rows were read by then`;
  return new MalformedFileError(
    shownAs,
    `reading the ratings did not end within ${timeoutMs / 1000} s${progress}`,
    "Raise the input `query-timeout`, or make the query of `ratings-query` cheaper.",
  );
}

function crash({ shownAs }: RatingsRequest, error: NodeJS.ErrnoException): Error {
  if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
  return new MalformedFileError(
    shownAs,
    `the names of its users and items need more than ${WORKER_HEAP_MB} MiB of memory`,
    "Narrow the query with the input `ratings-query`, for example to the newest ratings.",
  );
}

/** Entry point of the worker thread that reads a database; see `sqlite.ts` for why it is one. */
import { parentPort, workerData } from "node:worker_threads";
import { sha256 } from "../formats/digests.ts";
import { openDatabase, saidBySqlite } from "./sqlite-engine.ts";
import { readDatabase } from "./sqlite-file.ts";
import { toPlainError, type RatingsTask, type WorkerMessage } from "./sqlite-messages.ts";
import { damaged, readRatings } from "./sqlite-rows.ts";

const task: RatingsTask = workerData;

try {
  await load();
} catch (error) {
  const plain = toPlainError(error);
  if (plain === null) throw error;
  tell({ kind: "refused", error: plain });
}

async function load(): Promise<void> {
  const replay = readDatabase(task.file, task.shownAs);
  if (replay === null) {
    tell({ kind: "missing" });
    return;
  }
  const bytes = replay.image.length;
  const digest = sha256(replay.image);
  const database = await open(replay.image);
  const { ratings, query } = readRatings(database, task, (rows) => tell({ kind: "progress", rows }));
  const columns = [ratings.userOfRow, ratings.itemOfRow, ratings.values, ratings.timestamps];
  tell(
    {
      kind: "loaded",
      loaded: { ratings, query, digest, bytes, walFramesReplayed: replay.frames },
    },
    columns.flatMap((column) => (column?.buffer instanceof ArrayBuffer ? [column.buffer] : [])),
  );
}

async function open(image: Uint8Array): ReturnType<typeof openDatabase> {
  try {
    return await openDatabase(image);
  } catch (error) {
    const said = saidBySqlite(error);
    throw said === null ? error : damaged(task.shownAs, said);
  }
}

/** @param moved buffers that go to the other thread instead of being copied. */
function tell(message: WorkerMessage, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

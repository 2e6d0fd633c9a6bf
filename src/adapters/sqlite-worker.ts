/** Entry point of the worker thread that reads a database; see `sqlite.ts` for why it is one. */
import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { imageDigest } from "../formats/sqlite/image-digest.ts";
import type { WalReplay } from "../formats/sqlite/wal.ts";
import { openDatabase, prepareSqlite, saidBySqlite, type Engine } from "./sqlite-engine.ts";
import { withDatabaseFile } from "./sqlite-file.ts";
import { toPlainError, type RatingsTask, type WorkerMessage } from "./sqlite-messages.ts";
import { damaged, readRatings } from "./sqlite-rows.ts";

type Loaded = Extract<WorkerMessage, { readonly kind: "loaded" }>["loaded"];

// The question may come later: this thread is started before the program knows what to ask.
prepareSqlite();
const task = await nextTask();
try {
  const loaded = await withDatabaseFile(task, load);
  if (loaded === null) tell({ kind: "missing" });
  else tell({ kind: "loaded", loaded }, buffersOf(loaded));
} catch (error) {
  const plain = toPlainError(error);
  if (plain === null) throw error;
  tell({ kind: "refused", error: plain });
}

async function nextTask(): Promise<RatingsTask> {
  const [asked]: RatingsTask[] = await once(parentPort!, "message");
  return asked!;
}

async function load({ image, frames }: WalReplay): Promise<Loaded> {
  const digest = imageDigest(image, (bytesDigested) => {
    tell({ kind: "progress", progress: { bytesDigested, bytes: image.length } });
  });
  const { ratings, query } = readRatings(await open(image), task, (rows) =>
    tell({ kind: "progress", progress: { rows } }),
  );
  return { ratings, query, digest, bytes: image.length, walFramesReplayed: frames };
}

async function open(image: WalReplay["image"]): Promise<Engine> {
  try {
    return await openDatabase(image);
  } catch (error) {
    const said = saidBySqlite(error);
    throw said === null ? error : damaged(task.shownAs, said);
  }
}

/** What goes to the other thread instead of being copied. */
function buffersOf({ ratings }: Loaded): ArrayBuffer[] {
  const { users, items, userOfRow, itemOfRow, values, timestamps } = ratings;
  const columns = [
    userOfRow,
    itemOfRow,
    values,
    timestamps,
    users.bytes,
    users.ends,
    items.bytes,
    items.ends,
  ];
  return columns.flatMap((column) => (column?.buffer instanceof ArrayBuffer ? [column.buffer] : []));
}

function tell(message: WorkerMessage, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

import { Worker } from "node:worker_threads";

/** For odd names (those that are no UTF-8) and what SQLite is made of; rows and other names are kept outside this heap. */
export const WORKER_HEAP_MB = 2048;

/** A thread that nobody has asked anything yet. */
let prepared: Worker | null = null;

/**
 * Starts the thread that will read the database: it loads SQLite meanwhile and waits for a question. It does not keep the
 * process from ending, and one that dies while it waits is of no consequence.
 */
export function prepareSqliteThread(): void {
  if (prepared !== null) return;
  prepared = startThread();
  prepared.unref();
  prepared.on("error", dropPrepared);
  prepared.on("exit", dropPrepared);
}

/** The prepared thread, or a new one. It is the caller's: to be asked once, listened to and ended. */
export function takeSqliteThread(): Worker {
  const worker = prepared;
  if (worker === null) return startThread();
  prepared = null;
  worker.off("error", dropPrepared);
  worker.off("exit", dropPrepared);
  worker.ref();
  return worker;
}

function dropPrepared(): void {
  prepared = null;
}

function startThread(): Worker {
  const name = import.meta.url.endsWith(".ts") ? "./sqlite-worker.ts" : "./sqlite-worker.js";
  return new Worker(new URL(name, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  });
}

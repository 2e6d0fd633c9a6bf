import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;

// src/adapters/sqlite-thread.ts
import { Worker } from "node:worker_threads";
var WORKER_HEAP_MB = 2048;
var prepared = null;
function prepareSqliteThread() {
  if (prepared !== null) return;
  prepared = startThread();
  prepared.unref();
  prepared.on("error", dropPrepared);
  prepared.on("exit", dropPrepared);
}
function takeSqliteThread() {
  const worker = prepared;
  if (worker === null) return startThread();
  prepared = null;
  worker.off("error", dropPrepared);
  worker.off("exit", dropPrepared);
  worker.ref();
  return worker;
}
function dropPrepared() {
  prepared = null;
}
function startThread() {
  const name = import.meta.url.endsWith(".ts") ? "./sqlite-worker.ts" : "./sqlite-worker.js";
  return new Worker(new URL(name, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB }
  });
}

// src/version.ts
var VERSION = "1.0.0";
var USER_AGENT = `model-monitor/${VERSION}`;

export {
  WORKER_HEAP_MB,
  prepareSqliteThread,
  takeSqliteThread,
  VERSION,
  USER_AGENT
};

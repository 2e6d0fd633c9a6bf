/**
 * Preloaded into the built program (`--import`): every change of the disk is followed by a pause, as on a slow disk, so
 * that a kill hits the program anywhere between two of them. Says over the channel to its parent when the first staging
 * directory is there. What is written, and in which order, stays as it is.
 */
import fs, { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const LONGEST_PAUSE_MS = 20;
let hasSaid = false;

function say(path) {
  if (hasSaid || !String(path).includes(".mlruns-staging-")) return;
  hasSaid = true;
  process.send?.("building");
  // The channel must not keep the program alive.
  process.channel?.unref();
}

function pauseMs() {
  return Math.random() * LONGEST_PAUSE_MS;
}

for (const name of ["mkdir", "writeFile", "rename", "rm"]) {
  const original = promises[name];
  promises[name] = async (path, ...rest) => {
    const result = await original(path, ...rest);
    say(path);
    await sleep(pauseMs());
    return result;
  };
}

const never = new Int32Array(new SharedArrayBuffer(4));
for (const name of ["mkdirSync", "writeFileSync"]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    const result = original(path, ...rest);
    say(path);
    Atomics.wait(never, 0, 0, pauseMs());
    return result;
  };
}
syncBuiltinESMExports();

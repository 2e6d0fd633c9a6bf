/**
 * Preloaded into the built program (`--import`): every change of the disk is followed by a pause, as on a slow disk, so
 * that a kill hits the program anywhere between two of them. Says over the channel to its parent when the first staging
 * directory is there. What is written, and in which order, stays as it is.
 */
import { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const LONGEST_PAUSE_MS = 20;
let hasSaid = false;

for (const name of ["mkdir", "writeFile", "rename", "rm"]) {
  const original = promises[name];
  promises[name] = async (path, ...rest) => {
    const result = await original(path, ...rest);
    if (!hasSaid && String(path).includes(".mlruns-staging-")) {
      hasSaid = true;
      process.send?.("building");
      // The channel must not keep the program alive.
      process.channel?.unref();
    }
    await sleep(Math.random() * LONGEST_PAUSE_MS);
    return result;
  };
}
syncBuiltinESMExports();

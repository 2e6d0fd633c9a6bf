// Stands in for a thread that breaks when it is given work.
import { parentPort } from "node:worker_threads";

parentPort.on("message", () => {
  throw new Error("broken on purpose");
});

import { prepareSqliteThread } from "./adapters/sqlite-thread.ts";
import { VERSION } from "./version.ts";

// Before the rest is loaded, so that the log does not stay empty meanwhile.
process.stdout.write(
  `model-monitor ${VERSION}: evaluates the model on the ratings, logs, compares and decides\n`,
);
// Loading SQLite takes as long as loading the program, and needs nothing of it: side by side they take half as long.
prepareSqliteThread();
const { runAction } = await import("./action.ts");
// Not process.exit(): what is still to be written to the log would be cut off.
if (await runAction(process.env)) process.exitCode = 1;

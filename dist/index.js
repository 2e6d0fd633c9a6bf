import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  VERSION,
  prepareSqliteThread
} from "./sqlite-thread.js";
import "./runtime.js";

// src/index.ts
process.stdout.write(
  `model-monitor ${VERSION}: evaluates the model on the ratings, logs, compares and decides
`
);
prepareSqliteThread();
var { runAction } = await import("./action.js");
if (await runAction(process.env)) process.exitCode = 1;

import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  buffersOf,
  loadRankingKernel,
  rankerFor
} from "./ranker-for.js";
import "./runtime.js";

// src/adapters/ranking-worker.ts
import { parentPort, workerData } from "node:worker_threads";
var { items } = workerData;
var ranker = rankerFor(items, loadRankingKernel());
parentPort?.on("message", ({ index, batch }) => {
  const { ranks, positions, lists, nanUsers, nanItems } = ranker.rank(batch);
  const answer = { index, ranked: { ranks, positions, lists, nanUsers, nanItems } };
  parentPort?.postMessage(answer, buffersOf([ranks, positions, lists.offsets, lists.ids, nanItems]));
});

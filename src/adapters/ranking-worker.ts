/** Entry point of a thread that ranks batches of users; see `ranking-pool.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { rankerFor } from "../core/scoring/ranker-for.ts";
import { loadRankingKernel } from "./ranking-kernel.ts";
import { buffersOf, type RankingAnswer, type RankingQuestion, type RankingTask } from "./ranking-messages.ts";

const { items }: RankingTask = workerData;
const ranker = rankerFor(items, loadRankingKernel());

parentPort?.on("message", ({ index, batch }: RankingQuestion) => {
  const { ranks, positions, lists, nanUsers, nanItems } = ranker.rank(batch);
  const answer: RankingAnswer = { index, ranked: { ranks, positions, lists, nanUsers, nanItems } };
  parentPort?.postMessage(answer, buffersOf([ranks, positions, lists.offsets, lists.ids, nanItems]));
});

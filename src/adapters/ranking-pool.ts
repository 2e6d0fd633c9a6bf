import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { threadsFor } from "../core/ranking-cost.ts";
import { RankingBoard } from "../core/ranking-board.ts";
import type { RankingJob } from "../core/ranking-job.ts";
import { rankerFor } from "../core/scoring/ranker-for.ts";
import { loadRankingKernel } from "./ranking-kernel.ts";
import type { RankingQuestion } from "./ranking-messages.ts";
import { RankingThread } from "./ranking-thread.ts";

interface PoolOptions {
  /** Told after each batch how many users are done. */
  readonly onProgress?: (usersDone: number) => void;
  /** Told of a thread that ended too early; what it had is ranked by the others. */
  readonly onLost?: (reason: string) => void;
  /** This one included; without it as many as pay. */
  readonly threads?: number;
  /** What the other threads run. */
  readonly program?: URL;
}

/**
 * Ranks all batches of a job on this thread and, where it pays, on others beside it. This thread does not wait for the
 * others: it ranks itself what nobody has, and at last what is not back yet. So the results are whole whatever happens to
 * the others, and the same however many there are.
 */
export async function rankUsers(job: RankingJob, options: PoolOptions = {}): Promise<void> {
  const { threads = threadsFor(job, availableParallelism()), program = PROGRAM } = options;
  const pool = new Pool(job, options);
  try {
    for (let thread = 1; thread < threads; thread++) pool.start(program);
    await pool.rank();
  } finally {
    await pool.end();
  }
}

const PROGRAM = new URL(
  import.meta.url.endsWith(".ts") ? "./ranking-worker.ts" : "./ranking-worker.js",
  import.meta.url,
);

class Pool {
  readonly #job: RankingJob;
  readonly #options: PoolOptions;
  readonly #board: RankingBoard;
  readonly #threads: RankingThread[] = [];
  #usersDone = 0;
  /** The job has come to nothing. */
  #isOff = false;
  /** What was thrown while a message was handled, where nobody could catch it. */
  #failure: { readonly error: unknown } | null = null;

  constructor(job: RankingJob, options: PoolOptions) {
    this.#job = job;
    this.#options = options;
    this.#board = new RankingBoard(job.numBatches);
  }

  start(program: URL): void {
    const thread = new RankingThread(program, this.#job.items, {
      next: () => this.#nextForOthers(),
      deliver: (index, ranked) => this.#board.deliver(index, ranked),
      lost: (reason) => this.#options.onLost?.(reason),
    });
    this.#threads.push(thread);
    thread.feed();
  }

  async rank(): Promise<void> {
    const ranker = rankerFor(this.#job.items, loadRankingKernel());
    for (;;) {
      const index = this.#board.claim() ?? this.#board.claimMissing();
      const batch = index === null || this.#isOff ? null : this.#job.batch(index);
      if (index === null || batch === null) return;
      this.#board.deliver(index, ranker.rank(batch));
      // Messages of the other threads come in between.
      if (this.#threads.length > 0) await setImmediate();
      if (this.#failure !== null) throw this.#failure.error;
      this.#board.take((taken, ranked) => {
        this.#job.take(taken, ranked);
        this.#usersDone += ranked.lists.offsets.length - 1;
        this.#options.onProgress?.(this.#usersDone);
      });
      for (const thread of this.#threads) thread.feed();
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => await thread.end()));
  }

  #nextForOthers(): RankingQuestion | null {
    try {
      const index = this.#isOff ? null : this.#board.claim();
      if (index === null) return null;
      const batch = this.#job.batch(index);
      this.#isOff = batch === null;
      return batch === null ? null : { index, batch };
    } catch (error) {
      this.#failure ??= { error };
      return null;
    }
  }
}

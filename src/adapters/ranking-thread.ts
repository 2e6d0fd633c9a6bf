import { Worker } from "node:worker_threads";
import type { ItemTable, RankedBatch, RankingBatch } from "../core/scoring/user-ranker.ts";
import { buffersOf, type RankingAnswer, type RankingQuestion, type RankingTask } from "./ranking-messages.ts";

/** Where the batches of a thread come from and go to. */
interface Customer {
  /** null: there is nothing to do now. */
  next(): RankingQuestion | null;
  deliver(index: number, ranked: RankedBatch): void;
  /** The thread has ended by itself, and what it had is not ranked. */
  lost(reason: string): void;
}

/** One batch is ranked while the next one is already there. */
const QUESTIONS_AT_ONCE = 2;

/** A thread that ranks batches, as many as it is given, in memory of its own. */
export class RankingThread {
  readonly #worker: Worker;
  readonly #customer: Customer;
  #questions = 0;
  #hasEnded = false;

  constructor(program: URL, items: ItemTable, customer: Customer) {
    const task: RankingTask = { items };
    this.#customer = customer;
    this.#worker = new Worker(program, { workerData: task });
    this.#worker.on("message", ({ index, ranked }: RankingAnswer) => {
      this.#questions--;
      customer.deliver(index, ranked);
      this.feed();
    });
    this.#worker.on("error", (error: Error) => this.#lose(error.message));
    this.#worker.on("exit", (code) => this.#lose(`it ended with code ${code}`));
  }

  /** Gives the thread something to do, where it has too little. */
  feed(): void {
    while (!this.#hasEnded && this.#questions < QUESTIONS_AT_ONCE) {
      const question = this.#customer.next();
      if (question === null) return;
      this.#questions++;
      this.#worker.postMessage(question, movable(question.batch));
    }
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#worker.terminate();
  }

  #lose(reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#customer.lost(reason);
  }
}

function movable({ factors, biases, targets, masked }: RankingBatch): ArrayBuffer[] {
  return buffersOf([factors, biases, targets.offsets, targets.ids, masked.offsets, masked.ids]);
}

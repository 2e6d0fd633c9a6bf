import { HistoryError } from "../../core/errors.ts";
import type { PastRun, TrackingStore } from "../../core/run.ts";
import { RUNS_PAGE } from "../../formats/mlflow-rest/answers.ts";
import { readPastRun } from "../../formats/mlflow-rest/past-run.ts";
import { pastRunsRequest } from "../../formats/mlflow-rest/requests.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";

/** Of 50 runs each: a server that never comes to an end is not followed for ever. */
const MAX_PAGES = 20_000;

/**
 * Reads the runs of an experiment from a server, page by page, each run on its own. A run of somebody else that cannot be
 * read is passed over and remembered; a run of ours that cannot be read is a damaged history.
 */
export class ServerRunReader {
  readonly #server: MlflowRest;
  readonly #skipped = new Map<string, TrackingStore["skippedRuns"][number]>();

  constructor(server: MlflowRest) {
    this.#server = server;
  }

  get skipped(): TrackingStore["skippedRuns"] {
    return [...this.#skipped.values()];
  }

  /**
   * FINISHED, not deleted runs, newest first; a page is asked for when the one before it is used up.
   * @throws HistoryError when a run of ours is damaged, MlflowServerError when a page cannot be had
   */
  async *pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    let token = "";
    for (let page = 0; page < MAX_PAGES; page++) {
      const { runs, next } = await this.#page(experimentId, token);
      yield* runs;
      // Some servers hand out the token of the page that was just read.
      if (next === "" || next === token) return;
      token = next;
    }
  }

  /** Reads the newest page, so that a history that is damaged there, or unreadable, is found before anything is written. */
  async check(experimentId: string): Promise<void> {
    await this.#page(experimentId, "");
  }

  async #page(
    experimentId: string,
    token: string,
  ): Promise<{ readonly runs: readonly PastRun[]; readonly next: string }> {
    const request = pastRunsRequest(experimentId, token);
    const answer = await this.#server.postJson("runs/search", request, RUNS_PAGE);
    const runs = answer.runs.flatMap((run, index) =>
      this.#readOrSkip(run, `${experimentId}/run ${index} of a page`),
    );
    return { runs, next: answer.next_page_token };
  }

  #readOrSkip(answer: unknown, unnamed: string): readonly PastRun[] {
    const read = readPastRun(answer);
    if (read.kind === "read") return [read.run];
    if (read.kind === "other") return [];
    const path = read.runId === null ? unnamed : `run ${read.runId}`;
    if (read.isOurs)
      throw new HistoryError(
        `${this.#server.location}: ${path}, written by model-monitor, is damaged: ${read.reason}`,
        "Delete the run in MLflow, or restore what it held, then run the job again.",
      );
    this.#skipped.set(path, { path, reason: read.reason });
    return [];
  }
}

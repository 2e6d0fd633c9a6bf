import { randomUUID } from "node:crypto";
import type { RunRecord } from "../../core/run.ts";
import { DONE, RUN_PLACE, RUN_PLACES, type RunPlace } from "../../formats/mlflow-rest/answers.ts";
import { createRequest, publicationRequest } from "../../formats/mlflow-rest/requests.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";

/**
 * Creates one run, and never two: it bears a tag that nobody else has, by which a run is found whose answer was lost.
 */
export class RunCreation {
  readonly #server: MlflowRest;
  readonly #experimentId: string;
  readonly #publication = randomUUID();
  #wasLost = false;

  constructor(server: MlflowRest, experimentId: string) {
    this.#server = server;
    this.#experimentId = experimentId;
  }

  async create(run: RunRecord): Promise<RunPlace> {
    const request = createRequest(this.#experimentId, run, this.#publication);
    const lookFor = async () => {
      this.#wasLost = true;
      const [created] = await this.#created();
      return created ?? null;
    };
    return await this.#server.postJson("runs/create", request, RUN_PLACE, { lookFor });
  }

  /** A slow server can carry out a lost request after we had looked for its run and asked again. */
  async removeTwins(runId: string): Promise<void> {
    if (!this.#wasLost) return;
    for (const twin of await this.#created())
      if (twin.run_id !== runId) await this.#server.postJson("runs/delete", { run_id: twin.run_id }, DONE);
  }

  async #created(): Promise<readonly RunPlace[]> {
    const request = publicationRequest(this.#experimentId, this.#publication);
    return await this.#server.postJson("runs/search", request, RUN_PLACES);
  }
}

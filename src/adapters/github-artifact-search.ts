import {
  newestFirst,
  refusalOfListing,
  refusalOfOwn,
  refusalOfRun,
  type ArtifactRefusal,
  type ArtifactWish,
  type ListedArtifact,
  type MissingArtifact,
  type ProvidingRun,
} from "../core/artifact-choice.ts";
import { ArtifactPage, Run, RunPage } from "./github-answers.ts";
import { ask, type Asker, type Question } from "./github-api.ts";

const PER_PAGE = 100;
/** A fork's pull requests can put any number of artifacts before the one that counts. */
const MAX_PAGES = 10;
/** Runs of a workflow that are looked at for the newest one of our own. */
const MAX_RUNS = 20;

/** Where to look. */
export interface SearchOrder {
  /** The only run to look in; null: the order below. */
  readonly runId: string | null;
  /** This very run, where it is one of the same repository. */
  readonly ownRunId: string | null;
  /** The inputs that name it, for hints: `database` or `model`. */
  readonly input: "database" | "model";
}

/** Looks for one artifact through GitHub's listings, in the order of the interface; what is taken decides `core/artifact-choice.ts`. */
export class ArtifactSearch {
  readonly #asker: Asker;
  readonly #wish: ArtifactWish;
  readonly #order: SearchOrder;
  readonly #refused = new Map<number, ArtifactRefusal>();
  readonly #runs = new Map<number, ProvidingRun>();

  constructor(asker: Asker, wish: ArtifactWish, order: SearchOrder) {
    this.#asker = asker;
    this.#wish = wish;
    this.#order = order;
  }

  /** @throws ServiceError when a listing is refused: nobody knows then what is there */
  async find(): Promise<ListedArtifact | MissingArtifact> {
    const { runId, ownRunId } = this.#order;
    const found =
      runId !== null
        ? await this.#inRun(runId)
        : ((ownRunId === null ? null : await this.#inRun(ownRunId)) ??
          (await this.#inWorkflow()) ??
          (await this.#anywhere()));
    return found ?? { ...this.#wish, runId, refused: counted(this.#refused.values()) };
  }

  async #inRun(runId: string): Promise<ListedArtifact | null> {
    const { artifacts } = await this.#ask({
      path: "/actions/runs/{run_id}/artifacts",
      parameters: { run_id: Number(runId), name: this.#wish.name, per_page: PER_PAGE },
      answer: ArtifactPage,
      what: `list the artifacts of run ${runId}`,
      hintWhenMissing: `Check \`${this.#order.input}-run-id\`: there is no such run in ${this.#wish.repository}.`,
    });
    return await this.#firstTrusted(artifacts);
  }

  async #inWorkflow(): Promise<ListedArtifact | null> {
    const { workflow, branch } = this.#wish;
    if (workflow === null) return null;
    const runs = await this.#ask({
      path: "/actions/workflows/{workflow_id}/runs",
      parameters: { workflow_id: workflow, branch, status: "success", per_page: MAX_RUNS },
      answer: RunPage,
      what: `list the runs of ${workflow}`,
      hintWhenMissing: `Check \`${this.#order.input}-workflow\`: there is no such workflow in ${this.#wish.repository}.`,
    });
    const newest = runs.find((run) => refusalOfRun(this.#wish, run) === null);
    return newest === undefined ? null : await this.#inRun(String(newest.id));
  }

  async #anywhere(): Promise<ListedArtifact | null> {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const { count, artifacts } = await this.#ask({
        path: "/actions/artifacts",
        parameters: { name: this.#wish.name, per_page: PER_PAGE, page },
        answer: ArtifactPage,
        what: "list the artifacts",
        hintWhenMissing: `Check \`${this.#order.input}-repository\`.`,
      });
      const found = await this.#firstTrusted(artifacts);
      if (found !== null) return found;
      if (count < PER_PAGE) break;
    }
    return null;
  }

  async #firstTrusted(artifacts: readonly ListedArtifact[]): Promise<ListedArtifact | null> {
    for (const artifact of newestFirst(artifacts)) {
      // GitHub filters by name; what it sends is looked at all the same.
      if (artifact.name !== this.#wish.name) continue;
      const refusal = await this.#refusalOf(artifact);
      if (refusal === null) return artifact;
      this.#refused.set(artifact.id, refusal);
    }
    return null;
  }

  async #refusalOf(artifact: ListedArtifact): Promise<ArtifactRefusal | null> {
    if (String(artifact.run.id) === this.#order.ownRunId) return refusalOfOwn(artifact);
    return (
      refusalOfListing(this.#wish, artifact) ?? refusalOfRun(this.#wish, await this.#run(artifact.run.id))
    );
  }

  async #run(id: number): Promise<ProvidingRun> {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const run = await this.#ask({
      path: "/actions/runs/{run_id}",
      parameters: { run_id: id },
      answer: Run,
      what: `look at run ${id}`,
      hintWhenMissing: "The run was deleted: run the workflow that uploads the artifact again.",
    });
    this.#runs.set(id, run);
    return run;
  }

  async #ask<Answer>(question: Omit<Question<Answer>, "repository" | "permission">): Promise<Answer> {
    const { repository } = this.#wish;
    const what = `${question.what} in ${repository}`;
    return await ask(this.#asker, { ...question, what, repository, permission: "actions: read" });
  }
}

function counted(refusals: Iterable<ArtifactRefusal>): ReadonlyMap<ArtifactRefusal, number> {
  const counts = new Map<ArtifactRefusal, number>();
  for (const refusal of refusals) counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
  return counts;
}

import { Repository } from "./adapters/github-answers.ts";
import { ask, type Asker } from "./adapters/github-api.ts";
import type { WorkflowEvent } from "./adapters/workflow-event.ts";
import type { Environment } from "./config/environment.ts";
import { knownDefaultBranch } from "./workflow-step.ts";

/**
 * The default branch of the repository that the step runs for: as the run knows it, else as GitHub says.
 * @throws ServiceError when GitHub has to be asked and does not tell
 */
export async function findDefaultBranch(
  asker: Asker,
  environment: Environment,
  event: WorkflowEvent,
): Promise<string> {
  const known = knownDefaultBranch(environment, event);
  if (known !== null) return known;
  const { ownRepository } = asker;
  const answer = await ask(asker, {
    path: "",
    repository: ownRepository,
    answer: Repository,
    what: `tell the default branch of ${ownRepository}`,
    permission: "metadata: read",
    hintWhenMissing: "Check that `github-token` belongs to this repository.",
  });
  return answer.default_branch;
}

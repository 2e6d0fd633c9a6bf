import { GitHubIssues } from "./adapters/github-issues.ts";
import type { WorkflowEvent } from "./adapters/workflow-event.ts";
import type { Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import { findDefaultBranch } from "./default-branch.ts";
import type { Alerts } from "./world.ts";

/** The issues of the repository that the step runs for. */
export function openAlerts(config: Config, environment: Environment, event: WorkflowEvent): Alerts {
  const asker = { token: config.githubToken, ownRepository: environment["GITHUB_REPOSITORY"] ?? "" };
  const issues = new GitHubIssues(asker);
  return {
    defaultBranch: async () => await findDefaultBranch(asker, environment, event),
    find: async (isWanted) => await issues.find(isWanted),
    open: async (title, body) => await issues.open(title, body),
    change: async (number, body, isOver) => {
      await issues.change(number, body, isOver);
    },
    comment: async (number, body) => {
      await issues.comment(number, body);
    },
  };
}

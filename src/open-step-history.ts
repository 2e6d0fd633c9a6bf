import { tmpdir } from "node:os";
import { openHistoryStores } from "./adapters/github-history/index.ts";
import type { WorkflowEvent } from "./adapters/workflow-event.ts";
import type { Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import { findDefaultBranch } from "./default-branch.ts";
import { historyName } from "./formats/history/name.ts";
import type { RememberingStep } from "./open-history.ts";
import { hasForeignHead, variablesOf } from "./workflow-step.ts";

/** The memory of a step, by the variables of its runner. */
export function rememberingStep(
  config: Config,
  environment: Environment,
  event: WorkflowEvent,
): RememberingStep {
  const variable = variablesOf(environment);
  const asker = { token: config.githubToken, ownRepository: variable("REPOSITORY") };
  const eventName = variable("EVENT_NAME");
  return {
    facts: {
      isGhes: isEnterpriseServer(variable("SERVER_URL")),
      hasRuntimeToken: (environment["ACTIONS_RUNTIME_TOKEN"] ?? "") !== "",
      eventName,
      ref: variable("REF"),
      isForeignHead: hasForeignHead(event, asker.ownRepository),
    },
    defaultBranch: async () => await findDefaultBranch(asker, environment, event),
    openStores: (kinds, defaultBranch) =>
      openHistoryStores(kinds, {
        name: historyName(config.historyName, config.matrix),
        asker,
        defaultBranch,
        runId: variable("RUN_ID"),
        runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
        workspace: environment["GITHUB_WORKSPACE"] ?? process.cwd(),
        temporary: environment["RUNNER_TEMP"] ?? tmpdir(),
        now: Date.now,
        environment,
      }),
  };
}

/** As the client libraries tell it: everything but github.com, GitHub's data residency and test hosts. */
function isEnterpriseServer(serverUrl: string): boolean {
  const { hostname } = new URL(serverUrl === "" ? "https://github.com" : serverUrl);
  return hostname !== "github.com" && !hostname.endsWith(".ghe.com") && !hostname.endsWith(".localhost");
}

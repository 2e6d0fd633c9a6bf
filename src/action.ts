import { startRetraining } from "./adapters/github.ts";
import { fetchArtifact } from "./adapters/github-artifacts.ts";
import { annotate, hideSecret, runnerLog, setOutputs, writeSummary } from "./adapters/runner.ts";
import { readEvent } from "./adapters/workflow-event.ts";
import { commentOn, type CommentingStep } from "./comment.ts";
import type { Config } from "./config/config.ts";
import { inputsFromEnvironment, type Environment } from "./config/environment.ts";
import { proxySecrets } from "./config/proxy-environment.ts";
import { failureOf } from "./core/failed-delivery.ts";
import { withFailedDelivery, type RunOutcome } from "./core/outcome.ts";
import { outputsOf } from "./formats/outputs.ts";
import { annotationsOf } from "./formats/report/annotation.ts";
import { renderSummary } from "./formats/report/summary.ts";
import { main } from "./main.ts";
import { openAlerts } from "./open-alerts.ts";
import { openHistory } from "./open-history.ts";
import { openPullRequests } from "./open-pull-requests.ts";
import { rememberingStep } from "./open-step-history.ts";
import { readConfig, readFailOn } from "./read-config.ts";
import { askingRun, commentingStep, matrixOf, originOf } from "./workflow-step.ts";
import type { Log } from "./world.ts";

/** Runs the monitor as a step of a workflow; true when the step is to fail. */
export async function runAction(environment: Environment): Promise<boolean> {
  const workspace = environment["GITHUB_WORKSPACE"] ?? process.cwd();
  const inputs = inputsFromEnvironment(environment);
  const event = readEvent(environment["GITHUB_EVENT_PATH"]);
  const log = runnerLog(() => Date.now());
  for (const secret of proxySecrets(environment)) hideSecret(secret);
  const { failed } = await main({
    log,
    origin: originOf(environment, matrixOf(inputs.values.get("matrix")), event),
    workspace,
    readConfig: async () => {
      const config = await readConfig(inputs, workspace, environment);
      const servers = [config.mlflowServer, config.modelServer];
      for (const secret of [config.githubToken, ...servers.flatMap((server) => server?.secrets ?? [])])
        hideSecret(secret);
      return config;
    },
    readFailOn: async () => await readFailOn(inputs, workspace, environment),
    openHistory: (config) =>
      openHistory(config, { log, workspace }, rememberingStep(config, environment, event)),
    fetchArtifact: (config) => async (request, input) =>
      await fetchArtifact(request, input, askingRun(config.githubToken, environment, event)),
    openAlerts: (config) => openAlerts(config, environment, event),
    sendRetrainEvent: (config) => async (plan) =>
      await startRetraining(plan, {
        token: config.githubToken,
        ownRepository: environment["GITHUB_REPOSITORY"] ?? "",
      }),
    tell: async (outcome, config) => {
      const summaryFile = environment["GITHUB_STEP_SUMMARY"];
      if (config === null) return await tell(outcome, config, summaryFile);
      const step = commentingStep(openPullRequests(config, environment), environment, event);
      return await tell(await comment(outcome, config, { step, log }), config, summaryFile);
    },
  });
  return failed;
}

/** Before the summary, which then can tell that it was refused. */
async function comment(
  outcome: RunOutcome,
  config: Config,
  { step, log }: { readonly step: CommentingStep; readonly log: Log },
): Promise<RunOutcome> {
  const { notice, failed, done } = await commentOn(outcome, config, step);
  if (done !== null) log.info(done);
  if (notice !== null) annotate("notice", notice);
  return failed === null ? outcome : withFailedDelivery(outcome, failed);
}

/** Summary first, so that outputs and annotations can say that it could not be written. */
async function tell(
  outcome: RunOutcome,
  config: Config | null,
  summaryFile: string | undefined,
): Promise<RunOutcome> {
  const told = config?.summary === false ? outcome : await summarise(outcome, summaryFile);
  setOutputs(outputsOf(told));
  for (const { level, text } of annotationsOf(told)) annotate(level, text);
  return told;
}

async function summarise(outcome: RunOutcome, file: string | undefined): Promise<RunOutcome> {
  try {
    await writeSummary(renderSummary(outcome), file);
    return outcome;
  } catch (error) {
    if (outcome.status !== "evaluated") return outcome;
    return withFailedDelivery(outcome, failureOf("summary", error));
  }
}

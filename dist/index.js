import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  INPUT_NAMES,
  codeBlock,
  countOf,
  explain,
  findingsTable,
  fitSections,
  join,
  logSafe,
  main,
  markdownOf,
  name,
  number,
  plainOf,
  readConfig,
  say,
  sentence,
  table,
  text,
  throttle,
  viewOf
} from "./main.js";
import "./vendor-zod.js";
import {
  ServiceError
} from "./sqlite-messages.js";
import {
  error,
  group,
  info,
  notice,
  setOutput,
  setSecret,
  warning
} from "./vendor-actions-core.js";
import "./vendor-undici.js";
import "./vendor-csv-parse.js";
import "./vendor-yaml.js";
import "./runtime.js";

// src/adapters/github.ts
var TIMEOUT_MS = 3e4;
var PERMISSION = "permissions:\n  contents: write";
async function sendRepositoryDispatch(plan, token) {
  if (token === "")
    throw new ServiceError(
      `GitHub cannot be asked to start the event "${plan.eventType}": the input "github-token" is empty`,
      "Remove the empty `github-token` input, or pass a token that may write the repository's contents."
    );
  const { getOctokit } = await import("./vendor-actions-github.js");
  const [owner = "", repo = ""] = plan.repository.split("/");
  try {
    await getOctokit(token).rest.repos.createDispatchEvent({
      owner,
      repo,
      event_type: plan.eventType,
      client_payload: { ...plan.payload },
      request: { signal: AbortSignal.timeout(TIMEOUT_MS) }
    });
  } catch (error2) {
    throw explained(error2, plan);
  }
}
function explained(error2, plan) {
  const status = statusOf(error2);
  const what = `GitHub refused the event "${plan.eventType}" for ${plan.repository}`;
  if (status === 403 || status === 404)
    return new ServiceError(
      `${what} (HTTP ${status}): the token may not write the repository's contents`,
      `Add these lines to the job that runs model-monitor:
${PERMISSION}`,
      { cause: error2 }
    );
  if (status === 401)
    return new ServiceError(`${what} (HTTP 401): the token is not valid`, "Check the input `github-token`.", {
      cause: error2
    });
  if (status !== null && status < 500)
    return new ServiceError(
      `${what} (HTTP ${status})`,
      "Check `retrain-event-type`: at most 100 characters.",
      {
        cause: error2
      }
    );
  const found = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(
    `${found} when the event "${plan.eventType}" was sent for ${plan.repository}`,
    "Run the job again, or start the retraining workflow by hand; the evaluation itself is logged.",
    { cause: error2 }
  );
}
function statusOf(error2) {
  if (typeof error2 !== "object" || error2 === null || !("status" in error2)) return null;
  const answered = "response" in error2 && error2.response !== void 0;
  return answered && typeof error2.status === "number" ? error2.status : null;
}

// src/adapters/runner.ts
import { appendFile } from "node:fs/promises";
function runnerLog(now) {
  return {
    group: (title, work) => group(logSafe(title), work),
    info: (text2) => info(logSafe(text2)),
    progress: throttle(now, (text2) => info(logSafe(text2)))
  };
}
function hideSecret(secret) {
  if (secret.length >= 8) setSecret(secret);
}
function setOutputs(outputs) {
  for (const [name2, value] of outputs) setOutput(name2, value);
}
async function writeSummary(markdown, file) {
  if (file === void 0 || file === "") return;
  await appendFile(file, markdown, "utf8");
}
function annotate(level, text2) {
  const say2 = { error, warning, notice }[level];
  say2(logSafe(text2));
}
function failStep() {
  process.exitCode = 1;
}

// src/config/environment.ts
function inputsFromEnvironment(environment) {
  const values = /* @__PURE__ */ new Map();
  for (const name2 of INPUT_NAMES) {
    const value = environment[`INPUT_${name2.toUpperCase()}`];
    if (value !== void 0) values.set(name2, value);
  }
  return { from: "input", values };
}

// src/formats/outputs.ts
var METRIC_OUTPUTS = [
  ["test-mrr", "test_mrr"],
  ["precision-at-10", "precision_at_10"],
  ["recall-at-10", "recall_at_10"],
  ["num-users", "num_users"],
  ["num-ratings", "num_ratings"],
  ["avg-ratings-per-user", "avg_ratings_per_user"]
];
function outputsOf(outcome) {
  const evaluated = outcome.status === "evaluated" ? outcome : null;
  const metrics = evaluated?.measurement.metrics ?? /* @__PURE__ */ new Map();
  const run = outcome.status === "no-data" ? null : outcome.run;
  return new Map([
    ["status", outcome.status],
    ["should-retrain", String(evaluated?.decision.retrain ?? false)],
    ["triggers", JSON.stringify(evaluated?.decision.triggers ?? [])],
    ["findings", JSON.stringify(evaluated?.decision.findings ?? [])],
    ...METRIC_OUTPUTS.map(([output, metric]) => [output, decimal(metrics.get(metric))]),
    ["metrics", JSON.stringify(Object.fromEntries(metrics))],
    ["run-id", run?.runId ?? ""],
    ["experiment-id", run?.experimentId ?? ""],
    ["previous-run-id", previousRunId(outcome)],
    ["dispatched", String(evaluated?.dispatched ?? false)],
    ["report-path", evaluated?.reportPath ?? ""]
  ]);
}
function previousRunId(outcome) {
  if (outcome.status !== "evaluated") return "";
  const drop = outcome.decision.findings.find((finding) => finding.rule === "relative-drop");
  if (drop === void 0 || drop.outcome === "skipped") return "";
  return outcome.evidence.previous.get(drop.metric)?.run.runId ?? "";
}
function decimal(value) {
  if (value === void 0) return "";
  const [digits = "", exponent] = String(value).split("e");
  if (exponent === void 0) return digits;
  const places = Math.max(0, -Number(exponent) + (digits.split(".")[1]?.length ?? 0));
  return value.toFixed(Math.min(100, places));
}

// src/formats/report/annotation.ts
function annotationOf(outcome) {
  const warns = outcome.status === "no-data" || outcome.status === "evaluated" && outcome.decision.retrain;
  if (!warns) return null;
  const { verdict, why, deliveries } = viewOf(outcome);
  const [first] = deliveries;
  const said = join(first === void 0 ? why : [...why, first.text], " ");
  return logSafe(plainOf(say`${verdict.words}: ${said}`));
}

// src/formats/report/summary.ts
var MAX_SUMMARY_BYTES = 1048576;
function renderSummary(outcome, maxBytes = MAX_SUMMARY_BYTES) {
  const view = viewOf(outcome);
  const sections = [
    { title: "Verdict", text: verdictText(view) },
    { title: "Checks", text: checksText(view) },
    { title: "Data", text: dataText(view) },
    { title: "What the numbers can say", text: honestyText(view) },
    { title: "Further metrics", text: furtherMetricsText(view) },
    { title: "Model, database and settings", text: detailsText(view) },
    { title: "How to open the runs in MLflow", text: mlflowText(view) },
    { title: "The event that was not sent", text: heldPayloadText(view) },
    { title: "Runs that were passed over", text: skippedRunsText(view) }
  ];
  return fitSections(sections, maxBytes);
}
function verdictText({ verdict, why, warnings, advice, deliveries }) {
  return blocks([
    `## ${verdict.symbol} ${verdict.words}`,
    markdownOf(join(why, " ")),
    ...warnings.map((warning2) => `> **Careful:** ${markdownOf(warning2)}`),
    advice === null ? "" : adviceText(advice),
    ...deliveries.map(deliveryText)
  ]);
}
function deliveryText({ symbol, text: what, advice }) {
  const line = `${symbol} ${markdownOf(what)}`.trimStart();
  return blocks([line, advice === null ? "" : adviceText(advice)]);
}
function adviceText({ sentence: what, code }) {
  return blocks([`**What to do:** ${markdownOf(what)}`, code.length === 0 ? "" : codeBlock(code)]);
}
function checksText({ findings, comparison }) {
  if (findings.length === 0 && comparison.length === 0) return "";
  return blocks(["### Checks", findingsTable(findings), ...comparison.map(markdownOf)]);
}
function dataText({ data, leftOut, kept, mapProblems }) {
  if (data.length === 0) return "";
  return blocks([
    "### Data",
    table([text("Ratings of the active users"), number("This run")], data, ({ label, value }) => [
      label,
      value
    ]),
    leftOut.length === 0 ? "Nothing was left out." : `Left out: ${list(leftOut)}.`,
    kept.length === 0 ? "" : `Odd, but counted: ${list(kept)}.`,
    mapProblems.length === 0 ? "" : `Odd in the id maps: ${list(mapProblems)}.`
  ]);
}
function honestyText({ honesty }) {
  if (honesty.length === 0) return "";
  return blocks(["### What the numbers can say", honesty.map((line) => `- ${markdownOf(line)}`).join("\n")]);
}
function furtherMetricsText({ furtherMetrics, furtherNotes }) {
  const notes = furtherNotes.map((note) => `- ${markdownOf(note)}`).join("\n");
  if (furtherMetrics.length === 0) return notes === "" ? "" : blocks(["### Further metrics", notes]);
  const columns = [text("Metric"), number("Now"), number("Before")];
  return blocks([
    "### Further metrics",
    table(columns, furtherMetrics, ({ metric, now, before }) => [markdownOf([metric]), now, before]),
    notes
  ]);
}
function detailsText({ details }) {
  if (details.length === 0) return "";
  const rows = table([text("What"), text("Value")], details, ({ label, value }) => [
    label,
    markdownOf(value)
  ]);
  return folded("Model, database and settings", [rows]);
}
function mlflowText({ mlflow }) {
  if (mlflow === null) return "";
  const { sentence: what, code } = mlflow;
  return folded("How to open the runs in MLflow", [
    markdownOf(what),
    code.length === 0 ? "" : codeBlock(code)
  ]);
}
function heldPayloadText({ heldPayload }) {
  return heldPayload.length === 0 ? "" : folded("The event that was not sent", [codeBlock(heldPayload)]);
}
function skippedRunsText({ skippedRuns }) {
  if (skippedRuns.length === 0) return "";
  const were = skippedRuns.length === 1 ? "was" : "were";
  const title = `${countOf(skippedRuns.length, "run", "runs")} of others could not be read and ${were} passed over`;
  const cellsOf = ({ path, reason }) => [
    markdownOf([name(path)]),
    markdownOf([sentence(reason, 200)])
  ];
  return folded(title, [table([text("Where"), text("Why")], skippedRuns, cellsOf)]);
}
function folded(title, contents) {
  return blocks([`<details><summary>${title}</summary>`, ...contents, "</details>"]);
}
function list(phrases) {
  return markdownOf(join(phrases, "; "));
}
function blocks(parts) {
  return parts.filter((part) => part !== "").join("\n\n");
}

// src/action.ts
async function runAction(environment) {
  const workspace = environment["GITHUB_WORKSPACE"] ?? process.cwd();
  const inputs = inputsFromEnvironment(environment);
  const { failed } = await main({
    log: runnerLog(() => Date.now()),
    origin: originOf(environment, matrixOf(inputs.values.get("matrix"))),
    workspace,
    readConfig: async () => {
      const config = await readConfig(inputs, workspace, environment);
      hideSecret(config.githubToken);
      return config;
    },
    sendRetrainEvent: (config) => async (plan) => await sendRepositoryDispatch(plan, config.githubToken),
    tell: async (outcome, config) => await tell(outcome, config, environment["GITHUB_STEP_SUMMARY"])
  });
  return failed;
}
async function tell(outcome, config, summaryFile) {
  const told = config?.summary === false ? outcome : await summarise(outcome, summaryFile);
  setOutputs(outputsOf(told));
  const warning2 = annotationOf(told);
  if (warning2 !== null) annotate("warning", warning2);
  if (told.status === "error") annotate("error", `${told.message}. ${told.hint}`);
  for (const { message, hint } of told.status === "evaluated" ? told.failedDeliveries : [])
    annotate("error", `${message}. ${hint}`);
  return told;
}
async function summarise(outcome, file) {
  try {
    await writeSummary(renderSummary(outcome), file);
    return outcome;
  } catch (error2) {
    if (outcome.status !== "evaluated") return outcome;
    const { message } = explain(error2);
    const hint = "Check that the runner's summary file can be written.";
    return {
      ...outcome,
      failedDeliveries: [...outcome.failedDeliveries, { what: "summary", message, hint }]
    };
  }
}
function originOf(environment, matrix) {
  const variable = (name2) => environment[`GITHUB_${name2}`] ?? "";
  if (variable("REPOSITORY") === "" || variable("RUN_ID") === "") return null;
  return {
    repository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") === "" ? "https://github.com" : variable("SERVER_URL"),
    runId: variable("RUN_ID"),
    runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
    job: variable("JOB"),
    matrix,
    eventName: variable("EVENT_NAME"),
    ref: variable("REF"),
    sha: variable("SHA"),
    actor: variable("ACTOR"),
    workflow: variable("WORKFLOW")
  };
}
function matrixOf(text2) {
  try {
    const value = JSON.parse(text2 ?? "null");
    return value === null ? "" : JSON.stringify(value);
  } catch {
    return "";
  }
}

// src/index.ts
if (await runAction(process.env)) failStep();

import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  INPUT_NAMES,
  TreeBuilder,
  codeBlock,
  countOf,
  damagedCopy,
  expiryOf,
  explain,
  findingsTable,
  fitSections,
  historyWarnings,
  isSameContent,
  join,
  logSafe,
  main,
  markdownOf,
  metricsTable,
  name,
  number,
  openHistory,
  openZip,
  plainOf,
  readConfig,
  say,
  sentence,
  table,
  text,
  throttle,
  trendTable,
  viewOf
} from "./main.js";
import "./vendor-yaml.js";
import {
  external_exports
} from "./vendor-zod.js";
import {
  HistoryError,
  MalformedFileError,
  ServiceError,
  sha256
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
import "./vendor-tunnel.js";
import "./vendor-undici.js";
import "./vendor-csv-parse.js";
import "./runtime.js";

// src/action.ts
import { tmpdir as tmpdir2 } from "node:os";

// src/adapters/github-api.ts
import { setTimeout as sleep } from "node:timers/promises";
var TIMEOUT_MS = 3e4;
var WAITS_MS = [1e3, 3e3];
async function ask(asker, question2) {
  if (asker.token === "")
    throw new ServiceError(
      `GitHub cannot be asked to ${question2.what}: the input "github-token" is empty`,
      "Remove the empty `github-token` input, or pass a token."
    );
  const parsed2 = question2.answer.safeParse(await answered(asker, question2));
  if (parsed2.success) return parsed2.data;
  throw new ServiceError(
    `GitHub's answer cannot be understood when it was asked to ${question2.what}`,
    "Run the job again; if it stays so, please report it with the log of this step."
  );
}
async function answered(asker, question2) {
  const { getOctokit } = await import("./vendor-actions-github-entry.js");
  const client = getOctokit(asker.token);
  const [owner = "", repo = ""] = question2.repository.split("/");
  for (let attempt2 = 0; ; attempt2++) {
    try {
      const { data } = await client.request(`GET /repos/{owner}/{repo}${question2.path}`, {
        owner,
        repo,
        ...question2.parameters,
        request: { signal: AbortSignal.timeout(TIMEOUT_MS) }
      });
      return data;
    } catch (error2) {
      const wait = WAITS_MS[attempt2];
      const status = statusOf(error2);
      if (wait === void 0 || status !== null && status < 500) throw explained(error2, question2, asker);
      await sleep(wait);
    }
  }
}
function explained(error2, question2, { ownRepository }) {
  const status = statusOf(error2);
  const cause = { cause: error2 };
  const { what, repository, permission } = question2;
  const answer = `(HTTP ${status})`;
  if (status === 429 || status === 403 && isExhausted(error2))
    return new ServiceError(
      `GitHub refuses to ${what} ${answer}: the token has used up its requests for now`,
      "Run the job again in an hour, or let the other workflows of this repository ask less often.",
      cause
    );
  if (status === 403)
    return new ServiceError(
      `GitHub does not let the token ${what} ${answer}`,
      repository === ownRepository ? ownHint(permission) : foreignHint(permission, repository),
      cause
    );
  if (status === 404) {
    const hint = repository === ownRepository ? "" : ` ${foreignHint(permission, repository)}`;
    return new ServiceError(
      `GitHub shows nothing there when asked to ${what} ${answer}`,
      `${question2.hintWhenMissing}${hint}`,
      cause
    );
  }
  if (status === 401)
    return new ServiceError(
      `GitHub does not accept the token when asked to ${what} ${answer}`,
      "Check the input `github-token`.",
      cause
    );
  const found2 = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(`${found2} when asked to ${what}`, "Run the job again.", cause);
}
function ownHint(permission) {
  return `Add these lines to the job that runs model-monitor:
permissions:
  ${permission}`;
}
function foreignHint(permission, repository) {
  return `The workflow's own token reaches its own repository only: pass as \`github-token\` a fine-grained token or an app's token with \`${permission}\` in ${repository}.`;
}
var Refusal = external_exports.object({ response: external_exports.object({ headers: external_exports.record(external_exports.string(), external_exports.unknown()) }) });
function isExhausted(error2) {
  const refusal2 = Refusal.safeParse(error2);
  if (!refusal2.success) return false;
  const { headers } = refusal2.data.response;
  return headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== void 0;
}
function statusOf(error2) {
  if (typeof error2 !== "object" || error2 === null || !("status" in error2)) return null;
  const wasAnswered = "response" in error2 && error2.response !== void 0;
  return wasAnswered && typeof error2.status === "number" ? error2.status : null;
}

// src/adapters/github-refusals.ts
var NEEDS = {
  repository_dispatch: { permission: "contents: write", of: "the repository's contents" },
  workflow_dispatch: { permission: "actions: write", of: "the repository's actions" }
};
function explainRefusal(error2, target, isOwn) {
  const status = statusOf(error2);
  const cause = { cause: error2 };
  const what = `GitHub refused ${nameOf(target)} for ${target.repository} (HTTP ${status})`;
  if (status === 403 || status === 404 && target.kind === "repository_dispatch")
    return new ServiceError(
      `${what}: the token may not write ${NEEDS[target.kind].of}`,
      grant(target, isOwn),
      cause
    );
  if (status === 404)
    return new ServiceError(
      `${what}: there is no such workflow, or the token may not start it`,
      `Check \`retrain-workflow\`: the file must be on the default branch. ${grant(target, isOwn)}`,
      cause
    );
  if (status === 401)
    return new ServiceError(`${what}: the token is not valid`, "Check the input `github-token`.", cause);
  if (status !== null && status < 500) return new ServiceError(what, refusedHint(error2, target), cause);
  const found2 = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(
    `${found2} when ${nameOf(target)} was sent for ${target.repository}`,
    "Run the job again, or start the retraining workflow by hand; the evaluation itself is logged.",
    cause
  );
}
function nameOf(target) {
  return target.kind === "repository_dispatch" ? `the event "${target.eventType}"` : `the start of the workflow "${target.workflow}"`;
}
function grant(target, isOwn) {
  const { permission } = NEEDS[target.kind];
  if (isOwn) return `Add these lines to the job that runs model-monitor:
permissions:
  ${permission}`;
  return `The workflow's own token reaches its own repository only: pass as \`github-token\` a fine-grained token or an app's token with \`${permission}\` in ${target.repository}.`;
}
function refusedHint(error2, target) {
  if (target.kind === "repository_dispatch") return "Check `retrain-event-type`: at most 100 characters.";
  const message = error2 instanceof Error ? error2.message : "";
  if (/workflow_dispatch/i.test(message))
    return "The workflow has no `workflow_dispatch` trigger: add `workflow_dispatch:` under its `on:`, on the default branch.";
  if (/no ref found/i.test(message)) return "Check `retrain-ref`: there is no such branch or tag.";
  return "Check `retrain-workflow` and `retrain-ref`, and that the workflow's required inputs have defaults.";
}

// src/adapters/github.ts
var TIMEOUT_MS2 = 3e4;
var RunDetails = external_exports.object({
  workflow_run_id: external_exports.number().int().positive(),
  html_url: external_exports.url({ protocol: /^https?$/ }).max(2e3)
});
async function startRetraining({ target, payload }, { token, ownRepository }) {
  if (token === "")
    throw new ServiceError(
      'GitHub cannot be asked to start the retraining: the input "github-token" is empty',
      "Remove the empty `github-token` input, or pass a token that may start it."
    );
  const { getOctokit } = await import("./vendor-actions-github-entry.js");
  const client = getOctokit(token);
  try {
    return target.kind === "repository_dispatch" ? await sendEvent(client, target, payload) : await startWorkflow(client, target, payload);
  } catch (error2) {
    throw explainRefusal(error2, target, target.repository === ownRepository);
  }
}
async function sendEvent(client, { repository, eventType }, payload) {
  await client.rest.repos.createDispatchEvent({
    ...ownerAndRepo(repository),
    event_type: eventType,
    client_payload: { ...payload },
    request: requestOptions()
  });
  return null;
}
async function startWorkflow(client, target, payload) {
  const ref = target.ref ?? await defaultBranch(client, target.repository);
  const start = (inputs) => client.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
    ...ownerAndRepo(target.repository),
    workflow_id: target.workflow,
    ref,
    inputs,
    return_run_details: true,
    request: requestOptions()
  });
  try {
    return detailsOf(await start({ payload: JSON.stringify(payload) }));
  } catch (error2) {
    if (!isUnexpectedInput(error2)) throw error2;
    return detailsOf(await start({}));
  }
}
async function defaultBranch(client, repository) {
  const { data } = await client.rest.repos.get({ ...ownerAndRepo(repository), request: requestOptions() });
  return data.default_branch;
}
function detailsOf({ data }) {
  const details = RunDetails.safeParse(data);
  return details.success ? { id: String(details.data.workflow_run_id), url: details.data.html_url } : null;
}
function isUnexpectedInput(error2) {
  return error2 instanceof Error && "status" in error2 && error2.status === 422 && /unexpected inputs/i.test(error2.message);
}
function ownerAndRepo(repository) {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}
function requestOptions() {
  return { signal: AbortSignal.timeout(TIMEOUT_MS2) };
}

// src/adapters/github-artifacts.ts
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/adapters/github-answers.ts
var Id = external_exports.number().int().nonnegative();
var Time = external_exports.iso.datetime({ offset: true }).transform((text2) => Date.parse(text2));
var SHA256 = /^sha256:[0-9a-f]{64}$/;
var Artifact = external_exports.object({
  id: Id,
  name: external_exports.string(),
  size_in_bytes: external_exports.number().nonnegative(),
  expired: external_exports.boolean(),
  digest: external_exports.string().nullish(),
  created_at: Time.nullable(),
  workflow_run: external_exports.object({
    id: Id.nullish(),
    repository_id: Id.nullish(),
    // Gone with the fork.
    head_repository_id: Id.nullish(),
    head_branch: external_exports.string().nullish()
  }).nullish()
});
var ArtifactPage = external_exports.object({ total_count: external_exports.number(), artifacts: external_exports.array(Artifact).max(100) }).transform(({ artifacts }) => ({
  /** Before any was left out: a full page has a next one. */
  count: artifacts.length,
  artifacts: artifacts.flatMap(listed)
}));
function listed({ workflow_run: run, ...artifact }) {
  const { digest } = artifact;
  const { id, repository_id: repositoryId } = run ?? {};
  if (typeof id !== "number" || typeof repositoryId !== "number") return [];
  return [
    {
      id: artifact.id,
      name: artifact.name,
      size: artifact.size_in_bytes,
      expired: artifact.expired,
      digest: digest !== null && digest !== void 0 && SHA256.test(digest) ? digest : null,
      createdAt: artifact.created_at ?? 0,
      run: {
        id,
        repositoryId,
        headRepositoryId: run?.head_repository_id ?? null,
        headBranch: run?.head_branch ?? null
      }
    }
  ];
}
var RunFields = external_exports.object({
  id: Id,
  path: external_exports.string(),
  event: external_exports.string(),
  conclusion: external_exports.string().nullable(),
  repository: external_exports.object({ id: Id }),
  head_repository: external_exports.object({ id: Id }).nullish()
});
var Run = RunFields.transform(({ id, path, event, conclusion }) => ({
  id,
  path,
  event,
  conclusion
}));
var RunPage = external_exports.object({ workflow_runs: external_exports.array(RunFields).max(100) }).transform(
  ({ workflow_runs: runs }) => (
    // A fork's branch may bear the name of ours.
    runs.filter(({ repository, head_repository: head }) => head?.id === repository.id)
  )
);
var Repository = external_exports.object({ default_branch: external_exports.string().min(1) });

// src/core/artifact-choice.ts
function refusalOfListing(wish, artifact) {
  const { run } = artifact;
  if (run.headRepositoryId !== run.repositoryId) return "fork";
  if (run.headBranch !== wish.branch) return "other-branch";
  return refusalOfOwn(artifact);
}
function refusalOfOwn({ expired, digest }) {
  if (expired) return "expired";
  return digest === null ? "no-digest" : null;
}
function refusalOfRun(wish, run) {
  if (wish.workflow !== null && fileOf(run.path) !== wish.workflow) return "other-workflow";
  if (run.event.startsWith("pull_request")) return "pull-request";
  return run.conclusion === "success" ? null : "not-successful";
}
function newestFirst(artifacts) {
  return artifacts.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id);
}
function fileOf(path) {
  return path.replace(/@.*$/, "").replace(/^.*\//, "");
}
function defaultBranchOf(run) {
  return run.eventName === "schedule" && run.refName !== "" ? run.refName : run.ofEvent;
}

// src/adapters/github-artifact-search.ts
var PER_PAGE = 100;
var MAX_PAGES = 10;
var MAX_RUNS = 20;
var ArtifactSearch = class {
  #asker;
  #wish;
  #order;
  #refused = /* @__PURE__ */ new Map();
  #runs = /* @__PURE__ */ new Map();
  constructor(asker, wish, order) {
    this.#asker = asker;
    this.#wish = wish;
    this.#order = order;
  }
  /** @throws ServiceError when a listing is refused: nobody knows then what is there */
  async find() {
    const { runId, ownRunId } = this.#order;
    const found2 = runId !== null ? await this.#inRun(runId) : (ownRunId === null ? null : await this.#inRun(ownRunId)) ?? await this.#inWorkflow() ?? await this.#anywhere();
    return found2 ?? { ...this.#wish, runId, refused: counted(this.#refused.values()) };
  }
  async #inRun(runId) {
    const { artifacts } = await this.#ask({
      path: "/actions/runs/{run_id}/artifacts",
      parameters: { run_id: Number(runId), name: this.#wish.name, per_page: PER_PAGE },
      answer: ArtifactPage,
      what: `list the artifacts of run ${runId}`,
      hintWhenMissing: `Check \`${this.#order.input}-run-id\`: there is no such run in ${this.#wish.repository}.`
    });
    return await this.#firstTrusted(artifacts);
  }
  async #inWorkflow() {
    const { workflow, branch } = this.#wish;
    if (workflow === null) return null;
    const runs = await this.#ask({
      path: "/actions/workflows/{workflow_id}/runs",
      parameters: { workflow_id: workflow, branch, status: "success", per_page: MAX_RUNS },
      answer: RunPage,
      what: `list the runs of ${workflow}`,
      hintWhenMissing: `Check \`${this.#order.input}-workflow\`: there is no such workflow in ${this.#wish.repository}.`
    });
    const newest = runs.find((run) => refusalOfRun(this.#wish, run) === null);
    return newest === void 0 ? null : await this.#inRun(String(newest.id));
  }
  async #anywhere() {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const { count, artifacts } = await this.#ask({
        path: "/actions/artifacts",
        parameters: { name: this.#wish.name, per_page: PER_PAGE, page },
        answer: ArtifactPage,
        what: "list the artifacts",
        hintWhenMissing: `Check \`${this.#order.input}-repository\`.`
      });
      const found2 = await this.#firstTrusted(artifacts);
      if (found2 !== null) return found2;
      if (count < PER_PAGE) break;
    }
    return null;
  }
  async #firstTrusted(artifacts) {
    for (const artifact of newestFirst(artifacts)) {
      if (artifact.name !== this.#wish.name) continue;
      const refusal2 = await this.#refusalOf(artifact);
      if (refusal2 === null) return artifact;
      this.#refused.set(artifact.id, refusal2);
    }
    return null;
  }
  async #refusalOf(artifact) {
    if (String(artifact.run.id) === this.#order.ownRunId) return refusalOfOwn(artifact);
    return refusalOfListing(this.#wish, artifact) ?? refusalOfRun(this.#wish, await this.#run(artifact.run.id));
  }
  async #run(id) {
    const known = this.#runs.get(id);
    if (known !== void 0) return known;
    const run = await this.#ask({
      path: "/actions/runs/{run_id}",
      parameters: { run_id: id },
      answer: Run,
      what: `look at run ${id}`,
      hintWhenMissing: "The run was deleted: run the workflow that uploads the artifact again."
    });
    this.#runs.set(id, run);
    return run;
  }
  async #ask(question2) {
    const { repository } = this.#wish;
    const what = `${question2.what} in ${repository}`;
    return await ask(this.#asker, { ...question2, what, repository, permission: "actions: read" });
  }
};
function counted(refusals) {
  const counts = /* @__PURE__ */ new Map();
  for (const refusal2 of refusals) counts.set(refusal2, (counts.get(refusal2) ?? 0) + 1);
  return counts;
}

// src/adapters/github-artifacts.ts
var MAX_ARTIFACT_BYTES = 2 ** 30;
async function fetchArtifact(request, input, asking) {
  if (isEnterpriseServer(asking.serverUrl)) throw notOnEnterpriseServer(input);
  const { name: name2, workflow, runId } = request;
  const repository = request.repository ?? asking.ownRepository;
  const isOwn = repository === asking.ownRepository;
  const branch = request.branch ?? await defaultBranch2(asking, repository, isOwn);
  const wish = { name: name2, workflow, branch, repository };
  const ownRunId = isOwn ? asking.runId : null;
  const found2 = await new ArtifactSearch(asking, wish, { runId, ownRunId, input }).find();
  if (!("id" in found2)) return found2;
  const downloaded = await download(found2, repository, asking);
  if (downloaded === null) return { ...wish, runId, refused: /* @__PURE__ */ new Map([["expired", 1]]) };
  return { name: name2, id: found2.id, runId: found2.run.id, branch, repository, ...downloaded };
}
async function defaultBranch2(asking, repository, isOwn) {
  if (isOwn && asking.defaultBranch !== null) return asking.defaultBranch;
  const { default_branch: branch } = await ask(asking, {
    path: "",
    repository,
    answer: Repository,
    what: `tell the default branch of ${repository}`,
    permission: "metadata: read",
    hintWhenMissing: "Check the name of the repository, or name the branch."
  });
  return branch;
}
async function download(artifact, repository, asking) {
  const shownAs = `artifact ${artifact.name}`;
  if (artifact.size > MAX_ARTIFACT_BYTES) throw tooLarge(shownAs, artifact.size);
  const folder = freshFolder(asking.temporary);
  const path = join2(folder, "download");
  const digestMismatch = await transfer(artifact, { repository, path, asking });
  if (digestMismatch === null) return null;
  const [fileName = ""] = await readdir(path);
  const file = join2(path, fileName);
  const { size } = await stat(file);
  if (size > MAX_ARTIFACT_BYTES) throw tooLarge(shownAs, size);
  const bytes = await readFile(file);
  if (digestMismatch || sha256(bytes) !== artifact.digest)
    throw new MalformedFileError(
      shownAs,
      "the bytes that were downloaded do not have the digest that GitHub lists",
      "Run the job again; if it stays so, do not use the artifact, and run the workflow that uploads it again."
    );
  return { fileName, bytes, folder: join2(folder, "files") };
}
async function transfer(artifact, { repository, path, asking }) {
  const { DefaultArtifactClient } = await import("./vendor-actions-artifact.js");
  const [repositoryOwner = "", repositoryName = ""] = repository.split("/");
  try {
    const { digestMismatch = false } = await new DefaultArtifactClient().downloadArtifact(artifact.id, {
      path,
      // Its unzip knows no limits.
      skipDecompress: true,
      expectedHash: artifact.digest,
      findBy: { token: asking.token, repositoryOwner, repositoryName, workflowRunId: artifact.run.id }
    });
    return digestMismatch;
  } catch (error2) {
    if (statusOf(error2) === 410) return null;
    throw explained(
      error2,
      {
        what: `download the artifact ${artifact.name} of run ${artifact.run.id} in ${repository}`,
        repository,
        permission: "actions: read",
        hintWhenMissing: "The artifact was deleted: run the workflow that uploads it again."
      },
      asking
    );
  }
}
function freshFolder(temporary) {
  const folder = mkdtempSync(join2(temporary, "model-monitor-artifact-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
function isEnterpriseServer(serverUrl) {
  const { hostname } = new URL(serverUrl);
  return hostname !== "github.com" && !hostname.endsWith(".ghe.com") && !hostname.endsWith(".localhost");
}
function notOnEnterpriseServer(input) {
  return new ServiceError(
    "artifacts cannot be fetched on GitHub Enterprise Server: it does not have the service that today's client needs",
    `Fetch the artifact in an earlier step with actions/download-artifact@v3, set \`${input}\` to the file's path, and remove \`${input}-artifact\`.`
  );
}
function tooLarge(shownAs, size) {
  return new MalformedFileError(
    shownAs,
    `holds ${size} bytes; at most ${MAX_ARTIFACT_BYTES} are downloaded`,
    "Upload only the files that model-monitor reads."
  );
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

// src/adapters/workflow-event.ts
import { readFileSync, statSync } from "node:fs";
var NOTHING = { headRepository: null, defaultBranch: null };
var MAX_BYTES = 32 * 1024 * 1024;
var Head = external_exports.object({ full_name: external_exports.string() }).nullable();
var Event = external_exports.object({
  repository: external_exports.object({ default_branch: external_exports.string().optional() }).optional(),
  pull_request: external_exports.object({ head: external_exports.object({ repo: Head }) }).optional(),
  workflow_run: external_exports.object({ head_repository: Head }).optional()
});
function readEvent(file) {
  const event = Event.safeParse(parsed(file));
  if (!event.success) return NOTHING;
  const { pull_request: pullRequest, workflow_run: workflowRun, repository } = event.data;
  const head = pullRequest === void 0 ? workflowRun?.head_repository : pullRequest.head.repo;
  return {
    headRepository: head === void 0 ? null : head?.full_name ?? "",
    defaultBranch: repository?.default_branch ?? null
  };
}
function parsed(file) {
  try {
    if (file === void 0 || statSync(file).size > MAX_BYTES) return null;
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
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
  const saved = outcome.status === "error" ? "" : outcome.history.saved.kind;
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
    ["retrain-run-id", evaluated?.retrainRun?.id ?? ""],
    ["retrain-run-url", evaluated?.retrainRun?.url ?? ""],
    ["history-saved", String(saved === "saved" || saved === "directory")],
    ["history-expires-at", expiryText(outcome)],
    ["report-path", evaluated?.reportPath ?? ""]
  ]);
}
function expiryText(outcome) {
  if (outcome.status === "error" || outcome.history.saved.kind !== "saved") return "";
  const expiry = expiryOf(outcome.history.saved.copies);
  return expiry === null ? "" : new Date(expiry).toISOString();
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
  return logSafe(plainOf(say`${verdict.words}. ${said}`));
}

// src/formats/report/summary.ts
var MAX_SUMMARY_BYTES = 1048576;
function renderSummary(outcome, maxBytes = MAX_SUMMARY_BYTES) {
  const view = viewOf(outcome);
  const sections = [
    { title: "Verdict", text: verdictText(view) },
    { title: "Checks", text: checksText(view) },
    { title: "Trend", text: trendText(view) },
    { title: "What chance alone does", text: chanceText(view) },
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
function trendText({ trend: { chart, legend, rows } }) {
  if (chart.length === 0) return "";
  return blocks([
    "### Trend",
    ["```mermaid", ...chart, "```"].join("\n"),
    markdownOf(join(legend, " ")),
    folded("The numbers of the trend", [trendTable(rows)])
  ]);
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
function chanceText({ chance }) {
  if (chance.length === 0) return "";
  return blocks(["### What chance alone does", chance.map((line) => `- ${markdownOf(line)}`).join("\n")]);
}
function furtherMetricsText({ furtherMetrics, furtherNotes }) {
  const notes = furtherNotes.map((note) => `- ${markdownOf(note)}`).join("\n");
  if (furtherMetrics.length === 0) return notes === "" ? "" : blocks(["### Further metrics", notes]);
  return blocks(["### Further metrics", metricsTable(furtherMetrics), notes]);
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

// src/open-step-history.ts
import { tmpdir } from "node:os";

// src/adapters/github-history/artifact-store.ts
import { readdir as readdir2, readFile as readFile2, stat as stat2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/formats/history/archive.ts
function readArchive(bytes, origin, { inFolder: inFolder2 = false } = {}) {
  const builder = new TreeBuilder(origin);
  try {
    const archive = openZip(origin, bytes);
    for (const name2 of archive.entries.keys()) {
      if (name2.endsWith("/")) continue;
      const path = inFolder2 ? name2.slice(name2.indexOf("/") + 1) : name2.replace(/^\//, "");
      builder.add(path, archive.read(name2));
    }
  } catch (error2) {
    if (!(error2 instanceof MalformedFileError)) throw error2;
    throw damagedCopy(origin, error2.message.slice(`${error2.file}: `.length), { cause: error2 });
  }
  return builder.tree;
}

// src/adapters/github-history/quiet-client.ts
async function hear(timeoutMs, work) {
  const { stdout } = process;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  let text2 = "";
  const listen = (chunk) => {
    text2 += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    return true;
  };
  Object.defineProperty(stdout, "write", { value: listen, configurable: true, writable: true });
  try {
    const result = await withTimeout(timeoutMs, work());
    return { result, said: text2.split(/\r?\n/) };
  } finally {
    if (original === void 0) Reflect.deleteProperty(stdout, "write");
    else Object.defineProperty(stdout, "write", original);
  }
}
async function withTimeout(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  work.catch(() => null);
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

// src/adapters/github-history/tree-folder.ts
import { lstatSync, mkdirSync, opendirSync, readFileSync as readFileSync2, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join as join3 } from "node:path";
function writeTree(folder, tree) {
  const written = [];
  const made = /* @__PURE__ */ new Set();
  for (const [path, content] of tree) {
    const file = join3(folder, ...path.split("/"));
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, content);
    written.push(file);
  }
  return written;
}
function readTree(folder, origin) {
  const builder = new TreeBuilder(origin);
  const open = [""];
  for (let current = open.pop(); current !== void 0; current = open.pop())
    for (const name2 of namesIn(join3(folder, current))) {
      const path = current === "" ? name2 : `${current}/${name2}`;
      const found2 = lstatSync(join3(folder, path));
      if (found2.isDirectory()) open.push(path);
      else if (found2.isFile()) builder.add(path, readFileSync2(join3(folder, path)));
      else throw damagedCopy(origin, "it holds something that is neither a file nor a folder");
    }
  return builder.tree;
}
function* namesIn(folder) {
  const directory = opendirSync(folder);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry.name;
  } finally {
    directory.closeSync();
  }
}
async function withFolder(parent, work) {
  const folder = await mkdtemp(join3(parent, "model-monitor-history-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// src/adapters/github-history/artifact-store.ts
var NEWEST = 5;
var SUFFIXES = ["", "-2", "-3", "-4"];
var PER_PAGE2 = 100;
var MAX_PAGES2 = 10;
var MAX_ARTIFACT_BYTES2 = 256 * 1024 * 1024;
var TIMEOUT_MS3 = 18e4;
var DAY = 24 * 60 * 60 * 1e3;
var REFUSED_IN_PATHS = /[":<>|*?\r\n]/;
var Uploaded = external_exports.object({ expires_at: external_exports.iso.datetime({ offset: true }) }).transform((one) => Date.parse(one.expires_at));
function artifactStore(given) {
  const settings = { ...given, name: given.name.replaceAll("/", "-") };
  let nextName = 0;
  return {
    kind: "artifact",
    read: async () => await read(settings),
    save: async (snapshot) => {
      for (; nextName < SUFFIXES.length; nextName++) {
        const saved = await upload(settings, `${settings.name}${SUFFIXES[nextName]}`, snapshot);
        if (saved !== "taken") {
          nextName++;
          return saved;
        }
      }
      return refusal(
        `all ${SUFFIXES.length} names of the history's artifact are taken in this run`,
        "Give each job of the workflow another `history-name`."
      );
    }
  };
}
async function read(settings) {
  try {
    const listed2 = newestFirst((await Promise.all(SUFFIXES.map((suffix) => list2(settings, suffix)))).flat());
    const whole = listed2.filter(({ expired }) => !expired).slice(0, NEWEST);
    if (whole.length === 0) return { kind: listed2.length === 0 ? "empty" : "lost" };
    return { kind: "found", copies: whole.map((artifact) => async () => await download2(settings, artifact)) };
  } catch (error2) {
    if (!(error2 instanceof ServiceError)) throw error2;
    return { kind: "refused", refusal: refusal(error2.message, error2.hint) };
  }
}
async function list2(settings, suffix) {
  const { asker, defaultBranch: defaultBranch3 } = settings;
  const name2 = `${settings.name}${suffix}`;
  const wish = { name: name2, repository: asker.ownRepository, branch: defaultBranch3, workflow: null };
  const trusted = [];
  for (let page = 1; page <= MAX_PAGES2; page++) {
    const { count, artifacts } = await ask(asker, {
      ...question(asker.ownRepository, "list the artifacts that hold the history"),
      path: "/actions/artifacts",
      parameters: { name: name2, per_page: PER_PAGE2, page },
      answer: ArtifactPage
    });
    for (const artifact of artifacts) {
      const wrong = refusalOfListing(wish, artifact);
      if (artifact.name === name2 && (wrong === null || wrong === "expired")) trusted.push(artifact);
    }
    if (count < PER_PAGE2 || trusted.length >= NEWEST) return trusted;
  }
  if (trusted.length > 0) return trusted;
  throw new ServiceError(
    `the newest ${MAX_PAGES2 * PER_PAGE2} artifacts named ${name2} are all of forks or other branches`,
    "Set `history-name` to a name of your own, or `history: branch`."
  );
}
function question(repository, what) {
  return {
    what: `${what} in ${repository}`,
    repository,
    permission: "actions: read",
    hintWhenMissing: "Check that the repository still exists and that the token is its own."
  };
}
async function download2(settings, artifact) {
  const origin = `artifact ${artifact.name} (id ${artifact.id})`;
  if (artifact.size > MAX_ARTIFACT_BYTES2) throw tooLarge2(origin, artifact.size);
  return await withFolder(settings.temporary, async (folder) => {
    if (!await transfer2(settings, artifact, folder)) return null;
    const [fileName = ""] = await readdir2(folder);
    const file = join4(folder, fileName);
    const { size } = await stat2(file);
    if (size > MAX_ARTIFACT_BYTES2) throw tooLarge2(origin, size);
    return { origin, stored: readArchive(await readFile2(file), origin) };
  });
}
async function transfer2({ asker }, { id, name: name2, digest, run }, path) {
  const { DefaultArtifactClient } = await import("./vendor-actions-artifact.js");
  const [repositoryOwner = "", repositoryName = ""] = asker.ownRepository.split("/");
  const findBy = { token: asker.token, repositoryOwner, repositoryName, workflowRunId: run.id };
  const options = { path, skipDecompress: true, expectedHash: digest, findBy };
  try {
    const { result } = await hear(
      TIMEOUT_MS3,
      async () => await new DefaultArtifactClient().downloadArtifact(id, options)
    );
    if (result.digestMismatch !== true) return true;
  } catch (error2) {
    if (statusOf(error2) === 410) return false;
    const what = question(asker.ownRepository, `download the history from the artifact ${name2} (id ${id})`);
    throw explained(error2, what, asker);
  }
  throw damagedCopy(`artifact ${name2} (id ${id})`, "the bytes do not have the digest that GitHub lists");
}
function tooLarge2(origin, size) {
  return damagedCopy(origin, `it holds ${size} bytes; at most ${MAX_ARTIFACT_BYTES2} are read`);
}
async function upload(settings, name2, snapshot) {
  const tree = snapshot.stored(null);
  const odd = [...tree.keys()].find((path) => REFUSED_IN_PATHS.test(path));
  if (odd !== void 0)
    return refusal(
      `artifacts take no file named ${JSON.stringify(odd)}`,
      "Rename that metric, param or tag, or delete its run in MLflow; `history: branch` takes any name."
    );
  const { DefaultArtifactClient } = await import("./vendor-actions-artifact.js");
  try {
    const { result } = await withFolder(settings.temporary, async (folder) => {
      const files = [...writeTree(folder, tree)];
      return await hear(
        TIMEOUT_MS3,
        async () => await new DefaultArtifactClient().uploadArtifact(name2, files, folder)
      );
    });
    return { store: "artifact", name: name2, expiresAt: await expiryOf2(settings, result.id) };
  } catch (error2) {
    const text2 = error2 instanceof Error ? `${error2.name} ${error2.message}` : "";
    if (text2.includes("(409)")) return "taken";
    return text2.startsWith("UsageError") ? QUOTA : NOT_TAKEN;
  }
}
async function expiryOf2({ asker, environment, now }, id) {
  try {
    const asked = question(asker.ownRepository, "tell when the artifact expires");
    return await ask(asker, {
      ...asked,
      path: "/actions/artifacts/{artifact_id}",
      parameters: { artifact_id: id ?? 0 },
      answer: Uploaded
    });
  } catch (error2) {
    if (!(error2 instanceof ServiceError)) throw error2;
    const days = Number(environment["GITHUB_RETENTION_DAYS"]);
    return days > 0 ? now() + days * DAY : null;
  }
}
function refusal(message, hint) {
  return { store: "artifact", message, hint };
}
var QUOTA = refusal(
  "the history was not saved as an artifact: the storage for artifacts is used up",
  "Delete old artifacts or raise the limit, or set `history: branch`."
);
var NOT_TAKEN = refusal(
  "the history was not saved as an artifact: GitHub's artifact service did not take it",
  "Run the job again; if it stays so, set `history: branch`."
);

// src/adapters/github-history/branch-store.ts
import { setTimeout as sleep2 } from "node:timers/promises";

// src/adapters/github-history/branch-client.ts
var TIMEOUT_MS4 = 6e4;
var MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;
var CONFLICTS = /* @__PURE__ */ new Set([409, 422]);
var Sha = external_exports.string().regex(/^[0-9a-f]{40,64}$/);
var Refs = external_exports.array(external_exports.object({ ref: external_exports.string(), object: external_exports.object({ sha: Sha }) })).max(1e3);
var Commit = external_exports.object({ tree: external_exports.object({ sha: Sha }) });
var Created = external_exports.object({ sha: Sha });
var BranchClient = class {
  #asker;
  #branch;
  constructor(asker, branch) {
    this.#asker = asker;
    this.#branch = branch;
  }
  /** null: there is no such branch. By prefix, because a single look-up answers 404 also to a token that may not look. */
  async head() {
    const data = await this.#request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
      ref: `heads/${this.#branch}`
    });
    const found2 = Refs.parse(data).find(({ ref }) => ref === `refs/heads/${this.#branch}`);
    return found2 === void 0 ? null : { commit: found2.object.sha };
  }
  /**
   * All files at once, as GitHub packs them: one request, where file by file a year of runs would use up the token's hour.
   * @throws HistoryError when they are no history
   */
  async files({ commit: commit2 }) {
    const origin = `branch ${this.#branch}`;
    const body = await this.#request(
      "GET /repos/{owner}/{repo}/zipball/{ref}",
      { ref: commit2 },
      { asStream: true }
    );
    return readArchive(await readAll(body, origin), origin, { inFolder: true });
  }
  /**
   * Puts a commit with some changed files on top of the head, or makes the branch.
   * @returns false when the branch has moved or come into being meanwhile
   */
  async commit(head, changes, message) {
    const base = head === null ? {} : { base_tree: await this.#treeOf(head) };
    const entries = [];
    for (const [path, content] of changes)
      entries.push({ path, mode: "100644", type: "blob", ...await this.#content(content) });
    const tree = await this.#create("trees", { ...base, tree: entries });
    const parents = head === null ? [] : [head.commit];
    const sha = await this.#create("commits", { message, tree, parents });
    return await this.#move(head, sha);
  }
  async #treeOf({ commit: commit2 }) {
    const data = await this.#request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
      commit_sha: commit2
    });
    return Commit.parse(data).tree.sha;
  }
  /** Text goes along with the tree; anything else needs a request of its own. */
  async #content(content) {
    if (content === null) return { sha: null };
    const text2 = textOf(content);
    if (text2 !== null) return { content: text2 };
    const base64 = Buffer.from(content).toString("base64");
    return { sha: await this.#create("blobs", { content: base64, encoding: "base64" }) };
  }
  async #create(what, body) {
    return Created.parse(await this.#request(`POST /repos/{owner}/{repo}/git/${what}`, { ...body })).sha;
  }
  async #move(head, sha) {
    const ref = `heads/${this.#branch}`;
    try {
      if (head === null)
        await this.#request("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/${ref}`, sha });
      else await this.#request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", { ref, sha, force: false });
      return true;
    } catch (error2) {
      if (CONFLICTS.has(statusOf(error2))) return false;
      throw error2;
    }
  }
  async #request(route, parameters, { asStream = false } = {}) {
    const { getOctokit } = await import("./vendor-actions-github-entry.js");
    const [owner = "", repo = ""] = this.#asker.ownRepository.split("/");
    const { data } = await getOctokit(this.#asker.token).request(route, {
      owner,
      repo,
      ...parameters,
      request: {
        signal: AbortSignal.timeout(TIMEOUT_MS4),
        ...asStream ? { parseSuccessResponseBody: false } : {}
      }
    });
    return data;
  }
};
async function readAll(body, origin) {
  const chunks = [];
  let bytes = 0;
  if (!isStream(body)) throw new TypeError("the client gave no stream");
  for await (const chunk of body) {
    if (!ArrayBuffer.isView(chunk))
      throw new TypeError("the client gave a stream of something else than bytes");
    bytes += chunk.byteLength;
    if (bytes > MAX_ARCHIVE_BYTES) throw damagedCopy(origin, `it holds more than ${MAX_ARCHIVE_BYTES} bytes`);
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  return Buffer.concat(chunks);
}
function isStream(body) {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
function textOf(content) {
  if (content.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}

// src/adapters/github-history/branch-store.ts
var MAX_ATTEMPTS = 6;
var WAIT_MS = 500;
function branchStore(settings) {
  const client = new BranchClient(settings.asker, settings.name);
  return {
    kind: "branch",
    read: async () => await read2(client, settings),
    save: async (snapshot) => await save(client, settings, snapshot)
  };
}
async function read2(client, { asker, name: name2 }) {
  try {
    const head = await client.head();
    if (head === null) return { kind: "empty" };
    const readFiles = async () => await filesOf(client, head, { asker, name: name2 });
    return { kind: "found", copies: [readFiles] };
  } catch (error2) {
    const refusal2 = ownWords(error2, asker, { what: `read the branch ${name2}`, permission: "contents: read" });
    return { kind: "refused", refusal: refusal2 };
  }
}
async function filesOf(client, head, { asker, name: name2 }) {
  try {
    return { origin: `branch ${name2}`, stored: await client.files(head) };
  } catch (error2) {
    if (error2 instanceof HistoryError) throw error2;
    const repository = asker.ownRepository;
    const what = `read the files of the branch ${name2} of ${repository}`;
    const hintWhenMissing = "Run the job again: the branch was there a moment ago.";
    throw explained(error2, { what, repository, permission: "contents: read", hintWhenMissing }, asker);
  }
}
async function save(client, { asker, name: name2, now }, snapshot) {
  try {
    for (let attempt2 = 0; attempt2 < MAX_ATTEMPTS; attempt2++) {
      if (attempt2 > 0) await sleep2(WAIT_MS * attempt2 * (1 + now() % 100 / 100));
      if (await commit(client, name2, snapshot)) return { store: "branch", name: name2, expiresAt: null };
    }
  } catch (error2) {
    if (error2 instanceof HistoryError) throw error2;
    return ownWords(error2, asker, { what: `write the branch ${name2}`, permission: "contents: write" });
  }
  return {
    store: "branch",
    message: `GitHub refused ${MAX_ATTEMPTS} times to move the branch ${name2}`,
    hint: "Check that no ruleset or branch protection covers that branch, and that few jobs save to it at once."
  };
}
async function commit(client, name2, snapshot) {
  const head = await client.head();
  const present = head === null ? null : await client.files(head);
  const wanted = snapshot.stored(present === null ? null : { origin: `branch ${name2}`, stored: present });
  return await client.commit(head, changesOf(present ?? /* @__PURE__ */ new Map(), wanted), snapshot.title);
}
function changesOf(present, wanted) {
  const changes = /* @__PURE__ */ new Map();
  for (const [path, content] of wanted) {
    const before = present.get(path);
    if (before === void 0 || !isSameContent(before, content)) changes.set(path, content);
  }
  for (const path of present.keys()) if (isOurs(path) && !wanted.has(path)) changes.set(path, null);
  return changes;
}
function isOurs(path) {
  return path.startsWith("mlruns/");
}
function ownWords(error2, asker, { what, permission }) {
  if (asker.token === "")
    return {
      store: "branch",
      message: `GitHub cannot be asked to ${what}: the input "github-token" is empty`,
      hint: "Remove the empty `github-token` input, or pass a token."
    };
  if (error2 instanceof HistoryError) throw error2;
  const repository = asker.ownRepository;
  const hintWhenMissing = `Add these lines to the job that runs model-monitor:
permissions:
  ${permission}`;
  const told = error2 instanceof ServiceError ? error2 : explained(
    error2,
    { what: `${what} of ${repository}`, repository, permission, hintWhenMissing },
    asker
  );
  const status = statusOf(error2);
  const hint = status === 409 || status === 422 ? "Check the rulesets of the repository; one without commits has no branches." : told.hint;
  return { store: "branch", message: told.message, hint };
}

// src/adapters/github-history/cache-store.ts
import { randomUUID } from "node:crypto";
import { rm as rm2 } from "node:fs/promises";
import { join as join5 } from "node:path";
var FOLDER = ".model-monitor-history";
var TIMEOUT_MS5 = 6e4;
var KEPT_MS = 7 * 24 * 60 * 60 * 1e3;
var UNREADABLE_MODES = /* @__PURE__ */ new Set(["none", "write-only"]);
function cacheStore(settings) {
  return {
    kind: "cache",
    read: async () => await read3(settings),
    save: async (snapshot) => await save2(settings, snapshot)
  };
}
function prefixOf({ name: name2 }) {
  return `${name2.replaceAll(",", "-").replaceAll("/", "-")}/`;
}
function newKey(settings) {
  return `${prefixOf(settings)}${settings.runId}-${settings.runAttempt}-${randomUUID().slice(0, 8)}`;
}
async function read3(settings) {
  const mode = settings.environment["ACTIONS_CACHE_MODE"]?.trim().toLowerCase() ?? "";
  if (UNREADABLE_MODES.has(mode))
    return { kind: "refused", refusal: unread("this run may not read the cache") };
  const heard = await inFolder(settings, async (folder) => {
    const { isFeatureAvailable, restoreCache } = await import("./vendor-actions-cache.js");
    if (!isFeatureAvailable()) return "no cache service is there";
    const asked = await attempt(
      async () => await restoreCache([FOLDER], newKey(settings), [prefixOf(settings)])
    );
    if (asked === null || asked.said.some((line) => line.includes("Failed to restore")))
      return "it did not answer";
    if (asked.result === void 0) return null;
    const origin = `cache entry ${asked.result}`;
    return { origin, stored: readTree(folder, origin) };
  });
  if (typeof heard === "string") return { kind: "refused", refusal: unread(heard) };
  return heard === null ? { kind: "empty" } : found(heard);
}
function found(copy) {
  return { kind: "found", copies: [async () => await Promise.resolve(copy)] };
}
async function save2(settings, snapshot) {
  const key = newKey(settings);
  return await inFolder(settings, async (folder) => {
    writeTree(folder, snapshot.stored(null));
    const { saveCache } = await import("./vendor-actions-cache.js");
    const asked = await attempt(async () => await saveCache([FOLDER], key));
    if (asked !== null && asked.result !== -1)
      return { store: "cache", name: key, expiresAt: settings.now() + KEPT_MS };
    const isDenied = asked?.said.some((line) => /cache write denied|does not permit writes/.test(line)) === true;
    return isDenied ? DENIED : NOT_TAKEN2;
  });
}
async function attempt(work) {
  return await hear(TIMEOUT_MS5, work).catch(() => null);
}
async function inFolder({ workspace }, work) {
  const folder = join5(workspace, FOLDER);
  await rm2(folder, { recursive: true, force: true });
  try {
    return await work(folder);
  } finally {
    await rm2(folder, { recursive: true, force: true });
  }
}
function unread(why) {
  return {
    store: "cache",
    message: `the cache could not be asked for the history: ${why}`,
    hint: "Run the job again; if it stays so, set `history: branch`."
  };
}
var DENIED = {
  store: "cache",
  message: "the history was not saved in the cache: this run may only read it",
  hint: "GitHub gives runs of this event no writable cache; run the monitor on `schedule`, `push` or `workflow_dispatch`."
};
var NOT_TAKEN2 = {
  store: "cache",
  message: "the history was not saved in the cache: the cache service did not take it",
  hint: "Run the job again; if it stays so, set `history: branch`."
};

// src/adapters/github-history/index.ts
var STORES = {
  artifact: artifactStore,
  cache: cacheStore,
  branch: branchStore
};
var STORE_KINDS = Object.keys(STORES).filter(
  (kind) => Object.hasOwn(STORES, kind)
);
function openHistoryStores(kinds, settings) {
  return kinds.map((kind) => STORES[kind](settings));
}

// src/formats/history/name.ts
import { createHash } from "node:crypto";
var NOT_IN_NAMES = /[^\w.-]+/g;
var MAX_KEY_CHARACTERS = 40;
function historyName(name2, matrix) {
  if (matrix === "") return name2;
  const digest = createHash("sha256").update(matrix).digest("hex").slice(0, 8);
  const values = [...matrix.matchAll(/:\s*"?([^",}{\]]+)/g)].map(([, value]) => value.trim()).join("-");
  const key = values.replaceAll(NOT_IN_NAMES, "-").slice(0, MAX_KEY_CHARACTERS).replaceAll(/^[-.]+|[-.]+$/g, "");
  return [name2, key, digest].filter((part) => part !== "").join("-");
}

// src/open-step-history.ts
function rememberingStep(config, environment, event) {
  const variable = (name2) => environment[`GITHUB_${name2}`] ?? "";
  const asker = { token: config.githubToken, ownRepository: variable("REPOSITORY") };
  const eventName = variable("EVENT_NAME");
  return {
    facts: {
      isGhes: isEnterpriseServer2(variable("SERVER_URL")),
      hasRuntimeToken: (environment["ACTIONS_RUNTIME_TOKEN"] ?? "") !== "",
      eventName,
      ref: variable("REF"),
      isForeignHead: event.headRepository !== null && event.headRepository !== asker.ownRepository
    },
    defaultBranch: async () => {
      const known = defaultBranchOf({
        eventName,
        refName: variable("REF_NAME"),
        ofEvent: event.defaultBranch
      });
      if (known !== null) return known;
      const answer = await ask(asker, {
        path: "",
        repository: asker.ownRepository,
        answer: Repository,
        what: `tell the default branch of ${asker.ownRepository}`,
        permission: "metadata: read",
        hintWhenMissing: "Check that `github-token` belongs to this repository."
      });
      return answer.default_branch;
    },
    openStores: (kinds, defaultBranch3) => openHistoryStores(kinds, {
      name: historyName(config.historyName, config.matrix),
      asker,
      defaultBranch: defaultBranch3,
      runId: variable("RUN_ID"),
      runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
      workspace: environment["GITHUB_WORKSPACE"] ?? process.cwd(),
      temporary: environment["RUNNER_TEMP"] ?? tmpdir(),
      now: Date.now,
      environment
    })
  };
}
function isEnterpriseServer2(serverUrl) {
  const { hostname } = new URL(serverUrl === "" ? "https://github.com" : serverUrl);
  return hostname !== "github.com" && !hostname.endsWith(".ghe.com") && !hostname.endsWith(".localhost");
}

// src/action.ts
async function runAction(environment) {
  const workspace = environment["GITHUB_WORKSPACE"] ?? process.cwd();
  const inputs = inputsFromEnvironment(environment);
  const event = readEvent(environment["GITHUB_EVENT_PATH"]);
  const log = runnerLog(() => Date.now());
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
    openHistory: (config) => openHistory(config, { log, workspace }, rememberingStep(config, environment, event)),
    fetchArtifact: (config) => async (request, input) => await fetchArtifact(request, input, askingRun(config.githubToken, environment, event.defaultBranch)),
    sendRetrainEvent: (config) => async (plan) => await startRetraining(plan, {
      token: config.githubToken,
      ownRepository: environment["GITHUB_REPOSITORY"] ?? ""
    }),
    tell: async (outcome, config) => await tell(outcome, config, environment["GITHUB_STEP_SUMMARY"])
  });
  return failed;
}
async function tell(outcome, config, summaryFile) {
  const told = config?.summary === false ? outcome : await summarise(outcome, summaryFile);
  setOutputs(outputsOf(told));
  const warning2 = annotationOf(told);
  if (warning2 !== null) annotate("warning", warning2);
  for (const about of told.status === "error" ? [] : historyWarnings(told.history))
    annotate("warning", plainOf(about));
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
function originOf(environment, matrix, event) {
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
    workflow: variable("WORKFLOW"),
    hasForeignHead: event.headRepository !== null && event.headRepository !== variable("REPOSITORY")
  };
}
function askingRun(token, environment, ofEvent) {
  const variable = (name2) => environment[`GITHUB_${name2}`] ?? "";
  return {
    token,
    ownRepository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") === "" ? "https://github.com" : variable("SERVER_URL"),
    runId: variable("RUN_ID"),
    defaultBranch: defaultBranchOf({
      eventName: variable("EVENT_NAME"),
      refName: variable("REF_NAME"),
      ofEvent
    }),
    temporary: environment["RUNNER_TEMP"] || tmpdir2()
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

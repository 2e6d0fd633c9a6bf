import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  BRANCH_TAG,
  INPUT_NAMES,
  NOT_KNOWN,
  PARAMS,
  STORE_FOLDER,
  TreeBuilder,
  WHY_SKIPPED,
  blocks,
  bodyOf,
  codeBlock,
  commentTarget,
  countOf,
  countText,
  damagedCopy,
  dateText,
  expiryOf,
  failureOf,
  findOurs,
  findingsTable,
  fitSections,
  historyWarnings,
  isPullRequestEvent,
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
  planComment,
  proxySecrets,
  pullOf,
  readConfig,
  readFailOn,
  runLink,
  say,
  sentence,
  sha256,
  table,
  text,
  throttle,
  trendTable,
  undelivered,
  viewOf
} from "./main.js";
import "./vendor-csv-parse.js";
import "./vendor-yaml.js";
import {
  external_exports
} from "./vendor-zod.js";
import "./sqlite-thread.js";
import {
  HistoryError,
  MalformedFileError,
  ServiceError,
  explain
} from "./ratings-columns.js";
import "./ranker-for.js";
import {
  error,
  group,
  info,
  notice,
  setOutput,
  setSecret,
  warning
} from "./vendor-actions-core.js";
import "./runtime.js";

// src/adapters/github-refusals.ts
function explained(error2, question2, { ownRepository }) {
  const status = statusOf(error2);
  const cause = { cause: error2 };
  const { what, repository, permission } = question2;
  const answer = `(HTTP ${status})`;
  if (isTooOften(error2))
    return new ServiceError(
      `GitHub refuses to ${what} ${answer}: the token has used up its requests for now`,
      "Run the job again in an hour, or let the other workflows of this repository ask less often.",
      cause
    );
  if (status === 403)
    return new ServiceError(
      `GitHub does not let the token ${what} ${answer}`,
      hintToGrant(permission, repository, ownRepository),
      cause
    );
  if (status === 404) {
    const hint = repository === ownRepository ? "" : ` ${hintToGrant(permission, repository, ownRepository)}`;
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
function hintToGrant(permission, repository, ownRepository) {
  return repository === ownRepository ? `Add these lines to the job that runs model-monitor:
permissions:
  ${permission}` : `The workflow's own token reaches its own repository only: pass as \`github-token\` a fine-grained token or an app's token with \`${permission}\` in ${repository}.`;
}
function isTooOften(error2) {
  const status = statusOf(error2);
  return status === 429 || status === 403 && isExhausted(error2);
}
function isForbidden(error2) {
  const cause = causeOf(error2);
  return statusOf(cause) === 403 && !isTooOften(cause);
}
function isUncertain(error2) {
  const cause = causeOf(error2);
  if (cause === void 0) return false;
  const status = statusOf(cause);
  return status === null || status >= 500;
}
function statusBehind(error2) {
  return statusOf(causeOf(error2));
}
function causeOf(error2) {
  return error2 instanceof ServiceError ? error2.cause : void 0;
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

// src/adapters/github-dispatch-refusals.ts
var NEEDS = {
  repository_dispatch: { permission: "contents: write", of: "the repository's contents" },
  workflow_dispatch: { permission: "actions: write", of: "the repository's actions" }
};
function explainedDispatch(error2, target, ownRepository) {
  const status = statusOf(error2);
  const cause = { cause: error2 };
  const grant = hintToGrant(NEEDS[target.kind].permission, target.repository, ownRepository);
  const what = `GitHub refused ${nameOf(target)} for ${target.repository} (HTTP ${status})`;
  if (isTooOften(error2))
    return new ServiceError(
      `${what}: the token has used up its requests for now`,
      "Run the job again in an hour, or start the retraining workflow by hand; the evaluation itself is logged.",
      cause
    );
  if (status === 403 || status === 404 && target.kind === "repository_dispatch")
    return new ServiceError(`${what}: the token may not write ${NEEDS[target.kind].of}`, grant, cause);
  if (status === 404)
    return new ServiceError(
      `${what}: there is no such workflow, or the token may not start it`,
      `Check \`retrain-workflow\`: the file must be on the default branch. ${grant}`,
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
function refusedHint(error2, target) {
  if (target.kind === "repository_dispatch") return "Check `retrain-event-type`: at most 100 characters.";
  const message = error2 instanceof Error ? error2.message : "";
  if (/workflow_dispatch/i.test(message))
    return "The workflow has no `workflow_dispatch` trigger: add `workflow_dispatch:` under its `on:`, on the default branch.";
  if (/no ref found/i.test(message)) return "Check `retrain-ref`: there is no such branch or tag.";
  return "Check `retrain-workflow` and `retrain-ref`, and that the workflow's required inputs have defaults.";
}

// src/adapters/github.ts
var TIMEOUT_MS = 3e4;
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
    throw explainedDispatch(error2, target, ownRepository);
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
  return { signal: AbortSignal.timeout(TIMEOUT_MS) };
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

// src/adapters/github-api.ts
import { setTimeout as sleep } from "node:timers/promises";
var TIMEOUT_MS2 = 3e4;
var WAITS_MS = [1e3, 3e3];
async function ask(asker, question2) {
  const { method = "GET", path, parameters, repository } = question2;
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await answered(
    asker,
    question2,
    async (client, request) => await client.request(`${method} /repos/{owner}/{repo}${path}`, { owner, repo, ...parameters, request }),
    method === "POST" ? [] : WAITS_MS
  );
  return understood(question2.answer.safeParse(data), question2);
}
async function answered(asker, words, call, waits = WAITS_MS) {
  if (asker.token === "")
    throw new ServiceError(
      `GitHub cannot be asked to ${words.what}: the input "github-token" is empty`,
      "Remove the empty `github-token` input, or pass a token."
    );
  const { getOctokit } = await import("./vendor-actions-github-entry.js");
  const client = getOctokit(asker.token);
  for (let attempt2 = 0; ; attempt2++) {
    try {
      return await call(client, { signal: AbortSignal.timeout(TIMEOUT_MS2) });
    } catch (error2) {
      const wait = waits[attempt2];
      const status = statusOf(error2);
      if (wait === void 0 || status !== null && status < 500) throw explained(error2, words, asker);
      await sleep(wait);
    }
  }
}
function understood(parsed2, { what }) {
  if (parsed2.success) return parsed2.data;
  throw new ServiceError(
    `GitHub's answer cannot be understood when it was asked to ${what}`,
    "Run the job again; if it stays so, please report it with the log of this step."
  );
}

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
  if (isPullRequestEvent(run.event)) return "pull-request";
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
  const lines = text2.split("\n").map((line) => logSafe(line));
  say2(lines.join("\n"));
}

// src/adapters/workflow-event.ts
import { readFileSync, statSync } from "node:fs";
var NOTHING = { headRepository: null, defaultBranch: null, pullRequest: null };
var MAX_BYTES = 32 * 1024 * 1024;
var Head = external_exports.object({ full_name: external_exports.string() }).nullable();
var Event = external_exports.object({
  repository: external_exports.object({ default_branch: external_exports.string().optional() }).optional(),
  pull_request: external_exports.object({ head: external_exports.object({ repo: Head }), number: external_exports.number().int().positive().optional() }).optional(),
  workflow_run: external_exports.object({ head_repository: Head }).optional()
});
function readEvent(file) {
  const event = Event.safeParse(parsed(file));
  if (!event.success) return NOTHING;
  const { pull_request: pullRequest, workflow_run: workflowRun, repository } = event.data;
  const head = pullRequest === void 0 ? workflowRun?.head_repository : pullRequest.head.repo;
  return {
    headRepository: head === void 0 ? null : head?.full_name ?? "",
    defaultBranch: repository?.default_branch ?? null,
    pullRequest: pullRequest?.number ?? null
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

// src/formats/report/comment-base.ts
function baseOf(outcome) {
  const { evidence, decision, isFirst } = outcome;
  if (isFirst) return [say`There is no earlier evaluation to compare with yet.`];
  if (evidence.historyUnreadable === true)
    return [say`The earlier evaluations could not be read, so nothing was compared with them.`];
  const compared = decision.findings.find(
    ({ before, metric }) => before !== null && evidence.previous.has(metric)
  );
  const run = compared === void 0 ? void 0 : evidence.previous.get(compared.metric)?.run;
  if (run === void 0) return [say`No earlier evaluation has a metric to compare with.`];
  return [say`Compared with ${which(run)}, ${dateText(run.startTime)}.`, ...changesSince(run, outcome)];
}
function which({ tags }) {
  const branch = tags.get(BRANCH_TAG) ?? "";
  return branch === "" ? say`the newest evaluation` : say`the newest evaluation of ${name(branch)}`;
}
function changesSince({ params }, { measurement: { model, database } }) {
  const [pastModel, pastDatabase] = [params.get(PARAMS.modelDigest), params.get(PARAMS.databaseDigest)];
  if (pastModel === void 0 || pastDatabase === void 0) return [];
  const hasOtherModel = pastModel !== model.digest;
  const hasOtherDatabase = pastDatabase !== database.digest;
  if (hasOtherModel && hasOtherDatabase) return [say`Model and database have changed since.`];
  if (hasOtherModel) return [say`The model has changed since, the database has not.`];
  return hasOtherDatabase ? [say`The database has changed since, the model has not.`] : [say`Neither model nor database has changed since.`];
}

// src/formats/report/comment.ts
var MAX_TEXT_BYTES = 64e3;
var MAX_ROWS = 50;
function renderComment(outcome, scope, maxBytes = MAX_TEXT_BYTES) {
  const view = viewOf(outcome);
  const sections = [
    { title: "Verdict", text: verdictText(outcome, view) },
    { title: "Checks", text: checksText(outcome, view) },
    { title: "What chance alone does", text: chanceText(view) }
  ];
  return {
    marker: markerOf(scope),
    text: fitSections(sections, maxBytes).trimEnd(),
    footer: footerOf(outcome, scope)
  };
}
function markerOf({ experiment, matrix }) {
  const digest = sha256(JSON.stringify([experiment, matrix])).replace("sha256:", "");
  return `<!-- model-monitor comment ${digest.slice(0, 24)} -->`;
}
function verdictText(outcome, { verdict, why, warnings, advice, deliveries }) {
  return blocks([
    `### ${verdict.symbol} ${verdict.words}`,
    markdownOf(join(why, " ")),
    ...warnings.map((warning2) => `> **Careful:** ${markdownOf(warning2)}`),
    advice === null ? "" : adviceText(advice),
    ...deliveries.filter((delivery, index) => isWorthSaying(outcome, delivery, index)).map(deliveryText)
  ]);
}
function isWorthSaying(outcome, { symbol }, index) {
  const isRetraining = index === 0 && outcome.status === "evaluated" && outcome.decision.retrain;
  return isRetraining || symbol === "\u274C" || symbol === "\u26A0\uFE0F";
}
function deliveryText({ symbol, text: text2 }) {
  return `${symbol} ${markdownOf(text2)}`.trimStart();
}
function adviceText({ sentence: sentence2, code }) {
  return blocks([`**What to do:** ${markdownOf(sentence2)}`, code.length === 0 ? "" : codeBlock(code)]);
}
function checksText(outcome, { findings, comparison }) {
  if (outcome.status !== "evaluated") return "";
  const [, ...notes] = comparison;
  return blocks([baseText(outcome), findingsTable(findings, MAX_ROWS), ...notes.map(markdownOf)]);
}
function baseText(outcome) {
  return markdownOf(join(baseOf(outcome), " "));
}
function chanceText({ chance }) {
  if (chance.lines.length === 0) return "";
  const lines = chance.lines.map((line) => `- ${markdownOf(line)}`).join("\n");
  return blocks(["<details><summary>What chance alone does</summary>", lines, "</details>"]);
}
function footerOf(outcome, { experiment, matrix }) {
  const of = say`Experiment ${name(experiment)}${matrix === "" ? "" : say`, job ${name(matrix)}`}.`;
  const origin = outcome.status === "evaluated" ? outcome.measurement.origin : outcome.origin;
  const summary = runLink("summary of the run", origin) ?? "summary of the run";
  return `${markdownOf(of)} Everything else is in the ${summary} that said this first.`;
}

// src/comment.ts
var NOTHING2 = { done: null, notice: null, failed: null };
async function commentOn(outcome, config, step) {
  const { pullRequests, eventName, pullRequest, sha } = step;
  const { comment: setting, dryRun: isDryRun } = config;
  const target = commentTarget({ setting, isDryRun, eventName, pullRequest });
  if (target.kind === "none" || pullRequests === null)
    return target.kind === "none" && target.why === "dry-run" ? { ...NOTHING2, done: DRY_RUN } : NOTHING2;
  try {
    const pull = target.kind === "pull-request" ? target.number : await pullRequests.find(sha);
    if (pull === null) return { ...NOTHING2, done: "no comment: this commit belongs to no open pull request" };
    const done = await pullRequests.say(pull, renderComment(outcome, config));
    return { ...NOTHING2, done: `${DONE[done]} in the pull request ${pull}` };
  } catch (error2) {
    return refused(error2, setting === "always", step);
  }
}
var DRY_RUN = "dry run: no comment is written";
var DONE = {
  create: "comment written",
  update: "comment updated",
  leave: "comment left as it is: nothing has changed"
};
function refused(error2, isAskedFor, { pullRequests, isForeign, isDependabot }) {
  if (pullRequests?.isForbidden(error2) === true) {
    if (isForeign) return { ...NOTHING2, notice: readOnly("A pull request from a fork") };
    if (isDependabot) return { ...NOTHING2, notice: readOnly("Dependabot's pull request") };
    if (!isAskedFor) return { ...NOTHING2, notice: UNASKED };
  }
  return { ...NOTHING2, failed: { what: "comment", ...explain(error2) } };
}
function readOnly(whose) {
  return `${whose} gets a token that may only read, so the verdict is not in a comment: it is in the job's summary.`;
}
var UNASKED = "The verdict is in the job's summary. For one comment in the pull request add `pull-requests: write` to the permissions of this job; `comment: never` asks for none.";

// src/config/environment.ts
function inputsFromEnvironment(environment) {
  const values = /* @__PURE__ */ new Map();
  for (const name2 of INPUT_NAMES) {
    const value = environment[`INPUT_${name2.toUpperCase()}`];
    if (value !== void 0) values.set(name2, value);
  }
  return { from: "input", values };
}

// src/core/outcome.ts
function withFailedDelivery(outcome, failed) {
  return { ...outcome, failedDeliveries: [...outcome.failedDeliveries ?? [], failed] };
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

// src/formats/report/mendable-skips.ts
var MAX_CHECKS = 5;
function mendableSkips(outcome) {
  const { restored } = outcome.history;
  if (outcome.status === "no-data") return ofHistory(restored, []);
  const skipped = outcome.decision.findings.filter((finding) => finding.outcome === "skipped");
  const alone = skipped.filter(({ reason }) => reason === "no-previous-run");
  const checks = /* @__PURE__ */ new Map();
  for (const finding of skipped) {
    const why = mendOf(finding, outcome);
    if (why === null) continue;
    const key = JSON.stringify(why);
    const known = checks.get(key) ?? { why, findings: [] };
    known.findings.push(finding);
    checks.set(key, known);
  }
  return [
    ...ofHistory(restored, alone),
    ...[...checks.values()].map(({ why, findings }) => ({ why: notChecked(findings, why), hint: "" }))
  ];
}
function ofHistory({ refusals, state }, skipped) {
  if (state === "unasked") return [{ why: notChecked(skipped, NOT_KNOWN.unasked), hint: "" }];
  return refusals.map(({ message, hint }) => {
    const why = say`${sentence(message)}.`;
    return {
      why: skipped.length === 0 ? say`Part of the history may be missing: ${why}` : notChecked(skipped, why),
      hint
    };
  });
}
function notChecked(findings, why) {
  if (findings.length === 0) return why;
  const named = findings.slice(0, MAX_CHECKS).map(({ metric, rule }) => say`${name(metric)} (${name(rule)})`);
  const more = findings.length - named.length;
  return say`Not checked: ${join(named, ", ")}${more === 0 ? "" : ` and ${countText(more)} more`}. ${why}`;
}
function mendOf({ metric, reason }, { measurement }) {
  const { settings, skippedMetrics } = measurement;
  if (reason === "nobody-is-cold") return settings.idMapping === "first-seen" ? NO_MAPS : null;
  if (reason === "values-unreadable") return UNREADABLE;
  if (reason === "values-damaged") return DAMAGED;
  if (reason !== "metric-not-computed") return null;
  const skip = skippedMetrics.find((skipped) => skipped.metric === metric)?.reason;
  if (skip === void 0) return NOT_ASKED_FOR;
  return MENDABLE.has(skip) ? say`It needs the popularity of items: ${WHY_SKIPPED[skip]}` : null;
}
var MENDABLE = /* @__PURE__ */ new Set([
  "no-popularity-source",
  "popularity-of-another-checkpoint",
  "first-seen-ids"
]);
var NO_MAPS = say`With ${name("first-seen")} ids nobody can be unknown to the model: ${name("user-map")} and ${name("item-map")}, which the training writes, tell who is.`;
var NOT_ASKED_FOR = say`No such metric was computed: name it in ${name("metrics")}, set ${name("k")} or ${name("cold-users")} as it needs, or set its minimum in ${name("thresholds")} to off.`;
var UNREADABLE = say`What an earlier run kept of its users could not be read; the log of this step says why. Check that the tracking server lets this job read artifacts.`;
var DAMAGED = say`What an earlier run kept of its users is damaged; the log of this step names the file. Put it back as it was, or delete that run in MLflow.`;

// src/formats/report/annotation.ts
var MAX_OF_LEVEL = 10;
var MAX_LINES = 40;
var MAX_CHARACTERS = 4e3;
function annotationsOf(outcome) {
  const undone = outcome.failedDeliveries ?? [];
  if (outcome.status === "error") return atMost([outcome, ...undone].map(errorOf));
  const failed = outcome.status === "no-data" ? [...undelivered(outcome.history.saved), ...undone] : undone;
  return [
    ...atMost([...verdictWarning(outcome), ...historyWarnings(outcome.history).map(warningOf)]),
    ...atMost(mendableSkips(outcome).map(({ why, hint }) => annotation("notice", plainOf(why), hint))),
    ...atMost(failed.map(errorOf))
  ];
}
function verdictWarning(outcome) {
  if (outcome.status === "evaluated" && !outcome.decision.retrain) return [];
  const { verdict, why, deliveries } = viewOf(outcome);
  const hasError = outcome.status === "evaluated" && outcome.failedDeliveries.some(({ what }) => what === "retrain-event");
  const [first] = hasError ? [] : deliveries;
  const said = first === void 0 ? why : [...why, first.text];
  return [warningOf(say`${verdict.words}. ${join(said, " ")}`)];
}
function warningOf(about) {
  return annotation("warning", plainOf(about));
}
function errorOf({ message, hint }) {
  return annotation("error", `${logSafe(message)}.`, hint);
}
function annotation(level, what, hint = "") {
  const [first = "", ...copied] = hint.trimEnd().split(/\r\n|\r|\n/u);
  const lines = [`${what} ${first}`.trimEnd(), ...copied.slice(0, MAX_LINES)];
  const text2 = lines.map((line) => logSafe(line.replaceAll("	", "    "))).join("\n");
  return { level, text: text2.length <= MAX_CHARACTERS ? text2 : `${text2.slice(0, MAX_CHARACTERS - 1)}\u2026` };
}
function atMost(annotations) {
  const different = [...new Map(annotations.map((one) => [one.text, one])).values()];
  const [first] = different;
  if (first === void 0 || different.length <= MAX_OF_LEVEL) return different;
  const kept = different.slice(0, MAX_OF_LEVEL - 1);
  const text2 = `${countText(different.length - kept.length)} more like these are in the job summary.`;
  return [...kept, { level: first.level, text: text2 }];
}

// src/formats/report/summary.ts
var MAX_SUMMARY_BYTES = 1048576;
function renderSummary(outcome, maxBytes = MAX_SUMMARY_BYTES) {
  const view = viewOf(outcome);
  const sections = [
    { title: "Verdict", text: verdictText2(view) },
    { title: "Checks", text: checksText2(view) },
    { title: "Trend", text: trendText(view) },
    { title: "What chance alone does", text: chanceText2(view) },
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
function verdictText2({ verdict, why, warnings, advice, deliveries }) {
  return blocks([
    `## ${verdict.symbol} ${verdict.words}`,
    markdownOf(join(why, " ")),
    ...warnings.map((warning2) => `> **Careful:** ${markdownOf(warning2)}`),
    advice === null ? "" : adviceText2(advice),
    ...deliveries.map(deliveryText2)
  ]);
}
function deliveryText2({ symbol, text: what, advice }) {
  const line = `${symbol} ${markdownOf(what)}`.trimStart();
  return blocks([line, advice === null ? "" : adviceText2(advice)]);
}
function adviceText2({ sentence: what, code }) {
  return blocks([`**What to do:** ${markdownOf(what)}`, code.length === 0 ? "" : codeBlock(code)]);
}
function checksText2({ findings, comparison }) {
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
  return blocks(["### What the numbers can say", bullets(honesty)]);
}
function chanceText2({ chance }) {
  const { lines, details } = chance;
  if (lines.length === 0) return "";
  return blocks([
    "### What chance alone does",
    bullets(lines),
    details.length === 0 ? "" : folded("How sure the single numbers are", [bullets(details)])
  ]);
}
function furtherMetricsText({ furtherMetrics, furtherNotes }) {
  const notes = bullets(furtherNotes);
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
function bullets(phrases) {
  return phrases.map((phrase) => `- ${markdownOf(phrase)}`).join("\n");
}

// src/adapters/github-identity.ts
var Viewer = external_exports.object({ viewer: external_exports.object({ login: external_exports.string().min(1).max(200) }) });
async function readIdentity(asker) {
  const words = {
    repository: asker.ownRepository,
    what: "tell as whom the token writes",
    permission: "contents: read",
    hintWhenMissing: "Check the input `github-token`."
  };
  const { data } = await answered(asker, words, async (client, request) => {
    try {
      return { data: await client.graphql("query { viewer { login } }", { request }) };
    } catch (error2) {
      if (error2 instanceof Error && error2.name === "GraphqlResponseError") return { data: null };
      throw error2;
    }
  });
  const { viewer } = understood(Viewer.safeParse(data), words);
  return { login: viewer.login };
}
function isSelf({ login }, author) {
  return author !== null && author.toLowerCase() === login.toLowerCase();
}

// src/adapters/github-issues.ts
var MAX_PAGES2 = 30;
var PER_PAGE2 = 100;
var PERMISSION = "issues: write";
var LABEL = { name: "model-monitor", color: "d93f0b", description: "Kept by model-monitor" };
var IssueNumber = external_exports.number().int().positive();
var Page = external_exports.array(
  external_exports.object({
    number: IssueNumber,
    state: external_exports.enum(["open", "closed"]),
    body: external_exports.string().nullish(),
    created_at: external_exports.iso.datetime({ offset: true }),
    user: external_exports.object({ login: external_exports.string() }).nullish(),
    pull_request: external_exports.unknown().optional()
  })
).max(PER_PAGE2);
var Written = external_exports.object({ number: IssueNumber });
var Anything = external_exports.unknown();
var GitHubIssues = class {
  #asker;
  constructor(asker) {
    this.#asker = asker;
  }
  /**
   * All issues of our own whose text is wanted, open and closed, newest first: by their author, through the listing, because
   * the search lags behind and a label may not have been set.
   * @throws ServiceError when any page is missing: what was not seen may be the very issue that is looked for
   */
  async find(isWanted) {
    const self = await readIdentity(this.#asker);
    const found2 = [];
    for (let page = 1; page <= MAX_PAGES2; page++) {
      const listed2 = await this.#ask({
        path: "/issues",
        parameters: {
          creator: self.login,
          state: "all",
          sort: "created",
          direction: "desc",
          per_page: PER_PAGE2,
          page
        },
        answer: Page,
        what: "list the issues"
      });
      for (const { number: number2, state, body, created_at: createdAt, user, pull_request: pull } of listed2)
        if (pull === void 0 && isSelf(self, user?.login ?? null) && isWanted(body ?? ""))
          found2.push({
            number: number2,
            isOpen: state === "open",
            createdAt: Date.parse(createdAt),
            body: body ?? ""
          });
      if (listed2.length < PER_PAGE2) return found2;
    }
    throw new ServiceError(
      `the issues of ${this.#asker.ownRepository} cannot all be looked through: more than ${MAX_PAGES2 * PER_PAGE2} are by the same author`,
      "Pass as `github-token` the token of an app of its own, so that fewer issues are its; or switch `alert-issue` off."
    );
  }
  /** Opens an issue and returns its number. */
  async open(title, body) {
    const labels = await this.#hasLabel() ? [LABEL.name] : [];
    const { number: number2 } = await this.#ask({
      method: "POST",
      path: "/issues",
      parameters: { title, body, labels },
      answer: Written,
      what: "open an issue"
    });
    return number2;
  }
  /** Replaces the text of an issue and, where it is said, closes it. */
  async change(number2, body, isOver) {
    const end = isOver ? { state: "closed", state_reason: "completed" } : {};
    await this.#ask({
      method: "PATCH",
      path: "/issues/{issue_number}",
      parameters: { issue_number: number2, body, ...end },
      answer: Anything,
      what: isOver ? `close the issue ${number2}` : `change the issue ${number2}`
    });
  }
  /** Adds a comment to an issue. */
  async comment(number2, body) {
    await this.#ask({
      method: "POST",
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: number2, body },
      answer: Anything,
      what: `comment on the issue ${number2}`
    });
  }
  /** Whether there is the label, which is created when it is missing; an alert is worth more than its label. */
  async #hasLabel() {
    try {
      await this.#ask({
        path: "/labels/{name}",
        parameters: { name: LABEL.name },
        answer: Anything,
        what: "look for a label"
      });
      return true;
    } catch (error2) {
      return statusBehind(error2) === 404 && await this.#createLabel();
    }
  }
  async #createLabel() {
    try {
      const what = "create a label";
      await this.#ask({ method: "POST", path: "/labels", parameters: LABEL, answer: Anything, what });
      return true;
    } catch (error2) {
      return statusBehind(error2) === 422;
    }
  }
  async #ask(question2) {
    const repository = this.#asker.ownRepository;
    try {
      return await ask(this.#asker, {
        ...question2,
        what: `${question2.what} of ${repository}`,
        repository,
        permission: PERMISSION,
        hintWhenMissing: "Check that the repository has issues, and that nobody has moved or deleted this one."
      });
    } catch (error2) {
      if (statusBehind(error2) !== 410) throw error2;
      throw new ServiceError(
        `${repository} has no issues: they are switched off or this one was deleted (HTTP 410)`,
        "Switch issues on in the repository's settings, or switch `alert-issue` off.",
        { cause: error2 }
      );
    }
  }
};

// src/workflow-step.ts
import { tmpdir } from "node:os";
function originOf(environment, matrix, event) {
  const variable = variablesOf(environment);
  if (variable("REPOSITORY") === "" || variable("RUN_ID") === "") return null;
  return {
    repository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") || "https://github.com",
    runId: variable("RUN_ID"),
    runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
    job: variable("JOB"),
    matrix,
    eventName: variable("EVENT_NAME"),
    ref: variable("REF"),
    sha: variable("SHA"),
    actor: variable("ACTOR"),
    workflow: variable("WORKFLOW"),
    hasForeignHead: hasForeignHead(event, variable("REPOSITORY"))
  };
}
function commentingStep(pullRequests, environment, event) {
  const variable = variablesOf(environment);
  return {
    pullRequests,
    eventName: variable("EVENT_NAME"),
    sha: variable("SHA"),
    pullRequest: event.pullRequest,
    isForeign: hasForeignHead(event, variable("REPOSITORY")),
    isDependabot: variable("ACTOR") === "dependabot[bot]"
  };
}
function askingRun(token, environment, event) {
  const variable = variablesOf(environment);
  return {
    token,
    ownRepository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") || "https://github.com",
    runId: variable("RUN_ID"),
    defaultBranch: knownDefaultBranch(environment, event),
    temporary: environment["RUNNER_TEMP"] || tmpdir()
  };
}
function knownDefaultBranch(environment, { defaultBranch: defaultBranch3 }) {
  const variable = variablesOf(environment);
  return defaultBranchOf({
    eventName: variable("EVENT_NAME"),
    refName: variable("REF_NAME"),
    ofEvent: defaultBranch3
  });
}
function matrixOf(text2) {
  try {
    const value = JSON.parse(text2 ?? "null");
    return value === null ? "" : JSON.stringify(value);
  } catch {
    return "";
  }
}
function hasForeignHead({ headRepository }, ownRepository) {
  return headRepository !== null && headRepository !== ownRepository;
}
function variablesOf(environment) {
  return (name2) => environment[`GITHUB_${name2}`] ?? "";
}

// src/default-branch.ts
async function findDefaultBranch(asker, environment, event) {
  const known = knownDefaultBranch(environment, event);
  if (known !== null) return known;
  const { ownRepository } = asker;
  const answer = await ask(asker, {
    path: "",
    repository: ownRepository,
    answer: Repository,
    what: `tell the default branch of ${ownRepository}`,
    permission: "metadata: read",
    hintWhenMissing: "Check that `github-token` belongs to this repository."
  });
  return answer.default_branch;
}

// src/open-alerts.ts
function openAlerts(config, environment, event) {
  const asker = { token: config.githubToken, ownRepository: environment["GITHUB_REPOSITORY"] ?? "" };
  const issues = new GitHubIssues(asker);
  return {
    defaultBranch: async () => await findDefaultBranch(asker, environment, event),
    find: async (isWanted) => await issues.find(isWanted),
    open: async (title, body) => await issues.open(title, body),
    change: async (number2, body, isOver) => {
      await issues.change(number2, body, isOver);
    },
    comment: async (number2, body) => {
      await issues.comment(number2, body);
    }
  };
}

// src/adapters/github-comments.ts
import { setTimeout as sleep2 } from "node:timers/promises";
var PER_PAGE3 = 100;
var MAX_PAGES3 = 100;
var MAX_SEARCH_MS = 3 * 6e4;
var WAIT_MS = 1e3;
var Comment = external_exports.object({
  id: external_exports.number().int().positive(),
  body: external_exports.string().nullish(),
  user: external_exports.object({ login: external_exports.string() }).nullish()
});
var CommentPage = external_exports.array(Comment).max(PER_PAGE3);
var Written2 = external_exports.unknown();
var PullPage = external_exports.array(
  external_exports.object({
    number: external_exports.number().int().positive(),
    state: external_exports.string(),
    head: external_exports.object({ sha: external_exports.string(), repo: external_exports.object({ full_name: external_exports.string() }).nullish() })
  })
).max(PER_PAGE3);
async function deliverComment(asker, pull, comment2) {
  const self = await readIdentity(asker);
  const find = async () => planComment(await findComment(asker, { pull, self, comment: comment2 }), comment2);
  const plan = await find();
  try {
    await carryOut(asker, { pull, comment: comment2, plan });
  } catch (error2) {
    if (plan.kind !== "create" || !isUncertain(error2)) throw error2;
    await sleep2(WAIT_MS);
    await carryOut(asker, { pull, comment: comment2, plan: await find() });
  }
  return plan.kind;
}
async function findPull(asker, sha) {
  const pulls = await askAbout(asker, {
    path: "/commits/{commit_sha}/pulls",
    parameters: { commit_sha: sha, per_page: PER_PAGE3 },
    answer: PullPage,
    what: "find the pull request of this commit"
  });
  const listed2 = pulls.map(({ number: number2, state, head }) => ({
    number: number2,
    isOpen: state === "open",
    headSha: head.sha,
    headRepository: head.repo?.full_name ?? null
  }));
  return pullOf(listed2, { repository: asker.ownRepository, sha });
}
async function findComment(asker, { pull, self, comment: comment2 }) {
  const started = performance.now();
  for (let page = 1; page <= MAX_PAGES3; page++) {
    const comments = await askAbout(asker, {
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: pull, per_page: PER_PAGE3, page },
      answer: CommentPage,
      what: `list the comments of the pull request ${pull}`
    });
    const ours = findOurs(comments.map(knownTo(self)), comment2.marker);
    if (ours !== null || comments.length < PER_PAGE3) return ours;
    if (performance.now() - started > MAX_SEARCH_MS) break;
  }
  throw new ServiceError(
    `the comments of the pull request ${pull} were not read to their end: there are too many, or GitHub is too slow`,
    "Set `comment` to `never`, or run the job again."
  );
}
function knownTo(self) {
  return ({ id, body, user }) => ({ id, body: body ?? "", isOwn: isSelf(self, user?.login ?? null) });
}
async function carryOut(asker, {
  pull,
  comment: comment2,
  plan
}) {
  const answer = Written2;
  if (plan.kind === "create")
    await askAbout(asker, {
      method: "POST",
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: pull, body: bodyOf(comment2) },
      answer,
      what: `comment on the pull request ${pull}`
    });
  if (plan.kind === "update")
    await askAbout(asker, {
      method: "PATCH",
      path: "/issues/comments/{comment_id}",
      parameters: { comment_id: plan.id, body: bodyOf(comment2) },
      answer,
      what: `update the comment in the pull request ${pull}`
    });
}
async function askAbout(asker, question2) {
  return await ask(asker, {
    ...question2,
    what: `${question2.what} in ${asker.ownRepository}`,
    repository: asker.ownRepository,
    permission: "pull-requests: write",
    hintWhenMissing: "Run the job again: it may have been deleted meanwhile."
  });
}

// src/open-pull-requests.ts
function openPullRequests({ githubToken }, environment) {
  const ownRepository = environment["GITHUB_REPOSITORY"] ?? "";
  if (ownRepository === "") return null;
  const asker = { token: githubToken, ownRepository };
  return {
    find: async (sha) => await findPull(asker, sha),
    say: async (pull, comment2) => await deliverComment(asker, pull, comment2),
    isForbidden
  };
}

// src/open-step-history.ts
import { tmpdir as tmpdir2 } from "node:os";

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
import { AsyncLocalStorage } from "node:async_hooks";
var OWN_EAR = new AsyncLocalStorage();
var openEars = /* @__PURE__ */ new Set();
var giveBack = () => {
};
async function hear(timeoutMs, work) {
  const ear = { text: "" };
  if (openEars.size === 0) giveBack = takeOutput();
  openEars.add(ear);
  try {
    const result = await withTimeout(timeoutMs, OWN_EAR.run(ear, work));
    return { result, said: ear.text.split(/\r?\n/) };
  } finally {
    openEars.delete(ear);
    if (openEars.size === 0) giveBack();
  }
}
function takeOutput() {
  const { stdout } = process;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  Object.defineProperty(stdout, "write", { value: listen, configurable: true, writable: true });
  return () => {
    if (original === void 0) Reflect.deleteProperty(stdout, "write");
    else Object.defineProperty(stdout, "write", original);
  };
}
function listen(chunk) {
  const text2 = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
  const own = OWN_EAR.getStore();
  for (const ear of own === void 0 ? openEars : [own]) ear.text += text2;
  return true;
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
import { lstatSync, mkdirSync, opendirSync, readFileSync as readFileSync2, symlinkSync, writeFileSync } from "node:fs";
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
function linkTree(folder, tree, onDisk) {
  const beside = new Map([...tree].filter(([path]) => !path.startsWith(STORE_FOLDER)));
  const written = writeTree(folder, beside);
  symlinkSync(onDisk, join3(folder, STORE_FOLDER.slice(0, -1)), "junction");
  const linked = [...tree.keys()].filter((path) => path.startsWith(STORE_FOLDER));
  return [...written, ...linked.map((path) => join3(folder, ...path.split("/")))];
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
var PER_PAGE4 = 100;
var MAX_PAGES4 = 10;
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
    const [found2] = await Promise.all([
      Promise.all(SUFFIXES.map((suffix) => list2(settings, suffix))),
      import("./vendor-actions-artifact.js")
    ]);
    const listed2 = newestFirst(found2.flat());
    const whole = listed2.filter(({ expired }) => !expired).slice(0, NEWEST);
    if (whole.length === 0) return { kind: listed2.length === 0 ? "empty" : "lost" };
    return { kind: "found", copies: await readersOf(settings, whole) };
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
  for (let page = 1; page <= MAX_PAGES4; page++) {
    const { count, artifacts } = await ask(asker, {
      ...question(asker.ownRepository, "list the artifacts that hold the history"),
      path: "/actions/artifacts",
      parameters: { name: name2, per_page: PER_PAGE4, page },
      answer: ArtifactPage
    });
    for (const artifact of artifacts) {
      const wrong = refusalOfListing(wish, artifact);
      if (artifact.name === name2 && (wrong === null || wrong === "expired")) trusted.push(artifact);
    }
    if (count < PER_PAGE4 || trusted.length >= NEWEST) return trusted;
  }
  if (trusted.length > 0) return trusted;
  throw new ServiceError(
    `the newest ${MAX_PAGES4 * PER_PAGE4} artifacts named ${name2} are all of forks or other branches`,
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
async function readersOf(settings, artifacts) {
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  const begun = bytes > MAX_ARTIFACT_BYTES2 ? [] : artifacts.map((one) => download2(settings, one));
  await Promise.allSettled(begun);
  return artifacts.map((artifact, index) => async () => {
    const archive = await (begun[index] ?? download2(settings, artifact));
    const origin = originOf2(artifact);
    return archive === null ? null : { origin, stored: readArchive(archive, origin) };
  });
}
function originOf2({ name: name2, id }) {
  return `artifact ${name2} (id ${id})`;
}
async function download2(settings, artifact) {
  if (artifact.size > MAX_ARTIFACT_BYTES2) throw tooLarge2(artifact, artifact.size);
  return await withFolder(settings.temporary, async (folder) => {
    if (!await transfer2(settings, artifact, folder)) return null;
    const [fileName = ""] = await readdir2(folder);
    const file = join4(folder, fileName);
    const { size } = await stat2(file);
    if (size > MAX_ARTIFACT_BYTES2) throw tooLarge2(artifact, size);
    return await readFile2(file);
  });
}
async function transfer2({ asker }, artifact, path) {
  const { id, name: name2, digest, run } = artifact;
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
  throw damagedCopy(originOf2(artifact), "the bytes do not have the digest that GitHub lists");
}
function tooLarge2(artifact, size) {
  return damagedCopy(originOf2(artifact), `it holds ${size} bytes; at most ${MAX_ARTIFACT_BYTES2} are read`);
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
      const files = filesOf(tree, folder, snapshot.folder);
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
function filesOf(tree, folder, onDisk) {
  return [...onDisk === void 0 ? writeTree(folder, tree) : linkTree(folder, tree, onDisk)];
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
import { setTimeout as sleep3 } from "node:timers/promises";

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
var WAIT_MS2 = 500;
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
    const readFiles = async () => await filesOf2(client, head, { asker, name: name2 });
    return { kind: "found", copies: [readFiles] };
  } catch (error2) {
    const refusal2 = ownWords(error2, asker, { what: `read the branch ${name2}`, permission: "contents: read" });
    return { kind: "refused", refusal: refusal2 };
  }
}
async function filesOf2(client, head, { asker, name: name2 }) {
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
      if (attempt2 > 0) await sleep3(WAIT_MS2 * attempt2 * (1 + now() % 100 / 100));
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

// src/formats/history/pack.ts
import { crc32 } from "node:zlib";
var MAX_RECORDS = 65535 - 1;
var LOCAL_LENGTH = 30;
var CENTRAL_LENGTH = 46;
var END_LENGTH = 22;
var VERSION = 20;
var NAMES_ARE_UTF8 = 2048;
var DAY2 = 33;
function packTree(tree) {
  if (tree.size > MAX_RECORDS) return null;
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of tree) {
    const name2 = Buffer.from(path, "utf8");
    const common = commonFields(name2, content);
    const local = Buffer.alloc(LOCAL_LENGTH);
    local.writeUInt32LE(67324752, 0);
    common.copy(local, 4);
    const central2 = Buffer.alloc(CENTRAL_LENGTH);
    central2.writeUInt32LE(33639248, 0);
    central2.writeUInt16LE(VERSION, 4);
    common.copy(central2, 6);
    central2.writeUInt32LE(offset, 42);
    bodies.push(local, name2, content);
    directory.push(central2, name2);
    offset += LOCAL_LENGTH + name2.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(101010256, 0);
  end.writeUInt16LE(tree.size, 8);
  end.writeUInt16LE(tree.size, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
function commonFields(name2, content) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(NAMES_ARE_UTF8, 2);
  fields.writeUInt16LE(DAY2, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name2.length, 22);
  return fields;
}

// src/adapters/github-history/cache-store.ts
var FOLDER = ".model-monitor-history";
var PACKED = "history.zip";
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
    return { origin, stored: unpacked(readTree(folder, origin), origin) };
  });
  if (typeof heard === "string") return { kind: "refused", refusal: unread(heard) };
  return heard === null ? { kind: "empty" } : found(heard);
}
function unpacked(tree, origin) {
  const packed = tree.get(PACKED);
  return packed === void 0 ? tree : readArchive(packed, origin);
}
function found(copy) {
  return { kind: "found", copies: [async () => await Promise.resolve(copy)] };
}
async function save2(settings, snapshot) {
  const key = newKey(settings);
  return await inFolder(settings, async (folder) => {
    const stored = snapshot.stored(null);
    const packed = packTree(stored);
    writeTree(folder, packed === null ? stored : /* @__PURE__ */ new Map([[PACKED, packed]]));
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
  const variable = variablesOf(environment);
  const asker = { token: config.githubToken, ownRepository: variable("REPOSITORY") };
  const eventName = variable("EVENT_NAME");
  return {
    facts: {
      isGhes: isEnterpriseServer2(variable("SERVER_URL")),
      hasRuntimeToken: (environment["ACTIONS_RUNTIME_TOKEN"] ?? "") !== "",
      eventName,
      ref: variable("REF"),
      isForeignHead: hasForeignHead(event, asker.ownRepository)
    },
    defaultBranch: async () => await findDefaultBranch(asker, environment, event),
    openStores: (kinds, defaultBranch3) => openHistoryStores(kinds, {
      name: historyName(config.historyName, config.matrix),
      asker,
      defaultBranch: defaultBranch3,
      runId: variable("RUN_ID"),
      runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
      workspace: environment["GITHUB_WORKSPACE"] ?? process.cwd(),
      temporary: environment["RUNNER_TEMP"] ?? tmpdir2(),
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
    openHistory: (config) => openHistory(config, { log, workspace }, rememberingStep(config, environment, event)),
    fetchArtifact: (config) => async (request, input) => await fetchArtifact(request, input, askingRun(config.githubToken, environment, event)),
    openAlerts: (config) => openAlerts(config, environment, event),
    sendRetrainEvent: (config) => async (plan) => await startRetraining(plan, {
      token: config.githubToken,
      ownRepository: environment["GITHUB_REPOSITORY"] ?? ""
    }),
    tell: async (outcome, config) => {
      const summaryFile = environment["GITHUB_STEP_SUMMARY"];
      if (config === null) return await tell(outcome, config, summaryFile);
      const step = commentingStep(openPullRequests(config, environment), environment, event);
      return await tell(await comment(outcome, config, { step, log }), config, summaryFile);
    }
  });
  return failed;
}
async function comment(outcome, config, { step, log }) {
  const { notice: notice2, failed, done } = await commentOn(outcome, config, step);
  if (done !== null) log.info(done);
  if (notice2 !== null) annotate("notice", notice2);
  return failed === null ? outcome : withFailedDelivery(outcome, failed);
}
async function tell(outcome, config, summaryFile) {
  const told = config?.summary === false ? outcome : await summarise(outcome, summaryFile);
  setOutputs(outputsOf(told));
  for (const { level, text: text2 } of annotationsOf(told)) annotate(level, text2);
  return told;
}
async function summarise(outcome, file) {
  try {
    await writeSummary(renderSummary(outcome), file);
    return outcome;
  } catch (error2) {
    if (outcome.status !== "evaluated") return outcome;
    return withFailedDelivery(outcome, failureOf("summary", error2));
  }
}
export {
  runAction
};

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRetraining } from "../../src/adapters/github.ts";
import type { ServiceError } from "../../src/core/errors.ts";
import { startGitHub, type Answer, type LoopbackGitHub, type SeenRequest } from "../support/github.ts";

const PLAN = {
  kind: "send",
  target: { kind: "repository_dispatch", eventType: "retrain-model", repository: "octo/movies" },
  payload: {
    reason: "relative-drop",
    triggers: ["relative-drop"],
    metrics: {},
    previous: {},
    run_id: "r",
    model_digest: "d",
    source_run_url: "",
    monitor_version: "1",
  },
} as const;

const OWN = { token: "token", ownRepository: "octo/movies" };
const WORKFLOW = {
  ...PLAN,
  target: { kind: "workflow_dispatch", repository: "octo/movies", workflow: "retrain.yml", ref: "v1" },
} as const;

let github: LoopbackGitHub;
let answer: Answer | ((request: SeenRequest) => Answer);

beforeAll(async () => {
  github = await startGitHub((request) => (typeof answer === "function" ? answer(request) : answer));
  // The client reads it once, when it is loaded.
  process.env["GITHUB_API_URL"] = github.url;
});

beforeEach(() => {
  answer = { status: 204 };
});

afterAll(async () => {
  await github.close();
});

async function refusal(plan: Parameters<typeof startRetraining>[0] = PLAN, own = OWN): Promise<ServiceError> {
  return await startRetraining(plan, own).then(
    () => {
      throw new Error("the event was sent");
    },
    (error: ServiceError) => error,
  );
}

describe("starting the retraining workflow", () => {
  const DETAILS = {
    workflow_run_id: 30433642,
    run_url: "https://api.github.com/repos/octo/movies/actions/runs/30433642",
    html_url: "https://github.com/octo/movies/actions/runs/30433642",
  };

  test("posts ref and payload, and returns the run that GitHub tells", async () => {
    answer = { status: 200, body: DETAILS };
    expect(await startRetraining(WORKFLOW, OWN)).toEqual({ id: "30433642", url: DETAILS.html_url });
    expect(github.requests.at(-1)).toMatchObject({
      method: "POST",
      path: "/repos/octo/movies/actions/workflows/retrain.yml/dispatches",
      body: { ref: "v1", return_run_details: true, inputs: { payload: JSON.stringify(PLAN.payload) } },
    });
  });

  test.each([
    ["no body", undefined],
    ["an address that is none", { ...DETAILS, html_url: "javascript:alert(1)" }],
    ["no number", { ...DETAILS, workflow_run_id: "1; rm" }],
  ])("tells no run when the answer has %s", async (_, body) => {
    answer = body === undefined ? { status: 204 } : { status: 200, body };
    expect(await startRetraining(WORKFLOW, OWN)).toBeNull();
  });

  test("asks for the default branch when no ref is given", async () => {
    answer = ({ method }) =>
      method === "GET" ? { status: 200, body: { default_branch: "trunk" } } : { status: 204 };
    await startRetraining({ ...WORKFLOW, target: { ...WORKFLOW.target, ref: null } }, OWN);
    expect(github.requests.at(-1)!.body).toMatchObject({ ref: "trunk" });
  });

  test("starts a workflow that declares no payload without one", async () => {
    answer = ({ body }) =>
      JSON.stringify(body).includes("run_id")
        ? { status: 422, body: { message: 'Unexpected inputs provided: ["payload"]' } }
        : { status: 200, body: DETAILS };
    expect(await startRetraining(WORKFLOW, OWN)).toMatchObject({ id: "30433642" });
    expect(github.requests.at(-1)!.body).toMatchObject({ inputs: {} });
  });

  test.each([
    [403, "x", /may not write the repository's actions/, /^permissions:\n {2}actions: write$/m],
    [404, "Not Found", /no such workflow/, /retrain-workflow/],
    [422, "Workflow does not have 'workflow_dispatch' trigger", /HTTP 422/, /add `workflow_dispatch:`/],
    [422, "No ref found for: v1", /HTTP 422/, /retrain-ref/],
  ])("an answer of %d, %s, says what to do", async (status, message, found, hint) => {
    answer = { status, body: { message } };
    const error = await refusal(WORKFLOW);
    expect(error.message).toMatch(found);
    expect(error.hint).toMatch(hint);
  });

  test("a refusal of another repository asks for a token, not for permissions of the job", async () => {
    answer = { status: 403, body: {} };
    const error = await refusal(WORKFLOW, { ...OWN, ownRepository: "octo/frontend" });
    expect(error.hint).toMatch(/fine-grained token .* `actions: write` in octo\/movies/);
  });
});

describe("sending the retraining event", () => {
  test("posts the event with its payload and the token", async () => {
    await startRetraining(PLAN, OWN);
    expect(github.requests.at(-1)).toMatchObject({
      method: "POST",
      path: "/repos/octo/movies/dispatches",
      headers: { authorization: "token token" },
      body: { event_type: "retrain-model", client_payload: PLAN.payload },
    });
  });

  test.each([
    [403, /may not write the repository's contents/, /^permissions:\n {2}contents: write$/m],
    [404, /may not write the repository's contents/, /^permissions:\n {2}contents: write$/m],
    [401, /the token is not valid/, /github-token/],
    [422, /HTTP 422/, /retrain-event-type/],
    [500, /GitHub failed with HTTP 500/, /again/],
  ])("an answer of %d says what was refused and what to do", async (status, message, hint) => {
    answer = { status, body: { message: "words of the service ::error::planted" } };
    const error = await refusal();
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(error.message + error.hint).not.toContain("planted");
  });

  test.each([
    ["429", { status: 429 }],
    ["403 with a limit that is used up", { status: 403, headers: { "x-ratelimit-remaining": "0" } }],
    ["403 that says when to come back", { status: 403, headers: { "retry-after": "60" } }],
  ])("an answer of %s asks for patience, and for no permission", async (_, tooOften) => {
    answer = { ...tooOften, body: {} };
    const error = await refusal();
    expect(error.message).toMatch(/the token has used up its requests for now/);
    expect(error.hint).toMatch(/in an hour, or start the retraining workflow by hand/);
    expect(error.hint).not.toMatch(/permissions|retrain-event-type/);
  });

  test("without a token says so and asks nobody", async () => {
    const before = github.requests.length;
    await expect(startRetraining(PLAN, { ...OWN, token: "" })).rejects.toThrow(/"github-token" is empty/);
    expect(github.requests).toHaveLength(before);
  });

  test("an unreachable GitHub is said in our own words", async () => {
    const url = github.url;
    await github.close();
    const error = await refusal();
    expect(error.message).toMatch(/GitHub did not answer/);
    expect(error.message + error.hint).not.toContain(url);
    github = await startGitHub();
  });
});

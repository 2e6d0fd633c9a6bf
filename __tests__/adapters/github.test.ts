import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sendRepositoryDispatch } from "../../src/adapters/github.ts";
import type { ServiceError } from "../../src/core/errors.ts";
import { startGitHub, type Answer, type LoopbackGitHub } from "../support/github.ts";

const PLAN = {
  kind: "send",
  eventType: "retrain-model",
  repository: "octo/movies",
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

let github: LoopbackGitHub;
let answer: Answer;

beforeAll(async () => {
  github = await startGitHub(() => answer);
  // The client reads it once, when it is loaded.
  process.env["GITHUB_API_URL"] = github.url;
});

beforeEach(() => {
  answer = { status: 204 };
});

afterAll(async () => {
  await github.close();
});

async function refusal(): Promise<ServiceError> {
  return await sendRepositoryDispatch(PLAN, "token").then(
    () => {
      throw new Error("the event was sent");
    },
    (error: ServiceError) => error,
  );
}

describe("sending the retraining event", () => {
  test("posts the event with its payload and the token", async () => {
    await sendRepositoryDispatch(PLAN, "token");
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

  test("without a token says so and asks nobody", async () => {
    const before = github.requests.length;
    await expect(sendRepositoryDispatch(PLAN, "")).rejects.toThrow(/"github-token" is empty/);
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

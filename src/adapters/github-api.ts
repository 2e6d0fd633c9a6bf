import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ServiceError } from "../core/errors.ts";

/** GitHub answers within a second; a hanging connection must not hold the job. */
const TIMEOUT_MS = 30_000;
/** Before the second and the third attempt: GitHub's hiccups pass within seconds. */
const WAITS_MS = [1000, 3000];

/** Who asks: the token, and the repository that it was made for. */
export interface Asker {
  readonly token: string;
  /** `owner/name` of the running workflow. */
  readonly ownRepository: string;
}

/** What messages say of a request. */
export interface RequestWords {
  readonly repository: string;
  /** After "GitHub does not let the token": "list the artifacts of octo/movies". */
  readonly what: string;
  /** The permission that it needs, as a line of YAML. */
  readonly permission: string;
  /** What to do when there is no such thing (404). */
  readonly hintWhenMissing: string;
}

/** One request of the REST API, and how messages name it. */
export interface Question<Answer> extends RequestWords {
  /** GET when it is not said. */
  readonly method?: "GET" | "POST" | "PATCH";
  /** Below `/repos/{owner}/{repo}`: `/actions/artifacts`. */
  readonly path: string;
  /** Of the path, the query and the body together, as Octokit tells them apart. */
  readonly parameters?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly answer: z.ZodType<Answer>;
}

type Client = ReturnType<typeof import("@actions/github").getOctokit>;

/**
 * Asks GitHub's REST API, again when it failed or did not answer; a POST only once: what was not answered may have been
 * done, and whoever asked has to look before it is made a second time.
 * @throws ServiceError naming the missing permission and the YAML lines that grant it, or what GitHub answered
 */
export async function ask<Answer>(asker: Asker, question: Question<Answer>): Promise<Answer> {
  const { method = "GET", path, parameters, repository } = question;
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await answered(
    asker,
    question,
    async (client, request) =>
      await client.request(`${method} /repos/{owner}/{repo}${path}`, { owner, repo, ...parameters, request }),
    method === "POST" ? [] : WAITS_MS,
  );
  return understood(question.answer.safeParse(data), question);
}

/**
 * Asks through a call of its own, as often as there are waits and once more.
 * @throws ServiceError naming the missing permission and the YAML lines that grant it, or what GitHub answered
 */
export async function answered(
  asker: Asker,
  words: RequestWords,
  call: (client: Client, request: { readonly signal: AbortSignal }) => Promise<{ readonly data: unknown }>,
  waits: readonly number[] = WAITS_MS,
): Promise<{ readonly data: unknown }> {
  if (asker.token === "")
    throw new ServiceError(
      `GitHub cannot be asked to ${words.what}: the input "github-token" is empty`,
      "Remove the empty `github-token` input, or pass a token.",
    );
  // Loaded only now: most runs ask nothing, and the client is the largest part of the bundle.
  const { getOctokit } = await import("@actions/github");
  const client = getOctokit(asker.token);
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(client, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      const wait = waits[attempt];
      const status = statusOf(error);
      if (wait === undefined || (status !== null && status < 500)) throw explained(error, words, asker);
      await sleep(wait);
    }
  }
}

/** @throws ServiceError when the answer is not of the form that GitHub describes */
export function understood<Answer>(parsed: z.ZodSafeParseResult<Answer>, { what }: RequestWords): Answer {
  if (parsed.success) return parsed.data;
  throw new ServiceError(
    `GitHub's answer cannot be understood when it was asked to ${what}`,
    "Run the job again; if it stays so, please report it with the log of this step.",
  );
}

/** Our own words for a refusal: an answer's text may carry anything. */
export function explained(error: unknown, question: RequestWords, { ownRepository }: Asker): ServiceError {
  const status = statusOf(error);
  const cause = { cause: error };
  const { what, repository, permission } = question;
  const answer = `(HTTP ${status})`;
  if (status === 429 || (status === 403 && isExhausted(error)))
    return new ServiceError(
      `GitHub refuses to ${what} ${answer}: the token has used up its requests for now`,
      "Run the job again in an hour, or let the other workflows of this repository ask less often.",
      cause,
    );
  if (status === 403)
    return new ServiceError(
      `GitHub does not let the token ${what} ${answer}`,
      grantHint(permission, repository, repository === ownRepository),
      cause,
    );
  if (status === 404) {
    const hint = repository === ownRepository ? "" : ` ${grantHint(permission, repository, false)}`;
    return new ServiceError(
      `GitHub shows nothing there when asked to ${what} ${answer}`,
      `${question.hintWhenMissing}${hint}`,
      cause,
    );
  }
  if (status === 401)
    return new ServiceError(
      `GitHub does not accept the token when asked to ${what} ${answer}`,
      "Check the input `github-token`.",
      cause,
    );
  const found = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(`${found} when asked to ${what}`, "Run the job again.", cause);
}

/** Whether the token is not allowed to, which a workflow can mend or a fork's pull request cannot. */
export function isForbidden(error: unknown): boolean {
  const cause = causeOf(error);
  return statusOf(cause) === 403 && !isExhausted(cause);
}

/** Whether nobody knows if it was done: GitHub failed, or did not answer. */
export function isUncertain(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause === undefined) return false;
  const status = statusOf(cause);
  return status === null || status >= 500;
}

/** What the client threw; undefined: it is no refusal that was explained here. */
function causeOf(error: unknown): unknown {
  return error instanceof ServiceError ? error.cause : undefined;
}

/**
 * How to let the token do it.
 * @param permission a line of a workflow's `permissions:`
 * @param isOwn whether this is the repository of the running workflow, whose token its job's permissions govern
 */
export function grantHint(permission: string, repository: string, isOwn: boolean): string {
  if (isOwn) return `Add these lines to the job that runs model-monitor:\npermissions:\n  ${permission}`;
  return `The workflow's own token reaches its own repository only: pass as \`github-token\` a fine-grained token or an app's token with \`${permission}\` in ${repository}.`;
}

const Refusal = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) });

function isExhausted(error: unknown): boolean {
  const refusal = Refusal.safeParse(error);
  if (!refusal.success) return false;
  const { headers } = refusal.data.response;
  return headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined;
}

/** The HTTP status of an Octokit error; null when there was no answer (Octokit reports those as 500 with a cause). */
export function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  const wasAnswered = "response" in error && error.response !== undefined;
  return wasAnswered && typeof error.status === "number" ? error.status : null;
}

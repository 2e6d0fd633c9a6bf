import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ServiceError } from "../core/errors.ts";
import { explained, statusOf, type RequestWords } from "./github-refusals.ts";

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

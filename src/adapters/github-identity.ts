import { z } from "zod";
import { answered, understood, type Asker } from "./github-api.ts";
import type { RequestWords } from "./github-refusals.ts";

/** Logins are compared without case, as GitHub does. A bot's ends with `[bot]`, which no person's can. */
export interface Identity {
  readonly login: string;
}

const Viewer = z.object({ viewer: z.object({ login: z.string().min(1).max(200) }) });

/**
 * As whom a token writes: what an author must be for a comment or an issue to be ours. Asked through GraphQL, which tells
 * every kind of token: REST's `GET /user` answers 403 to the token of a workflow and of an app alike, and which bot that
 * then is would be a guess.
 * @throws ServiceError when GitHub does not tell: nobody's comment is ours then, and none may be changed
 */
export async function readIdentity(asker: Asker): Promise<Identity> {
  const words: RequestWords = {
    repository: asker.ownRepository,
    what: "tell as whom the token writes",
    permission: "contents: read",
    hintWhenMissing: "Check the input `github-token`.",
  };
  const { data } = await answered(asker, words, async (client, request) => {
    try {
      return { data: await client.graphql("query { viewer { login } }", { request }) };
    } catch (error) {
      // Refused with HTTP 200: it is an answer, and would be none a second time either.
      if (error instanceof Error && error.name === "GraphqlResponseError") return { data: null };
      throw error;
    }
  });
  const { viewer } = understood(Viewer.safeParse(data), words);
  return { login: viewer.login };
}

/** @param author the login of an author as REST tells it; null: of an account that is gone */
export function isSelf({ login }: Identity, author: string | null): boolean {
  return author !== null && author.toLowerCase() === login.toLowerCase();
}

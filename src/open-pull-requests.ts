import { deliverComment, findPull } from "./adapters/github-comments.ts";
import { isForbidden } from "./adapters/github-refusals.ts";
import type { Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import type { PullRequests } from "./world.ts";

/** The pull requests of the repository that the step runs for; null: it runs for none. */
export function openPullRequests({ githubToken }: Config, environment: Environment): PullRequests | null {
  const ownRepository = environment["GITHUB_REPOSITORY"] ?? "";
  if (ownRepository === "") return null;
  const asker = { token: githubToken, ownRepository };
  return {
    find: async (sha) => await findPull(asker, sha),
    say: async (pull, comment) => await deliverComment(asker, pull, comment),
    isForbidden,
  };
}

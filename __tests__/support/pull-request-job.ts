import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach } from "@jest/globals";

import { evaluateClub, type ClubWeek } from "./club-weeks.ts";
import { temporaryFolder } from "./database.ts";
import { startGitHubServices, type GitHubServices } from "./github-services.ts";
import type { Issue } from "./github-services/conversations.ts";

export const PATIENCE = 120_000;
export const BOT = "github-actions[bot]";
/** A club whose taste is that of the model. */
const CALM = { members: 50, moved: 0 };

/** Begins each test with a GitHub that has one open pull request, and evaluates main and the pull request there. */
export function pullRequestJob() {
  const folder = temporaryFolder();
  let github: GitHubServices;
  let pull: Issue;
  beforeEach(async () => {
    github = await startGitHubServices();
    pull = github.state.conversations.addPull();
  });
  afterEach(async () => {
    await github.close();
  });
  return {
    get github() {
      return github;
    },
    get pull() {
      return pull;
    },
    folder,
    weekOfMain: async (given: Partial<ClubWeek> = {}) =>
      await evaluateClub(github, folder, { day: 0, club: CALM, model: CALM, ...given }),
    /** One run of the pull request's workflow, a day later. */
    push: async ({ environment = {}, ...given }: Partial<ClubWeek> = {}) =>
      await evaluateClub(github, folder, {
        day: 1,
        club: CALM,
        model: CALM,
        event: "pull_request",
        ...given,
        environment: { ...pullEvent(pull.number), ...environment },
      }),
    permissions: () => github.state.repository("octo/movies").permissions!,
    comments: () => github.state.conversations.comments,
    writes: () =>
      github
        .callsTo(/^(?:POST|PATCH|PUT|DELETE) \/repos\//)
        .map(({ method, path }) => `${method} ${path.replace(/\d+$/, "N")}`),
  };
}

/** The event of a pull request as GitHub writes it, from a repository. */
export function pullEvent(number: number, from = "octo/movies"): Record<string, string> {
  const event = {
    number,
    pull_request: { number, head: { repo: { full_name: from } } },
    repository: { default_branch: "main" },
  };
  return {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: eventFile(event),
    GITHUB_REF: `refs/pull/${number}/merge`,
    GITHUB_REF_NAME: `${number}/merge`,
  };
}

function eventFile(event: object): string {
  const file = join(mkdtempSync(join(tmpdir(), "model-monitor-event-")), "event.json");
  writeFileSync(file, JSON.stringify(event));
  return file;
}

/** The annotations of a level. */
export function levels(log: string, level: string): readonly string[] {
  return log.split("\n").filter((line) => line.startsWith(`::${level}`));
}

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { StepResult } from "../support/action.ts";
import { evaluateClub } from "../support/club-weeks.ts";
import { conversationEvents } from "../support/conversation-events.ts";
import { temporaryFolder } from "../support/database.ts";
import type { Club } from "../support/film-club.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";

const folder = temporaryFolder();

/** What happens before the evaluation of this week, and what a calm colleague would then have written. */
interface Chapter {
  readonly week: number;
  readonly title: string;
  readonly moved?: number;
  readonly retrained?: true;
  readonly noData?: true;
  readonly listingFails?: true;
  readonly sameJobAgain?: true;
  /** Number of the issue that a person closes. */
  readonly closedByHand?: number;
  readonly event?: string;
  readonly events: readonly string[];
}

const STORY: readonly Chapter[] = [
  { week: 0, title: "the first evaluation", events: [] },
  { week: 1, title: "a quiet week", events: [] },
  { week: 2, title: "taste moves on", moved: 2, events: [] },
  { week: 3, title: "taste stays where it is, and the old model with it", events: [] },
  { week: 4, title: "GitHub does not list the issues", listingFails: true, events: [] },
  { week: 5, title: "GitHub lists them again", events: [] },
  { week: 6, title: "the retrained model comes", retrained: true, events: [] },
  { week: 7, title: "a quiet week", events: [] },
  { week: 7.3, title: "somebody proposes a model that fits nobody", moved: 9, event: "pull_request", events: [] },
  { week: 8, title: "the frontend uploads nothing", noData: true, events: [] },
  { week: 9, title: "taste moves again", moved: 4, events: [] },
  { week: 9.1, title: "the job is run a second time", sameJobAgain: true, events: [] },
  { week: 10, title: "a person has closed one issue", closedByHand: 3, events: [] },
  { week: 11, title: "the second retrained model comes", retrained: true, events: [] },
  { week: 12, title: "taste moves a third time", moved: 6, events: [] },
];

let github: GitHubServices;
const written: (readonly string[])[] = [];
const steps: StepResult[] = [];

beforeAll(async () => {
  github = await startGitHubServices();
  let club: Club = { members: 50, moved: 0 };
  let model = club;
  let lastRun = 0;
  for (const chapter of STORY) {
    const { week, event = "schedule" } = chapter;
    const isProposal = event === "pull_request";
    if (chapter.closedByHand !== undefined) closeByHand(chapter.closedByHand);
    if (chapter.listingFails)
      github.faults.push({ on: /^GET \/repos\/octo\/movies\/issues/, reply: { status: 502 }, times: 3 });
    const today = { members: 50 + Math.floor(week), moved: chapter.moved ?? club.moved };
    if (!isProposal) club = today;
    if (chapter.retrained) model = club;
    const before = github.calls.length;
    const step = await evaluateClub(github, folder, {
      day: 7 * week,
      club: today,
      model,
      event,
      inputs: {
        "alert-issue": "true",
        comment: "never",
        thresholds: "test_mrr: 0.4",
        "fail-on": "none",
        ...(chapter.noData ? { "database-artifact": "nothing" } : {}),
      },
      environment: {
        ...(chapter.sameJobAgain ? { ...github.environment(lastRun), GITHUB_RUN_ATTEMPT: "2" } : {}),
        ...(isProposal ? { GITHUB_REF: "refs/pull/7/merge" } : {}),
      },
    });
    lastRun = step.run.id;
    steps.push(step);
    written.push(conversationEvents(github.calls.slice(before)));
  }
}, 300_000);

afterAll(async () => {
  await github.close();
});

function closeByHand(number: number): void {
  const issue = github.state.conversations.issues.find((one) => one.number === number)!;
  Object.assign(issue, { state: "closed", closedAt: github.state.now(), stateReason: "not_planned" });
}

describe("three months of weekly evaluations", () => {
  test.each(STORY.map((chapter, index) => [chapter.week, chapter.title, index] as const))(
    "week %d: %s",
    (_, __, index) => {
      expect(written[index]).toEqual(STORY[index]!.events);
    },
  );
});

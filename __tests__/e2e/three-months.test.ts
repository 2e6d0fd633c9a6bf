import { writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** The time, which the clock of the tests gives. */
const BEGAN = "(then)";
const BELOW = "Certain to 95%: chance alone does not explain it.";

const STORY: readonly Chapter[] = [
  { week: 0, title: "the first evaluation", events: [] },
  { week: 1, title: "a quiet week", events: [] },
  {
    week: 2,
    title: "taste moves on",
    moved: 2,
    events: [
      "label model-monitor made",
      "opened: evaluation_runs: test_mrr is 0.2645, below its minimum of 0.4, certain to 95%",
      "opened: evaluation_runs: test_mrr fell by 57% (0.6109 → 0.2645), certain to 95%",
    ],
  },
  {
    week: 3,
    title: "taste stays where it is, and the old model with it",
    events: [
      "#1 rewritten",
      `#1 told: The rule fires in 2 runs in a row. test_mrr is 0.2645, below its minimum of 0.4. ${BELOW}`,
    ],
  },
  { week: 4, title: "GitHub does not list the issues", listingFails: true, events: [] },
  {
    week: 5,
    title: "GitHub lists them again",
    events: [
      "#1 rewritten",
      `#1 told: The rule fires in 4 runs in a row. test_mrr is 0.2645, below its minimum of 0.4. ${BELOW}`,
    ],
  },
  {
    week: 6,
    title: "the retrained model comes",
    retrained: true,
    events: [
      "#1 closed",
      `#1 told: ✅ It is over: absolute-threshold passes. test_mrr is 0.6111; its minimum is 0.4. It began at ${BEGAN}.`,
      "#2 closed",
      `#2 told: ✅ It is over: relative-drop passes. test_mrr is 0.6111; before the alert it was 0.6109. It began at ${BEGAN}.`,
    ],
  },
  { week: 7, title: "a quiet week", events: [] },
  {
    week: 7.3,
    title: "somebody proposes a model that fits nobody",
    moved: 9,
    event: "pull_request",
    events: ["#3 commented"],
  },
  { week: 8, title: "the frontend uploads nothing", noData: true, events: [] },
  {
    week: 9,
    title: "taste moves again",
    moved: 4,
    events: [
      "opened: evaluation_runs: test_mrr is 0.2658, below its minimum of 0.4, certain to 95% (after #1)",
      "opened: evaluation_runs: test_mrr fell by 57% (0.6111 → 0.2658), certain to 95% (after #2)",
    ],
  },
  {
    week: 9.1,
    title: "the job is run a second time",
    sameJobAgain: true,
    events: ["#4 rewritten", "#5 rewritten"],
  },
  { week: 10, title: "a person has closed one issue", closedByHand: 4, events: [] },
  {
    week: 11,
    title: "the second retrained model comes",
    retrained: true,
    events: [
      "#5 closed",
      `#5 told: ✅ It is over: relative-drop passes. test_mrr is 0.6111; before the alert it was 0.6111. It began at ${BEGAN}.`,
    ],
  },
  {
    week: 12,
    title: "taste moves a third time",
    moved: 6,
    events: [
      "opened: evaluation_runs: test_mrr is 0.2648, below its minimum of 0.4, certain to 95% (after #4)",
      "opened: evaluation_runs: test_mrr fell by 57% (0.6111 → 0.2648), certain to 95% (after #5)",
    ],
  },
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
        thresholds: "test_mrr: 0.4",
        "fail-on": "none",
        ...(chapter.noData ? { "database-artifact": "nothing" } : {}),
      },
      environment: {
        ...(chapter.sameJobAgain ? { ...github.environment(lastRun), GITHUB_RUN_ATTEMPT: "2" } : {}),
        ...(isProposal ? pullEvent(github.state.conversations.addPull().number) : {}),
      },
    });
    lastRun = step.run.id;
    steps.push(step);
    written.push(
      conversationEvents(github.calls.slice(before)).map((line) =>
        line.replace(/It began at \d{4}-\d\d-\d\d \d\d:\d\d UTC/, `It began at ${BEGAN}`),
      ),
    );
  }
}, 300_000);

afterAll(async () => {
  await github.close();
});

/** The variables of a run of a pull request of this repository. */
function pullEvent(number: number): Record<string, string> {
  const file = join(folder, `pull-${number}.json`);
  const pull = { number, head: { repo: { full_name: "octo/movies" } } };
  writeFileSync(file, JSON.stringify({ number, pull_request: pull, repository: { default_branch: "main" } }));
  return {
    GITHUB_EVENT_PATH: file,
    GITHUB_REF: `refs/pull/${number}/merge`,
    GITHUB_REF_NAME: `${number}/merge`,
  };
}

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

  test("tell of a look-up that failed, and of nothing else, as not delivered", () => {
    const failed = steps.filter(({ summary }) => summary.includes("Not delivered"));
    expect(failed.map((step) => STORY[steps.indexOf(step)]!.week)).toEqual([4]);
  });

  test("leave at most one issue open for each rule", () => {
    const open = github.state.conversations.issues.filter(
      ({ state, pull }) => state === "open" && pull === null,
    );
    expect(open.map(({ number }) => number)).toEqual([6, 7]);
  });
});

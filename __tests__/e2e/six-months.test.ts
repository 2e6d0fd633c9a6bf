import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { StepResult } from "../support/action.ts";
import { evaluateClub } from "../support/club-weeks.ts";
import { temporaryFolder } from "../support/database.ts";
import type { Club } from "../support/film-club.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import type { Artifact } from "../support/github-services/state.ts";
import { readZipDirectory } from "../support/zip-listing.ts";

const folder = temporaryFolder();

/** What happens before the evaluation of this day, and what a calm colleague would say about it. */
interface Chapter {
  readonly day: number;
  readonly title: string;
  readonly moved?: number;
  readonly members?: number;
  readonly retrained?: true;
  readonly event?: "workflow_dispatch";
  readonly uploadFails?: true;
  /** Rules that fire; none when it is not said. */
  readonly triggers?: readonly string[];
  readonly dispatched?: true;
}

/** The weeks in which nothing is told are quiet ones, with one more member each. */
const CHAPTERS: readonly Chapter[] = [
  { day: 7 * 7, title: "taste moves on", moved: 2, triggers: ["relative-drop"], dispatched: true },
  { day: 8 * 7, title: "taste stays where it is, and the old model with it" },
  { day: 9 * 7, title: "the retrained model comes", retrained: true },
  { day: 12 * 7, title: "the history cannot be uploaded", uploadFails: true },
  { day: 12 * 7 + 2, title: "somebody looks by hand, and the cache still knows", event: "workflow_dispatch" },
  { day: 14 * 7, title: "many join at once", members: 12, triggers: ["user-growth"], dispatched: true },
  { day: 17 * 7, title: "taste moves again", moved: 4, triggers: ["relative-drop"], dispatched: true },
  {
    day: 17 * 7 + 0.5,
    title: "and further, half a day later: the cooldown holds the second event",
    moved: 5,
    event: "workflow_dispatch",
    triggers: ["relative-drop"],
  },
  { day: 18 * 7, title: "the second retrained model comes", retrained: true },
];

const WEEKS = Array.from({ length: 26 }, (_, week): Chapter => ({ day: 7 * week, title: "quiet" }));
const STORY = [...WEEKS.filter(({ day }) => !CHAPTERS.some((one) => one.day === day)), ...CHAPTERS].toSorted(
  (a, b) => a.day - b.day,
);

interface Evaluation {
  readonly chapter: Chapter;
  readonly step: StepResult;
}

let github: GitHubServices;
const evaluations: Evaluation[] = [];

async function evaluate(chapter: Chapter, club: Club, model: Club): Promise<StepResult> {
  if (chapter.uploadFails === true)
    github.faults.push({ on: /ArtifactService\/CreateArtifact/, reply: { status: 403 }, times: 2 });
  const { day, event = "schedule" } = chapter;
  // A few hours late in the middle of a week: later than exactly half a day or two days after the one before.
  const late = day % 7 === 0 ? 0 : 1 / 24;
  return await evaluateClub(github, folder, {
    day: day + late,
    club,
    model,
    event,
    inputs: { "fail-on": "none" },
  });
}

beforeAll(async () => {
  github = await startGitHubServices();
  let club: Club = { members: 50, moved: 0 };
  let model = club;
  for (const chapter of STORY) {
    const members = club.members + (chapter.members ?? 1);
    club = { members, moved: chapter.moved ?? club.moved };
    if (chapter.retrained === true || evaluations.length === 0) model = club;
    evaluations.push({ chapter, step: await evaluate(chapter, club, model) });
  }
}, 600_000);

afterAll(async () => {
  await github.close();
});

/** The newest artifact of the history, as it was uploaded. */
function newestHistory(): Artifact {
  return github.state.artifacts.findLast(
    ({ name, finished }) => finished && name.startsWith("model-monitor-history"),
  )!;
}

describe("six months of weekly evaluations", () => {
  test.each(STORY.map((chapter, index) => [chapter.day, chapter.title, index] as const))(
    "day %d: %s",
    (_, __, index) => {
      const { chapter, step } = evaluations[index]!;
      expect({
        status: step.outputs.get("status"),
        triggers: step.outputs.get("triggers"),
        dispatched: step.outputs.get("dispatched"),
        exitCode: step.exitCode,
      }).toEqual({
        status: "evaluated",
        triggers: JSON.stringify(chapter.triggers ?? []),
        dispatched: String(chapter.dispatched ?? false),
        exitCode: 0,
      });
    },
  );

  test("compare each evaluation with the one before it", () => {
    const runs = evaluations.map(({ step }) => step.outputs.get("run-id"));
    const previous = evaluations.map(({ step }) => step.outputs.get("previous-run-id"));
    expect(previous).toEqual(["", ...runs.slice(0, -1)]);
  });

  test("call the first evaluation the first, and no other", () => {
    const first = evaluations.filter(({ step }) => /first evaluation/i.test(step.summary));
    expect(first.map(({ chapter }) => chapter.day)).toEqual([0]);
  });

  test("send exactly the events that were told", () => {
    expect(github.callsTo(/^POST \/repos\/octo\/movies\/dispatches$/)).toHaveLength(
      STORY.filter(({ dispatched }) => dispatched).length,
    );
  });

  test("say when the cooldown holds an event", () => {
    const held = evaluations.filter(({ step }) => step.summary.includes("retrain-cooldown"));
    expect(held.map(({ chapter }) => chapter.day)).toEqual([17 * 7 + 0.5]);
  });

  test("leave every run in the final history", () => {
    const names = readZipDirectory(newestHistory().bytes);
    const inHistory = evaluations.filter(({ step }) =>
      names.some((name) => name.endsWith(`${step.outputs.get("run-id")}/meta.yaml`)),
    );
    expect(inHistory).toHaveLength(STORY.length);
  });
});

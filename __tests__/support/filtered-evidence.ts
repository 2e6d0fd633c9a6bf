import { expect } from "@jest/globals";

import type { StepResult } from "./action.ts";
import type { WeeklyJob } from "./weekly-job.ts";

interface Written {
  readonly metrics: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly health: Readonly<Record<string, unknown>>;
}

/** What evidence.json says; report.json says the same below `measurement`. */
export function evidenceOf(job: WeeklyJob, step: StepResult): Written {
  const evidence: Written = JSON.parse(job.inRun(step, "artifacts/evidence.json"));
  const report: { measurement: Written } = JSON.parse(job.inRun(step, "artifacts/report.json"));
  expect([report.measurement.settings, report.measurement.health]).toEqual([
    evidence.settings,
    evidence.health,
  ]);
  return evidence;
}

/** How many ratings counted. */
export function evaluatedRatings(job: WeeklyJob, step: StepResult): number {
  return evidenceOf(job, step).metrics["evaluated_ratings"]!;
}

/** Why a rule found what it found. */
export function reasonOf(step: StepResult, rule: string): string {
  const findings: { rule: string; reason: string }[] = JSON.parse(step.outputs.get("findings")!);
  return findings.find((finding) => finding.rule === rule)!.reason;
}

/** The users who completed the initial ratings, as the default query has them. */
export const QUERY =
  "SELECT r.username, r.movie, r.rating, r.timestamp FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1";
/** The newest rating of the repository's database. */
export const WEEK_1_UNTIL = "2024-07-02T06:00:00.000Z";
/** A week of ratings: two of them have no number or no time. */
export const NEW_RATINGS = `
  INSERT OR REPLACE INTO ratings (username, movie, rating, timestamp) VALUES
    ('viewer00', 'Citizen Kane', 5, '2024-07-08 10:00:00'),
    ('viewer00', 'Goodfellas', 2, '2024-07-08 10:05:00'),
    ('viewer02', 'Brazil', 4, '2024-07-09 11:00:00'),
    ('viewer04', 'Brazil', 'good', '2024-07-09 12:00:00'),
    ('viewer06', 'Amélie', 4, '2024-07-02 06:00:00'),
    ('viewer08', 'Amélie', 4, 'last Tuesday');`;

/** The counts of users and ratings, which no filter changes. */
export function numbers(step: StepResult): readonly (string | undefined)[] {
  return ["num-users", "num-ratings", "avg-ratings-per-user"].map((name) => step.outputs.get(name));
}

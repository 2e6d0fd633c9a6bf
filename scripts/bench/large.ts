import type { Bench } from "./bench.ts";
import { datasetFolder } from "./dataset-files.ts";
import type { Shape } from "./dataset.ts";
import { measureStep, takeMetrics, type MeasuredStep } from "./measured-step.ts";
import { counted, digits, megabytes, times, type Table } from "./table.ts";
import { median } from "./timing.ts";

const TARGETS = 20;
const MOVIELENS_10M = { items: 10_677, dim: 32 };
const USERS = [5_000, 20_000, 70_000];
const ROUNDS = 3;
const LARGE: readonly Shape[] = USERS.map(withUsers);
/** Fewer ratings a user: with twenty, the database alone has two gigabytes. */
const MILLION: Shape = { ...MOVIELENS_10M, users: 1_000_000, rows: 5_000_000 };

function withUsers(users: number): Shape {
  return { ...MOVIELENS_10M, users, rows: TARGETS * users };
}

/** From the files to the verdict, for as many users as MovieLens-10M has, and for parts of them. */
export const LARGE_SET: Bench = {
  name: "large",
  about:
    "70,000 users × 10,677 items × 32 factors, 1.4 million ratings, from file to verdict; and parts of it",
  run: async () => {
    const runs: MeasuredStep[][] = LARGE.map(() => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, shape] of LARGE.entries()) runs[index]!.push(await measureLarge(shape));
    return [tableOf(LARGE, runs.map(middleOf), `the middle of ${ROUNDS} by the whole time`)];
  },
};

/** The same for a million users. */
export const MILLION_USERS: Bench = {
  name: "million",
  about: "1,000,000 users × 10,677 items × 32 factors, 5 million ratings; needs 1 GB on the disk",
  isLong: true,
  run: async () => [tableOf([MILLION], [await measureLarge(MILLION)], "one run")],
};

async function measureLarge(shape: Shape): Promise<MeasuredStep> {
  const step = await measureStep({
    data: datasetFolder(shape),
    inputs: { "query-timeout": "1h" },
    withMemory: true,
  });
  takeMetrics(step);
  return step;
}

function middleOf(steps: readonly MeasuredStep[]): MeasuredStep {
  const middle = median(steps.map(({ milliseconds }) => milliseconds));
  return steps.find(({ milliseconds }) => milliseconds === middle)!;
}

const LOAD = "1. Load";
const EVALUATE = "3. Evaluate";

function tableOf(shapes: readonly Shape[], steps: readonly MeasuredStep[], which: string): Table {
  const perUser = (index: number) => (1000 * steps[index]!.steps.get(EVALUATE)!) / shapes[index]!.users;
  const rows = shapes.map((shape, index) => {
    const { milliseconds, peakBytes, steps: parts } = steps[index]!;
    const load = parts.get(LOAD)!;
    return [
      counted(shape.users),
      counted(shape.rows),
      digits(milliseconds / 1000),
      digits(load / 1000),
      digits(parts.get(EVALUATE)! / 1000),
      digits((milliseconds - load - parts.get(EVALUATE)!) / 1000),
      digits(perUser(index)),
      times(perUser(index) / perUser(0)),
      index === 0 ? "" : digits(furtherUser(shapes, steps, index)),
      megabytes(peakBytes!),
    ];
  });
  const { items, dim } = MOVIELENS_10M;
  return {
    title: `The whole action on models of ${counted(items)} items × ${dim} factors, from the start of its process to its end; ${which}.`,
    head: [
      "users",
      "ratings",
      "whole, s",
      "step 1 Load, s",
      "step 3 Evaluate, s",
      "the rest, s",
      "Evaluate a user, µs",
      "of the first row",
      "a further user, whole, µs",
      "peak memory",
    ],
    rows,
  };
}

/** Microseconds of the whole process for each user more than in the row before: what starts and ends anyway is not in it. */
function furtherUser(shapes: readonly Shape[], steps: readonly MeasuredStep[], index: number): number {
  const more = 1000 * (steps[index]!.milliseconds - steps[index - 1]!.milliseconds);
  return more / (shapes[index]!.users - shapes[index - 1]!.users);
}

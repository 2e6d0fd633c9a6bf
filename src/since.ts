import type { Config } from "./config/config.ts";
import { ConfigError, HistoryError, MalformedFileError } from "./core/errors.ts";
import { isPreviousRun } from "./core/previous-runs.ts";
import { TAGS } from "./core/run-labels.ts";
import type { PastRun } from "./core/run.ts";
import { quote } from "./formats/quote.ts";
import { parseIsoTime } from "./formats/timestamp.ts";
import type { LoadedRatings, World } from "./world.ts";

/**
 * The moment after which ratings count (input `since`). The history is read for it before anything else is, so that
 * one that is damaged stops the run before the work and not after it.
 *
 * @returns milliseconds since 1970 UTC; null: ratings of every age count, because the input is not set or there is no
 *   previous run yet
 * @throws HistoryError when the history, or the time that the previous run left, cannot be read
 */
export async function resolveSince(config: Config, world: World, startedAt: number): Promise<number | null> {
  if (config.since === null) return null;
  const newerThan =
    config.since === "previous-run" ? await seenByPreviousRun(config, world, startedAt) : config.since;
  world.log.info(
    newerThan === null
      ? "no previous run: ratings of every age count"
      : `only ratings newer than ${new Date(newerThan).toISOString()} count`,
  );
  return newerThan;
}

/** An earlier attempt of this very job is passed over: a re-run looks at the same ratings as the first attempt. */
async function seenByPreviousRun(
  { experiment }: Config,
  { tracking, origin }: World,
  startedAt: number,
): Promise<number | null> {
  const experimentId = await tracking.findExperiment(experiment);
  if (experimentId === null) return null;
  for await (const past of tracking.pastRuns(experimentId))
    if (isPreviousRun(past, { startedAt, origin })) return newestSeenBy(past);
  return null;
}

/** A run that does not say what it saw (by Python, or without timestamps) has seen what was there when it started. */
function newestSeenBy({ runId, startTime, tags }: PastRun): number {
  const until = tags.get(TAGS.dataUntil);
  // MLflow keeps any number as a start; a Date does not.
  if (until === undefined) return Math.max(startTime, EARLIEST);
  const time = momentOf(until);
  if (!Number.isNaN(time)) return time;
  // Its start instead would silently be another window than the one that the run asks to continue.
  throw new HistoryError(
    `the previous run ${runId}: its tag ${TAGS.dataUntil} is ${quote(until)}, which is no time`,
    "Correct the tag in MLflow, or delete it: then the start of that run counts.",
  );
}

const EARLIEST = -8.64e15;

/** Also the years before 1000 and after 9999 that a rating with a broken clock brings and only Date itself writes. */
function momentOf(text: string): number {
  const time = parseIsoTime(text);
  if (!Number.isNaN(time)) return time;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text ? date.getTime() : Number.NaN;
}

/**
 * Refuses ratings without times where only newer ones count. Already in the first run, where all count: the second one
 * would fail.
 * @throws ConfigError or MalformedFileError naming the query or the column that is missing
 */
export function requireTimes({ since, ratingsQuery, database }: Config, { ratings }: LoadedRatings): void {
  if (since === null || ratings.timestamps !== null) return;
  if (ratingsQuery === null)
    throw new MalformedFileError(
      database,
      'the input `since` needs to know when each rating was made, but the table "ratings" has no column "timestamp"',
      "Add the column, return the time as fourth column of `ratings-query`, or remove the input `since`.",
    );
  throw new ConfigError(
    "the input `since` needs to know when each rating was made, but the query of `ratings-query` returns three columns",
    "Return the time as its fourth column, after user, item and rating, or remove the input `since`.",
  );
}

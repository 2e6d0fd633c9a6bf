import type { HistoryKeep } from "../../core/history.ts";
import { TAGS } from "../../core/run-labels.ts";
import { readRunLife } from "../mlflow/run-meta.ts";
import type { HistoryCopy, RunCopy } from "./copy.ts";

const DAY = 24 * 60 * 60 * 1000;
/**
 * Dispatches of the last week are counted (`retrain-max-per-week`), and those within `retrain-cooldown`: forgetting one would
 * start another retraining. A day more, because a run starts before its dispatch.
 */
const COUNTED_DAYS = 7;
const DAYS_BEFORE_DISPATCH = 1;
const DISPATCH_TAG = `tags/${TAGS.dispatch}`;

/** What is kept, and how many runs were left out. */
export interface Kept {
  readonly copy: HistoryCopy;
  readonly pruned: number;
}

interface DatedRun {
  readonly key: string;
  readonly run: RunCopy;
  readonly startTime: number;
}

/**
 * Leaves out old runs, per experiment and oldest first, so that what is saved stays small. The newest run of an
 * experiment always stays (the next evaluation compares with it), and so does one whose dispatch still counts. A run that
 * comes back with an older copy is left out again by the same rule.
 * @param now milliseconds since 1970 UTC
 * @param cooldownMs of the dispatch; null: none
 */
export function keepRuns(
  copy: HistoryCopy,
  keep: HistoryKeep,
  now: number,
  cooldownMs: number | null = null,
): Kept {
  const countedFrom = now - Math.max(COUNTED_DAYS * DAY, cooldownMs ?? 0) - DAYS_BEFORE_DISPATCH * DAY;
  const kept = new Set<string>();
  for (const runs of byExperiment(copy))
    for (const { key } of newestOf(runs, fitsInto(keep, now), countedFrom)) kept.add(key);
  const runs = new Map([...copy.runs].filter(([key]) => kept.has(key)));
  return { copy: { experiments: copy.experiments, runs }, pruned: copy.runs.size - runs.size };
}

function byExperiment({ runs }: HistoryCopy): Iterable<readonly DatedRun[]> {
  const experiments = new Map<string, DatedRun[]>();
  for (const [key, run] of runs) {
    const meta = Buffer.from(run.meta.files.get("meta.yaml")!).toString("utf8");
    const dated = { key, run, startTime: readRunLife(meta, run).startTime };
    const known = experiments.get(run.experimentId);
    if (known === undefined) experiments.set(run.experimentId, [dated]);
    else known.push(dated);
  }
  return experiments.values();
}

function newestOf(
  runs: readonly DatedRun[],
  fits: (run: DatedRun, index: number) => boolean,
  countedFrom: number,
): readonly DatedRun[] {
  const newestFirst = [...runs].sort((a, b) => b.startTime - a.startTime || (a.key < b.key ? -1 : 1));
  let isFull = false;
  return newestFirst.filter((dated, index) => {
    // Once one does not fit, every older one goes too: a gap in the middle would look like a quiet time.
    isFull ||= !fits(dated, index);
    return !isFull || index === 0 || hasCountedDispatch(dated, countedFrom);
  });
}

/** To be asked of the runs of one experiment, from the newest on. */
function fitsInto(keep: HistoryKeep, now: number): (run: DatedRun, index: number) => boolean {
  if (keep.by === "runs") return (_, index) => index < keep.runs;
  if (keep.by === "days") return ({ startTime }) => startTime >= now - keep.days * DAY;
  let used = 0;
  return ({ run }) => {
    used += sizeOf(run);
    return used <= keep.bytes;
  };
}

function hasCountedDispatch({ run, startTime }: DatedRun, countedFrom: number): boolean {
  const dispatch = run.tags.files.get(DISPATCH_TAG);
  if (dispatch === undefined || startTime < countedFrom) return false;
  return Buffer.from(dispatch).toString("utf8") !== "refused";
}

function sizeOf({ meta, tags, files }: RunCopy): number {
  let bytes = 0;
  for (const part of [meta.files, tags.files, files])
    for (const content of part.values()) bytes += content.length;
  return bytes;
}

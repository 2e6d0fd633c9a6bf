import type { PastDispatch } from "./dispatch.ts";
import type { Origin } from "./measurement.ts";
import { dispatchStateOf, isSameJob, TAGS } from "./run-labels.ts";
import type { PastRun } from "./run.ts";

const HOUR_MS = 3_600_000;
/** The span of `retrain-max-per-week`, in milliseconds. */
export const WEEK_MS = 7 * 24 * HOUR_MS;

/** How long before its dispatch a run may have started: a job lasts at most this long on the largest runners (5 days). */
const LONGEST_JOB_MS = 5 * 24 * HOUR_MS;

/**
 * Collects the dispatches that count against a new one from the history (spec, "The life of a run"): `intended` and
 * `sent` do, `refused` does not. Offer past runs newest first until `isComplete`.
 */
export class PastDispatchSearch {
  readonly #since: number;
  readonly #origin: Origin | null;
  readonly #found: (PastDispatch & { readonly event: string })[] = [];
  #isComplete = false;

  /** @param window how far back a dispatch counts, milliseconds before `now` */
  constructor(options: { readonly now: number; readonly window: number; readonly origin: Origin | null }) {
    this.#since = options.now - Math.max(options.window, WEEK_MS);
    this.#origin = options.origin;
  }

  /** Whether older runs can hold no dispatch that counts. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The dispatches of this event, newest first. */
  of(event: string): readonly PastDispatch[] {
    return this.#found.filter((one) => one.event === event).sort((a, b) => b.sentAt - a.sentAt);
  }

  /** Keeps the dispatch of a run if it counts; offer the newest first. */
  offer(run: PastRun): void {
    if (run.startTime < this.#since - LONGEST_JOB_MS) this.#isComplete = true;
    const state = dispatchStateOf(run);
    if (state !== "intended" && state !== "sent") return;
    const event = run.tags.get(TAGS.dispatchEvent) ?? "";
    const isOfThisJob = isSameJob(run, this.#origin);
    const sentAt = timeOf(run);
    if (sentAt < this.#since && !isOfThisJob) return;
    this.#found.push({ runId: run.runId, sentAt, isSameJob: isOfThisJob, event });
  }
}

/** Runs of version 1.0 told no time of their dispatch; it followed their start. */
function timeOf(run: PastRun): number {
  const tagged = Date.parse(run.tags.get(TAGS.dispatchTime) ?? "");
  return Number.isNaN(tagged) ? run.startTime : tagged;
}

import { setTimeout as sleep } from "node:timers/promises";
import { retryDelay } from "../../formats/mlflow-rest/retry-delay.ts";
import { MlflowServerError } from "../../formats/mlflow-rest/server-error.ts";

/** A server's own failure (500) is met again this often, however many retries are allowed. */
const FEW = 2;

/** Waiting and chance, which tests replace. */
export interface Pace {
  wait(ms: number): Promise<void>;
  /** From 0 to 1. */
  chance(): number;
}

/** Waits by the clock. */
export const REAL_PACE: Pace = {
  wait: async (ms) => {
    await sleep(ms);
  },
  chance: Math.random,
};

/** How often to try again, and what to look for before. */
export interface Retrying<Result> {
  readonly retries: number;
  readonly pace: Pace;
  /**
   * Asked before every further try, for requests that must not be done twice: what the lost one has done after all, or
   * null when it has not.
   */
  readonly lookFor?: (() => Promise<Result | null>) | undefined;
}

/**
 * Tries until there is an answer, as long as trying again can help. Not undici's RetryAgent: it knows neither POST, whose
 * effects may have happened, nor answers that say by their text that they will stay, nor chance in its delays.
 * @throws MlflowServerError of the last try
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { retries, pace, lookFor }: Retrying<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof MlflowServerError)) throw error;
      const { retry, retryAfterMs } = error.facts;
      if (retry === "no" || tries > (retry === "few" ? Math.min(FEW, retries) : retries)) throw error;
      await pace.wait(retryDelay(tries, retryAfterMs, pace.chance()));
    }
    const found = (await lookFor?.()) ?? null;
    if (found !== null) return found;
  }
}

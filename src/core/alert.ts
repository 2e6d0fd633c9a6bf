import type { Finding } from "./finding.ts";

/** What an issue of ours remembers from one run to the next; it stands in the issue itself, hidden. */
export interface AlertMemory {
  /** "recovered": it was us who closed it. */
  readonly state: "firing" | "recovered";
  /** By which the runs of one job are known to be the same, whatever their attempt. */
  readonly toldBy: string;
  /** The runs in which the rule fired first and last; null: of an id that no store of ours gives. */
  readonly firstRun: string | null;
  readonly lastRun: string | null;
  /** What the first of them was compared with: the run from before the change. */
  readonly before: string | null;
  /** Metrics that fired since it was opened. */
  readonly metrics: readonly string[];
}

/** An issue that the token's own user has opened, as GitHub lists it. */
export interface ListedIssue {
  readonly number: number;
  readonly isOpen: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly body: string;
}

/** An issue of ours, about one rule of this experiment. */
export interface AlertIssue {
  readonly rule: string;
  readonly number: number;
  readonly isOpen: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly memory: AlertMemory;
}

/** For how long a rule has been firing. */
export interface FiringSeries {
  /** Milliseconds since 1970 UTC: the first run that fired since the issue was opened, or of the unbroken series. */
  readonly since: number;
  /** Runs in a row that fired, this one included; null: the earlier runs could not be read. */
  readonly inARow: number | null;
}

/** Why it is over: the rule passes; the value is back where it was before; another model has come. */
export type Recovery =
  | { readonly kind: "passes" }
  | { readonly kind: "is-back"; readonly metric: string; readonly before: number; readonly now: number }
  | { readonly kind: "new-model" };

/** One thing to be done about the issue of one rule; nothing is done where there is none. */
export type AlertOperation =
  | {
      readonly kind: "open";
      readonly rule: string;
      /** Those of the rule that fired. */
      readonly findings: readonly Finding[];
      readonly series: FiringSeries;
      /** Number of the issue that was closed before; never reopened, because its story is over. */
      readonly former: number | null;
      readonly memory: AlertMemory;
    }
  | {
      readonly kind: "update";
      readonly rule: string;
      readonly issue: AlertIssue;
      /** Whether a comment is due: not for what was told before. */
      readonly isNews: boolean;
      readonly findings: readonly Finding[];
      readonly series: FiringSeries;
      readonly memory: AlertMemory;
    }
  | {
      readonly kind: "close";
      readonly rule: string;
      readonly issue: AlertIssue;
      /** Those of the rule that passed, of metrics that had fired. */
      readonly findings: readonly Finding[];
      readonly recovery: Recovery;
      /** Milliseconds since 1970 UTC. */
      readonly since: number;
      readonly memory: AlertMemory;
    };

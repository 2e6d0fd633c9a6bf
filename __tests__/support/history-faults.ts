import type { GitHubServices } from "./github-services.ts";
import { DAY } from "./github-services/state.ts";

/** What goes wrong after two weeks whose history is in both stores, and what the third week makes of it. */
export interface HistoryFault {
  readonly store: string;
  readonly fault: string;
  readonly cause: (github: GitHubServices) => void;
  /** What the user reads in the summary. */
  readonly reads: string;
  /** For people: what is known afterwards. */
  readonly kept: string;
  readonly expected: {
    readonly status: "evaluated" | "error";
    readonly exitCode: 0 | 1;
    readonly saved: boolean;
    /** Whether the third week compares with the second one. */
    readonly compares: boolean;
    /** Runs in the history that was saved. */
    readonly runs?: number;
  };
}

const FORBIDDEN = { status: 403, body: { message: "Resource not accessible by integration" } };
const LISTING = /^GET \/repos\/octo\/movies\/actions\/artifacts\?/;
const EVERYTHING = { status: "evaluated", exitCode: 0, saved: true, compares: true, runs: 3 } as const;
const NOTHING_CHANGED = { status: "error", exitCode: 1, saved: false, compares: false } as const;

const noCaches = ({ state }: GitHubServices) => void (state.caches = []);
const noArtifacts = ({ state }: GitHubServices) => void (state.artifacts = []);
const refuseListing = ({ state }: GitHubServices) =>
  void (state.repository("octo/movies").permissions!.actions = "none");
const cacheIsSilent = ({ faults }: GitHubServices) =>
  void faults.push({
    on: /GetCacheEntryDownloadURL/,
    reply: { status: 403, body: { msg: "no" } },
    times: 99,
  });

export const HISTORY_FAULTS: readonly HistoryFault[] = [
  {
    store: "cache",
    fault: "evicted after seven days",
    cause: ({ state }) => {
      state.now = () => Date.now() + 8 * DAY;
    },
    reads: "The history, 3 runs, is saved",
    kept: "everything, by the artifact",
    expected: EVERYTHING,
  },
  {
    store: "artifact",
    fault: "expired",
    cause: ({ state }) => {
      for (const artifact of state.artifacts) artifact.expiresAt = 0;
    },
    reads: "The history, 3 runs, is saved",
    kept: "everything, by the cache",
    expected: EVERYTHING,
  },
  {
    store: "both",
    fault: "expired and evicted",
    cause: ({ state }) => {
      state.now = () => Date.now() + 91 * DAY;
    },
    reads: "The history is lost: every saved copy of it has expired. This is not the first evaluation",
    kept: "the new run; comparisons are skipped",
    expected: { status: "evaluated", exitCode: 0, saved: true, compares: false, runs: 1 },
  },
  {
    store: "artifact",
    fault: "listing refused, the cache has a copy",
    cause: refuseListing,
    reads: "actions: read",
    kept: "what the cache has, and the new run",
    expected: EVERYTHING,
  },
  {
    store: "artifact",
    fault: "listing refused, the cache is empty",
    cause: (github) => [refuseListing, noCaches].forEach((cause) => cause(github)),
    reads: "actions: read",
    kept: "everything, as it was; nothing is evaluated",
    expected: NOTHING_CHANGED,
  },
  {
    store: "artifact",
    fault: "listing fails, the cache is empty",
    cause: (github) => {
      noCaches(github);
      github.faults.push({ on: LISTING, reply: { status: 500 }, times: 99 });
    },
    reads: "GitHub failed with HTTP 500",
    kept: "everything, as it was; nothing is evaluated",
    expected: NOTHING_CHANGED,
  },
  {
    store: "artifact",
    fault: "download refused",
    cause: ({ faults }) => void faults.push({ on: /\/artifacts\/\d+\/zip/, reply: FORBIDDEN, times: 99 }),
    reads: "GitHub does not let the token download the history",
    kept: "everything, as it was; nothing is evaluated",
    expected: NOTHING_CHANGED,
  },
  {
    store: "artifact",
    fault: "other bytes than were listed",
    cause: ({ state }) => {
      const [artifact] = state.artifacts;
      artifact!.digest = `sha256:${"0".repeat(64)}`;
    },
    reads: "the bytes do not have the digest that GitHub lists",
    kept: "everything, as it was; nothing is evaluated",
    expected: NOTHING_CHANGED,
  },
  {
    store: "artifact",
    fault: "upload of the second week cut off",
    cause: (github) => {
      noCaches(github);
      github.state.artifacts.at(-1)!.finished = false;
    },
    reads: "The history, 2 runs, is saved",
    kept: "the first week and the new run",
    expected: { ...EVERYTHING, runs: 2 },
  },
  {
    store: "cache",
    fault: "does not answer, the artifact has a copy",
    cause: cacheIsSilent,
    reads: "the cache could not be asked for the history",
    kept: "what the artifacts have, and the new run",
    expected: EVERYTHING,
  },
  {
    store: "cache",
    fault: "does not answer, there is no artifact",
    cause: (github) => [cacheIsSilent, noArtifacts].forEach((cause) => cause(github)),
    reads: "the cache could not be asked for the history",
    kept: "everything, as it was; nothing is evaluated",
    expected: NOTHING_CHANGED,
  },
  {
    store: "cache",
    fault: "the run may only read it",
    cause: ({ state }) => {
      state.cacheToken = "read-only";
    },
    reads: "the history was not saved in the cache: this run may only read it",
    kept: "everything, by the artifact",
    expected: EVERYTHING,
  },
  {
    store: "artifact",
    fault: "upload refused",
    cause: ({ faults }) =>
      void faults.push({ on: /CreateArtifact/, reply: { status: 403, body: { msg: "no" } }, times: 99 }),
    reads: "The cache alone is a weak memory",
    kept: "everything, by the cache, for a week; the step fails (delivery)",
    expected: { ...EVERYTHING, exitCode: 1 },
  },
  {
    store: "both",
    fault: "upload refused, cache read-only",
    cause: ({ state, faults }) => {
      state.cacheToken = "read-only";
      faults.push({ on: /CreateArtifact/, reply: { status: 403, body: { msg: "no" } }, times: 99 });
    },
    reads: "GitHub's artifact service did not take it",
    kept: "the two earlier weeks; the step fails (delivery)",
    expected: { status: "evaluated", exitCode: 1, saved: false, compares: true },
  },
];

/** The rows of the table in CONTRIBUTING.md. */
export function historyFaultRows(): readonly string[] {
  return HISTORY_FAULTS.map(
    ({ store, fault, reads, kept }) => `| ${store} | ${fault} | ${reads} | ${kept} |`,
  );
}

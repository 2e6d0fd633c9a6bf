import type { AlertIssue, AlertMemory, ListedIssue } from "../../core/alert.ts";
import type { ConversationScope } from "../../core/conversation-scope.ts";
import type { Origin } from "../../core/measurement.ts";
import { sha256 } from "../digests.ts";

const START = "<!-- model-monitor:alert:v1 ";
const NONE = "none";
const MARKER =
  /<!-- model-monitor:alert:v1 scope=([0-9a-f]{16}) rule=([0-9a-f]{16}) state=(firing|recovered) told=([0-9a-f]{16}) first=([0-9a-f]{32}|none) last=([0-9a-f]{32}|none) before=([0-9a-f]{32}|none) metrics=([0-9a-f]{16}(?:,[0-9a-f]{16}){0,99}) -->/;

/** Whether a text may hold a marker of ours; the others need not be kept. */
export function mayHoldMarker(text: string): boolean {
  return text.includes(START);
}

/** The hidden line by which an issue is found again. Digests only: nothing in it can end the comment or be read. */
export function alertMarker(scope: ConversationScope, rule: string, memory: AlertMemory): string {
  const { state, toldBy, firstRun, lastRun, before, metrics } = memory;
  const fields = [
    `scope=${scopeDigest(scope)}`,
    `rule=${digest(rule)}`,
    `state=${state}`,
    `told=${toldBy}`,
    `first=${runIdOrNone(firstRun)}`,
    `last=${runIdOrNone(lastRun)}`,
    `before=${runIdOrNone(before)}`,
    // A metric that this run does not know is kept as the digest that it was read as.
    `metrics=${metrics
      .slice(0, 100)
      .map((metric) => (DIGEST.test(metric) ? metric : digest(metric)))
      .join(",")}`,
  ];
  return `${START}${fields.join(" ")} -->`;
}

/** By which attempts of one job are known to be the same. */
export function jobKey(origin: Origin | null): string {
  return digest(JSON.stringify([origin?.repository, origin?.runId, origin?.job, origin?.matrix]));
}

/**
 * The issues that are about this experiment, newest first. Rules and metrics are told by their digests: of rules only those
 * that are given can be recognised, an unknown metric keeps its digest as name.
 */
export function readAlertIssues(
  listed: readonly ListedIssue[],
  scope: ConversationScope,
  known: { readonly rules: readonly string[]; readonly metrics: readonly string[] },
): readonly AlertIssue[] {
  const own = scopeDigest(scope);
  const rules = byDigest(known.rules);
  const metrics = byDigest(known.metrics);
  return listed
    .flatMap(({ body, number, isOpen, createdAt }): AlertIssue[] => {
      const [, of, rule = "", state, toldBy = "", first, last, before, fired = ""] = MARKER.exec(body) ?? [];
      const ruleName = rules.get(rule);
      if (of !== own || ruleName === undefined) return [];
      const memory: AlertMemory = {
        state: state === "recovered" ? "recovered" : "firing",
        toldBy,
        firstRun: runIdOf(first),
        lastRun: runIdOf(last),
        before: runIdOf(before),
        metrics: fired.split(",").map((text) => metrics.get(text) ?? text),
      };
      return [{ rule: ruleName, number, isOpen, createdAt, memory }];
    })
    .toSorted((one, other) => other.number - one.number);
}

const DIGEST = /^[0-9a-f]{16}$/;

function scopeDigest({ experiment, matrix }: ConversationScope): string {
  return digest(JSON.stringify([experiment, matrix]));
}

function digest(text: string): string {
  return sha256(text).slice("sha256:".length, "sha256:".length + 16);
}

function byDigest(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [digest(name), name]));
}

/** MLflow's own ids are of this form; another one would not find its way back. */
function runIdOrNone(runId: string | null): string {
  return runId !== null && /^[0-9a-f]{32}$/.test(runId) ? runId : NONE;
}

function runIdOf(text: string | undefined): string | null {
  return text === undefined || text === NONE ? null : text;
}

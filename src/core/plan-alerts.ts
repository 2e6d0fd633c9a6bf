import type { AlertIssue, AlertMemory, AlertOperation, FiringSeries } from "./alert.ts";
import type { Decision, Evidence } from "./decision.ts";
import type { EarlierRun } from "./evidence/earlier-runs.ts";
import type { Finding } from "./finding.ts";
import type { Measurement, Origin } from "./measurement.ts";
import { isPullRequestEvent } from "./pull-request-event.ts";
import { recoveryOf } from "./recovery.ts";
import type { PublishedRun } from "./run.ts";

/** Everything that the alerts are decided by: this run, the runs before, and the issues that were found. */
export interface AlertFacts {
  readonly decision: Decision;
  readonly evidence: Pick<Evidence, "previous">;
  readonly measurement: Pick<Measurement, "startedAt" | "model">;
  readonly run: PublishedRun;
  /** By which attempts of this job are known to be the same. */
  readonly toldBy: string;
  /** Earlier runs, newest first, those of this job left out. */
  readonly history: readonly EarlierRun[];
  readonly historyUnreadable: boolean;
  /** All issues of ours about this experiment, newest first. */
  readonly issues: readonly AlertIssue[];
}

/**
 * Whether a run speaks for the experiment: issues tell of the default branch, and a proposal must not open or close any.
 * @param defaultBranch null: not known, so no run can be of it
 */
export function mayAlert(origin: Origin | null, defaultBranch: string | null): boolean {
  if (origin === null || origin.hasForeignHead || isPullRequestEvent(origin.eventName)) return false;
  return defaultBranch !== null && origin.ref === `refs/heads/${defaultBranch}`;
}

/**
 * Decides, as data, what happens to the issues: at most one operation for each rule. An issue is opened when the rule
 * fires and none is open, told of each further run that fires, and closed when it is over. What was closed stays closed.
 */
export function planAlerts(facts: AlertFacts): readonly AlertOperation[] {
  const rules = new Set(facts.decision.findings.map(({ rule }) => rule));
  return [...rules].flatMap((rule) => operationFor(rule, facts) ?? []);
}

function operationFor(rule: string, facts: AlertFacts): AlertOperation | null {
  const findings = facts.decision.findings.filter((finding) => finding.rule === rule);
  const fired = findings.filter(({ outcome }) => outcome === "fired");
  const issues = facts.issues.filter((issue) => issue.rule === rule);
  const open = issues.find(({ isOpen }) => isOpen);
  if (fired.length > 0)
    return open === undefined ? opening(rule, fired, issues[0], facts) : update(rule, fired, open, facts);
  return open === undefined ? null : closing(rule, findings, open, facts);
}

function opening(
  rule: string,
  fired: readonly Finding[],
  former: AlertIssue | undefined,
  facts: AlertFacts,
): AlertOperation | null {
  if (former !== undefined && isStillTheSame(rule, former, facts)) return null;
  const metrics = fired.map(({ metric }) => metric);
  const before = metrics.map((metric) => facts.evidence.previous.get(metric)?.run.runId ?? null);
  return {
    kind: "open",
    rule,
    findings: fired,
    series: seriesOf(rule, null, facts),
    former: former?.number ?? null,
    memory: {
      state: "firing",
      toldBy: facts.toldBy,
      firstRun: facts.run.runId,
      lastRun: facts.run.runId,
      before: before.find((runId) => runId !== null) ?? null,
      metrics,
    },
  };
}

/**
 * Whether somebody has closed the issue and the rule has fired ever since: they know, and are not told again each week. An
 * earlier run of which it is not known whether it fired breaks no series; a history without the run that was told last
 * knows nothing, and an alert too many is better than one that is never raised.
 */
function isStillTheSame(rule: string, { memory }: AlertIssue, facts: AlertFacts): boolean {
  if (memory.state === "recovered") return false;
  if (memory.toldBy === facts.toldBy || facts.historyUnreadable) return true;
  const last = facts.history.findIndex(({ runId }) => runId === memory.lastRun);
  if (last === -1) return false;
  return facts.history.slice(0, last).every(({ triggers }) => triggers?.includes(rule) ?? true);
}

function update(
  rule: string,
  fired: readonly Finding[],
  issue: AlertIssue,
  facts: AlertFacts,
): AlertOperation {
  const { memory } = issue;
  const metrics = [...new Set([...memory.metrics, ...fired.map(({ metric }) => metric)])];
  return {
    kind: "update",
    rule,
    issue,
    isNews: memory.toldBy !== facts.toldBy && !isSameMeasurement(memory, facts),
    findings: fired,
    series: seriesOf(rule, issue, facts),
    memory: { ...memory, state: "firing", toldBy: facts.toldBy, lastRun: facts.run.runId, metrics },
  };
}

/** The same model and the same data once more, and the issue has told of them. */
function isSameMeasurement({ lastRun }: AlertMemory, { evidence }: AlertFacts): boolean {
  return [...evidence.previous.values()].some(
    ({ comparability, run }) => comparability === "same-measurement" && run.runId === lastRun,
  );
}

/** Of an issue that we closed and somebody opened again, its end is theirs to say. */
function closing(
  rule: string,
  findings: readonly Finding[],
  issue: AlertIssue,
  facts: AlertFacts,
): AlertOperation | null {
  const { memory } = issue;
  if (memory.state === "recovered" || facts.historyUnreadable) return null;
  const { history, measurement } = facts;
  const recovery = recoveryOf({ findings, memory, history, modelDigest: measurement.model.digest });
  if (recovery === null) return null;
  return {
    kind: "close",
    rule,
    issue,
    findings: findings.filter(({ metric }) => memory.metrics.includes(metric)),
    recovery,
    since: firstTime(issue, history),
    memory: { ...memory, state: "recovered", toldBy: facts.toldBy },
  };
}

function seriesOf(
  rule: string,
  issue: AlertIssue | null,
  { history, historyUnreadable, measurement }: AlertFacts,
): FiringSeries {
  const known = history.filter(({ triggers }) => triggers !== null);
  const broken = known.findIndex(({ triggers }) => triggers?.includes(rule) !== true);
  const series = broken === -1 ? known : known.slice(0, broken);
  const since = issue === null ? measurement.startedAt : firstTime(issue, history);
  return {
    since: Math.min(since, series.at(-1)?.startTime ?? since),
    inARow: historyUnreadable ? null : series.length + 1,
  };
}

function firstTime({ memory, createdAt }: AlertIssue, history: readonly EarlierRun[]): number {
  return history.find(({ runId }) => runId === memory.firstRun)?.startTime ?? createdAt;
}

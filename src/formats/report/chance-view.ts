import type { Charts } from "../../core/evidence/charts.ts";
import type { Comparison } from "../../core/evidence/comparison.ts";
import type {
  BaselineGap,
  MeanStatistics,
  MetricStatistics,
  Statistics,
} from "../../core/evidence/statistics.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { changePercent, changeSentence, INTERVAL, labelOf, wholePercent } from "./change-sentence.ts";
import { SHORT_EVIDENCE_REASONS } from "./evidence-reasons.ts";
import { name, plainOf, say, type Phrase } from "./phrase.ts";
import { countOf, countText, metricText } from "./rounding.ts";

/** What is told of chance, one line each. */
export interface ChanceView {
  /** What it makes of the verdict. */
  readonly lines: readonly Phrase[];
  /** How that was found, for those who ask. */
  readonly details: readonly Phrase[];
}

export const NO_CHANCE: ChanceView = { lines: [], details: [] };

/** What chance alone could have done to the numbers of this run; empty where nobody asked. */
export function chanceOf({
  evidence,
  decision,
}: Pick<EvaluatedOutcome, "evidence" | "decision">): ChanceView {
  const { statistics } = evidence;
  if (statistics === undefined) return NO_CHANCE;
  const mrr = statistics.ofMetric.get("test_mrr");
  const own = [...statistics.ofMetric].map(([metric, found]) => ownLine(metric, found));
  // Below a green verdict a suspicion has to say where it comes from.
  const isUnexpected = decision.suspect === true && isCalm(decision);
  const compared = [
    ...(decision.suspect === true ? [suspectLine(statistics, isUnexpected)] : []),
    ...(isUnexpected && mrr?.charts?.ewma.alarm === true ? [chartsLine(mrr.charts)] : []),
    ...(mrr === undefined ? [] : comparedLines(mrr, statistics)),
    ...(statistics.lift === null ? [] : liftLines(statistics.lift, mrr)),
  ];
  // In a first run there is nothing to compare: how sure the numbers are is all there is.
  if (mrr === undefined || (mrr.previous === null && mrr.baseline === null))
    return explained({ lines: [...compared, ...own], details: [] }, `${WHAT_AN_INTERVAL_IS}.`);
  const details = [...own, ...backgroundLines(mrr, isUnexpected)];
  return explained({ lines: compared, details }, `${WHAT_AN_INTERVAL_IS}; ${OF_A_CHANGE}.`);
}

/** Whether no check stands in anybody's way. */
function isCalm({ retrain, findings }: EvaluatedOutcome["decision"]): boolean {
  return !retrain && findings.every(({ reason }) => reason !== "not-yet-confirmed");
}

/** Says what an interval is where the first one stands. */
function explained({ lines, details }: ChanceView, explanation: string): ChanceView {
  const all = [...lines, ...details];
  const first = all.findIndex((line) => plainOf(line).includes(INTERVAL));
  const told = all.map((line, index) => (index === first ? say`${line} ${explanation}` : line));
  return { lines: told.slice(0, lines.length), details: told.slice(lines.length) };
}

const WHAT_AN_INTERVAL_IS = `A ${INTERVAL} holds the true value 19 times out of 20`;
const OF_A_CHANGE = "a change whose interval holds 0 may be chance alone, and is called not significant";

function ownLine(metric: string, { mean, users, interval }: MeanStatistics): Phrase {
  const start = say`${labelPhrase(metric)} is ${metricText(mean)} with ${countOf(users, "user", "users")}`;
  return interval === null
    ? say`${start}: a single user shows no spread.`
    : say`${start}: ${INTERVAL} [${metricText(interval.low)}, ${metricText(interval.high)}].`;
}

function labelPhrase(metric: string): Phrase {
  return [labelOf(metric) ?? name(metric)];
}

function comparedLines(mrr: MetricStatistics, statistics: Statistics): readonly Phrase[] {
  const { previous, previousGap, baseline, baselineGap } = mrr;
  const reference = `first ${statistics.baselineRuns === 1 ? "run" : `${statistics.baselineRuns} runs`} of this model`;
  return [
    ...(previous === null ? [] : [changeSentence(["MRR"], previous, "previous run")]),
    ...(previousGap === null ? [] : [gapLine("previous run", previousGap)]),
    ...(baseline === null ? [] : [changeSentence(["MRR"], baseline, reference)]),
    ...(baselineGap === null ? [] : [gapLine("baseline", baselineGap)]),
  ];
}

/** What else the evidence looks at. */
function backgroundLines(
  { previous, charts, sinceBest, sinceMedian }: MetricStatistics,
  areChartsTold: boolean,
): readonly Phrase[] {
  return [
    ...(previous === null ? [] : [smallestLine(previous)]),
    ...(sinceBest === null
      ? []
      : [
          say`Against the best of the last four runs MRR changed by ${changePercent(sinceBest)}, against their median by ${changePercent(sinceMedian)}.`,
        ]),
    ...(charts === null || (areChartsTold && charts.ewma.alarm) ? [] : [chartsLine(charts)]),
  ];
}

function chartsLine({ runs, ewma, cusum }: Charts): Phrase {
  return say`Slow declines, over ${countOf(runs, "run", "runs")} since the baseline: the moving average (EWMA) is ${metricText(ewma.average)}, and below ${metricText(ewma.lowerLimit)} chance would not take it: ${alarmText(ewma.alarm)}. The shortfalls add up (CUSUM) to ${metricText(cusum.sum, 2)} standard errors, and 4 are too many: ${alarmText(cusum.alarm)}.`;
}

function alarmText(alarm: boolean): string {
  return alarm ? "alarm" : "no alarm";
}

function smallestLine({ smallestDrop }: Comparison): Phrase {
  if (smallestDrop === null || smallestDrop > 1)
    return say`These users are too few, or too different, to show any drop in one run.`;
  return say`The smallest drop that these users would have shown (four times out of five) is ${wholePercent(smallestDrop)}.`;
}

function gapLine(what: string, reason: BaselineGap): Phrase {
  return say`No interval against the ${what}: ${SHORT_EVIDENCE_REASONS[reason]}.`;
}

function liftLines(lift: MeanStatistics, mrr: MetricStatistics | undefined): readonly Phrase[] {
  const label = say`Lift over the popularity list`;
  const compared =
    lift.baseline === null
      ? say`${label} ${metricText(lift.mean)}.`
      : changeSentence(label, lift.baseline, "first runs of this model");
  const { interval } = lift;
  const range = interval === null ? "" : `[${metricText(interval.low)}, ${metricText(interval.high)}]`;
  const notShown = interval !== null && interval.low <= 1 && interval.high >= 1;
  const fell = (mrr?.baseline?.change ?? 0) < 0 && (lift.baseline?.change ?? -1) >= 0;
  return [
    compared,
    ...(notShown
      ? [say`The lift's ${INTERVAL} ${range} contains 1: the model is not shown to beat a popularity list.`]
      : []),
    ...(fell ? [say`MRR fell and the lift did not: harder targets, not a worse model.`] : []),
  ];
}

function suspectLine({ streak }: Statistics, isUnexpected: boolean): Phrase {
  const runs = streak === 1 ? "the run" : `the ${countText(streak)} runs`;
  const against = `evidence is against the model in this run, and in ${streak === 0 ? "none" : runs} before it`;
  return isUnexpected
    ? say`No limit is crossed, and the limits decide here; but the ${against}: with ${name("decision")} set to ${name("evidence")} this run would be suspect.`
    : say`The ${against}.`;
}

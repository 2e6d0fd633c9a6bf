import type { Comparison } from "../../core/evidence/comparison.ts";
import type { BaselineGap, MetricStatistics, Statistics, Trend } from "../../core/evidence/statistics.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { changeSentence, labelOf } from "./change-sentence.ts";
import { SHORT_EVIDENCE_REASONS } from "./evidence-reasons.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countOf, metricText, percentText, signedPercentText } from "./rounding.ts";

/** What chance alone could have done to the numbers of this run, one line each; empty where nobody asked. */
export function chanceOf({
  evidence,
  decision,
}: Pick<EvaluatedOutcome, "evidence" | "decision">): readonly Phrase[] {
  const { statistics } = evidence;
  if (statistics === undefined) return [];
  const mrr = statistics.ofMetric.get("test_mrr");
  const lines = [
    ...[...statistics.ofMetric].map(([metric, found]) => ownLine(metric, found)),
    ...(mrr === undefined ? [] : comparedLines(mrr, statistics)),
    ...(statistics.lift === null ? [] : liftLines(statistics.lift, mrr)),
  ];
  return decision.suspect === true ? [...lines, suspectLine(statistics)] : lines;
}

function ownLine(metric: string, { mean, users, interval }: Trend): Phrase {
  const start = say`${labelPhrase(metric)} ${metricText(mean)} with ${countOf(users, "user", "users")}`;
  return interval === null
    ? say`${start}: a single user shows no spread.`
    : say`${start}: 95 % CI [${metricText(interval.low)}, ${metricText(interval.high)}].`;
}

function labelPhrase(metric: string): Phrase {
  return [labelOf(metric) ?? name(metric)];
}

function comparedLines(mrr: MetricStatistics, statistics: Statistics): readonly Phrase[] {
  const { previous, previousGap, baseline, baselineGap, charts, sinceBest, sinceMedian } = mrr;
  const reference = `first ${statistics.baselineRuns === 1 ? "run" : `${statistics.baselineRuns} runs`} of this model`;
  return [
    ...(previous === null ? [] : [changeSentence(["MRR"], previous, "previous run"), smallestLine(previous)]),
    ...(previousGap === null ? [] : [gapLine("previous run", previousGap)]),
    ...(baseline === null ? [] : [changeSentence(["MRR"], baseline, reference)]),
    ...(baselineGap === null ? [] : [gapLine("baseline", baselineGap)]),
    ...(sinceBest === null
      ? []
      : [
          say`Against the best of the last four runs MRR changed by ${signedPercentText(sinceBest)}, against their median by ${signedPercentText(sinceMedian)}.`,
        ]),
    ...(charts === null
      ? []
      : [
          say`Over ${countOf(charts.runs, "run", "runs")} since the baseline: moving average (EWMA) ${metricText(charts.ewma.average)}, limit ${metricText(charts.ewma.lowerLimit)}: ${alarmText(charts.ewma.alarm)}; sum of shortfalls (CUSUM) ${metricText(charts.cusum.sum, 2)} standard errors, limit 4: ${alarmText(charts.cusum.alarm)}.`,
        ]),
  ];
}

function alarmText(alarm: boolean): string {
  return alarm ? "alarm" : "no alarm";
}

function smallestLine({ smallestDrop }: Comparison): Phrase {
  if (smallestDrop === null || smallestDrop > 1)
    return say`These users are too few, or too different, to show any drop in one run.`;
  return say`The smallest drop that these users would have shown (four times out of five) is ${percentText(smallestDrop, 0)}.`;
}

function gapLine(what: string, reason: BaselineGap): Phrase {
  return say`No interval against the ${what}: ${SHORT_EVIDENCE_REASONS[reason]}.`;
}

function liftLines(lift: Trend, mrr: MetricStatistics | undefined): readonly Phrase[] {
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
      ? [say`The lift's 95 % CI ${range} contains 1: the model is not shown to beat a popularity list.`]
      : []),
    ...(fell ? [say`MRR fell and the lift did not: harder targets, not a worse model.`] : []),
  ];
}

function suspectLine({ streak }: Statistics): Phrase {
  const before = streak === 0 ? "in none before it" : `in the ${countOf(streak, "run", "runs")} before it`;
  return say`The evidence is against the model in this run, and ${before}.`;
}

import type { Comparison } from "../../core/evidence/comparison.ts";
import type {
  BaselineGap,
  MeanStatistics,
  MetricStatistics,
  Statistics,
} from "../../core/evidence/statistics.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { changePercent, changeSentence, labelOf, wholePercent } from "./change-sentence.ts";
import { SHORT_EVIDENCE_REASONS } from "./evidence-reasons.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countOf, metricText } from "./rounding.ts";

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
  const compared = [
    ...(decision.suspect === true ? [suspectLine(statistics)] : []),
    ...(mrr === undefined ? [] : comparedLines(mrr, statistics)),
    ...(statistics.lift === null ? [] : liftLines(statistics.lift, mrr)),
  ];
  // In a first run there is nothing to compare: how sure the numbers are is all there is.
  if (mrr === undefined || (mrr.previous === null && mrr.baseline === null))
    return { lines: [...compared, ...own], details: [] };
  return { lines: compared, details: [...own, ...backgroundLines(mrr)] };
}

function ownLine(metric: string, { mean, users, interval }: MeanStatistics): Phrase {
  const start = say`${labelPhrase(metric)} is ${metricText(mean)} with ${countOf(users, "user", "users")}`;
  return interval === null
    ? say`${start}: a single user shows no spread.`
    : say`${start}: 95 % CI [${metricText(interval.low)}, ${metricText(interval.high)}].`;
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
function backgroundLines({ previous, charts, sinceBest, sinceMedian }: MetricStatistics): readonly Phrase[] {
  return [
    ...(previous === null ? [] : [smallestLine(previous)]),
    ...(sinceBest === null
      ? []
      : [
          say`Against the best of the last four runs MRR changed by ${changePercent(sinceBest)}, against their median by ${changePercent(sinceMedian)}.`,
        ]),
    ...(charts === null
      ? []
      : [
          say`Slow declines, over ${countOf(charts.runs, "run", "runs")} since the baseline: the moving average (EWMA) is ${metricText(charts.ewma.average)}, and below ${metricText(charts.ewma.lowerLimit)} chance would not take it: ${alarmText(charts.ewma.alarm)}. The shortfalls add up (CUSUM) to ${metricText(charts.cusum.sum, 2)} standard errors, and 4 are too many: ${alarmText(charts.cusum.alarm)}.`,
        ]),
  ];
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
      ? [say`The lift's 95 % CI ${range} contains 1: the model is not shown to beat a popularity list.`]
      : []),
    ...(fell ? [say`MRR fell and the lift did not: harder targets, not a worse model.`] : []),
  ];
}

function suspectLine({ streak }: Statistics): Phrase {
  const before = streak === 0 ? "in none before it" : `in the ${countOf(streak, "run", "runs")} before it`;
  return say`The evidence is against the model in this run, and ${before}.`;
}

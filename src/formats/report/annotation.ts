import { undelivered } from "../../core/history.ts";
import type { EvaluatedOutcome, NoDataOutcome, RunOutcome } from "../../core/outcome.ts";
import { historyWarnings } from "./history-view.ts";
import { logSafe } from "./log-text.ts";
import { mendableSkips } from "./mendable-skips.ts";
import { join, plainOf, say } from "./phrase.ts";
import { countText } from "./rounding.ts";
import { viewOf } from "./view.ts";

/** What GitHub shows above the job and beside the run. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  /** Safe for a log, line by line; a line break stands only before lines that are to be copied. */
  readonly text: string;
}

/** GitHub shows ten of each level for a step and drops the others in silence. */
const MAX_OF_LEVEL = 10;
/** Lines of a hint that are to be copied; more than these nobody copies out of an annotation. */
const MAX_LINES = 40;
/** The runner cuts at 4,096. */
const MAX_CHARACTERS = 4_000;

/**
 * One annotation for each kind of thing that somebody has to know without opening the summary: a warning when the flag is
 * up (one, whatever fired), when there is nothing to evaluate and when the history is lost or will be forgotten; a notice
 * where checks were skipped for a reason that the user can mend; an error for what failed. None says what another one says.
 */
export function annotationsOf(outcome: RunOutcome): readonly Annotation[] {
  const undone = outcome.failedDeliveries ?? [];
  if (outcome.status === "error") return atMost([outcome, ...undone].map(errorOf));
  const failed = outcome.status === "no-data" ? [...undelivered(outcome.history.saved), ...undone] : undone;
  return [
    ...atMost([...verdictWarning(outcome), ...historyWarnings(outcome.history).map(warningOf)]),
    ...atMost(mendableSkips(outcome).map(({ why, hint }) => annotation("notice", plainOf(why), hint))),
    ...atMost(failed.map(errorOf)),
  ];
}

/** Why the flag is up and what was done, or why there was nothing to evaluate and since when. */
function verdictWarning(outcome: EvaluatedOutcome | NoDataOutcome): readonly Annotation[] {
  if (outcome.status === "evaluated" && !outcome.decision.retrain) return [];
  const { verdict, why, deliveries } = viewOf(outcome);
  // What kept the retraining from being started is told by an error of its own.
  const hasError =
    outcome.status === "evaluated" && outcome.failedDeliveries.some(({ what }) => what === "retrain-event");
  const [first] = hasError ? [] : deliveries;
  const said = first === undefined ? why : [...why, first.text];
  return [warningOf(say`${verdict.words}. ${join(said, " ")}`)];
}

function warningOf(about: Parameters<typeof plainOf>[0]): Annotation {
  return annotation("warning", plainOf(about));
}

function errorOf({ message, hint }: { readonly message: string; readonly hint: string }): Annotation {
  return annotation("error", `${logSafe(message)}.`, hint);
}

/** @param hint its first line is a sentence; the others (the YAML that grants a permission) are to be copied */
function annotation(level: Annotation["level"], what: string, hint = ""): Annotation {
  const [first = "", ...copied] = hint.trimEnd().split(/\r\n|\r|\n/u);
  const lines = [`${what} ${first}`.trimEnd(), ...copied.slice(0, MAX_LINES)];
  const text = lines.map((line) => logSafe(line.replaceAll("\t", "    "))).join("\n");
  return { level, text: text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…` };
}

/** Each text once; the last place says how many there was no place for. */
function atMost(annotations: readonly Annotation[]): readonly Annotation[] {
  const different = [...new Map(annotations.map((one) => [one.text, one])).values()];
  const [first] = different;
  if (first === undefined || different.length <= MAX_OF_LEVEL) return different;
  const kept = different.slice(0, MAX_OF_LEVEL - 1);
  const text = `${countText(different.length - kept.length)} more like these are in the job summary.`;
  return [...kept, { level: first.level, text }];
}

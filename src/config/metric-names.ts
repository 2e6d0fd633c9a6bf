import { z } from "zod";
import { choosableMetric, MAX_CUT_OFF } from "../core/chosen-metrics.ts";
import { choosableMetrics, DATA_METRICS, rankingMetrics } from "../core/metrics/index.ts";
import { quote } from "../formats/quote.ts";
import { nearestNames } from "./nearest-names.ts";
import { wordsOf } from "./value-schemas.ts";

/** Each metric is a number for every user and run; more than these are no choice. */
const MAX_NAMES = 100;
const ALLOWED = `metrics by name, such as hit_rate_at_10 or ndcg_at_20, separated by commas or lines, at most ${MAX_NAMES}; or none`;
/** The cut-off of names that are proposed where no cut-off was typed. */
const USUAL_CUT_OFF = 10;

/** Names that say nothing new: every run has these metrics. */
const ALWAYS_COMPUTED: ReadonlySet<string> = new Set(
  [...rankingMetrics(USUAL_CUT_OFF), ...DATA_METRICS].map(({ name }) => name),
);

/** Names of further metrics, each once, as a text or a YAML list; an unknown one is an error with the names that may be meant. */
export function metricNames(): z.ZodType<readonly string[]> {
  return z.union([z.string(), z.array(z.string())], { error: ALLOWED }).transform((given, context) => {
    const names = [...new Set(wordsOf(given))];
    if (names.length === 1 && names[0] === "none") return [];
    const unknown = names.find((name) => !ALWAYS_COMPUTED.has(name) && choosableMetric(name) === null);
    if (unknown === undefined && names.length > 0 && names.length <= MAX_NAMES) return names;
    context.addIssue(unknown === undefined ? ALLOWED : `${ALLOWED} (${whatIsMeant(unknown)})`);
    return z.NEVER;
  });
}

function whatIsMeant(unknown: string): string {
  const typed = Number(/(\d{1,4})$/.exec(unknown)?.[1] ?? USUAL_CUT_OFF);
  const cutOff = typed >= 1 && typed <= MAX_CUT_OFF ? typed : USUAL_CUT_OFF;
  const names = choosableMetrics(cutOff).map(({ name }) => name);
  const near = nearestNames(unknown, names.map(kebab)).map((found) =>
    names.find((name) => kebab(name) === found),
  );
  const known = near.length > 0 ? near : names;
  return `${quote(unknown)} is not one of them; ${near.length > 0 ? "nearest" : "known"} are ${known.join(", ")}`;
}

/** As `nearestNames` compares: inputs have dashes. */
function kebab(name: string): string {
  return name.replaceAll("_", "-");
}

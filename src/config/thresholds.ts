import { z } from "zod";
import { readYamlMap, YamlProblem } from "./yaml.ts";

/** The three minimums of the monitoring document, by MLflow metric name. */
export const DEFAULT_THRESHOLDS: ReadonlyMap<string, number> = new Map([
  ["test_mrr", 0.02],
  ["precision_at_10", 0.03],
  ["recall_at_10", 0.03],
]);

const ALLOWED =
  "a YAML or JSON map of metric to minimum, such as {test_mrr: 0.02, recall_at_10: off}, where off removes one metric";

/** Words that switch other limits off. Here one word would also hide metrics that a later version checks by default. */
const ALL_OFF = `to check none, remove each: {${[...DEFAULT_THRESHOLDS.keys()].map((metric) => `${metric}: off`).join(", ")}}`;

/** The plain form of an MLflow metric name, as every metric of ours has it. */
const METRIC_NAME = /^[A-Za-z0-9_]{1,250}$/;
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Minimums merged over the defaults, in the order of the defaults, then as written; `off` removes one. */
export function thresholds(): z.ZodType<ReadonlyMap<string, number>> {
  return z
    .union([z.string(), z.map(z.string(), z.string())], { error: ALLOWED })
    .transform((given, context) => {
      try {
        if (given === "off" || given === "none") throw new YamlProblem(ALL_OFF);
        return merge(typeof given === "string" ? readYamlMap(given) : given);
      } catch (error) {
        if (!(error instanceof YamlProblem)) throw error;
        context.addIssue(`${ALLOWED} (${error.message})`);
        return z.NEVER;
      }
    });
}

function merge(given: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const merged = new Map(DEFAULT_THRESHOLDS);
  for (const [metric, minimum] of given) {
    if (!METRIC_NAME.test(metric)) throw new YamlProblem("a metric name has letters, digits and _ only");
    if (minimum === "off") merged.delete(metric);
    else merged.set(metric, readMinimum(metric, minimum));
  }
  return merged;
}

function readMinimum(metric: string, text: string): number {
  const minimum = DECIMAL.test(text) ? Number(text) : NaN;
  if (Number.isFinite(minimum)) return minimum;
  throw new YamlProblem(`the minimum of ${metric} is not a number`);
}

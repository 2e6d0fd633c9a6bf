import { DECISION_MODES } from "../core/decision.ts";
import type { InputDefinition } from "./input-definition.ts";
import { DEFAULT_THRESHOLDS, thresholds } from "./thresholds.ts";
import { choice, fractionOrOff, integer } from "./value-schemas.ts";

const thresholdsInWords = [...DEFAULT_THRESHOLDS]
  .map(([metric, minimum]) => `${metric}: ${minimum}`)
  .join(", ");

/** The inputs that say what raises the retraining flag. */
export const DECISION_INPUTS = {
  thresholds: {
    description:
      "YAML or JSON map of metric to minimum, merged over the defaults; `metric: off` removes one. A metric strictly below its minimum raises the retraining flag.",
    default: "{}",
    defaultInWords: thresholdsInWords,
    schema: thresholds(),
  },
  "max-mrr-drop": {
    description:
      "How far `test_mrr` may fall against the previous run, as a fraction or a percentage such as `10%`; `off` disables the rule.",
    default: "0.10",
    // A fall of more than 100 % cannot happen: `10`, meant as 10 %, would silently disable the rule.
    schema: fractionOrOff(1),
  },
  "max-user-growth": {
    description:
      "How far `num_users` may grow against the previous run, as a fraction or a percentage such as `10%`; `off` disables the rule.",
    default: "0.10",
    schema: fractionOrOff(Infinity),
  },
  decision: {
    description:
      "What raises the retraining flag. `limits`: the rules as they are written, however few users there are; what chance alone would do stands beside each verdict. `evidence`: size and statistical evidence together, against the first runs of the current model.",
    default: "limits",
    schema: choice(DECISION_MODES),
  },
  patience: {
    description:
      "With `decision: evidence`: how many suspect runs in a row, this one included, raise the flag; from 1 to 52.",
    default: "2",
    schema: integer(1, 52),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

import { judgeRelativeChange } from "./relative-change.ts";
import type { Rule } from "./rule.ts";

/** Fires when `test_mrr` fell by more than the limit: (previous − current) / previous > limit + 1e-9. */
export const relativeDrop: Rule = {
  id: "relative-drop",
  description:
    "`test_mrr` fell by more than `max-mrr-drop` against the previous run. Exactly the limit does not fire; a previous value of 0 is skipped.",
  compares: ["test_mrr"],
  evaluate: (evidence, limits) => [
    judgeRelativeChange(
      { id: relativeDrop.id, metric: "test_mrr", direction: "fall", limit: limits.maxMrrDrop },
      evidence,
    ),
  ],
};

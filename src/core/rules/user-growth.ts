import { judgeRelativeChange } from "./relative-change.ts";
import type { Rule } from "./rule.ts";

/**
 * Fires when `num_users` grew by more than the limit: (current − previous) / previous > limit + 1e-9. The
 * denominator is the previous count; dividing by the current one would turn "10 %" into 11.1 %.
 */
export const userGrowth: Rule = {
  id: "user-growth",
  description:
    "`num_users` grew by more than `max-user-growth` against the previous run. Exactly the limit does not fire; a previous value of 0 is skipped.",
  compares: ["num_users"],
  evaluate: (evidence, limits) => [
    judgeRelativeChange(
      { id: userGrowth.id, metric: "num_users", direction: "growth", limit: limits.maxUserGrowth },
      evidence,
    ),
  ],
};

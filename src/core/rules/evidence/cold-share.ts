import type { ColdUsers } from "../../evidence/statistics.ts";
import type { FindingEvidence, Outcome, Reason } from "../../finding.ts";
import { wilson } from "../../statistics/proportion.ts";
import { isBeyond } from "../relative-change.ts";
import type { Rule } from "../rule.ts";
import { NOT_EVALUABLE, suspectBy } from "./found-by-evidence.ts";

/** A fifth of the users is a matter of the model; fewer than ten of them are a matter of chance. */
const MAX_SHARE = 0.2;
const MIN_COLD_USERS = 10;

/** By evidence: too many users whom the model does not know, which is what the growth of users is a proxy for. */
export const coldShare: Rule = {
  id: "cold-share",
  description:
    "More than 20 % of the users, and at least 10, are unknown to the model and rated items that it knows. Only with `decision: evidence`, where it stands in for `user-growth`; off when `max-user-growth` is.",
  compares: [],
  evaluate: ({ statistics }, { maxUserGrowth }) => {
    const cold = statistics?.cold ?? null;
    const found = cold === null ? null : wilson(cold.now);
    const [outcome, reason] = judge(maxUserGrowth === null, cold, found?.share ?? null);
    return [
      {
        rule: coldShare.id,
        metric: "cold_share",
        outcome,
        now: found?.share ?? null,
        before: cold?.before == null ? null : (wilson(cold.before)?.share ?? null),
        limit: MAX_SHARE,
        change: null,
        reason,
        evidence: beside(cold, [outcome, reason]),
      },
    ];
  },
};

function judge(isOff: boolean, cold: ColdUsers | null, share: number | null): readonly [Outcome, Reason] {
  if (isOff) return ["skipped", "rule-is-off"];
  if (cold === null || share === null) return ["skipped", "nobody-is-cold"];
  if (!isBeyond(share, MAX_SHARE)) return ["passed", "cold-share-within-limit"];
  return cold.now.some < MIN_COLD_USERS
    ? ["passed", "too-few-cold-users"]
    : ["fired", "cold-share-above-limit"];
}

function beside(cold: ColdUsers | null, [outcome, reason]: readonly [Outcome, Reason]): FindingEvidence {
  const found = cold === null ? null : wilson(cold.now);
  if (cold === null || found === null) return NOT_EVALUABLE;
  const clear = found.low > MAX_SHARE || found.high <= MAX_SHARE;
  return {
    ...NOT_EVALUABLE,
    verdict: clear ? "significant" : "not-significant",
    suspect: suspectBy(outcome),
    reason,
    users: cold.now.all,
    users_before: cold.before?.all ?? null,
    low: found.low,
    high: found.high,
  };
}

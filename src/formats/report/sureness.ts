import type { Finding, Reason } from "../../core/finding.ts";

interface Sureness {
  /** For the end of a title. */
  readonly short: string;
  readonly long: string;
}

const COUNT: Sureness = { short: "an exact count", long: "This is a count, not an estimate." };
const CERTAIN: Sureness = {
  short: "certain to 95%",
  long: "Certain to 95%: chance alone does not explain it.",
};
/** Behind a sentence that says already that it is not chance. */
const CERTAIN_AS_SAID: Sureness = { short: CERTAIN.short, long: "This is certain to 95%." };
const CHANCE: Sureness = {
  short: "perhaps by chance",
  long: "Not certain: chance alone could have done this with these users.",
};
const HARDER: Sureness = {
  short: "perhaps harder targets",
  long: "The popularity list fell with it on the same ratings: harder targets, not a worse model.",
};
const FEW: Sureness = {
  short: "too few users to be sure",
  long: "Not certain: there are too few users to tell it from chance.",
};
const UNKNOWN: Sureness = {
  short: "not known how sure",
  long: "How certain this is cannot be told: there is nothing to hold the users' values against.",
};

/** Reasons whose sentence holds the change against chance. */
const NOT_BY_CHANCE: ReadonlySet<Reason> = new Set<Reason>([
  "below-baseline",
  "slow-decline",
  "clearly-below-threshold",
]);

/** How sure the number of a finding is. */
function surenessOf({ metric, reason, evidence }: Finding): Sureness {
  if (metric === "num_users" || metric === "num_ratings") return COUNT;
  if (evidence === undefined) return UNKNOWN;
  if (evidence.reason === "harder-targets") return HARDER;
  if (evidence.verdict === "significant") return NOT_BY_CHANCE.has(reason) ? CERTAIN_AS_SAID : CERTAIN;
  if (evidence.verdict === "not-significant") return CHANCE;
  return evidence.verdict === "too-few-users" ? FEW : UNKNOWN;
}

/** A few words for the end of a title. */
export function shortSureness(finding: Finding): string {
  return surenessOf(finding).short;
}

/** The same as a sentence. */
export function surenessSentence(finding: Finding): string {
  return surenessOf(finding).long;
}

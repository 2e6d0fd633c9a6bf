import { undelivered } from "./history.ts";
import type { RunOutcome } from "./outcome.ts";

/** What the user can want a failed step for (`fail-on`), in the order of the interface. */
export const FAIL_ON = ["error", "delivery", "retrain", "no-data"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** The conditions of `fail-on` that this outcome meets, in the order of the interface: the exit code is 1 when there is any. */
export function failuresOf(outcome: RunOutcome, failOn: ReadonlySet<FailOn>): readonly FailOn[] {
  const met: FailOn[] = [];
  if (outcome.status === "error") met.push("error");
  const stores = outcome.status === "no-data" ? undelivered(outcome.history.saved) : [];
  if (stores.length + (outcome.failedDeliveries ?? []).length > 0) met.push("delivery");
  if (outcome.status === "evaluated" && outcome.decision.retrain) met.push("retrain");
  if (outcome.status === "no-data") met.push("no-data");
  return met.filter((condition) => failOn.has(condition));
}

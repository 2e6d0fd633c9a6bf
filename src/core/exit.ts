import { undelivered } from "./history.ts";
import type { RunOutcome } from "./outcome.ts";

/** What the user wants a failed step for (`fail-on`). */
export type FailOn = "error" | "delivery" | "retrain" | "no-data";

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

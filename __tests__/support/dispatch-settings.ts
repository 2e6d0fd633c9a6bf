import type { DispatchSettings } from "../../src/core/plan-dispatch.ts";

/** What the inputs say by default. */
export const DISPATCH_SETTINGS: DispatchSettings = {
  trigger: "repository_dispatch",
  eventType: "retrain-model",
  workflow: null,
  ref: null,
  repository: null,
  cooldownMs: 86_400_000,
  maxPerWeek: 3,
  dryRun: false,
};

import { HistoryDirectory } from "./adapters/tracking/history-directory.ts";
import { trackingDirectory } from "./adapters/tracking/index.ts";
import type { Config } from "./config/config.ts";
import type { StoreKind } from "./core/history.ts";
import { planHistory, type HistorySituation } from "./core/plan-history.ts";
import type { HistoryStore } from "./formats/history/store.ts";
import { remember } from "./remember.ts";
import type { History, Log } from "./world.ts";

/** The step of a workflow that remembers. */
export interface RememberingStep {
  readonly facts: Omit<NonNullable<HistorySituation["github"]>, "defaultBranch">;
  /** @throws ServiceError when GitHub has to be asked for it and does not tell */
  defaultBranch(): Promise<string>;
  openStores(kinds: readonly StoreKind[], defaultBranch: string): readonly HistoryStore[];
}

/** Opens the memory where it is: in the directory itself, or in the stores of a workflow. Nothing is asked yet. */
export function openHistory(
  config: Config,
  { log, workspace }: { readonly log: Log; readonly workspace: string },
  step: RememberingStep | null,
): History {
  const place = trackingDirectory(config.trackingUri, workspace);
  const directory = place === null ? null : new HistoryDirectory(place, Date.now);
  const planFor = (defaultBranch: string) =>
    planHistory({
      setting: config.history,
      isDirectory: directory !== null,
      isDryRun: config.dryRun,
      github: step === null ? null : { ...step.facts, defaultBranch },
    });
  const open = async () => {
    const inStores = step !== null && planFor("").place === "stores";
    const branch = inStores ? await step.defaultBranch() : "";
    const plan = planFor(branch);
    const kinds = [...new Set([...plan.readFrom, ...plan.saveTo])];
    const stores = inStores ? step.openStores(kinds, branch) : [];
    const { historyKeep: keep, retrainCooldownMs: cooldownMs } = config;
    return remember({ plan, stores, directory, keep, cooldownMs, log, now: Date.now });
  };
  let opened: Promise<History> | null = null;
  const once = async () => await (opened ??= open());
  return {
    restore: async () => await (await once()).restore(),
    save: async () => await (await once()).save(),
  };
}

import {
  expiryOf,
  type HistoryReport,
  type NotSaved,
  type RestoredHistory,
  type SavedCopy,
  type SavedHistory,
  type StoreRefusal,
} from "../../core/history.ts";
import { adviceOf, type Delivery } from "./delivery-view.ts";
import { join, name, say, sentence, type Phrase } from "./phrase.ts";
import { countOf, timeText } from "./rounding.ts";

/** Where the memory is, how many runs it holds, until when it lives, and what kept us from knowing all of it. */
export function historyDeliveries({ restored, saved }: HistoryReport): readonly Delivery[] {
  return [...restoredLines(restored), ...savedLines(saved)];
}

/** That the memory is gone, or will be. What kept us from reading all of it can be mended, and is told as such. */
export function historyWarnings({ restored, saved }: HistoryReport): readonly Phrase[] {
  const lost = restored.state === "lost" ? [NOT_KNOWN.lost] : [];
  return [...lost, ...(isCacheOnly(saved) ? [CACHE_FORGETS] : [])];
}

function restoredLines({ state, refusals }: RestoredHistory): readonly Delivery[] {
  const passedOver = refusals.map((refusal) => ({
    symbol: "⚠️",
    text: say`Part of the history may be missing: ${sentence(refusal.message)}`,
    advice: adviceOf(refusal.hint),
  }));
  if (state !== "lost" && state !== "unasked") return passedOver;
  return [...passedOver, { symbol: "⚠️", text: NOT_KNOWN[state], advice: null }];
}

/** Why nothing is known of earlier evaluations, where there may have been some. */
export const NOT_KNOWN: Readonly<Record<"lost" | "unasked", Phrase>> = {
  lost: say`The history is lost: every saved copy of it has expired. This is not the first evaluation, but nothing is known of the earlier ones.`,
  unasked: say`This run may read no copy of the history, so nothing is known of earlier evaluations: ${name("history")} set to ${name("branch")} can be read by every run.`,
};

function savedLines(saved: SavedHistory): readonly Delivery[] {
  if (saved.kind === "held") return [{ symbol: "🗄️", text: HELD[saved.why], advice: null }];
  if (saved.kind === "directory")
    return [
      {
        symbol: "🗄️",
        text: say`The history is the directory ${name(saved.location)} itself; it lives as long as the directory.`,
        advice: null,
      },
    ];
  // Each refusal is told as a delivery that failed.
  if (saved.kind === "failed") return [];
  return [savedLine(saved), ...saved.refusals.filter(({ store }) => store === "cache").map(extraMissing)];
}

function savedLine(saved: SavedHistory & { readonly kind: "saved" }): Delivery {
  const where = join(saved.copies.map(placeOf), " and ");
  const expiry = expiryOf(saved.copies);
  const until =
    expiry === null
      ? ""
      : ` It lives until ${timeText(expiry)}, and longer with every run that saves it again.`;
  const left =
    saved.pruned === 0
      ? say``
      : say` ${countOf(saved.pruned, "older run was", "older runs were")} left out (${name("history-keep")}).`;
  const known = say`The history, ${countOf(saved.runs, "run", "runs")}, is saved ${where}.${until}${left}`;
  return { symbol: "🗄️", text: isCacheOnly(saved) ? say`${known} ${CACHE_FORGETS}` : known, advice: null };
}

function isCacheOnly(saved: SavedHistory): boolean {
  return saved.kind === "saved" && saved.isCacheOnly;
}

function placeOf({ store, name: own }: SavedCopy): Phrase {
  if (store === "cache") return say`in the cache`;
  return store === "artifact" ? say`as artifact ${name(own)}` : say`on the branch ${name(own)}`;
}

const CACHE_FORGETS = say`The cache alone is a weak memory: what nobody reads for seven days is deleted, and a weekly run can come too late. Set ${name("history")} to ${name("branch")}.`;

function extraMissing({ message, hint }: StoreRefusal): Delivery {
  return { symbol: "ℹ️", text: say`${sentence(message)}. ${sentence(hint)}`, advice: null };
}

const HELD: Readonly<Record<NotSaved, Phrase>> = {
  off: say`The history is not saved: ${name("history")} is ${name("none")}.`,
  remote: say`The history is in the tracking server or database; nothing else is saved.`,
  "dry-run": say`Dry run: the history was read and is not saved.`,
  "pull-request": say`The history was read and is not saved: a pull request changes nothing that the default branch compares with.`,
  "foreign-head": say`The history was read and is not saved: this run was caused by another repository.`,
  "other-branch": say`The history was read and is not saved: only runs of the default branch save it.`,
  "no-runs": say`There is no history to save yet.`,
};

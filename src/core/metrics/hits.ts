import type { UserRanking } from "../scoring/rank.ts";

/** Targets among the first k places of the user's list. */
export function hitsAt(k: number, { positions }: UserRanking): number {
  let hits = 0;
  for (const position of positions) if (position <= k) hits++;
  return hits;
}

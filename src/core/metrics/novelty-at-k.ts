import type { CatalogueMetric } from "./metric.ts";

/** Mean inverse user frequency (RecTools' MIUF; Castells, Vargas, Wang 2011). */
export function noveltyAtK(k: number): CatalogueMetric {
  return {
    kind: "catalogue",
    name: `novelty_at_${k}`,
    description: `How little known the first ${k} recommended items are: −log2 of the share of users who had each in training, in bits.`,
    convention: "mean over lists of the mean over their items, an item nobody had counts as one user's",
    better: "neither",
    k,
    overall({ shares, numLists }, popularity) {
      if (popularity.kind === "unknown") return popularity.reason;
      if (numLists === 0) return "nothing-recommended";
      const { counts, numUsers } = popularity;
      if (numUsers === 0) return "no-popularity-source";
      let sum = 0;
      for (const [item, share] of shares.entries()) {
        if (share === 0) continue;
        // Counts of monitor.json can be those of ratings: more than there are users is everybody.
        sum -= share * Math.log2(Math.min(Math.max(counts[item]!, 1), numUsers) / numUsers);
      }
      return sum / numLists;
    },
  };
}

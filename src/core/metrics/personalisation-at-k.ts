import type { CatalogueMetric } from "./metric.ts";

/**
 * 1 − mean over pairs of users of the items that both lists hold / k (Evidently; recmetrics uses the cosine). An item in
 * c lists is shared by c(c − 1)/2 pairs, so no pair has to be looked at.
 */
export function personalisationAtK(k: number): CatalogueMetric {
  return {
    kind: "catalogue",
    name: `personalisation_at_${k}`,
    description: `How different the first ${k} recommended items of any two users are: 0 when everybody gets the same, 1 when no item is recommended twice.`,
    convention: `1 − mean overlap of two lists / ${k}`,
    better: "neither",
    k,
    overall({ counts, numLists, k: length }) {
      if (numLists < 2) return numLists === 0 ? "nothing-recommended" : "single-list";
      let shared = 0;
      for (const count of counts) shared += (count * (count - 1)) / 2;
      return 1 - shared / ((numLists * (numLists - 1)) / 2) / length;
    },
  };
}

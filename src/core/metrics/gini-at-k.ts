import type { CatalogueMetric } from "./metric.ts";

/**
 * Σ(2i − n − 1)·c_i / (n·Σc), counts c ascending, over all n items (RecBole, LensKit). Evidently leaves out items that
 * are never shown and does not see that they are not; Elliot prints 1 − Gini under this name.
 */
export function giniAtK(k: number): CatalogueMetric {
  return {
    kind: "catalogue",
    name: `gini_at_${k}`,
    description: `How unevenly the first ${k} recommended places fall on the items: 0 is even, towards 1 few items have them all.`,
    convention: "over all items of the model, those never recommended included",
    better: "neither",
    k,
    overall({ counts, numLists }) {
      if (numLists === 0) return "nothing-recommended";
      const n = counts.length;
      let weighted = 0;
      let sum = 0;
      for (const [index, count] of counts.toSorted().entries()) {
        weighted += (2 * (index + 1) - n - 1) * count;
        sum += count;
      }
      return weighted / (n * sum);
    },
  };
}

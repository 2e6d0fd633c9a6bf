import type { CatalogueMetric } from "./metric.ts";

/** Falls when a model collapses onto few items. */
export function coverageAtK(k: number): CatalogueMetric {
  return {
    kind: "catalogue",
    name: `coverage_at_${k}`,
    description: `Share of the model's items that are among the first ${k} recommended to any evaluated user.`,
    convention: "distinct recommended items / items of the model",
    better: "neither",
    k,
    overall({ counts, numLists }) {
      if (numLists === 0) return "nothing-recommended";
      let distinct = 0;
      for (const count of counts) if (count > 0) distinct++;
      return distinct / counts.length;
    },
  };
}

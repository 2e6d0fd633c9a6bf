import { hitsAt } from "./hits.ts";
import type { SequenceMetric } from "./metric.ts";
import { recallAtK } from "./recall-at-k.ts";

/**
 * The recall of Spotlight's `sequence_precision_recall_score`: hits divided by k, also when an item is twice among the
 * last k.
 */
export function sequenceRecallAtK(k: number): SequenceMetric {
  const { name } = recallAtK(k);
  return {
    kind: "sequence",
    name: `sequence_${name}`,
    standsFor: name,
    description: `Sequence models: share of the last ${k} items of a sequence found among the first ${k} recommended. \`${name}\` has the same value.`,
    better: "higher",
    targets: k,
    perSequence: (ranking) => hitsAt(k, ranking) / k,
  };
}

import type { SequenceMetric } from "./metric.ts";
import { precisionAtK } from "./precision-at-k.ts";

/** The precision of Spotlight's `sequence_precision_recall_score`. */
export function sequencePrecisionAtK(k: number): SequenceMetric {
  const ranking = precisionAtK(k);
  const { name } = ranking;
  return {
    kind: "sequence",
    name: `sequence_${name}`,
    standsFor: name,
    description: `Sequence models: share of the first ${k} recommended items among the last ${k} of a sequence, predicted from the items before them. \`${name}\` has the same value.`,
    better: "higher",
    targets: k,
    perSequence: (sequence) => ranking.perUser(sequence),
  };
}

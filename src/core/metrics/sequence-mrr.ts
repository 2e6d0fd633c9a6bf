import { meanReciprocalRank } from "./mean-reciprocal-rank.ts";
import type { SequenceMetric } from "./metric.ts";

/** Spotlight's `sequence_mrr_score`. */
export const sequenceMrr: SequenceMetric = {
  kind: "sequence",
  name: "sequence_mrr",
  standsFor: meanReciprocalRank.name,
  description:
    "Sequence models: 1/rank of the last item of a sequence, predicted from the items before it. `test_mrr` has the same value.",
  better: "higher",
  targets: 1,
  perSequence: (ranking) => meanReciprocalRank.perUser(ranking),
};

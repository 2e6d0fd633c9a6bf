import { expect } from "@jest/globals";

/**
 * The datasets that MLflow is to show for a run on the sample: the model and the database, with the digests of its params.
 * Only the first digits of a digest fit into MLflow's own column; the source has all of them.
 */
export function datasetsOf(params: Readonly<Record<string, string>>): readonly object[] {
  return [
    { file: "model", kind: "model", name: "bpr_recommender.pt", counts: { num_users: 60, num_items: 151 } },
    { file: "database", kind: "evaluation", name: "user_data.db", counts: { num_rows: expect.any(Number) } },
  ].map(({ file, kind, name, counts }) => {
    const uri = params[`model_monitor.${file}`];
    const sha256 = params[`model_monitor.${file}_digest`]!.replace("sha256:", "");
    return {
      name,
      digest: expect.stringMatching(`^${sha256.slice(0, 8)}-[0-9a-f]{4}$`),
      uri,
      source: { uri, sha256 },
      profile: expect.objectContaining(counts),
      tags: { "mlflow.data.context": kind },
    };
  });
}

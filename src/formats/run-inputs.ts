import type { Measurement, Source } from "../core/measurement.ts";
import { shortDigest } from "../core/run-labels.ts";
import type { RunInput } from "../core/run.ts";
import { sha256 } from "./digests.ts";
import { cut } from "./mlflow/names.ts";

/** Longest dataset name that MLflow keeps, in characters (mlflow/utils/validation.py). */
const MAX_NAME_CHARACTERS = 500;

/** What an evaluation read, for MLflow's datasets: the database, then the model. */
export function inputsOf({ database, model, health }: Measurement): readonly RunInput[] {
  const { numRatings, numUsers } = health.counts;
  const { kind, numUsers: modelUsers, numItems, dim } = model;
  return [
    inputOf(database, "evaluation", { num_rows: numRatings, num_users: numUsers }),
    inputOf(model, "model", { kind, num_users: modelUsers, num_items: numItems, dim }),
  ];
}

function inputOf(file: Source, context: string, counts: Readonly<Record<string, string | number>>): RunInput {
  // One directory holds the dataset for all runs of the experiment, in every copy of the history: whatever is in its file has
  // to be in the digest too, or two copies would hold different files of one name.
  const source = JSON.stringify({ uri: file.path, sha256: file.digest.replace(/^sha256:/, "") });
  const profile = JSON.stringify(counts);
  return {
    name: cut(file.path.split(/[\\/]/).at(-1) ?? "", MAX_NAME_CHARACTERS),
    digest: `${shortDigest(file.digest)}-${shortDigest(sha256(`${source}\n${profile}`)).slice(0, 4)}`,
    sourceType: "local",
    source,
    profile,
    context,
  };
}

import { HistoryError } from "../../core/errors.ts";
import { EXPERIMENT_CREATED, EXPERIMENT_FOUND } from "../../formats/mlflow-rest/answers.ts";
import { MlflowServerError } from "../../formats/mlflow-rest/server-error.ts";
import { quote } from "../../formats/quote.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";

/**
 * The id of the active experiment of a name; null when there is none.
 * @throws HistoryError when it was deleted: MLflow keeps the name taken, and its runs are no first runs
 */
export async function findExperiment(server: MlflowRest, name: string): Promise<string | null> {
  try {
    const query = { experiment_name: name };
    const { experiment } = await server.getJson("experiments/get-by-name", query, EXPERIMENT_FOUND);
    if (experiment.lifecycle_stage === "active") return experiment.experiment_id;
    throw deleted(server, name, experiment.experiment_id);
  } catch (error) {
    if (hasCode(error, "RESOURCE_DOES_NOT_EXIST")) return null;
    throw error;
  }
}

/** The id of the experiment of a name, which is created when there is none; whoever else creates it at the same time. */
export async function findOrCreateExperiment(server: MlflowRest, name: string): Promise<string> {
  const found = await findExperiment(server, name);
  if (found !== null) return found;
  try {
    const created = await server.postJson("experiments/create", { name }, EXPERIMENT_CREATED);
    return created.experiment_id;
  } catch (error) {
    if (!hasCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
    // Another job was first, or our own request whose answer was lost.
    const theirs = await findExperiment(server, name);
    if (theirs === null) throw error;
    return theirs;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof MlflowServerError && error.facts.errorCode === code;
}

function deleted(server: MlflowRest, name: string, id: string): HistoryError {
  return new HistoryError(
    `${server.location}: the experiment ${quote(name)} was deleted in MLflow, which keeps its name taken`,
    `Run \`mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`,
  );
}

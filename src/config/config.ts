import type { ColdUserPolicy } from "../core/cold-users.ts";
import type { DecisionMode } from "../core/decision.ts";
import { ConfigError } from "../core/errors.ts";
import type { FailOn } from "../core/exit.ts";
import type { HistoryKeep } from "../core/history.ts";
import type { CommentSetting } from "../core/plan-comment.ts";
import type { DispatchSettings } from "../core/plan-dispatch.ts";
import type { HistorySituation } from "../core/plan-history.ts";
import { chooseConfigFile } from "./config-file.ts";
import type { ConfigFileChoice } from "./config-file.ts";
import type { InputName } from "./inputs.ts";
import { mlflowServer, modelServer, shownUri, type MlflowServer } from "./mlflow-environment.ts";
import { readValue } from "./read-value.ts";
import type { InputValues } from "./read-value.ts";
import { findValue } from "./sources.ts";
import type { ConfigSources } from "./sources.ts";

/** The workflow artifact that holds the database or the model, as the inputs say it; null where one is unset. */
export interface ArtifactInput {
  /** null: the file is in the workspace. */
  readonly name: string | null;
  readonly workflow: string | null;
  readonly runId: string | null;
  readonly branch: string | null;
  /** `owner/name`. */
  readonly repository: string | null;
}

/** Every input, read and checked. Paths are as the user wrote them. */
export interface Config {
  readonly database: string;
  /** Whether the user named the file: in an artifact the only database is else taken. */
  readonly databaseExplicit: boolean;
  readonly databaseArtifact: ArtifactInput;
  /** null: the query of the monitoring document. */
  readonly ratingsQuery: string | null;
  readonly queryTimeoutMs: number;
  readonly model: string;
  readonly modelArtifact: ArtifactInput;
  readonly userMap: string;
  readonly itemMap: string;
  /** Whether the user named the file: it is then not looked for elsewhere. */
  readonly userMapExplicit: boolean;
  readonly itemMapExplicit: boolean;
  readonly idMapping: "mapped" | "first-seen";
  /** null: nothing is masked while ranking. */
  readonly trainInteractions: string | null;
  readonly coldUsers: ColdUserPolicy;
  /** From 1 to 1000. */
  readonly k: number;
  /** Names of further metrics. */
  readonly metrics: readonly string[];
  /** null: every rating is a relevant item. */
  readonly minRating: number | null;
  /** Milliseconds since 1970 UTC, or found in the history; null: ratings of every age count. */
  readonly since: "previous-run" | number | null;
  /** A directory, its `file:` URI, or the address of a server without user and password. */
  readonly trackingUri: string;
  /** null: the tracking URI names no server. */
  readonly mlflowServer: MlflowServer | null;
  /** Where a `models:` or `runs:` URI is looked for; null: the model is a path, or no server is named. */
  readonly modelServer: MlflowServer | null;
  /** Whether the user or MLflow's environment variable named it. */
  readonly trackingUriExplicit: boolean;
  readonly experiment: string;
  readonly runName: string;
  readonly history: HistorySituation["setting"];
  /** Without the matrix key. */
  readonly historyName: string;
  readonly historyKeep: HistoryKeep;
  /** MLflow metric name → minimum. */
  readonly thresholds: ReadonlyMap<string, number>;
  /** Fractions; null is off. */
  readonly maxMrrDrop: number | null;
  readonly maxUserGrowth: number | null;
  readonly decision: DecisionMode;
  /** From 1 to 52. */
  readonly patience: number;
  readonly retrainTrigger: DispatchSettings["trigger"];
  readonly retrainEventType: string;
  /** File name; never null when the trigger is `workflow_dispatch`. */
  readonly retrainWorkflow: string | null;
  /** Branch or tag; null: the default branch. */
  readonly retrainRef: string | null;
  /** `owner/name`; null: this repository. */
  readonly retrainRepository: string | null;
  /** Milliseconds; null is off. */
  readonly retrainCooldownMs: number | null;
  /** null is off. */
  readonly retrainMaxPerWeek: number | null;
  readonly dryRun: boolean;
  readonly failOn: ReadonlySet<FailOn>;
  /** Directory for `report.json`. */
  readonly report: string;
  readonly summary: boolean;
  readonly comment: CommentSetting;
  /** Whether an issue is kept for each rule that fires. */
  readonly alertIssue: boolean;
  /** "" when there is none. */
  readonly githubToken: string;
  readonly configFile: ConfigFileChoice;
  /** One line of JSON; "" outside a matrix. */
  readonly matrix: string;
}

/**
 * Resolves every input: given directly, else in the config file, else in MLflow's environment variable (for the two
 * that have one), else the default.
 * @throws ConfigError for the first value, in the order of the documentation, that is not allowed
 */
export function resolveConfig(sources: ConfigSources): Config {
  const read = <Name extends InputName>(name: Name): InputValues[Name] =>
    readValue(name, findValue(name, sources));
  const isExplicit = (name: InputName) => findValue(name, sources).origin.kind !== "default";
  return {
    database: read("database"),
    databaseExplicit: isExplicit("database"),
    databaseArtifact: artifact(read, "database"),
    ratingsQuery: read("ratings-query"),
    queryTimeoutMs: read("query-timeout"),
    model: read("model"),
    modelArtifact: artifact(read, "model"),
    userMap: read("user-map"),
    itemMap: read("item-map"),
    userMapExplicit: isExplicit("user-map"),
    itemMapExplicit: isExplicit("item-map"),
    idMapping: read("id-mapping"),
    trainInteractions: read("train-interactions"),
    coldUsers: read("cold-users"),
    k: read("k"),
    metrics: read("metrics"),
    minRating: read("min-rating"),
    since: read("since"),
    trackingUri: shownUri(read("tracking-uri")),
    mlflowServer: mlflowServer(read("tracking-uri"), sources.environment),
    modelServer: modelServer(read("model"), read("tracking-uri"), sources.environment),
    trackingUriExplicit: isExplicit("tracking-uri"),
    experiment: read("experiment"),
    runName: read("run-name"),
    history: read("history"),
    historyName: read("history-name"),
    historyKeep: read("history-keep"),
    thresholds: read("thresholds"),
    maxMrrDrop: read("max-mrr-drop"),
    maxUserGrowth: read("max-user-growth"),
    decision: read("decision"),
    patience: read("patience"),
    retrainTrigger: read("retrain-trigger"),
    retrainEventType: read("retrain-event-type"),
    retrainWorkflow: workflowFor(read("retrain-trigger"), read("retrain-workflow")),
    retrainRef: read("retrain-ref"),
    retrainRepository: read("retrain-repository"),
    retrainCooldownMs: read("retrain-cooldown"),
    retrainMaxPerWeek: read("retrain-max-per-week"),
    dryRun: read("dry-run"),
    failOn: resolveFailOn(sources),
    report: read("report"),
    summary: read("summary"),
    comment: read("comment"),
    alertIssue: read("alert-issue"),
    githubToken: read("github-token"),
    configFile: chooseConfigFile(sources.inputs),
    matrix: read("matrix"),
  };
}

/**
 * What fails the step, read alone: another input that is wrong takes nothing from it.
 * @throws ConfigError when it is itself not allowed
 */
export function resolveFailOn(sources: ConfigSources): Config["failOn"] {
  return readValue("fail-on", findValue("fail-on", sources));
}

/** The five inputs of one artifact. */
function artifact(
  read: <Name extends InputName>(name: Name) => InputValues[Name],
  what: "database" | "model",
): ArtifactInput {
  return {
    name: read(`${what}-artifact`),
    workflow: read(`${what}-workflow`),
    runId: read(`${what}-run-id`),
    branch: read(`${what}-branch`),
    repository: read(`${what}-repository`),
  };
}

/** Found now and not in the week in which the model has decayed. */
function workflowFor(trigger: DispatchSettings["trigger"], workflow: string | null): string | null {
  if (trigger !== "workflow_dispatch" || workflow !== null) return workflow;
  throw new ConfigError(
    'the input "retrain-trigger" is workflow_dispatch, and no workflow is named',
    "Set `retrain-workflow` to the file name of the workflow that retrains the model, such as `retrain.yml`.",
  );
}

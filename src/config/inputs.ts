import { COLD_USER_POLICIES } from "../core/cold-users.ts";
import { FAIL_ON } from "../core/exit.ts";
import { DATABASE_ARTIFACT_INPUTS, MODEL_ARTIFACT_INPUTS } from "./artifact-inputs.ts";
import { CONVERSATION_INPUTS } from "./conversation-inputs.ts";
import { DECISION_INPUTS } from "./decision-inputs.ts";
import { matrix } from "./github-schemas.ts";
import { HISTORY_INPUTS } from "./history-inputs.ts";
import type { InputDefinition } from "./input-definition.ts";
import { metricNames } from "./metric-names.ts";
import { RETRAIN_INPUTS } from "./retrain-inputs.ts";
import { duration, since } from "./time-schemas.ts";
import { trackingUri } from "./tracking-uri.ts";
import {
  choice,
  choices,
  flag,
  integer,
  line,
  numberOrNull,
  path,
  pathOrNull,
  textOrNull,
} from "./value-schemas.ts";

/** Every input, in the order of the documentation. A new input is one row here and one field in `config.ts`. */
export const INPUTS = {
  database: {
    description:
      "Path of the SQLite database with the ratings, relative to the workspace; inside the artifact when `database-artifact` is set (when unset there: its only SQLite file). A `-wal` or `-shm` file beside it belongs to it.",
    default: "user_data.db",
    schema: path(),
  },
  ...DATABASE_ARTIFACT_INPUTS,
  "ratings-query": {
    description: "SQL that returns user, item, rating and optionally a timestamp, in this order.",
    default: "",
    defaultInWords: "the ratings of all users who completed their initial ratings",
    schema: textOrNull("SQL text"),
  },
  "query-timeout": {
    description: "How long reading the database may take, for example `30s`, `5m` or `1h`.",
    default: "5m",
    schema: duration(),
  },
  model: {
    description:
      "Path of the model's checkpoint, relative to the workspace; inside the artifact when `model-artifact` is set; or `models:/name/version`, `models:/name@alias` or `runs:/id/path` on the MLflow server that `tracking-uri`, `MLFLOW_TRACKING_URI` or `MLFLOW_REGISTRY_URI` names.",
    default: "models/bpr_recommender.pt",
    schema: path(),
  },
  ...MODEL_ARTIFACT_INPUTS,
  "user-map": {
    description: "CSV with the columns `username,internal_user_id`, written when the model was trained.",
    default: "models/frontend_user_map.csv",
    schema: path(),
  },
  "item-map": {
    description:
      "CSV with the columns `internal_item_id,movie_id,title`, written when the model was trained.",
    default: "models/item_map.csv",
    schema: path(),
  },
  "id-mapping": {
    description:
      "`mapped` finds users and items through the two maps. `first-seen` numbers them by first appearance in the database, as the reference script did: the metrics then describe arbitrary users.",
    default: "mapped",
    schema: choice(["mapped", "first-seen"]),
  },
  "train-interactions": {
    description:
      "Pairs known at training time, masked while ranking (Spotlight's `train=`): internal ids as CSV (`internal_user_id,internal_item_id` or `user,item`) or npz (arrays `user` and `item`).",
    default: "",
    defaultInWords: "nothing is masked",
    schema: pathOrNull(),
  },
  "cold-users": {
    description:
      "Users the model does not know: `skip` leaves them out; `popularity` measures the popularity list that the application serves them; `fold-in` measures what personalising for them would give, leave one out. They get metrics of their own; `test_mrr` never changes.",
    default: "skip",
    schema: choice(COLD_USER_POLICIES),
  },
  k: {
    description: "A further cut-off from 1 to 1000: adds `precision_at_K` and `recall_at_K`.",
    default: "10",
    schema: integer(1, 1000),
  },
  metrics: {
    description:
      "Further metrics by name, separated by commas or lines, such as `hit_rate_at_10, ndcg_at_20`: every metric of the README's table of further metrics, precision and recall, at any cut-off from 1 to 1000 where its name ends with one.",
    default: "none",
    schema: metricNames(),
  },
  "min-rating": {
    description:
      "Ratings below it, and those that are not a number, are not relevant items; `off` lets every rating count.",
    default: "",
    defaultInWords: "every rating counts, as in Spotlight",
    schema: numberOrNull(),
  },
  since: {
    description:
      "Only ratings newer than this count: `previous-run` (newer than the newest rating that the previous run saw), a time `YYYY-MM-DD[ T]hh:mm:ss[.fff][Z|±hh:mm]` or a date `YYYY-MM-DD` (no zone is UTC); `off` lets ratings of every age count.",
    default: "",
    defaultInWords: "ratings of every age count",
    schema: since(),
  },
  "tracking-uri": {
    description:
      "Where MLflow keeps its runs: a directory, its `file:` URI, the `http(s)://` address of an MLflow server, or a database that MLflow made (`sqlite:///mlflow.db`). When unset, `MLFLOW_TRACKING_URI` counts.",
    default: "mlruns",
    schema: trackingUri(),
    environmentVariable: "MLFLOW_TRACKING_URI",
  },
  experiment: {
    description: "MLflow experiment, one per model. When unset, `MLFLOW_EXPERIMENT_NAME` counts.",
    default: "evaluation_runs",
    // MLflow's file store looks an experiment up through a filter in single quotes.
    schema: line("a name of 1 to 500 characters in one line, without '", {
      maxCharacters: 500,
      without: "'",
    }),
    environmentVariable: "MLFLOW_EXPERIMENT_NAME",
  },
  "run-name": {
    description: "MLflow run name.",
    default: "periodic_evaluation",
    schema: line("a name of 1 to 250 characters in one line", { maxCharacters: 250 }),
  },
  ...HISTORY_INPUTS,
  ...DECISION_INPUTS,
  ...RETRAIN_INPUTS,
  "dry-run": {
    description:
      "`true` does nothing that others would see: no retraining event is sent, it is in the report instead, and no comment and no issue is written.",
    default: "false",
    schema: flag(),
  },
  "fail-on": {
    description:
      "What fails the step: a list of `error`, `delivery` (something could not be delivered), `retrain` and `no-data`; or `none`.",
    default: "error,delivery",
    schema: choices(FAIL_ON),
  },
  report: {
    description: "Directory for `report.json`, which is also logged as an artifact of the MLflow run.",
    default: "model-monitor-report",
    schema: path(),
  },
  summary: {
    description: "`true` writes the job summary.",
    default: "true",
    schema: flag(),
  },
  ...CONVERSATION_INPUTS,
  "github-token": {
    description:
      "Token that sends the retraining event (`contents: write`), fetches artifacts (`actions: read`), and writes the comment (`pull-requests: write`) and the alert issue (`issues: write`).",
    default: "",
    defaultInWords: "the token of the job",
    schema: line("a token in one line"),
    actionDefault: "${{ github.token }}",
    secret: true,
    inputOnly: true,
  },
  config: {
    description:
      "Optional YAML file whose keys are the names of these inputs. An input wins over the file. A file that is named here must exist.",
    default: ".github/model-monitor.yml",
    schema: path(),
    inputOnly: true,
  },
  matrix: {
    description: "Not for you to set: tells the jobs of one matrix apart.",
    default: "null",
    defaultInWords: "the job's matrix",
    schema: matrix(),
    actionDefault: "${{ toJSON(matrix) }}",
    hidden: true,
    inputOnly: true,
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

/** The name of an input as `action.yml` has it. */
export type InputName = keyof typeof INPUTS;

/** The names in the order of the table. */
export const INPUT_NAMES: readonly InputName[] = Object.keys(INPUTS).filter(isInputName);

/** The row of an input, with its optional columns. */
export function inputDefinition(name: InputName): InputDefinition {
  return INPUTS[name];
}

/** Whether a text from outside is the name of an input; names that every object has (`constructor`) are not. */
export function isInputName(text: string): text is InputName {
  return Object.hasOwn(INPUTS, text);
}

/** The default as people read it. */
export function defaultOf(name: InputName): string {
  const { default: text, defaultInWords } = inputDefinition(name);
  return defaultInWords ?? text;
}

/** The description as `action.yml` and the help show it. */
export function describeInput(name: InputName): string {
  return `${INPUTS[name].description} Default: ${defaultOf(name)}`;
}

/** What `PRAGMA table_xinfo` says of a column. */
interface FoundColumn {
  readonly name: string;
  /** NOT NULL without a default: a row cannot be inserted without it. */
  readonly required: boolean;
  /** Computed by the database. */
  readonly generated: boolean;
}

/** What is known of a table of the database. */
export interface FoundTable {
  /** As SQLite names it: `table`, `view`, `virtual`, `shadow`. */
  readonly type: string;
  readonly columns: readonly FoundColumn[];
  readonly triggers: number;
}

/**
 * The tables that hold runs, with the columns that are read or written (mlflow/store/tracking/dbmodels/models.py).
 * They are the same in every MLflow from 2.22 on, except for `experiments.workspace`.
 */
export const TABLES = {
  alembic_version: ["version_num"],
  experiments: [
    "experiment_id",
    "name",
    "artifact_location",
    "lifecycle_stage",
    "creation_time",
    "last_update_time",
  ],
  runs: [
    "run_uuid",
    "name",
    "source_type",
    "source_name",
    "entry_point_name",
    "user_id",
    "status",
    "start_time",
    "end_time",
    "source_version",
    "lifecycle_stage",
    "artifact_uri",
    "experiment_id",
    "deleted_time",
  ],
  metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  latest_metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  params: ["key", "value", "run_uuid"],
  tags: ["key", "value", "run_uuid"],
  datasets: [
    "dataset_uuid",
    "experiment_id",
    "name",
    "digest",
    "dataset_source_type",
    "dataset_source",
    "dataset_schema",
    "dataset_profile",
  ],
  inputs: ["input_uuid", "source_type", "source_id", "destination_type", "destination_id"],
  input_tags: ["input_uuid", "name", "value"],
} as const;

/** Since MLflow 3.10 experiments belong to a workspace; everything is in this one unless somebody sets up others. */
export const WORKSPACE = { column: "workspace", value: "default" } as const;

/**
 * Why runs cannot be kept in tables like these; null when they can. A later MLflow may have added columns, as long as
 * rows can be inserted without knowing them. Triggers would be programs of somebody else's that run at each of our rows;
 * MLflow has none on these tables.
 */
export function whatIsUnknown(tables: ReadonlyMap<string, FoundTable>): string | null {
  for (const [name, known] of Object.entries(TABLES)) {
    const table = tables.get(name);
    const wrong = table === undefined ? "is missing" : whatIsWrong(table, known);
    if (wrong !== null) return `the table ${name} ${wrong}`;
  }
  return null;
}

function whatIsWrong({ type, columns, triggers }: FoundTable, known: readonly string[]): string | null {
  if (type !== "table") return "is not an ordinary table";
  if (triggers > 0) return "has a trigger";
  const missing = known.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) return `has no column ${missing}`;
  if (columns.some(({ generated }) => generated)) return "has a computed column";
  const isNew = ({ name, required }: FoundColumn) =>
    required && !known.includes(name) && name !== WORKSPACE.column;
  return columns.some(isNew) ? "needs a column that is not known here" : null;
}

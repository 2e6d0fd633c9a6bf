import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { type FoundTable, TABLES, WORKSPACE, whatIsUnknown } from "../../formats/mlflow/database-schema.ts";
import type { DatabaseFile } from "./database-file.ts";

const TYPE = z.object({ type: z.string() }).optional();
const COLUMNS = z.array(
  z.object({ name: z.string(), notnull: z.bigint(), dflt_value: z.string().nullable(), hidden: z.bigint() }),
);
const COUNT = z.object({ count: z.bigint() });

/**
 * Looks at the tables before anything is read from them or written to them.
 * @throws ConfigError that says what differs from what MLflow makes
 */
export function checkSchema(file: DatabaseFile, database: DatabaseSync): void {
  const tables = new Map<string, FoundTable>();
  for (const name of Object.keys(TABLES)) {
    const table = findTable(database, name);
    if (table !== null) tables.set(name, table);
  }
  const unknown = whatIsUnknown(tables);
  if (unknown === null) return;
  throw new ConfigError(
    `${file.shownAs}: is not a database of MLflow 2.22 or later: ${unknown}`,
    tables.size < Object.keys(TABLES).length
      ? `Bring it up to date with \`mlflow db upgrade ${file.shownAs}\`, after a backup; or set the input \`tracking-uri\` to another database or to a directory.`
      : "Set the input `tracking-uri` to another database, to a directory, or to the MLflow server of this database.",
  );
}

/** Whether experiments belong to workspaces, as since MLflow 3.10. */
export function hasWorkspaces(database: DatabaseSync): boolean {
  return columnsOf(database, "experiments").some(({ name }) => name === WORKSPACE.column);
}

function findTable(database: DatabaseSync, name: string): FoundTable | null {
  const found = TYPE.parse(
    database.prepare("SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?").get(name),
  );
  if (found === undefined) return null;
  const triggers = database
    .prepare("SELECT count(*) AS count FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = ?")
    .get(name);
  const columns = columnsOf(database, name).map((column) => ({
    name: column.name,
    required: column.notnull !== 0n && column.dflt_value === null,
    generated: column.hidden !== 0n,
  }));
  return { type: found.type, columns, triggers: Number(COUNT.parse(triggers).count) };
}

function columnsOf(database: DatabaseSync, table: string): z.infer<typeof COLUMNS> {
  return COLUMNS.parse(
    database.prepare(`SELECT name, "notnull", dflt_value, hidden FROM pragma_table_xinfo(?)`).all(table),
  );
}

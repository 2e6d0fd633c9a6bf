import type { DatabaseSync } from "node:sqlite";
import type { Row } from "../../formats/mlflow/database-rows.ts";

/**
 * Inserts rows by the names of their columns: an MLflow of another version may have more of them, in another order.
 * @param table one of ours, as the names of the columns: they become SQL as they are
 * @param onConflict what follows the values, for example what to do about a key that is there already
 */
export function insertRows(
  database: DatabaseSync,
  table: string,
  rows: readonly Row[],
  onConflict = "",
): void {
  for (const row of rows) {
    const columns = Object.keys(row);
    const names = columns.map((column) => `"${column}"`).join(", ");
    const places = columns.map(() => "?").join(", ");
    database
      .prepare(`INSERT INTO "${table}" (${names}) VALUES (${places}) ${onConflict}`)
      .run(...Object.values(row));
  }
}

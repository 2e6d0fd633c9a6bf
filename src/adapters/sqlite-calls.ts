import type { SqlJs } from "sql.js/dist/sql-wasm-browser.js";

/** What is called for each row: SQLite's own functions, without anything of sql.js between. All numbers, pointers too. */
export interface SqliteCalls {
  readonly allocate: (bytes: number) => number;
  readonly free: (pointer: number) => number;
  readonly prepare: (...databaseSqlBytesStatementRest: readonly number[]) => number;
  readonly step: (statement: number) => number;
  readonly finalize: (statement: number) => number;
  readonly columnType: (statement: number, column: number) => number;
  readonly columnText: (statement: number, column: number) => number;
  readonly columnBytes: (statement: number, column: number) => number;
  readonly columnDouble: (statement: number, column: number) => number;
}

/** Binds the functions of this instance. */
export function callsOf(sql: SqlJs): SqliteCalls {
  const call = (name: string, numbers: number) =>
    sql.cwrap(
      name,
      "number",
      Array.from({ length: numbers }, () => "number"),
    );
  return {
    allocate: call("malloc", 1),
    free: call("free", 1),
    prepare: call("sqlite3_prepare_v2", 5),
    step: call("sqlite3_step", 1),
    finalize: call("sqlite3_finalize", 1),
    columnType: call("sqlite3_column_type", 2),
    columnText: call("sqlite3_column_text", 2),
    columnBytes: call("sqlite3_column_bytes", 2),
    columnDouble: call("sqlite3_column_double", 2),
  };
}

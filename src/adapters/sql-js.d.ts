/**
 * The part of sql.js that is used, from its browser build: the build for Node looks for its files by `__dirname`, which
 * no ECMAScript module has.
 */
declare module "sql.js/dist/sql-wasm-browser.js" {
  export interface Options {
    readonly wasmBinary: Uint8Array;
    /** false: SQLite's own functions are not replaced by older JavaScript ones of the same names. */
    readonly useOldExtensionFunctions: boolean;
  }

  export interface Statement {
    /** Executes up to the next row; false at the end. */
    step(): boolean;
    /** The current row, or with `parameters` the first row of an execution with them. An integer is a number unless asked otherwise. */
    get(parameters?: readonly number[] | null, config?: { readonly useBigInt: boolean }): unknown[];
    getColumnNames(): string[];
    free(): boolean;
  }

  export interface Statements {
    next(): { readonly done: true } | { readonly done: false; readonly value: Statement };
    getRemainingSQL(): string;
  }

  export interface Database {
    exec(sql: string): { readonly columns: string[]; readonly values: unknown[][] }[];
    prepare(sql: string): Statement;
    iterateStatements(sql: string): Statements;
  }

  /** SQLite's errors are thrown as plain `Error`, sql.js's own as strings. */
  const initSqlJs: (options: Options) => Promise<{ readonly Database: new (image: Uint8Array) => Database }>;
  export default initSqlJs;
}

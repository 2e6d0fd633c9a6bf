/**
 * The part of sql.js that is used, from its browser build: the build for Node looks for its files by `__dirname`, which
 * no ECMAScript module has.
 */
declare module "sql.js/dist/sql-wasm-browser.js" {
  export interface Options {
    /** Makes an instance of the WebAssembly module with these imports and hands it to `receive`. */
    readonly instantiateWasm: (
      imports: object,
      receive: (instance: WebAssembly.Instance) => void,
    ) => WebAssembly.Instance["exports"];
    /** false: SQLite's own functions are not replaced by older JavaScript ones of the same names. */
    readonly useOldExtensionFunctions: boolean;
  }

  export interface Statement {
    getColumnNames(): string[];
    free(): boolean;
  }

  export interface Statements {
    next(): { readonly done: true } | { readonly done: false; readonly value: Statement };
    getRemainingSQL(): string;
  }

  export interface Database {
    /** SQLite's own pointer to the connection. */
    readonly db: number;
    exec(sql: string): { readonly columns: string[]; readonly values: unknown[][] }[];
    iterateStatements(sql: string): Statements;
    /** Throws SQLite's message for a result code other than 0. */
    handleError(code: number): null;
  }

  /** What sql.js asks of the array that it takes for a file: all that its file system in memory does with it. */
  export interface FileContent {
    readonly length: number;
    /** Taken instead of the array when the file is written, of all bytes. */
    slice(start: number, end: number): FileContent;
    subarray(start: number, end: number): Uint8Array;
    /** When SQLite writes. */
    set(bytes: Uint8Array, at: number): void;
  }

  /** Errors of SQLite are thrown as plain `Error`, those of sql.js as strings. */
  export interface SqlJs {
    readonly Database: new (content: FileContent) => Database;
    /** A C function of SQLite (sqlite.org/c3ref) or of the memory of WebAssembly. Pointers are numbers. */
    cwrap(name: string, returns: "number", takes: readonly "number"[]): (...values: number[]) => number;
    /** @returns a pointer, to be freed. */
    stringToNewUTF8(text: string): number;
  }

  const initSqlJs: (options: Options) => Promise<SqlJs>;
  export default initSqlJs;
}

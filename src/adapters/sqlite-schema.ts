import type { Database } from "sql.js/dist/sql-wasm-browser.js";
import { MalformedFileError } from "../core/errors.ts";
import { quote, quoteFirst } from "../formats/quote.ts";

/** More names than this do not help anybody to find the missing one. */
const MAX_LISTED = 20;

/** Something that a query can name after FROM. */
interface Relation {
  readonly name: string;
  /** `table`, `view`, `virtual` or `shadow`. */
  readonly type: string;
}

/**
 * All relations of the database. From a PRAGMA: its table-valued twin `pragma_table_list` could be hidden by a table of
 * that name, and `sqlite_master` can be made to lie about virtual tables.
 */
function relationsOf(database: Database): readonly Relation[] {
  const rows = database.exec("PRAGMA main.table_list")[0]?.values ?? [];
  return rows
    .map((row) => ({ name: String(row[1]), type: String(row[2]) }))
    .filter((relation) => !relation.name.startsWith("sqlite_"));
}

/**
 * The column names of a table, in lower case as SQLite compares them.
 *
 * @param needed columns that must be there and, like those of `optional`, be stored: a generated column or a column of a
 *   view runs expressions that whoever made the database has written.
 * @throws MalformedFileError when there is no such table, it is a view or virtual table, or columns are missing.
 */
export function requireTable(
  file: string,
  database: Database,
  table: string,
  { needed, optional }: { readonly needed: readonly string[]; readonly optional: readonly string[] },
): ReadonlySet<string> {
  const relations = relationsOf(database);
  const relation = relations.find(({ name }) => name.toLowerCase() === table);
  if (relation === undefined) {
    throw unusable(
      file,
      `it has no table ${quote(table)}; it has ${listed(relations.map(({ name }) => name).toSorted())}`,
    );
  }
  if (relation.type !== "table") {
    throw unusable(
      file,
      `${quote(table)} is a ${relation.type} table or view; an ordinary table is expected`,
    );
  }
  const hidden = new Map(
    (database.exec(`PRAGMA main.table_xinfo("${table}")`)[0]?.values ?? []).map((row) => [
      String(row[1]).toLowerCase(),
      row[6] !== 0,
    ]),
  );
  for (const column of needed) {
    if (hidden.has(column)) continue;
    throw unusable(
      file,
      `table ${quote(table)} has no column ${quote(column)}; it has ${listed([...hidden.keys()])}`,
    );
  }
  const generated = [...needed, ...optional].find((column) => hidden.get(column) === true);
  if (generated === undefined) return new Set(hidden.keys());
  throw unusable(
    file,
    `column ${quote(generated)} of table ${quote(table)} is generated; a stored column is expected`,
  );
}

/**
 * Refuses a query that names a view or a virtual table: both run what whoever made the database has written.
 *
 * Any occurrence as a word counts, even in a text or a comment: taking SQL apart to know better is not worth it.
 */
export function refuseViews(file: string, database: Database, query: string): void {
  // In a quoted name, quotes are doubled.
  const texts = [query, query.replaceAll(/(["'`])\1/g, "$1")].map((text) => text.toLowerCase());
  const named = relationsOf(database).find(
    ({ name, type }) => type !== "table" && texts.some((text) => hasWord(text, name.toLowerCase())),
  );
  if (named === undefined) return;
  const what = named.type === "view" ? "view" : `${named.type} table`;
  throw new MalformedFileError(
    file,
    `the query names ${quote(named.name)}, which is a ${what}; only ordinary tables are read`,
    "Write the tables behind it into the input `ratings-query`, or store its rows in a table first.",
  );
}

function hasWord(text: string, word: string): boolean {
  // SQLite allows an empty name, which is found everywhere.
  if (word === "") return true;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  }
  return false;
}

/** As SQLite: letters, digits, `_`, `$` and everything outside ASCII. */
function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\w$\u0080-\uFFFF]/.test(character);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none at all" : quoteFirst(names, MAX_LISTED);
}

function unusable(file: string, found: string): MalformedFileError {
  return new MalformedFileError(
    file,
    found,
    "Check the input `database`, or say in the input `ratings-query` where user, item and rating are.",
  );
}

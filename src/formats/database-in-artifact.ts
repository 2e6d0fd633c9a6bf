import { ConfigError } from "../core/errors.ts";
import { pathInArtifact, type ArtifactFiles } from "./artifact-archive.ts";
import { quoteFirst } from "./quote.ts";
import { SQLITE_START } from "./sqlite/header.ts";

/** What belongs to a database and lies beside it. */
const COMPANIONS = ["-wal", "-shm", "-journal"];
/** Names that one message shows. */
export const MAX_SHOWN = 5;

/**
 * The database in an artifact: the file that the input `database` names, else the only SQLite file, else the only file
 * (its reader then says what is wrong with it). null: there is none.
 *
 * @param explicit the path that the user named; null: none.
 * @throws ConfigError when there are several and none is named.
 */
export function databaseInArtifact(
  shownAs: string,
  files: ArtifactFiles,
  explicit: string | null,
): string | null {
  if (explicit !== null) return pathInArtifact(files.names, explicit);
  const databases = files.names.filter((name) => SQLITE_START.equals(files.start(name, SQLITE_START.length)));
  if (databases.length > 1)
    throw new ConfigError(
      `${shownAs} holds ${databases.length} SQLite databases: ${quoteFirst(databases, MAX_SHOWN)}`,
      "Set the input `database` to the one that holds the ratings.",
    );
  return databases[0] ?? (files.names.length === 1 ? files.names[0]! : null);
}

/** The database's file and what lies beside it and belongs to it. */
export function withCompanions(files: ArtifactFiles, database: string): readonly string[] {
  const companions = COMPANIONS.map((suffix) => database + suffix);
  return [database, ...companions.filter((name) => files.names.includes(name))];
}

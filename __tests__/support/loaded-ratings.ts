import { loadRatings, type LoadedRatings } from "../../src/adapters/sqlite.ts";
import { ConfigError, MalformedFileError, type MonitorError } from "../../src/core/errors.ts";

/** The ratings of a database that is there. */
export async function load(file: string, query: string | null = null): Promise<LoadedRatings> {
  const loaded = await loadRatings({ file, shownAs: "user_data.db", query, timeoutMs: 60_000 });
  if (loaded === null) throw new Error(`${file} was not found`);
  return loaded;
}

/** The rows with their names, in order. */
export function namedRows({ ratings }: LoadedRatings): (string | number | undefined)[][] {
  return Array.from(ratings.values, (value, row) => [
    ratings.users[ratings.userOfRow[row]!],
    ratings.items[ratings.itemOfRow[row]!],
    value,
  ]);
}

/** The error that loading ends with. */
export async function refusal(
  path: string,
  query: string | null = null,
  timeoutMs = 60_000,
): Promise<MonitorError> {
  try {
    await loadRatings({ file: path, shownAs: "data/user_data.db", query, timeoutMs });
  } catch (error) {
    if (error instanceof ConfigError || error instanceof MalformedFileError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

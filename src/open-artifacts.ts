import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { writeNewFile } from "./adapters/files.ts";
import type { FetchedArtifact } from "./adapters/github-artifacts.ts";
import type { ArtifactInput, Config } from "./config/config.ts";
import type { MissingArtifact } from "./core/artifact-choice.ts";
import { ConfigError, MalformedFileError } from "./core/errors.ts";
import { openArtifact, pathInArtifact, type ArtifactFiles } from "./formats/artifact-archive.ts";
import { databaseInArtifact, MAX_SHOWN, withCompanions } from "./formats/database-in-artifact.ts";
import { adviceForMissing, missingArtifact } from "./formats/report/artifact-view.ts";
import { plainOf } from "./formats/report/phrase.ts";
import { quote, quoteFirst } from "./formats/quote.ts";
import type { Shell } from "./main.ts";
import type { NoDatabase } from "./world.ts";

/** A file to read: where it is, and how it is shown. */
export interface Located {
  readonly path: string;
  readonly shownAs: string;
}

/** Where a path of the user's leads. Several: looked through in this order. */
export type Place = (path: string) => Located;

/** The workspace, in which relative paths start. */
export function workspacePlace(workspace: string): Place {
  return (path) => ({ path: resolve(workspace, path), shownAs: path });
}

/** Where a path leads in the first place that has it, else in the last. */
export function firstPlace(places: readonly Place[], path: string): Located {
  const found = places.map((place) => place(path));
  return found.find((located) => existsSync(located.path)) ?? found.at(-1)!;
}

/**
 * The database out of its artifact, unpacked into a fresh folder.
 * @throws MonitorError when the artifact cannot be listed, fetched, trusted or unpacked
 */
export async function openDatabaseArtifact(config: Config, shell: Shell): Promise<Located | NoDatabase> {
  const fetched = await fetchFor(config, shell, "database");
  if ("refused" in fetched) return { missing: "artifact-missing", database: fetched.name, artifact: fetched };
  const { shownAs, files } = opened(fetched);
  const explicit = config.databaseExplicit ? config.database : null;
  const database = databaseInArtifact(shownAs, files, explicit);
  if (database === null)
    return { missing: "not-in-artifact", database: `${fetched.name}/${explicit ?? ""}`, artifact: null };
  await unpack(shownAs, files, { names: withCompanions(files, database), folder: fetched.folder });
  return inside(fetched, database);
}

/**
 * The model's artifact, unpacked into a fresh folder, as the place in which its files are.
 * @throws MonitorError as above, and when there is none: without a model nothing can be evaluated
 */
export async function openModelArtifact(config: Config, shell: Shell): Promise<Place> {
  const fetched = await fetchFor(config, shell, "model");
  if ("refused" in fetched)
    throw new MalformedFileError(
      `artifact ${fetched.name}`,
      plainOf(missingArtifact(fetched)),
      plainOf(adviceForMissing(fetched, "model")),
    );
  const { shownAs, files } = opened(fetched);
  if (pathInArtifact(files.names, config.model) === null)
    throw new MalformedFileError(
      shownAs,
      `holds no ${config.model}, but ${files.names.length === 0 ? "no file at all" : quoteFirst(files.names, MAX_SHOWN)}`,
      "Set the input `model` to the path of the checkpoint inside the artifact.",
    );
  await unpack(shownAs, files, { names: files.names, folder: fetched.folder });
  // Neither the artifact nor its archive: they would stay in memory with the place.
  const { name, folder } = fetched;
  const { names } = files;
  return (path) =>
    isAbsolute(path)
      ? { path, shownAs: path }
      : inside({ name, folder }, pathInArtifact(names, path) ?? path);
}

/** Whether the input names an artifact; one that says where to look and not what for cannot be meant. */
export function hasArtifact(input: ArtifactInput, what: "database" | "model"): boolean {
  if (input.name !== null) return true;
  const given = (["workflow", "runId", "branch", "repository"] as const).find((key) => input[key] !== null);
  if (given === undefined) return false;
  throw new ConfigError(
    `the input "${what}-${given === "runId" ? "run-id" : given}" is set, and no artifact is named`,
    `Set \`${what}-artifact\` to the name of the artifact, or remove the input.`,
  );
}

/** Fetches what an input names, and says in the log which run it came from. */
async function fetchFor(
  config: Config,
  shell: Shell,
  what: "database" | "model",
): Promise<FetchedArtifact | MissingArtifact> {
  const input = what === "database" ? config.databaseArtifact : config.modelArtifact;
  const fetched = await shell.fetchArtifact(config)({ ...input, name: input.name! }, what);
  if ("refused" in fetched) return fetched;
  const { name, id, runId, branch, repository } = fetched;
  shell.log.info(`${what} from artifact ${name} (${id}) of run ${runId} on ${branch} in ${repository}`);
  return fetched;
}

function opened(fetched: FetchedArtifact): { readonly shownAs: string; readonly files: ArtifactFiles } {
  const shownAs = `artifact ${fetched.name}`;
  return { shownAs, files: openArtifact(shownAs, fetched.bytes, fetched) };
}

async function unpack(
  shownAs: string,
  files: ArtifactFiles,
  { names, folder }: { readonly names: readonly string[]; readonly folder: string },
): Promise<void> {
  for (const name of names) {
    const bytes = files.read(name);
    await writeNewFile(join(folder, name), bytes).catch((error: unknown) => {
      throw new MalformedFileError(
        shownAs,
        `its file ${quote(name)} cannot be unpacked beside the others`,
        "Upload the artifact again: names must differ by more than upper and lower case.",
        { cause: error },
      );
    });
  }
}

function inside({ name, folder }: Pick<FetchedArtifact, "name" | "folder">, path: string): Located {
  return { path: join(folder, path), shownAs: `${name}/${path}` };
}

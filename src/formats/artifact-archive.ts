import { MalformedFileError } from "../core/errors.ts";
import { quote } from "./quote.ts";
import { isZip, openZip } from "./zip.ts";

/** The files inside an artifact. */
export interface ArtifactFiles {
  /** Relative paths with `/`, safe to make below a folder, in the order of the archive. */
  readonly names: readonly string[];
  /** @throws MalformedFileError when it is damaged or unpacks to too much. */
  read(name: string): Uint8Array;
  /** Up to so many of its first bytes. */
  start(name: string, length: number): Uint8Array;
}

/** An artifact is for a database, or for a model with its maps; a folder of a whole project is a mistake. */
const MAX_ARTIFACT_FILES = 1000;
/** As long as a path may be on every system that runs jobs. */
const MAX_ARTIFACT_PATH = 240;

const HINT = "Upload the artifact again, with only the files that model-monitor reads.";

/**
 * Opens the bytes of an artifact: the archive that GitHub's client makes, or a single file that was uploaded as it is
 * (`archive: false`), which bears the artifact's name. A checkpoint of torch is an archive, too: the name tells it apart.
 *
 * @param shownAs for messages.
 * @throws MalformedFileError when the archive is damaged, holds too many files, or a name that leads elsewhere.
 */
export function openArtifact(
  shownAs: string,
  bytes: Uint8Array,
  { name, fileName }: { readonly name: string; readonly fileName: string },
): ArtifactFiles {
  if (fileName === name || !isZip(bytes)) {
    refuseUnsafe(shownAs, name);
    return { names: [name], read: () => bytes, start: (_, length) => bytes.subarray(0, length) };
  }
  const archive = openZip(shownAs, bytes);
  const names = [...archive.entries.keys()].filter((entry) => !entry.endsWith("/"));
  if (names.length > MAX_ARTIFACT_FILES)
    throw new MalformedFileError(
      shownAs,
      `holds ${names.length} files; at most ${MAX_ARTIFACT_FILES} are unpacked`,
      HINT,
    );
  for (const entry of names) refuseUnsafe(shownAs, entry);
  return {
    names,
    read: (entry) => archive.read(entry),
    start: (entry, length) => archive.start(entry, length),
  };
}

/** Names of a Windows drive or stream, of a parent folder, of the root: none of them is below the folder. */
function refuseUnsafe(shownAs: string, name: string): void {
  const parts = name.split("/");
  const isSafe =
    name.length <= MAX_ARTIFACT_PATH &&
    !/[\\:\p{Cc}]/u.test(name) &&
    parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (isSafe) return;
  throw new MalformedFileError(
    shownAs,
    `holds a file with the name ${quote(name)}, which is not unpacked`,
    HINT,
  );
}

/**
 * The file that a path of the user's means in an artifact: GitHub's client leaves out the folders that all uploaded
 * files share, so `models/model.pt` may be `model.pt` there. Of a folder any file below it counts. null: there is none.
 */
export function pathInArtifact(names: readonly string[], wanted: string): string | null {
  const parts = wanted
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  for (let skipped = 0; skipped < parts.length; skipped++) {
    const candidate = parts.slice(skipped).join("/");
    if (names.some((name) => name === candidate || name.startsWith(`${candidate}/`))) return candidate;
  }
  return null;
}

import { MalformedFileError } from "../../core/errors.ts";
import { openZip } from "../zip.ts";
import { damagedCopy, TreeBuilder, type Tree } from "./tree.ts";

/**
 * The files of a zipped copy (an artifact, or a branch as GitHub packs it), in memory and within the limits of a history:
 * nothing is unpacked to a disk, so that no path of it leads anywhere.
 * @param origin names the copy in messages
 * @param options `inFolder`: one folder, whatever its name, holds everything, as GitHub packs branches
 * @throws HistoryError when the archive is damaged, or holds what is no history
 */
export function readArchive(bytes: Uint8Array, origin: string, { inFolder = false } = {}): Tree {
  const builder = new TreeBuilder(origin);
  try {
    const archive = openZip(origin, bytes);
    for (const name of archive.entries.keys()) {
      if (name.endsWith("/")) continue;
      const path = inFolder ? name.slice(name.indexOf("/") + 1) : name.replace(/^\//, "");
      builder.add(path, archive.read(name));
    }
  } catch (error) {
    if (!(error instanceof MalformedFileError)) throw error;
    throw damagedCopy(origin, error.message.slice(`${error.file}: `.length), { cause: error });
  }
  return builder.tree;
}

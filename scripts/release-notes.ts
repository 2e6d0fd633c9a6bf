/**
 * Prints the notes of a release: `node scripts/release-notes.ts v1.2.3`. Fails when the tag is not the version of the
 * package, or when the changelog says nothing of it: then it is no release.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { z } from "zod";

/**
 * The section of the changelog about the version of a tag, without its title.
 * @throws Error that says what is missing
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`)
    throw new Error(`the tag is ${tag}, but package.json says ${version}: change one of them`);
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split("\n", 1)[0]?.trim() === version);
  const notes = section?.slice(section.indexOf("\n")).trim() ?? "";
  if (notes === "")
    throw new Error(`CHANGELOG.md has no text under "## ${version}": write what changes for users`);
  return notes;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..");
  const manifest = z.object({ version: z.string() });
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  try {
    console.log(
      releaseNotes(process.argv[2] ?? "", version, readFileSync(join(root, "CHANGELOG.md"), "utf8")),
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

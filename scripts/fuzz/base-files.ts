import { readFileSync } from "node:fs";
import { openZip } from "../../src/formats/zip.ts";
import type { ZipPart } from "../../__tests__/support/zip-writer.ts";

/** A real file of the tests. */
export function baseFile(path: string): Buffer {
  return readFileSync(new URL(`../../__tests__/fixtures/${path}`, import.meta.url));
}

/** The records of an archive, to be written again. */
export function baseParts(bytes: Buffer): readonly ZipPart[] {
  const archive = openZip("base", bytes);
  return [...archive.entries.keys()].map((name) => ({ name, content: archive.read(name) }));
}

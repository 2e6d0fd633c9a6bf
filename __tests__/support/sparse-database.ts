import { closeSync, openSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { bytesOf } from "./database.ts";

const PAGE = 65_536;
const INTERIOR = 5;

/**
 * Moves the rows of a table to the end of a file that becomes as long as asked for, and takes next to no place on the disk:
 * between its first pages and the moved ones is a hole, which nothing in the database refers to.
 *
 * @param path a database with pages of 65,536 bytes, whose table has more rows than a page holds, but no long ones.
 */
export function spread(path: string, table: string, pages: number): void {
  const bytes = Buffer.from(bytesOf(path));
  const root = rootOf(path, table);
  const interior = bytes.subarray((root - 1) * PAGE, root * PAGE);
  if (interior[0] !== INTERIOR) throw new Error("the table has too few rows");
  const descriptor = openSync(path, "r+");
  for (const [index, at] of childPointers(interior).entries()) {
    const from = interior.readUInt32BE(at);
    const to = pages - index;
    writeSync(descriptor, bytes, (from - 1) * PAGE, PAGE, (to - 1) * PAGE);
    writeSync(descriptor, Buffer.alloc(PAGE), 0, PAGE, (from - 1) * PAGE);
    interior.writeUInt32BE(to, at);
  }
  writeSync(descriptor, interior, 0, PAGE, (root - 1) * PAGE);
  bytes.writeUInt32BE(pages, 28);
  writeSync(descriptor, bytes, 0, 100, 0);
  closeSync(descriptor);
}

/** Where the page numbers of an interior page stand: those of its cells, and the last one (sqlite.org/fileformat2.html, 1.6). */
function childPointers(page: Buffer): number[] {
  const cells = Array.from({ length: page.readUInt16BE(3) }, (_, cell) => page.readUInt16BE(12 + 2 * cell));
  return [...cells, 8];
}

function rootOf(path: string, table: string): number {
  const database = new DatabaseSync(path);
  try {
    return Number(
      database.prepare("SELECT rootpage FROM sqlite_master WHERE name = ?").get(table)?.["rootpage"],
    );
  } finally {
    database.close();
  }
}

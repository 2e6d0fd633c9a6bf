import { crc32 } from "node:zlib";
import type { Tree } from "./tree.ts";

/*
 * A copy as one file, for stores that keep what lies in a folder: a runner creates one file in the time in which it
 * creates one of the thousands of a history.
 */

/** A zip archive counts its records with 16 bits; `readArchive` reads no other format. */
const MAX_RECORDS = 0xffff - 1;
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
const END_LENGTH = 22;
const VERSION = 20;
const NAMES_ARE_UTF8 = 0x0800;
/** The first day that the format knows: files of one content give the same archive on every machine. */
const DAY = 0x0021;

/**
 * A zip archive of the files, nothing compressed: what it is put into compresses. Null for more files than one without
 * zip64 can hold.
 */
export function packTree(tree: Tree): Uint8Array | null {
  if (tree.size > MAX_RECORDS) return null;
  const bodies: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, content] of tree) {
    const name = Buffer.from(path, "utf8");
    const common = commonFields(name, content);
    const local = Buffer.alloc(LOCAL_LENGTH);
    local.writeUInt32LE(0x04034b50, 0);
    common.copy(local, 4);
    const central = Buffer.alloc(CENTRAL_LENGTH);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(VERSION, 4);
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    bodies.push(local, name, content);
    directory.push(central, name);
    offset += LOCAL_LENGTH + name.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(tree.size, 8);
  end.writeUInt16LE(tree.size, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

/** The 26 bytes that stand in both headers of a record. */
function commonFields(name: Uint8Array, content: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(NAMES_ARE_UTF8, 2);
  fields.writeUInt16LE(DAY, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

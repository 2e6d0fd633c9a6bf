import { crc32, deflateRawSync } from "node:zlib";

/** One record of a test's archive. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly content: Uint8Array | string;
  readonly deflated?: boolean;
  /** Unpacked size that the headers declare; by default the true one. */
  readonly declaredSize?: number;
  /** The sizes and the offset stand in zip64 extra fields. */
  readonly zip64?: boolean;
  /** Sizes and checksum only in the directory, as torch writes them. */
  readonly streamed?: boolean;
}

export const ONE = { name: "one", content: "first record" };
export const TWO = { name: "folder/two", content: "second record" };

interface Header {
  readonly name: Buffer;
  readonly packed: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly part: ZipPart;
}

/** A valid zip archive, unless `declaredSize` lies. */
export function zipBytes(parts: readonly ZipPart[], comment = ""): Buffer {
  const headers = parts.map(headerOf);
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const header of headers) {
    directory.push(centralHeader(header, offset));
    const body = Buffer.concat([localHeader(header), header.packed]);
    bodies.push(body);
    offset += body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bodies, central, end, Buffer.from(comment)]);
}

/** Where the nth header of the directory begins. */
export function centralAt(archive: Buffer, index: number): number {
  return nth(archive, "PK\x01\x02", index);
}

/** Where the nth local header begins. */
export function localAt(archive: Buffer, index: number): number {
  return nth(archive, "PK\x03\x04", index);
}

/** Where the end record begins. */
export function endAt(archive: Buffer): number {
  return archive.lastIndexOf("PK\x05\x06");
}

function nth(archive: Buffer, signature: string, index: number): number {
  let at = archive.indexOf(signature);
  for (let count = 0; count < index; count++) at = archive.indexOf(signature, at + 1);
  return at;
}

function headerOf(part: ZipPart): Header {
  const content = Buffer.from(part.content);
  const packed = part.deflated === true ? deflateRawSync(content) : content;
  return {
    name: Buffer.from(part.name),
    packed,
    size: part.declaredSize ?? content.length,
    crc: crc32(content),
    part,
  };
}

/** The 26 bytes that both headers share, and the extra field behind the name. */
function commonFields({ name, packed, size, crc, part }: Header, extra: Buffer, hidden: boolean): Buffer {
  const fields = Buffer.alloc(26);
  const inExtra = part.zip64 === true;
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(part.streamed === true ? 8 : 0, 2);
  fields.writeUInt16LE(part.deflated === true ? 8 : 0, 4);
  fields.writeUInt32LE(hidden ? 0 : crc, 10);
  fields.writeUInt32LE(inExtra ? 0xffffffff : hidden ? 0 : packed.length, 14);
  fields.writeUInt32LE(inExtra ? 0xffffffff : hidden ? 0 : size, 18);
  fields.writeUInt16LE(name.length, 22);
  fields.writeUInt16LE(extra.length, 24);
  return fields;
}

function localHeader(header: Header): Buffer {
  const extra = zip64Extra(header, [header.size, header.packed.length]);
  const fields = commonFields(header, extra, header.part.streamed === true);
  return Buffer.concat([Buffer.from("PK\x03\x04"), fields, header.name, extra]);
}

function centralHeader(header: Header, offset: number): Buffer {
  const extra = zip64Extra(header, [header.size, header.packed.length, offset]);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(header.part.zip64 === true ? 0xffffffff : offset, 10);
  const fields = commonFields(header, extra, false);
  return Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, place, header.name, extra]);
}

/** A padding field first: readers must look for the right one. */
function zip64Extra({ part }: Header, values: readonly number[]): Buffer {
  if (part.zip64 !== true) return Buffer.alloc(0);
  const padding = Buffer.from([0x46, 0x42, 2, 0, 0x5a, 0x5a]);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return Buffer.concat([padding, field]);
}

import { crc32 } from "node:zlib";

import { readNpy, type NdArray } from "../../src/formats/npy.ts";

/** What a test's array declares; `data` are its bytes, whatever it declares. */
export interface NpyParts {
  readonly header: string;
  readonly data: Uint8Array;
  readonly version?: 1 | 2 | 3;
}

/** An npy file around any header text. */
export function npyBytes({ header, data, version = 1 }: NpyParts): Uint8Array {
  const text = Buffer.from(`${header}\n`);
  const start = Buffer.alloc(version === 1 ? 10 : 12);
  start.write("\u0093NUMPY", "latin1");
  start[6] = version;
  if (version === 1) start.writeUInt16LE(text.length, 8);
  else start.writeUInt32LE(text.length, 8);
  return Buffer.concat([start, text, data]);
}

/** The header that NumPy writes. */
export function npyHeader(descr: string, shape: readonly number[], fortranOrder = false): string {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  return `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': (${sizes}), }`;
}

/** A one-dimensional int64 array, what `numpy.savez` makes of ids. */
export function int64Array(values: readonly number[]): Uint8Array {
  const data = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) data.writeBigInt64LE(BigInt(value), index * 8);
  return npyBytes({ header: npyHeader("<i8", [values.length]), data });
}

/** A zip archive of stored records, enough for `numpy.load`. */
export function npzBytes(records: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(records)) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** What we read of an array that is made of these parts. */
export function readParts(parts: NpyParts): NdArray {
  return readNpy("file.npz", "a", npyBytes(parts));
}

/** Bytes as hexadecimal digits. */
export function fromHex(digits: string): Uint8Array {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

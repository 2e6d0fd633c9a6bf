const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Little-endian checksums; the numbers themselves are big-endian (sqlite.org/fileformat2.html, 4). */
const MAGIC = 0x377f0682;
const FORMAT = 3_007_000;

/** A write-ahead log of one transaction that writes the first page of this database once more. */
export function walOf(image: Buffer, pageSize: number): Buffer {
  const wal = Buffer.alloc(HEADER_BYTES + FRAME_HEADER_BYTES + pageSize);
  [MAGIC, FORMAT, pageSize, 0, 7, 9].forEach((field, index) => wal.writeUInt32BE(field, 4 * index));
  const seed = sums(wal.subarray(0, 24), [0, 0]);
  seed.forEach((sum, index) => wal.writeUInt32BE(sum, 24 + 4 * index));
  const frame = wal.subarray(HEADER_BYTES);
  [1, image.length / pageSize, 7, 9].forEach((field, index) => frame.writeUInt32BE(field, 4 * index));
  image.copy(frame, FRAME_HEADER_BYTES, 0, pageSize);
  const signed = Buffer.concat([frame.subarray(0, 8), frame.subarray(FRAME_HEADER_BYTES)]);
  sums(signed, seed).forEach((sum, index) => frame.writeUInt32BE(sum, 16 + 4 * index));
  return wal;
}

function sums(bytes: Buffer, seed: readonly [number, number]): readonly [number, number] {
  let [first, second] = seed;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32LE(at) + second) >>> 0;
    second = (second + bytes.readUInt32LE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

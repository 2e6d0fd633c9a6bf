/** A secret of this process: two numbers of 32 bits. */
export interface HashKey {
  readonly first: number;
  readonly second: number;
}

/**
 * HalfSipHash-1-3 of some bytes (Aumasson and Bernstein, SipHash, 2012; the variant with words of 32 bits): without the
 * key nobody can make names that fall on the same hash. A simpler hash with a seed does not keep what it promises: for
 * FNV and MurmurHash there are texts that collide under every seed.
 *
 * @param view over all of `bytes`.
 * @returns 32 bits, signed.
 */
export function halfSipHash(
  { bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView },
  at: number,
  length: number,
  { first, second }: HashKey,
): number {
  let v0 = first;
  let v1 = second;
  let v2 = 0x6c796765 ^ first;
  let v3 = 0x74656462 ^ second;
  const end = at + length;
  const words = end - (length & 3);
  let word: number;
  for (let from = at; ; from += 4) {
    const isLast = from === words;
    if (isLast) {
      word = length << 24;
      if (from + 2 < end) word |= bytes[from + 2]! << 16;
      if (from + 1 < end) word |= bytes[from + 1]! << 8;
      if (from < end) word |= bytes[from]!;
    } else word = view.getInt32(from, true);
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
    if (isLast) break;
  }
  v2 ^= 0xff;
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  return v1 ^ v3;
}

/**
 * MurmurHash3 (x86, 32 bits) of one 32-bit integer, as scikit-learn's `murmurhash3_32` hashes the items of an int32
 * array: the four little-endian bytes, result signed. Written from the algorithm's public-domain description.
 */
export function murmurHash3(value: number, seed: number): number {
  let block = Math.imul(value, 0xcc9e2d51);
  block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  let hash = seed ^ block;
  hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  hash ^= 4; // the length in bytes
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

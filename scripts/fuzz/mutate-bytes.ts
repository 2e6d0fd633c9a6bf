import type { Random } from "./random.ts";

/** Values at which lengths, counts and offsets go wrong. */
const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  3n,
  4n,
  7n,
  8n,
  15n,
  16n,
  31n,
  32n,
  127n,
  128n,
  255n,
  256n,
  1000n,
  32_767n,
  65_535n,
  65_536n,
  2n ** 24n,
  2n ** 26n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 16n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 52n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
/** No file grows beyond this by mutation. */
const MOST_BYTES = 2 ** 18;

/** A number where readers break, or a small random one. */
export function edge(random: Random): bigint {
  return random.percent(70) ? random.pick(EDGES) : BigInt(random.below(300));
}

/** A copy with an edge value written over a little-endian field. */
export function withField(bytes: Buffer, at: number, width: number, value: bigint): Buffer {
  const changed = Buffer.from(bytes);
  for (let place = 0; place < width && at + place < changed.length; place++)
    changed[at + place] = Number((value >> BigInt(8 * place)) & 0xffn);
  return changed;
}

/** One to four changes of any bytes: bits, values, fields, pieces cut out, doubled, repeated or moved, the end cut off. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let count = random.few(); count > 0; count--) changed = mutateOnce(changed, random);
  return changed;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(random.percent(80) ? 8 : 400));
  const piece = bytes.subarray(at, to);
  switch (random.below(9)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return repeated(bytes, { at, to }, 2 + random.below(random.percent(90) ? 20 : 2000));
    case 4: {
      const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
      const place = random.below(rest.length + 1);
      return Buffer.concat([rest.subarray(0, place), piece, rest.subarray(place)]);
    }
    case 5:
    case 6:
      return withField(bytes, at, random.pick([1, 2, 4, 8]), edge(random));
    case 7:
      return withField(bytes, at, 1, BigInt((bytes[at] ?? 0) ^ (1 << random.below(8))));
    default:
      return withField(bytes, at, 1, BigInt(random.below(256)));
  }
}

function repeated(bytes: Buffer, range: { readonly at: number; readonly to: number }, times: number): Buffer {
  const { at, to } = range;
  const piece = bytes.subarray(at, to);
  const fitting = Math.min(times, Math.floor(MOST_BYTES / Math.max(1, piece.length)));
  const pieces = Array.from({ length: fitting }, () => piece);
  return Buffer.concat([bytes.subarray(0, at), ...pieces, bytes.subarray(to)]);
}

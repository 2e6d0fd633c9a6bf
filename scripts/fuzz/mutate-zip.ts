import { centralAt, endAt, localAt, zipBytes, type ZipPart } from "../../__tests__/support/zip-writer.ts";
import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import type { Random } from "./random.ts";

/** Where the fields of each header stand, and how wide they are (PKWARE APPNOTE 4.3). */
const LOCAL_FIELDS = [
  [4, 2],
  [6, 2],
  [8, 2],
  [14, 4],
  [18, 4],
  [22, 4],
  [26, 2],
  [28, 2],
] as const;
const CENTRAL_FIELDS = [
  [8, 2],
  [10, 2],
  [16, 4],
  [20, 4],
  [24, 4],
  [28, 2],
  [30, 2],
  [32, 2],
  [42, 4],
] as const;
const END_FIELDS = [
  [4, 2],
  [6, 2],
  [8, 2],
  [10, 2],
  [12, 4],
  [16, 4],
  [20, 2],
] as const;

/** An archive whose records, or the headers about them, were changed; the checksums are right unless they were meant. */
export function mutateArchive(parts: readonly ZipPart[], random: Random): Buffer {
  const kind = random.below(10);
  if (kind < 4) return zipBytes(mutateParts(parts, random));
  const archive = zipBytes(random.percent(20) ? mutateParts(parts, random) : parts);
  return kind < 8 ? mutateHeaders(archive, parts.length, random) : mutateBytes(archive, random);
}

function mutateParts(parts: readonly ZipPart[], random: Random): readonly ZipPart[] {
  const at = random.below(parts.length);
  const part = parts[at]!;
  const content = Buffer.from(part.content);
  switch (random.below(8)) {
    case 0:
      return parts.toSpliced(at, 1);
    case 1:
      return [...parts, part];
    case 2:
      return parts.with(at, {
        ...part,
        name: random.pick([
          "",
          "archive/data.pkl",
          "x/data.pkl",
          "../x",
          "__proto__",
          "archive/code/a.py",
          "a\u0000b",
        ]),
      });
    case 3:
      return parts.with(at, { ...part, content: mutateBytes(content, random) });
    case 4:
      return parts.with(at, {
        ...part,
        deflated: true,
        declaredSize: random.percent(50) ? content.length : Number(edge(random) & 0xffff_ffffn),
      });
    case 5:
      return parts.with(at, { ...part, [random.pick(["zip64", "streamed"])]: true });
    case 6:
      return parts.with(at, { ...part, name: random.pick(parts).name });
    default:
      return parts.with(at, { ...part, content: content.subarray(0, random.below(content.length + 1)) });
  }
}

function mutateHeaders(archive: Buffer, count: number, random: Random): Buffer {
  const index = random.below(Math.max(1, count));
  const [start, fields] = random.pick([
    [localAt(archive, index), LOCAL_FIELDS],
    [centralAt(archive, index), CENTRAL_FIELDS],
    [endAt(archive), END_FIELDS],
  ] as const);
  const [at, width] = random.pick<readonly [number, number]>(fields);
  return start < 0 ? archive : withField(archive, start + at, width, edge(random));
}

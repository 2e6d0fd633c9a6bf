import { createHash } from "node:crypto";
import type { ByteSource } from "./byte-source.ts";

const PIECE_BYTES = 2 ** 20;
/** Some seconds of a slow disk. */
const BYTES_PER_PROGRESS = 2 ** 29;

/**
 * The digest of a database of any size, piece by piece.
 *
 * @param onProgress called every `everyBytes`, whole MiB.
 * @returns `sha256:` and 64 hex digits.
 */
export function imageDigest(
  image: ByteSource,
  onProgress: (bytes: number) => void,
  everyBytes = BYTES_PER_PROGRESS,
): string {
  const hash = createHash("sha256");
  for (let at = 0; at < image.length; at += PIECE_BYTES) {
    if (at > 0 && at % everyBytes === 0) onProgress(at);
    hash.update(image.subarray(at, Math.min(at + PIECE_BYTES, image.length)));
  }
  return `sha256:${hash.digest("hex")}`;
}

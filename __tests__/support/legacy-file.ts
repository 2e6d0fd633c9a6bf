import { global, int, list, NONE, ops, pickle, text, tuple, type Pickled } from "./pickle-writer.ts";

/** `torch.save`'s magic number, version and facts about a little-endian machine, each a pickle. */
export const LEGACY_PREAMBLE: Pickled = Buffer.concat([
  pickle(ops("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")),
  pickle(int(1001)),
  pickle(ops("}("), text("little_endian"), ops("\x88u")),
]);

/** The persistent id of a storage in a legacy file, with its sixth part. */
export function legacyStorage(type: string, key: string, count: number): Pickled {
  const id = tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count), NONE);
  return Buffer.concat([id, ops("Q")]);
}

/** One storage as it stands behind the pickles: the number of elements and the numbers. */
export function legacyNumbers(bytes: Uint8Array, width = 4): Buffer {
  const count = Buffer.alloc(8);
  count.writeBigInt64LE(BigInt(bytes.length / width));
  return Buffer.concat([count, bytes]);
}

/** What `torch.save` wrote for this object before version 1.6, with float32 storages. */
export function legacyFile(root: Pickled, storages: Readonly<Record<string, Uint8Array>> = {}): Buffer {
  const keys = Object.keys(storages);
  return Buffer.concat([
    LEGACY_PREAMBLE,
    pickle(root),
    pickle(list(...keys.map((key) => text(key)))),
    ...Object.values(storages).map((bytes) => legacyNumbers(bytes)),
  ]);
}

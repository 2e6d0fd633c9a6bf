import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { LegacyDialect } from "../pickle/legacy-dialect.ts";
import { readPickleAt } from "../pickle/machine.ts";
import { storageBytes } from "../pickle/torch-values.ts";
import { isKind, type PickleBytes, type PickleStorage, type PickleValue } from "../pickle/values.ts";
import { quote } from "../quote.ts";
import type { CheckpointFormat } from "./format.ts";
import { torchSource } from "./torch-source.ts";

/** The number that every such file begins with, pickled (LONG1, ten bytes). */
const PICKLED_MAGIC = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
/** Behind PROTO, or from protocol 4 on behind PROTO and FRAME. */
const MAGIC_PLACES = [2, 11];
const FORMAT_VERSION = 1001;
const COUNT_BYTES = 8;
const HINT = "Copy or download the checkpoint again, or save it again with torch.save.";

/**
 * What `torch.save` wrote before version 1.6, and still writes on request: five pickles (a magic number, the version, facts
 * about the machine, the objects, the keys of the storages), then for each key the number of elements and the numbers.
 */
export const TORCH_LEGACY: CheckpointFormat = {
  name: "torch file from before version 1.6",
  matches: isLegacy,
  read(file, bytes) {
    const { objects, storage } = readLegacy(file, bytes, storageLoader(file));
    return torchSource(file, objects, { storage, littleEndian: true });
  },
};

function isLegacy(bytes: Uint8Array): boolean {
  return MAGIC_PLACES.some((place) => PICKLED_MAGIC.every((byte, index) => bytes[place + index] === byte));
}

interface LegacyContents {
  readonly objects: PickleValue;
  /** The bytes of a storage; throws MalformedFileError when the file has none of this key. */
  readonly storage: (key: string) => Uint8Array;
}

function readLegacy(
  file: string,
  bytes: Uint8Array,
  loadStorage: (bytes: PickleValue | undefined) => PickleStorage,
): LegacyContents {
  const dialect = new LegacyDialect(loadStorage);
  let start = 0;
  const next = (what: string): PickleValue => {
    if (start >= bytes.length) throw cutShort(file, bytes, what);
    const { value, end } = readPickleAt(file, bytes, { start, dialect });
    start = end;
    return value;
  };
  next("its magic number");
  checkVersion(file, next("its version"));
  checkMachine(file, next("the facts about the machine"));
  const objects = next("the objects");
  const keys = next("the keys of its storages");
  const contents = new Map<string, Uint8Array>();
  for (const storage of listed(file, keys, dialect.storages)) {
    const numbers = numbersAt(file, bytes, start, storage);
    contents.set(storage.key, numbers);
    start += COUNT_BYTES + numbers.length;
  }
  return {
    objects,
    storage(key) {
      const numbers = contents.get(key);
      if (numbers !== undefined) return numbers;
      throw new MalformedFileError(file, `the file has no numbers for its storage ${key}`, HINT);
    },
  };
}

function checkVersion(file: string, version: PickleValue): void {
  if (version === FORMAT_VERSION) return;
  const found = `another version is declared where torch's older format has the version ${FORMAT_VERSION} here`;
  throw new UnsupportedFileError(file, found, HINT);
}

/** Torch reads the numbers as little-endian whatever this says; a file that says otherwise was not written so. */
function checkMachine(file: string, machine: PickleValue): void {
  if (!isKind(machine, "dict") || machine.entries.get("little_endian") !== false) return;
  const found = "its numbers are declared as big-endian, which torch's older format never has";
  throw new UnsupportedFileError(file, found, "Save it again with a current torch.save.");
}

/** The storages in the order of their numbers, each once and each one that the objects name. */
function listed(
  file: string,
  keys: PickleValue,
  known: ReadonlyMap<string, PickleStorage>,
): readonly PickleStorage[] {
  // What is no list counts as one thing that is no key: no storages come to as many.
  const items = isKind(keys, "list") ? keys.items : [null];
  const storages = items.flatMap((key) => (typeof key === "string" ? (known.get(key) ?? []) : []));
  if (new Set(storages).size === items.length) return storages;
  const found = "the list of its storages holds something else than each storage of its objects once";
  throw new MalformedFileError(file, found, HINT);
}

/** A view of the numbers of one storage, behind their count. */
function numbersAt(file: string, bytes: Uint8Array, start: number, storage: PickleStorage): Uint8Array {
  const size = storageBytes(storage);
  if (size === null) {
    const found = `a storage has elements of the type ${quote(storage.dtype)}, whose size is not known here`;
    throw new UnsupportedFileError(file, found, HINT);
  }
  if (start + COUNT_BYTES > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  const count = new DataView(bytes.buffer, bytes.byteOffset + start, COUNT_BYTES).getBigUint64(0, true);
  if (count !== BigInt(storage.count)) {
    const found = `storage ${storage.key} is named with ${storage.count} elements and written with ${count}`;
    throw new MalformedFileError(file, found, HINT);
  }
  if (start + COUNT_BYTES + size > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  return bytes.subarray(start + COUNT_BYTES, start + COUNT_BYTES + size);
}

function cutShort(file: string, bytes: Uint8Array, where: string): MalformedFileError {
  const found = `the file (torch's format from before version 1.6) is cut short: its ${bytes.length} bytes end where ${where} should be`;
  return new MalformedFileError(file, found, HINT);
}

/**
 * Reads the checkpoints that stand inside the pickle of one file (`torch.storage._load_from_bytes`): how plain pickle and
 * cloudpickle write a tensor. Each must hold one storage. The same bytes are read once, however often a pickle names them.
 */
export function storageLoader(file: string): (bytes: PickleValue | undefined) => PickleStorage {
  const loaded = new Map<PickleBytes, PickleStorage>();
  return (value) => {
    if (!isKind(value, "bytes") || !isLegacy(value.bytes)) {
      const found =
        "a storage inside its pickle is not in the form that torch writes in pickle protocol 3 and higher";
      throw new UnsupportedFileError(file, found, "Save the model with torch.save instead of pickle.dump.");
    }
    const known = loaded.get(value);
    if (known !== undefined) return known;
    const storage = innerStorage(file, value.bytes, loaded.size);
    loaded.set(value, storage);
    return storage;
  };
}

function innerStorage(file: string, bytes: Uint8Array, index: number): PickleStorage {
  const { objects, storage } = readLegacy(file, bytes, () => {
    throw new UnsupportedFileError(file, "a storage inside its pickle holds another one inside", HINT);
  });
  if (!isKind(objects, "storage"))
    throw new UnsupportedFileError(
      file,
      "a storage inside its pickle holds something else than a storage",
      HINT,
    );
  return { ...objects, key: `inside-${index}`, bytes: storage(objects.key) };
}

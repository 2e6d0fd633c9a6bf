import { MalformedFileError } from "../core/errors.ts";
import { readCsv } from "./csv.ts";
import { parseId } from "./ids.ts";
import type { NdArray } from "./npy.ts";
import { openNpz, type NpzArchive } from "./npz.ts";
import { quote } from "./quote.ts";
import { isZip } from "./zip.ts";

/** Pairs known at training time, in the model's ids; `users[n]` rated `items[n]`. */
export interface TrainInteractions {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
}

/** The second is how the arrays of an npz file are called, too. */
const HEADERS = [
  ["internal_user_id", "internal_item_id"],
  ["user", "item"],
];
const MAX_ID = 0xffffffff;

/**
 * Reads the pairs that were known at training time: an npz archive with the integer arrays `user` and `item`, or a
 * CSV file with the columns `internal_user_id,internal_item_id` (or `user,item`). Which of the two is seen from the
 * content.
 *
 * Unlike in the id maps a row that cannot be read is an error: the mask decides every metric, and a hole in it
 * cannot be seen in them.
 *
 * @throws MalformedFileError when it is neither, holds no pair, or an entry is no id
 */
export function readTrainInteractions(file: string, bytes: Uint8Array): TrainInteractions {
  const pairs = isZip(bytes) ? readArrays(openNpz(file, bytes), file) : readRows(file, bytes);
  if (pairs.users.length === 0) throw new MalformedFileError(file, "it holds no pair of user and item", HINT);
  return pairs;
}

const HINT =
  "Write it at training time: numpy.savez_compressed(path, user=interactions.user_ids, item=interactions.item_ids).";

function readArrays(archive: NpzArchive, file: string): TrainInteractions {
  const users = toIds(file, "user", archive.read("user"));
  const items = toIds(file, "item", archive.read("item"));
  if (users.length === items.length) return { users, items };
  throw new MalformedFileError(
    file,
    `"user" has ${users.length} entries and "item" ${items.length}; they are pairs`,
    HINT,
  );
}

function toIds(file: string, name: string, { kind, shape, values }: NdArray): Uint32Array {
  if (kind !== "integer" || shape.length !== 1) {
    throw new MalformedFileError(
      file,
      `array ${quote(name)} is of kind ${kind} with ${shape.length} dimensions; integers with one dimension are needed`,
      HINT,
    );
  }
  const wrong = values.findIndex((value: number) => value < 0 || value > MAX_ID);
  if (wrong === -1) return Uint32Array.from(values);
  throw new MalformedFileError(
    file,
    `array ${quote(name)} holds ${values[wrong]} at position ${wrong}; ids are 0 to ${MAX_ID}`,
    HINT,
  );
}

function readRows(file: string, bytes: Uint8Array): TrainInteractions {
  const users: number[] = [];
  const items: number[] = [];
  readCsv(file, bytes, HEADERS, (cells, line) => {
    const [user, item] = (cells ?? []).map(parseId);
    if (
      user === undefined ||
      item === undefined ||
      user === null ||
      item === null ||
      user > MAX_ID ||
      item > MAX_ID
    ) {
      const found =
        cells === null ? "another number of columns than the header" : cells.map(quote).join(" and ");
      throw new MalformedFileError(
        file,
        `line ${line} has ${found}; two ids, 0 to ${MAX_ID}, are needed`,
        HINT,
      );
    }
    users.push(user);
    items.push(item);
  });
  return { users: Uint32Array.from(users), items: Uint32Array.from(items) };
}

import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { MalformedFileError } from "../../src/core/errors.ts";
import { readTrainInteractions, type TrainInteractions } from "../../src/formats/train-interactions.ts";
import { int64Array, npyBytes, npyHeader, npzBytes } from "../support/npy.ts";

function read(content: string | Uint8Array): TrainInteractions {
  return readTrainInteractions("train", Buffer.from(content));
}

function arrays(user: Uint8Array, item: Uint8Array): Uint8Array {
  return npzBytes({ "user.npy": user, "item.npy": item });
}

const PAIRS = { users: [3, 0, 3], items: [1, 9, 1] };

describe("readTrainInteractions", () => {
  test.each([
    { what: "a CSV file of internal ids", content: "internal_user_id,internal_item_id\n3,1\n0,9\n3,1\n" },
    { what: "a CSV file of user and item", content: "item,user\n1,3\n9,0\n1,3\n" },
    {
      what: "an npz archive of 64-bit integers",
      content: npzBytes({ "user.npy": int64Array(PAIRS.users), "item.npy": int64Array(PAIRS.items) }),
    },
    {
      what: "an npz archive of narrow integers",
      content: npzBytes({
        "item.npy": npyBytes({ header: npyHeader("|u1", [3]), data: Uint8Array.from(PAIRS.items) }),
        "user.npy": npyBytes({ header: npyHeader("|i1", [3]), data: Uint8Array.from(PAIRS.users) }),
      }),
    },
  ])("reads $what", ({ content }) => {
    const { users, items } = read(content);
    expect({ users: [...users], items: [...items] }).toEqual(PAIRS);
  });

  test("prefers internal ids where both are there", () => {
    const { users, items } = read("user,item,internal_user_id,internal_item_id\n7,8,1,2\n");
    expect([[...users], [...items]]).toEqual([[1], [2]]);
  });

  test("reads the pairs that the reference set was trained with", () => {
    const path = new URL("../fixtures/mini/train_interactions.csv", import.meta.url);
    const { users, items } = read(readFileSync(path));
    expect([users.length, items.length]).toEqual([736, 736]);
    expect([users[0], items[0]]).toEqual([34, 50]);
  });
});

describe("readTrainInteractions refuses, naming the file,", () => {
  test.each([
    { what: "no pair in a CSV file", content: "user,item\n", found: "it holds no pair of user and item" },
    {
      what: "no pair in an archive",
      content: arrays(int64Array([]), int64Array([])),
      found: "it holds no pair",
    },
    {
      what: "an id with a decimal point",
      content: "user,item\n1,2\n1.0,2\n",
      found: 'line 3 has "1.0" and "2"',
    },
    { what: "a negative id", content: "user,item\n-1,2\n", found: 'line 2 has "-1" and "2"' },
    { what: "an id beyond 32 bits", content: "user,item\n4294967296,2\n", found: "two ids, 0 to 4294967295" },
    {
      what: "a row of another width",
      content: "user,item\n1\n",
      found: "another number of columns than the header",
    },
    {
      what: "other columns",
      content: "u,i\n1,2\n",
      found: "internal_user_id,internal_item_id or user,item are needed",
    },
    {
      what: "arrays of other lengths",
      content: arrays(int64Array([1, 2]), int64Array([1])),
      found: '"user" has 2 entries and "item" 1',
    },
    {
      what: "a negative entry",
      content: arrays(int64Array([1, -2]), int64Array([1, 1])),
      found: 'array "user" holds -2 at position 1',
    },
    {
      what: "an entry beyond 32 bits",
      content: arrays(int64Array([1]), int64Array([2 ** 32])),
      found: 'array "item" holds 4294967296',
    },
    {
      what: "floats",
      content: arrays(npyBytes({ header: npyHeader("<f8", [1]), data: new Uint8Array(8) }), int64Array([1])),
      found: 'array "user" is of kind float',
    },
    {
      what: "a table",
      content: arrays(
        npyBytes({ header: npyHeader("|u1", [1, 1]), data: new Uint8Array(1) }),
        int64Array([1]),
      ),
      found: "with 2 dimensions",
    },
    {
      what: "an archive of other arrays",
      content: npzBytes({ "row.npy": int64Array([1]) }),
      found: 'there is no array "user"; it holds "row"',
    },
    { what: "a cut archive", content: arrays(int64Array([1]), int64Array([1])).subarray(0, 100), found: "" },
    { what: "bytes of neither kind", content: deflateRawSync(Buffer.alloc(999)), found: "" },
  ])("$what", ({ content, found }) => {
    const attempt = (): unknown => read(content);
    expect(attempt).toThrow(MalformedFileError);
    expect(attempt).toThrow(`train: `);
    expect(attempt).toThrow(found);
  });
});

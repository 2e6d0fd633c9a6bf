import { expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { npyBytes, npyHeader } from "../../support/npy.ts";
import { plainModel } from "../../support/same-weights.ts";
import { SMALL_MODEL, SMALL_STORAGES } from "../../support/torch-file.ts";
import { zipBytes, type ZipPart } from "../../support/zip-writer.ts";

function array(name: string, header: string, data: Uint8Array): ZipPart {
  return { name: `${name}.npy`, content: npyBytes({ header, data }) };
}

const PARTS = [
  array("user_embeddings.weight", npyHeader("<f4", [2, 2]), SMALL_STORAGES[0]!),
  array("item_embeddings.weight", npyHeader("<f4", [3, 2]), SMALL_STORAGES[1]!),
  array("user_biases.weight", npyHeader("<f4", [2, 1]), SMALL_STORAGES[2]!),
  array("item_biases.weight", npyHeader("<f4", [3, 1]), SMALL_STORAGES[3]!),
];

function read(...parts: readonly ZipPart[]): Record<string, unknown> {
  return plainModel(readCheckpoint("m.npz", zipBytes(parts)).model);
}

test.each([false, true])("is read, deflated: %s", (deflated) => {
  expect(read(...PARTS.map((part) => ({ ...part, deflated })))).toEqual(SMALL_MODEL);
});

test("may hold arrays of any plain type that no model needs", () => {
  const net = PARTS.map((part) => ({ ...part, name: `net.${String(part.name)}` }));
  const titles = array("titles", npyHeader("<U2", [1]), Buffer.alloc(8));
  expect(read(...net, titles)).toEqual(SMALL_MODEL);
});

test("is refused with an array of objects, needed or not", () => {
  const objects = array("extra", npyHeader("|O", [1]), Buffer.from("\x80\x02."));
  expect(() => read(...PARTS, objects)).toThrow(
    'm.npz: array "extra" holds Python objects, which are never loaded',
  );
});

test("is refused with tables of integers", () => {
  const users = array("user_embeddings.weight", npyHeader("<i4", [2, 2]), SMALL_STORAGES[0]!);
  expect(() => read(users, ...PARTS.slice(1))).toThrow(
    'user_embeddings.weight has elements of the type "int32"',
  );
});

test("is refused when many arrays unpack to far more than the archive holds", () => {
  const zeros = Array.from({ length: 4 }, (_, index) => ({
    ...array(`zeros${index}`, npyHeader("|u1", [2 ** 23]), Buffer.alloc(2 ** 23)),
    deflated: true,
  }));
  expect(() => read(...zeros)).toThrow("m.npz: its records unpack to more than 16777216 bytes");
});

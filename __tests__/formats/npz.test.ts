import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { MalformedFileError, UnsupportedFileError } from "../../src/core/errors.ts";
import { openNpz } from "../../src/formats/npz.ts";
import { int64Array, npzBytes } from "../support/npy.ts";

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

test("arrays are found by the names that NumPy shows", () => {
  const archive = openNpz(
    "file.npz",
    npzBytes({ "user.npy": int64Array([1, 2]), "notes.txt": Buffer.from("x") }),
  );
  expect(archive.names).toEqual(["user"]);
  expect([...archive.read("user").values]).toEqual([1, 2]);
});

test("a missing array is refused with the names that are there", () => {
  const archive = openNpz("file.npz", npzBytes({ "u.npy": int64Array([1]), "i.npy": int64Array([1]) }));
  expect(() => archive.read("user")).toThrow('file.npz: there is no array "user"; it holds "u", "i"');
});

test("an archive without arrays says so", () => {
  expect(() => openNpz("file.npz", npzBytes({ "a.txt": Buffer.from("x") })).read("user")).toThrow(
    "it holds no array",
  );
});

test("what is no archive is refused", () => {
  expect(() => openNpz("file.npz", Buffer.from("PK\x03\x04 and no more"))).toThrow(MalformedFileError);
});

test("Fortran order, both byte orders and two widths are read as the same model", () => {
  const archive = openNpz("npz_fortran.npz", fixture("hostile/npz_fortran.npz"));
  const arrays = archive.names.map((name) => [
    name,
    archive.read(name).shape,
    archive.read(name).values.length,
  ]);
  expect(arrays).toEqual([
    ["user_embeddings.weight", [3, 2], 6],
    ["item_embeddings.weight", [4, 2], 8],
    ["user_biases.weight", [3, 1], 3],
    ["item_biases.weight", [4, 1], 4],
  ]);
});

describe("hostile archives are refused by name", () => {
  test.each([
    {
      file: "npz_object_dtype.npz",
      error: UnsupportedFileError,
      text: "Python objects, which are never loaded",
    },
    { file: "npz_shape_lie.npz", error: MalformedFileError, text: "takes 40000000000 bytes, 32 are there" },
    { file: "npz_header_code.npz", error: MalformedFileError, text: "not the literal that NumPy writes" },
  ])("$file", ({ file, error, text }) => {
    const archive = openNpz(file, fixture(`hostile/${file}`));
    const attempt = (): unknown => archive.read(archive.names[0]!);
    expect(attempt).toThrow(error);
    expect(attempt).toThrow(text);
    expect(attempt).toThrow(file);
  });
});

import { expect, test } from "@jest/globals";
import { UnsupportedFileError } from "../../../src/core/errors.ts";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";

function refusal(content: string): UnsupportedFileError {
  try {
    readCheckpoint("models/m.pt", Buffer.from(content, "latin1"));
  } catch (error) {
    if (error instanceof UnsupportedFileError) return error;
    throw error;
  }
  throw new Error("it was read");
}

test.each([
  ["nothing", "", "the file is empty (0 bytes)", "step that wrote or downloaded"],
  [
    "a Git LFS pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "this is a Git LFS pointer",
    "`lfs: true`",
  ],
  ["a DVC pointer", "outs:\n- md5: 0123\n  size: 3\n", "this is a DVC pointer", "`dvc pull`"],
  [
    "a DVC pointer with its own digest",
    "md5: 01\nouts:\n- hash: md5\n",
    "this is a DVC pointer",
    "`dvc pull`",
  ],
  ["an HTML page", " \n<!DOCTYPE html><html>", "this is an HTML or XML page", "token"],
  ["an XML error", '<?xml version="1.0"?><Error>', "this is an HTML or XML page", "token"],
  ["a file of Keras", "\x89HDF\r\n\x1a\n", "this is a file of Keras or HDF5", "torch.save"],
  ["an unpacked download", "\x1f\x8b\x08", "this is a gzip archive", "Unpack it"],
  [
    "JSON",
    '{"error":{"a":1}}',
    'this is no checkpoint (torch, safetensors, npz): its 17 bytes begin with "{\\"error\\":{\\"a\\":1}"',
    "torch.save",
  ],
  ["control characters", "\x1b[31m\n::x", 'its 9 bytes begin with "\\u001b[31m\\u000a::x"', "torch.save"],
])("%s is named, with what to do", (_, content, found, hint) => {
  const error = refusal(content);
  expect(error.message).toContain(`models/m.pt: `);
  expect(error.message).toContain(found);
  expect(error.hint).toContain(hint);
});

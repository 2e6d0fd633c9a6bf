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
  ["torch's old format", "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "before version 1.6", "torch.save"],
  [
    "a safetensors file",
    '\x40\x00\x00\x00\x00\x00\x00\x00{"a":1}',
    "this is a safetensors file",
    "torch.save",
  ],
  ["a pickle", "\x80\x04\x95", "this is a bare Python pickle", "torch.save"],
  [
    "JSON",
    '{"error":{"a":1}}',
    'this is no checkpoint of torch.save: its 17 bytes begin with "{\\"error\\":{\\"a\\":1}"',
    "torch.save",
  ],
  ["control characters", "\x1b[31m\n::x", 'its 9 bytes begin with "\\u001b[31m\\u000a::x"', "torch.save"],
])("%s is named, with what to do", (_, content, found, hint) => {
  const error = refusal(content);
  expect(error.message).toContain(`models/m.pt: `);
  expect(error.message).toContain(found);
  expect(error.hint).toContain(hint);
});

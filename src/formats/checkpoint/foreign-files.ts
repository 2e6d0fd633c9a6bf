import { UnsupportedFileError } from "../../core/errors.ts";
import { quote } from "../quote.ts";

/** A kind of file that turns up where a checkpoint should be. */
interface ForeignKind {
  readonly found: string;
  readonly hint: string;
  matches(bytes: Uint8Array, start: string): boolean;
}

/** Enough for every mark below. */
const START_BYTES = 256;
const SAVE_HINT = "Save the model with torch.save, for example torch.save(model, path).";

/** First what has a mark of its own, last what is only likely. */
const FOREIGN_KINDS: readonly ForeignKind[] = [
  {
    found: "the file is empty (0 bytes)",
    hint: "Look whether the step that wrote or downloaded the checkpoint succeeded.",
    matches: (bytes) => bytes.length === 0,
  },
  {
    found: "this is a Git LFS pointer, not the checkpoint itself",
    hint: "Give actions/checkout the input `lfs: true`, or run `git lfs pull` before this step.",
    matches: (_, start) => start.startsWith("version https://git-lfs.github.com/spec/"),
  },
  {
    found: "this is a DVC pointer, not the checkpoint itself",
    hint: "Run `dvc pull` before this step.",
    matches: (_, start) => /^(?:md5: \S+\n)?outs:\s*\n\s*- (?:md5|hash|etag|size|path):/.test(start),
  },
  {
    found: "this is an HTML or XML page, not a checkpoint",
    hint: "The download gave an error or log-in page: open the address in a browser, and check the token it needs.",
    matches: (_, start) => /^\s*<(?:!doctype|html|\?xml|!--)/i.test(start),
  },
  {
    found: "this is a file of Keras or HDF5, not of PyTorch",
    hint: SAVE_HINT,
    matches: (_, start) => start.startsWith("\x89HDF\r\n\x1a\n"),
  },
  {
    found: "this is a gzip archive, not a checkpoint",
    hint: "Unpack it in an earlier step (tar -xzf, gunzip) and point `model` at the checkpoint inside.",
    matches: (_, start) => start.startsWith("\x1f\x8b"),
  },
];

/** The error for a file that is in no format that is read: says what it seems to be, or how it begins. */
export function foreignFile(file: string, bytes: Uint8Array): UnsupportedFileError {
  const start = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1");
  const kind = FOREIGN_KINDS.find((candidate) => candidate.matches(bytes, start));
  if (kind !== undefined) return new UnsupportedFileError(file, kind.found, kind.hint);
  const found = `this is no checkpoint (torch, safetensors, npz): its ${bytes.length} bytes begin with ${quote(start.slice(0, 16))}`;
  return new UnsupportedFileError(file, found, SAVE_HINT);
}

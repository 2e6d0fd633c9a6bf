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
const SAVE_HINT =
  "Save the model with torch.save in its current format, for example torch.save(model, path).";

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
    found:
      "this is a checkpoint in torch's format from before version 1.6 (not a zip archive), which is not supported",
    hint: "Load it once in torch 1.6 or newer and save it again with torch.save.",
    matches: (_, start) => start.startsWith("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"),
  },
  {
    found: "this is a safetensors file, which is not supported",
    hint: SAVE_HINT,
    // Eight bytes of length, then a JSON object.
    matches: (_, start) => start[8] === "{" && start.charCodeAt(0) !== 0x7b,
  },
  {
    found: "this is a bare Python pickle, not a checkpoint of torch.save; nothing of it was run",
    hint: SAVE_HINT,
    matches: (_, start) => start[0] === "\x80" && start.charCodeAt(1) >= 2 && start.charCodeAt(1) <= 5,
  },
];

/** The error for a file that is in no format that is read: says what it seems to be, or how it begins. */
export function foreignFile(file: string, bytes: Uint8Array): UnsupportedFileError {
  const start = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1");
  const kind = FOREIGN_KINDS.find((candidate) => candidate.matches(bytes, start));
  if (kind !== undefined) return new UnsupportedFileError(file, kind.found, kind.hint);
  const found = `this is no checkpoint of torch.save: its ${bytes.length} bytes begin with ${quote(start.slice(0, 16))}`;
  return new UnsupportedFileError(file, found, SAVE_HINT);
}

import { MalformedFileError } from "../../src/core/errors.ts";
import type { FuzzFormat } from "../../scripts/fuzz/fuzz-format.ts";

/** Formats for the fuzzer whose only reader is bad, in the way that PLANTED says, at every file that begins with this. */
const BAD_START = 3;
const STARTS = 16;
const kind = process.env["PLANTED"] ?? "none";
let spins = 0;

const BAD: Readonly<Record<string, () => void>> = {
  none: () => undefined,
  blind: () => undefined,
  crash: () => {
    throw new TypeError("Cannot read properties of undefined");
  },
  hang: () => {
    for (;;) spins++;
  },
  memory: () => void Buffer.alloc(400 * 2 ** 20, 1),
  heap: () => {
    // In steps of 8 MB: with small ones the limit of time is hit first, with large ones V8 ends the whole process.
    for (const list: unknown[] = []; ;) list.push(Array<number>(2 ** 20).fill(list.length / 3));
  },
  pollution: () => {
    // oxlint-disable-next-line no-extend-native -- doing what a bad reader would is the purpose
    Object.defineProperty(Object.prototype, "polluted", {
      value: true,
      enumerable: true,
      configurable: true,
    });
  },
  nameless: () => {
    throw new MalformedFileError("other", "is bad", "Do something.");
  },
  terminal: () => {
    throw new MalformedFileError("file", "holds \u001b[31m", "Do something.");
  },
};

const PLANTED: FuzzFormat = {
  name: "planted",
  make: (random) => Buffer.from([random.below(STARTS), random.below(256)]),
  read: (bytes) => {
    if (bytes[0] === BAD_START) BAD[kind]!();
    else if (kind !== "blind" && bytes[1]! % 2 === 0)
      throw new MalformedFileError("file", "is even", "Be odd.");
  },
};

export const MODELS: readonly FuzzFormat[] = [PLANTED];
export const BESIDE: readonly FuzzFormat[] = [];

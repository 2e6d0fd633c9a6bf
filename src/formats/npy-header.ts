/** What the header of an npy array declares; nothing here is checked against the bytes that follow. */
export interface NpyHeader {
  /** NumPy's type string, such as `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin, in bytes. */
  readonly dataOffset: number;
}

type Literal = string | boolean | readonly number[];

/** NumPy's own reader stops at the same size; a header of a plain array is 118 bytes. */
const MAX_HEADER_BYTES = 10_000;
const MAX_DIMENSIONS = 64;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** `\x93NUMPY`, then major and minor version. */
const VERSION_END = 8;
/** One token of the literal: punctuation, a string without escapes, a boolean or a size. */
const TOKEN = /\s*(?:([{}(),:])|'([^'\\]*)'|"([^"\\]*)"|(True|False)|(\d{1,15}))/y;

/**
 * Reads the header of an npy array, versions 1 to 3 (NEP 1). It is a Python literal and is read as one, token by
 * token: evaluating it, as the first readers did, would run whatever a stranger wrote there.
 *
 * @throws SyntaxError that says what was found; the caller knows the file's name.
 */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) throw new SyntaxError("it is not an npy array");
  const { start, length } = headerBounds(bytes);
  if (length > MAX_HEADER_BYTES) {
    throw new SyntaxError(`its header of ${length} bytes is longer than ${MAX_HEADER_BYTES}`);
  }
  if (start + length > bytes.length) throw new SyntaxError("it ends inside its header");
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const fields = parseDictionary(text);
  const descr = fields.get("descr");
  const fortranOrder = fields.get("fortran_order");
  const shape = fields.get("shape");
  if (
    typeof descr !== "string" ||
    typeof fortranOrder !== "boolean" ||
    !isShape(shape) ||
    fields.size !== 3
  ) {
    throw new SyntaxError("its header does not hold exactly descr, fortran_order and shape");
  }
  if (shape.length > MAX_DIMENSIONS) {
    throw new SyntaxError(`its ${shape.length} dimensions are more than the ${MAX_DIMENSIONS} of NumPy`);
  }
  return { descr, fortranOrder, shape, dataOffset: start + length };
}

/** Version 1 has a 16-bit length, versions 2 and 3 a 32-bit one. */
function headerBounds(bytes: Uint8Array): { start: number; length: number } {
  const major = bytes[VERSION_END - 2];
  if (major !== 1 && major !== 2 && major !== 3) {
    throw new SyntaxError(`its npy version is ${major ?? "missing"}; versions 1, 2 and 3 are read`);
  }
  const start = VERSION_END + (major === 1 ? 2 : 4);
  if (bytes.length < start) throw new SyntaxError("it ends inside its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset + VERSION_END, start - VERSION_END);
  return { start, length: major === 1 ? view.getUint16(0, true) : view.getUint32(0, true) };
}

/** `{'key': value, …}` with strings, booleans and tuples of sizes as values, and nothing behind it. */
function parseDictionary(text: string): Map<string, Literal> {
  const tokens = tokenise(text);
  const fields = new Map<string, Literal>();
  let at = 0;
  const take = (expected: string): void => {
    if (tokens[at++] !== expected) throw notALiteral();
  };
  take("{");
  while (tokens[at] !== "}") {
    const key = tokens[at++];
    if (typeof key !== "object" || typeof key.value !== "string" || fields.has(key.value))
      throw notALiteral();
    take(":");
    const [value, next] = parseValue(tokens, at);
    fields.set(key.value, value);
    at = next;
    if (tokens[at] !== "}") take(",");
  }
  if (at !== tokens.length - 1) throw notALiteral();
  return fields;
}

function parseValue(tokens: readonly Token[], start: number): [value: Literal, next: number] {
  const first = tokens[start];
  if (typeof first === "object" && typeof first.value !== "number") return [first.value, start + 1];
  if (first !== "(") throw notALiteral();
  const sizes: number[] = [];
  let at = start + 1;
  while (tokens[at] !== ")") {
    const size = tokens[at++];
    if (typeof size !== "object" || typeof size.value !== "number") throw notALiteral();
    sizes.push(size.value);
    if (tokens[at] !== ")" && tokens[at++] !== ",") throw notALiteral();
  }
  return [sizes, at + 1];
}

/** Punctuation as text, everything with a value in an object, so that the string `"{"` is no brace. */
type Token = string | { readonly value: string | boolean | number };

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) throw notALiteral();
    const [, punctuation, single, double, boolean, size] = match;
    if (punctuation !== undefined) tokens.push(punctuation);
    else if (boolean !== undefined) tokens.push({ value: boolean === "True" });
    else if (size !== undefined) tokens.push({ value: Number(size) });
    else tokens.push({ value: single ?? double ?? "" });
  }
  return tokens;
}

function isShape(value: Literal | undefined): value is readonly number[] {
  return Array.isArray(value);
}

function notALiteral(): SyntaxError {
  return new SyntaxError("its header is not the literal that NumPy writes for a plain array");
}

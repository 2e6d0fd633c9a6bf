/** One tensor as the header of a safetensors file declares it; nothing here is checked against the numbers that follow. */
export interface DeclaredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its numbers begin and end, in bytes behind the header. */
  readonly begin: number;
  readonly end: number;
}

type Value = string | readonly number[];
/** Punctuation as text, everything with a value in an object, so that the string `"{"` is no brace. */
type Token = string | { readonly value: string | number };

/** Torch itself stops at 64 dimensions; real tables have 2. */
const MAX_DIMENSIONS = 16;
/** One token of the closed part of JSON that the format uses: punctuation, a string, a natural number. */
const TOKEN = /[ \t\n\r]*(?:([{}[\]:,])|("[^"\\]*(?:\\.[^"\\]*)*")|(0|[1-9]\d{0,15})(?![\d.eE]))/y;

/**
 * Reads the header of a safetensors file, by name of the tensor. Not by JSON.parse: that would make properties of names
 * that a stranger chose, take the last of two tensors of one name without a word, and build whatever nesting it finds.
 *
 * @throws SyntaxError that says what was found; the caller knows the file's name.
 */
export function readSafetensorsHeader(text: string): ReadonlyMap<string, DeclaredTensor> {
  return new HeaderParser(text).tensors();
}

class HeaderParser {
  readonly #text: string;
  readonly #end: number;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.trimEnd().length;
  }

  tensors(): ReadonlyMap<string, DeclaredTensor> {
    const tensors = new Map<string, DeclaredTensor>();
    this.#object((name) => {
      // Texts that the saver added, such as {"format": "pt"}.
      if (name === "__metadata__") this.#object(() => void this.#string());
      else tensors.set(name, this.#tensor());
    });
    if (this.#position < this.#end) throw new SyntaxError("holds something behind its JSON object");
    return tensors;
  }

  #tensor(): DeclaredTensor {
    const fields = new Map<string, Value>();
    this.#object((name) => fields.set(name, name === "dtype" ? this.#string() : this.#numbers()));
    const [dtype, shape, offsets] = ["dtype", "shape", "data_offsets"].map((name) => fields.get(name));
    if (fields.size !== 3 || typeof dtype !== "string" || !isNumbers(shape) || !isNumbers(offsets)) {
      throw new SyntaxError("describes a tensor by something else than dtype, shape and data_offsets");
    }
    if (shape.length > MAX_DIMENSIONS)
      throw new SyntaxError(`has a tensor of ${shape.length} dimensions; at most ${MAX_DIMENSIONS} are read`);
    if (offsets.length !== 2) throw new SyntaxError("has a tensor without a begin and an end");
    return { dtype, shape, begin: offsets[0]!, end: offsets[1]! };
  }

  /** Calls `member` at each value with its name. */
  #object(member: (name: string) => void): void {
    const names = new Set<string>();
    this.#expect("{");
    for (let next = this.#token(); next !== "}"; next = this.#token()) {
      if (names.size > 0 && next !== ",") throw notJson();
      const name = names.size > 0 ? this.#string() : stringOf(next);
      if (names.has(name)) throw new SyntaxError("names something twice");
      names.add(name);
      this.#expect(":");
      member(name);
    }
  }

  #numbers(): readonly number[] {
    const numbers: number[] = [];
    this.#expect("[");
    for (let next = this.#token(); next !== "]"; next = this.#token()) {
      if (numbers.length > 0 && next !== ",") throw notJson();
      numbers.push(numberOf(numbers.length > 0 ? this.#token() : next));
    }
    return numbers;
  }

  #string(): string {
    return stringOf(this.#token());
  }

  #expect(punctuation: string): void {
    if (this.#token() !== punctuation) throw notJson();
  }

  #token(): Token {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw notJson();
    this.#position = TOKEN.lastIndex;
    const [, punctuation, string, number] = match;
    if (punctuation !== undefined) return punctuation;
    return { value: number === undefined ? unescaped(string!) : Number(number) };
  }
}

function stringOf(token: Token): string {
  if (typeof token === "object" && typeof token.value === "string") return token.value;
  throw notJson();
}

function numberOf(token: Token): number {
  if (typeof token === "object" && Number.isSafeInteger(token.value)) return Number(token.value);
  throw notJson();
}

/** One string alone is safe to leave to JSON.parse. */
function unescaped(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    throw notJson();
  }
}

function isNumbers(value: Value | undefined): value is readonly number[] {
  return Array.isArray(value);
}

function notJson(): SyntaxError {
  return new SyntaxError("is not the JSON object of tensors that the format asks for");
}

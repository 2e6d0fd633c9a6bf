/**
 * Strings as they are, and the tokens that `JSON.parse` refuses (NaN, Infinity) or rounds (integers of more than 15
 * digits). The closing quote is optional so that a cut text is read once, not once for each of its quotes.
 */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const NEEDS_CARE = /NaN|Infinity|\d{16}/;

/**
 * Reads an answer of MLflow: JSON in which doubles may be the bare words NaN, Infinity and -Infinity, and in which
 * int64 (18-digit experiment ids) may be numbers. Both come back as strings, as protobuf's own JSON writes them.
 * @throws SyntaxError for anything that is not JSON otherwise
 */
export function parseWireJson(text: string): unknown {
  return JSON.parse(NEEDS_CARE.test(text) ? text.replaceAll(TOKENS, keepExact) : text);
}

function keepExact(token: string): string {
  if (token.startsWith('"')) return token;
  const isExact = /^-?\d/.test(token) && (!/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token)));
  return isExact ? token : `"${token}"`;
}

/** A double as MLflow takes it: bare NaN in a request is stored as 0 without a word. */
export function writeDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

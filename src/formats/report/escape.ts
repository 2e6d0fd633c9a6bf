import { visible } from "./visible.ts";

/** Long enough for a path or a run id, short enough for a table cell. */
const MAX_NAME_CODE_POINTS = 120;
const MAX_SENTENCE_CODE_POINTS = 1_000;
const MAX_CODE_LINES = 120;
const MAX_CODE_LINE_CODE_POINTS = 500;

/**
 * What could start Markdown, HTML, math, a mention, an issue reference or a link. `_` between letters and a single
 * `:` mean nothing and stay as they are: escaping every one would make the source of the report unreadable.
 */
const SPECIAL = /[&<>"'`|*~[\]\\#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=[:/])|(?<=:):|(?<=www)\./giu;

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

/** `<wbr>` is an element of its own, so the text around it is two nodes: no autolink, which works on decoded text, spans it. */
const LINK_BREAKER = "<wbr>";

/**
 * Text from data for Markdown and HTML alike: one line, invisible characters shown, nothing in it is markup. Entities
 * alone would not do: GitHub links `a&#64;b.c` and `www.` after decoding, also inside `<code>`; `<wbr>` breaks those.
 */
export function escapeText(text: string, maxCodePoints: number = MAX_NAME_CODE_POINTS): string {
  return visible(text, maxCodePoints).replaceAll(SPECIAL, (character, offset: number, whole: string) => {
    const linking =
      character === "@" || character === "." || (character === ":" && whole[offset + 1] === "/");
    const entity = NAMED_ENTITIES.get(character) ?? `&#${character.codePointAt(0)!};`;
    return linking ? `${LINK_BREAKER}${entity}` : entity;
  });
}

/** A name or value from data as `<code>`: mentions and references are not expanded there. */
export function code(text: string, maxCodePoints: number = MAX_NAME_CODE_POINTS): string {
  return text === "" ? "(empty)" : `<code>${escapeText(text, maxCodePoints)}</code>`;
}

/** Words and numbers that mean nothing to any Markdown reader, with the punctuation of a sentence around them. */
const PLAIN_WORD =
  /^(?:\(?(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)*%?|[–—→])\)?[.,;:!?]?|[.,;:!?])$/u;
/** GitHub links what looks like the id of a commit. */
const COMMIT_ID = /^[0-9a-f]{7,}\W*$/iu;

/**
 * A sentence that was put together from our words and text from data (an error message, a hint): plain words stay
 * readable prose, `backticked` pieces and everything that is not a plain word become escaped `<code>`.
 */
export function prose(text: string, maxCodePoints: number = MAX_SENTENCE_CODE_POINTS): string {
  const pieces = visible(text, maxCodePoints).split(/`([^`]+)`/u);
  // Every second piece stood between backticks.
  return pieces.map((piece, index) => (index % 2 === 1 ? code(piece, Infinity) : proseWords(piece))).join("");
}

function proseWords(text: string): string {
  return text
    .split(" ")
    .map((word) => (word === "" || isPlain(word) ? word : wordAsCode(word)))
    .join(" ")
    .replaceAll("</code> <code>", " ");
}

/** The punctuation of the sentence stands outside: nobody should copy the full stop behind a path. */
function wordAsCode(word: string): string {
  const [, core = word, punctuation = ""] = /^(.*[A-Za-z0-9/)"'])([.,;:!?])$/u.exec(word) ?? [];
  return `${code(core, Infinity)}${punctuation}`;
}

function isPlain(word: string): boolean {
  return PLAIN_WORD.test(word) && !COMMIT_ID.test(word);
}

/** Lines as a code block; the fence is longer than any run of backticks in them, so nothing can close it early. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines
    .slice(0, MAX_CODE_LINES)
    .map((line) => visible(line.replaceAll("\t", "    "), MAX_CODE_LINE_CODE_POINTS));
  if (lines.length > MAX_CODE_LINES) shown.push("…");
  const longest = Math.max(2, ...shown.map((line) => longestBacktickRun(line)));
  const fence = "`".repeat(longest + 1);
  return [fence, ...shown, fence].join("\n");
}

function longestBacktickRun(line: string): number {
  return Math.max(0, ...(line.match(/`+/gu) ?? []).map((run) => run.length));
}

import { countText } from "./rounding.ts";

/** A piece of a page that stands or goes as a whole. */
export interface Section {
  /** For the line that says what was left out. */
  readonly title: string;
  readonly text: string;
}

/** Room for the line that says what was left out. */
const NOTE_BYTES = 500;

/**
 * Joins sections, most worthwhile first, to at most `maxBytes` of UTF-8. A section that does not fit is left out as a
 * whole, because half a table is worse than none, and later ones that still fit are kept; a last line names what is
 * missing. Empty sections are nothing.
 */
export function fitSections(sections: readonly Section[], maxBytes: number): string {
  const present = sections.filter(({ text }) => text !== "");
  const everything = joined(present.map(({ text }) => text));
  if (Buffer.byteLength(everything) <= maxBytes) return everything;
  const kept: string[] = [];
  const missing: string[] = [];
  let left = maxBytes - NOTE_BYTES;
  for (const { title, text } of present) {
    const bytes = Buffer.byteLength(text) + SEPARATOR.length;
    if (bytes <= left) kept.push(text);
    else missing.push(title);
    left -= bytes <= left ? bytes : 0;
  }
  const limit = countText(maxBytes);
  return joined([...kept, `Left out because only ${limit} bytes can be shown here: ${missing.join(", ")}.`]);
}

const SEPARATOR = "\n\n";

function joined(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `${texts.join(SEPARATOR)}\n`;
}

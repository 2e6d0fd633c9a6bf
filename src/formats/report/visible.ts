/**
 * Everything that a reader would not see, or that would move what he sees: control characters, bidi controls,
 * zero-width characters and joiners, fillers, tags, variation selectors, line separators, lone surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const PICTURES: ReadonlyMap<string, string> = new Map([
  ["\n", "␊"],
  ["\r", "␍"],
  ["\t", "␉"],
]);

/**
 * Makes one visible line out of any text: line breaks become ␊ and ␍, other invisible characters `\u{202E}`, and
 * after `maxCodePoints` characters an ellipsis says that there was more. Time and memory follow the limit, not the text.
 */
export function visible(text: string, maxCodePoints: number): string {
  // A code point has two units at most, so this piece is long enough to tell whether there was more.
  const points = Array.from(text.slice(0, 2 * (maxCodePoints + 1)));
  const kept = points.slice(0, maxCodePoints).join("").replaceAll(INVISIBLE, show);
  return points.length > maxCodePoints ? `${kept}…` : kept;
}

function show(character: string): string {
  return PICTURES.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`;
}

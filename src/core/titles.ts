/** Unicode's White_Space, not `\s`: that one takes U+FEFF for a space and misses U+0085. */
const WHITE_SPACE = /\p{White_Space}+/gu;
/** At most one space is left before the year when this is applied. */
const TRAILING_YEAR = / ?\([0-9]{4}\)$/;

/**
 * The form in which titles of the database ("Heat") and of the item map ("Heat (1995)") are compared (spec, "Ids"):
 * strip, lower-case, remove one trailing `(dddd)` with the white space before it, collapse white space, strip.
 *
 * White space is collapsed first, which gives the same result in linear time: a pattern for "white space at the
 * end" tries again at every space of a long run, minutes for a megabyte of spaces that a stranger put into the
 * database.
 */
export function normaliseTitle(title: string): string {
  const collapsed = title.replace(WHITE_SPACE, " ");
  const stripped = collapsed.slice(
    collapsed.startsWith(" ") ? 1 : 0,
    collapsed.endsWith(" ") ? -1 : undefined,
  );
  return stripped.toLowerCase().replace(TRAILING_YEAR, "");
}

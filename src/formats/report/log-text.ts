import { visible } from "./visible.ts";

/** The runner cuts an annotation at 4,096 characters; a longer log line helps nobody. */
const MAX_LOG_CODE_POINTS = 4_000;

/**
 * One line that is safe in a runner's log and in a terminal: no line breaks, control or bidi characters, and no
 * workflow command. The runner obeys `::name::` at the start of a line (blanks before it do not matter) and the older
 * `##[name]` anywhere in a line; a backslash breaks both. The shorter `#[` and `:` are broken too, because the text
 * may be printed behind another `#` or `:`. Safe text stays as it is, so applying it twice does no harm.
 */
export function logSafe(text: string, maxCodePoints: number = MAX_LOG_CODE_POINTS): string {
  return visible(text, maxCodePoints)
    .replaceAll("#[", String.raw`#\[`)
    .replace(/^(\s*):/u, String.raw`$1\:`);
}

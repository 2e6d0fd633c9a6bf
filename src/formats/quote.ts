/** A name longer than this is cut in messages: enough to recognise it, too little to flood a log. */
const MAX_QUOTED_CHARACTERS = 80;

/**
 * Text from a file, in double quotes, for an error message: capped, and everything outside printable ASCII escaped, so
 * that neither line breaks (GitHub reads `::command::` lines), terminal codes nor right-to-left marks reach a log.
 */
export function quote(text: string): string {
  const shown = text.slice(0, MAX_QUOTED_CHARACTERS);
  const escaped = shown.replaceAll(/[^\u0020-\u007E]|["\\]/g, escapeUnit);
  return shown.length < text.length ? `"${escaped}…" (${text.length} characters)` : `"${escaped}"`;
}

/** No `u` flag above: a cut or lone surrogate is escaped like any other unit. */
function escapeUnit(unit: string): string {
  if (unit === '"' || unit === "\\") return `\\${unit}`;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The first names, quoted, and how many there are more; at least one. */
export function quoteFirst(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(quote).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

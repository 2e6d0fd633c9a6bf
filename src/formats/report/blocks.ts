/** Paragraphs, tables and the like under each other in Markdown; what is empty leaves no gap. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

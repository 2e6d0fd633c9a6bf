/** One table of a benchmark. */
export interface Table {
  /** What was measured, on what; a sentence. */
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to judge it. */
  readonly note?: string;
}

/** As Markdown, to be read in a terminal too: columns are as wide as their widest cell, all but the first to the right. */
export function markdownOf({ title, head, rows, note }: Table): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const lines = [title, "", line(head), rule, ...rows.map(line)];
  return [...lines, ...(note === undefined ? [] : ["", note])].join("\n");
}

/** A number with as many digits as tell something: 0.0453, 4.5, 453. */
export function digits(value: number): string {
  if (value === 0) return "0";
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 4));
}

/** "6.3 ×" */
export function times(ratio: number): string {
  return `${digits(ratio)} ×`;
}

/** Bytes in MB, of a million. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** "70,000" */
export function counted(count: number): string {
  return count.toLocaleString("en-US");
}

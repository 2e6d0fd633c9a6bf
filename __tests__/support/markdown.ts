/** What a Markdown page is made of, so that two pages can be compared whatever their words are. */
export interface MarkdownShape {
  readonly headings: readonly string[];
  readonly tableRows: readonly number[];
  readonly codeBlocks: number;
  readonly listItems: number;
  readonly quotes: number;
  /** Names of HTML elements in order, without those that our own escaping puts around data. */
  readonly elements: readonly string[];
}

/** Reads the structure line by line as GitHub would: a fence is closed only by one that is as long, and nothing inside of it counts. */
export function shapeOf(markdown: string): MarkdownShape {
  const outside = textOutsideOfCode(markdown);
  const lines = outside.split("\n");
  return {
    headings: lines.filter((line) => /^ {0,3}#{1,6}\s/u.test(line)).map((line) => /^\W*/u.exec(line)![0]),
    tableRows: lines.filter((line) => line.startsWith("|")).map((line) => line.split("|").length),
    codeBlocks: lines.filter((line) => line === "(code block)").length,
    listItems: lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s/u.test(line)).length,
    quotes: lines.filter((line) => line.startsWith(">")).length,
    elements: [...outside.matchAll(/<[!/?]?[\w-]*/gu)].map(([tag]) => tag).filter((tag) => !OURS.has(tag)),
  };
}

const OURS = new Set(["<code", "</code", "<wbr"]);

/** Everything that is not inside of a fenced block; each block is one marker line. */
export function textOutsideOfCode(markdown: string): string {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split(/\r\n|\r|\n/u)) {
    const run = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line);
    if (fence === null && run !== null) {
      fence = run[1]!;
      outside.push("(code block)");
    } else if (fence === null) outside.push(line);
    else if (run !== null && run[1]!.startsWith(fence) && run[2]!.trim() === "") fence = null;
  }
  if (fence !== null) outside.push("(never closed)");
  return outside.join("\n");
}

import { describe, expect, test } from "@jest/globals";
import { CsvError, parse } from "csv-parse/sync";
import { readPlainRecords } from "../../src/formats/plain-csv.ts";
import { seededRandom } from "../support/seeded-random.ts";

interface Found {
  readonly cells: readonly string[];
  readonly line: number;
}

function plain(text: string): { readonly told: number | null; readonly found: Found[] } {
  const found: Found[] = [];
  const told = readPlainRecords(text, (cells, line) => void found.push({ cells, line }));
  return { told, found };
}

/** What the library told before the text ended or its quotes did not pair up, which is null at the end. */
function ofLibrary(text: string): { readonly isWhole: boolean; readonly found: Found[] } {
  const found: Found[] = [];
  try {
    parse(Buffer.from(text), {
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      onRecord: (cells: string[], { lines }: { lines: number }): null => {
        found.push({ cells, line: lines });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { isWhole: false, found };
  }
  return { isWhole: true, found };
}

describe("readPlainRecords", () => {
  test("reads cells in quotes with commas and quotes inside", () => {
    expect(plain('id,title\r\n1,"Matrix, The ""99"""\r\n').found).toEqual([
      { cells: ["id", "title"], line: 1 },
      { cells: ["1", 'Matrix, The "99"'], line: 2 },
    ]);
  });

  test.each([
    { what: "a line break in quotes", text: 'a\n"1\n2"\n' },
    { what: "a quote within a cell", text: 'a\n1"2\n' },
    { what: "text behind the end of quotes", text: 'a\n"1"2\n' },
    { what: "a return alone", text: "a\n1\r2\n" },
  ])("leaves $what to the library", ({ text }) => {
    expect(plain(text)).toEqual({ told: 1, found: [{ cells: ["a"], line: 1 }] });
  });

  test("tells what the library tells, of any text", () => {
    const random = seededRandom(1);
    const letters = ["a", "a", "b", ",", ",", '"', '"', "\n", "\n", "\r\n", "\r", " ", "é"];
    for (let round = 0; round < 3_000; round++) {
      const length = random.below(14);
      const text = Array.from({ length }, () => letters[random.below(letters.length)]).join("");
      const { told, found } = plain(text);
      const library = ofLibrary(text);
      const context = JSON.stringify(text);
      if (told === null) expect({ context, ...library }).toEqual({ context, isWhole: true, found });
      else expect({ context, found: library.found.slice(0, told) }).toEqual({ context, found });
    }
  });
});

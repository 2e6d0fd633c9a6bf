import { describe, expect, test } from "@jest/globals";
import { MalformedFileError } from "../../src/core/errors.ts";
import { readCsv } from "../../src/formats/csv.ts";

type Cells = readonly string[] | null;

function rows(text: string | Uint8Array, headers: readonly (readonly string[])[] = [["a", "b"]]): Cells[] {
  const found: Cells[] = [];
  readCsv("map.csv", Buffer.from(text), headers, (cells) => void found.push(cells));
  return found;
}

function stop(): never {
  throw new RangeError("stop");
}

describe("readCsv", () => {
  test.each([
    {
      what: "plain rows",
      text: "a,b\n1,2\n3,4\n",
      found: [
        ["1", "2"],
        ["3", "4"],
      ],
    },
    { what: "no line end after the last row", text: "a,b\n1,2", found: [["1", "2"]] },
    { what: "Windows line ends", text: "a,b\r\n1,2\r\n", found: [["1", "2"]] },
    { what: "old Mac line ends", text: "a,b\r1,2\r", found: [["1", "2"]] },
    {
      what: "mixed line ends",
      text: "a,b\n1,2\r\n3,4\n",
      found: [
        ["1", "2"],
        ["3", "4"],
      ],
    },
    { what: "a byte order mark", text: "\uFEFFa,b\n1,2\n", found: [["1", "2"]] },
    { what: "a quoted header after a byte order mark", text: '\uFEFF"a","b"\n1,2\n', found: [["1", "2"]] },
    { what: "columns in another order", text: "b,a\n1,2\n", found: [["2", "1"]] },
    { what: "further columns", text: "x,a,y,b\n1,2,3,4\n", found: [["2", "4"]] },
    {
      what: "quotes, commas and line breaks in fields",
      text: 'a,b\n"1,\n""2""",3\n',
      found: [['1,\n"2"', "3"]],
    },
    { what: "white space as it is", text: "a,b\n 1 ,\u00A02\n", found: [[" 1 ", "\u00A02"]] },
    { what: "empty lines between rows", text: "a,b\n\n1,2\n\n", found: [["1", "2"]] },
    { what: "empty cells", text: "a,b\n,\n", found: [["", ""]] },
    { what: "a row that is too short", text: "a,b\n1\n", found: [null] },
    { what: "a row that is too long", text: "a,b\n1,2,3\n", found: [null] },
    { what: "a header alone", text: "a,b\n", found: [] },
    { what: "__proto__ as any text", text: "a,b\n__proto__,2\n", found: [["__proto__", "2"]] },
  ])("reads $what", ({ text, found }) => {
    expect(rows(text)).toEqual(found);
  });

  test("keeps Unicode forms", () => {
    expect(rows("a,b\né,e\u0301\n")).toEqual([["é", "e\u0301"]]);
  });

  test("takes the first of several headers that is there", () => {
    expect(rows("c,b,a\n1,2,3\n", [["x", "y"], ["a", "b"], ["c"]])).toEqual([["3", "2"]]);
  });

  test("takes any number of commas and line breaks in one quoted cell", () => {
    const cell = ",\n".repeat(20_000);
    expect(rows(`a,b\n"${cell}",2\n`)).toEqual([[cell, "2"]]);
  });

  test("tells the line on which a row ends", () => {
    const lines: number[] = [];
    readCsv("map.csv", Buffer.from('a,b\n1,2\n"3\n",4\n'), [["a", "b"]], (_, line) => void lines.push(line));
    expect(lines).toEqual([2, 4]);
  });

  test("lets the caller's error through", () => {
    expect(() => readCsv("map.csv", Buffer.from("a,b\n1,2\n"), [["a", "b"]], stop)).toThrow(RangeError);
  });
});

describe("readCsv refuses, naming the file,", () => {
  test.each([
    { what: "an empty file", text: "", found: "it is empty" },
    { what: "a file of empty lines", text: "\n\n", found: "it has no header" },
    { what: "a byte order mark alone", text: "\uFEFF", found: "it has no header" },
    {
      what: "another header",
      text: "x,y\n1,2\n",
      found: 'its header has the columns "x", "y"; a,b are needed, each once',
    },
    { what: "a header in other case", text: "A,B\n1,2\n", found: 'the columns "A", "B"' },
    { what: "a column twice", text: "a,b,a\n1,2,3\n", found: "each once" },
    { what: "a name that would write a log command", text: '"::set\n::x",b\n', found: '"::set\\u000a::x"' },
    { what: "a quote that is never closed", text: 'a,b\n1,"2\n3,4\n', found: "its quotes do not pair up" },
    { what: "a quote inside a bare field", text: 'a,b\n1,2"\n', found: "line 2: its quotes do not pair up" },
  ])("$what", ({ text, found }) => {
    const attempt = (): unknown => rows(text);
    expect(attempt).toThrow(MalformedFileError);
    expect(attempt).toThrow(`map.csv: `);
    expect(attempt).toThrow(found);
  });

  test.each([
    { what: "Latin-1", bytes: Buffer.from("a,b\n\xE9,1\n", "latin1") },
    { what: "UTF-16", bytes: Buffer.from("\uFEFFa,b\n1,2\n", "utf16le") },
    { what: "a lone surrogate", bytes: Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xed, 0xa0, 0x80]) },
  ])("$what as not UTF-8", ({ bytes }) => {
    expect(() => rows(bytes)).toThrow("map.csv: it is not UTF-8 text");
  });

  test("a file beyond the limit, before it looks into it", () => {
    const huge = new Uint8Array(2 ** 28 + 1);
    expect(() => readCsv("map.csv", huge, [["a"]], () => undefined)).toThrow("268435457 bytes are more than");
  });

  // The parser took 5 GB for a row of a hundred million commas.
  test.each([
    { what: "in one line", row: `1${",".repeat(10_000)}`, line: 2 },
    { what: "of empty quotes", row: '"",'.repeat(10_001), line: 2 },
    { what: "whose quoted cells break the line", row: '"\n",'.repeat(10_001), line: 10_002 },
  ])("a row of more than ten thousand columns $what", ({ row, line }) => {
    expect(() => rows(`a,b\n${row}\n`)).toThrow(
      `map.csv: line ${line} belongs to a row of more than 10000 columns`,
    );
  });

  test("a header of ten thousand columns, in a short message", () => {
    const header = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join();
    expect(() => rows(header)).toThrow(/^.{0,300}$/);
  });
});

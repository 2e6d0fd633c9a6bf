import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { MalformedFileError } from "../core/errors.ts";
import { quote } from "./quote.ts";

/** A map of a million users takes about 30 MB: what is above this is another file. */
const MAX_CSV_BYTES = 2 ** 28;
/** A row is a list of texts here, some fifty bytes for the one of a comma: a file of commas would fill the memory. */
const MAX_COLUMNS = 10_000;
/** Columns of the header that an error names. */
const MAX_COLUMNS_SHOWN = 10;

/** Told about each row behind the header; null stands for a row with another number of columns than the header. */
type OnRow = (cells: readonly string[] | null, line: number) => void;

/**
 * Reads columns of a CSV file (RFC 4180, any line ends, BOM allowed) by the names in its header, one row at a time.
 * Cells come as they are: nothing is trimmed, cast or normalised. Other columns are passed over.
 *
 * @param headers the names wanted, in the order of the cells; where several sets are allowed, the first that the
 * header has
 * @throws MalformedFileError when the file is empty, not UTF-8, lacks the columns or its quotes do not pair up
 */
export function readCsv(
  file: string,
  bytes: Uint8Array,
  headers: readonly (readonly string[])[],
  onRow: OnRow,
): void {
  checkText(file, bytes, headers);
  let columns: readonly number[] | null = null;
  let width = 0;
  const onRecord = (record: string[], { lines }: { lines: number }): null => {
    if (columns === null) {
      columns = findColumns(file, record, headers);
      width = record.length;
    } else onRow(record.length === width ? columns.map((column) => record[column]!) : null, lines);
    return null;
  };
  try {
    // Rows go to the callback and are not kept: a list of them takes ten times the file.
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      onRecord,
    });
  } catch (error) {
    if (error instanceof CsvError) throw new MalformedFileError(file, describe(error), hintFor(headers));
    throw error;
  }
  if (columns === null) throw new MalformedFileError(file, "it has no header", hintFor(headers));
}

function checkText(file: string, bytes: Uint8Array, headers: readonly (readonly string[])[]): void {
  if (bytes.length === 0) throw new MalformedFileError(file, "it is empty", hintFor(headers));
  if (bytes.length > MAX_CSV_BYTES) {
    throw new MalformedFileError(
      file,
      `its ${bytes.length} bytes are more than the ${MAX_CSV_BYTES} that are read`,
      "Check that this is the right file.",
    );
  }
  if (!isUtf8(bytes)) throw new MalformedFileError(file, "it is not UTF-8 text", hintFor(headers));
  const wide = firstWideLine(bytes);
  if (wide === null) return;
  throw new MalformedFileError(
    file,
    `line ${wide} belongs to a row of more than ${MAX_COLUMNS} columns`,
    hintFor(headers),
  );
}

const [QUOTE, COMMA, LINE_FEED, RETURN] = Buffer.from('",\n\r');

/**
 * The line, from 1, with which a row has too many columns; null: none has. The parser counts them when they are in memory.
 * Every quote opens or closes a field, as long as the parser takes the text at all: a doubled one does both.
 */
function firstWideLine(bytes: Uint8Array): number | null {
  let isQuoted = false;
  let columns = 1;
  let line = 1;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED) line++;
    if (isQuoted) continue;
    if (byte === COMMA) columns++;
    else if (byte === LINE_FEED || byte === RETURN) columns = 1;
    if (columns > MAX_COLUMNS) return line;
  }
  return null;
}

/**
 * Where the wanted columns stand. A name that stands there twice is as good as missing: nobody knows which one is
 * meant.
 */
function findColumns(
  file: string,
  header: readonly string[],
  headers: readonly (readonly string[])[],
): readonly number[] {
  for (const names of headers) {
    const columns = names.map((name) => header.indexOf(name));
    const unique = names.every((name) => header.indexOf(name) === header.lastIndexOf(name));
    if (unique && !columns.includes(-1)) return columns;
  }
  const shown = header.slice(0, MAX_COLUMNS_SHOWN).map(quote).join(", ");
  const wanted = headers.map((names) => names.join(",")).join(" or ");
  throw new MalformedFileError(
    file,
    `its header has the columns ${shown}${header.length > MAX_COLUMNS_SHOWN ? ", …" : ""}; ${wanted} are needed, each once`,
    hintFor(headers),
  );
}

/** The library's own text repeats what the file holds, unescaped. */
function describe(error: CsvError): string {
  const line: unknown = error["lines"];
  return `line ${typeof line === "number" ? line : "?"}: its quotes do not pair up`;
}

function hintFor(headers: readonly (readonly string[])[]): string {
  const wanted = headers.map((names) => names.join(",")).join(" or ");
  return `Write a UTF-8 CSV file with the header ${wanted}, fields with commas, quotes or line breaks in double quotes.`;
}

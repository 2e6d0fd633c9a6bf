import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { parseIsoTime, parseTimestamp, parseTimestampText } from "../../src/formats/timestamp.ts";

const JUNE_FIRST = Date.UTC(2024, 5, 1, 12, 30, 45);

describe("parseTimestamp reads", () => {
  test.each([
    ["2024-06-01 12:30:45", JUNE_FIRST],
    ["2024-06-01T12:30:45", JUNE_FIRST],
    ["2024-06-01T12:30:45Z", JUNE_FIRST],
    ["2024-06-01 14:30:45+02:00", JUNE_FIRST],
    ["2024-06-01T07:00:45-05:30", JUNE_FIRST],
    ["2024-06-01 12:30:45.5", JUNE_FIRST + 500],
    ["2024-06-01 12:30:45.123", JUNE_FIRST + 123],
    ["2024-06-01T12:30:45.123999Z", JUNE_FIRST + 123],
    ["2024-02-29 00:00:00", Date.UTC(2024, 1, 29)],
    ["2000-02-29 00:00:00", Date.UTC(2000, 1, 29)],
    ["1969-12-31 23:59:59", -1000],
  ])("the text %s", (text, milliseconds) => {
    expect(parseTimestamp(text)).toBe(milliseconds);
  });

  test.each([
    [1_717_245_045, JUNE_FIRST],
    [1_717_245_045.123, JUNE_FIRST + 123],
    [1_717_245_045_123, JUNE_FIRST + 123],
    [1_717_245_045n, JUNE_FIRST],
    ["1717245045", JUNE_FIRST],
    ["1717245045.5", JUNE_FIRST + 500],
    ["1717245045123", JUNE_FIRST + 123],
    [0, 0],
    [99_999_999_999, 99_999_999_999_000],
    [100_000_000_000, 100_000_000_000],
  ])("the Unix time %s", (value, milliseconds) => {
    expect(parseTimestamp(value)).toBe(milliseconds);
  });

  test("what Date writes, for every millisecond of four-digit years", () => {
    const moment = fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(moment, (time) => {
        expect(parseTimestamp(new Date(time).toISOString())).toBe(time);
      }),
    );
  });
});

describe("parseTimestamp refuses", () => {
  test.each([
    ["a date without a time", "2024-06-01"],
    ["a time without seconds", "2024-06-01 12:30"],
    ["30 February", "2024-02-30 00:00:00"],
    ["29 February of a year that has none", "2023-02-29 00:00:00"],
    ["29 February 1900", "1900-02-29 00:00:00"],
    ["31 April", "2024-04-31 00:00:00"],
    ["month 0", "2024-00-01 00:00:00"],
    ["month 13", "2024-13-01 00:00:00"],
    ["day 0", "2024-06-00 00:00:00"],
    ["hour 24", "2024-06-01 24:00:00"],
    ["minute 60", "2024-06-01 12:60:00"],
    ["a leap second", "2016-12-31 23:59:60"],
    ["an impossible zone", "2024-06-01 12:30:45+24:00"],
    ["a zone without a colon", "2024-06-01 12:30:45+0200"],
    ["a year that Date.UTC would move by 1900", "0099-06-01 00:00:00"],
    ["text around it", " 2024-06-01 12:30:45"],
    ["a line break behind it", "2024-06-01 12:30:45\n"],
    ["a compact date, which is no Unix time", "20240601"],
    ["an empty text", ""],
    ["words", "yesterday"],
    ["no value", null],
    ["a blob", new Uint8Array([1])],
    ["a moment beyond the calendar", 8.64e15 + 1],
    ["an infinite number", Number.POSITIVE_INFINITY],
  ])("%s", (_, value) => {
    expect(parseTimestamp(value)).toBeNaN();
  });
});

/** From bytes within others. */
function read(text: string): number {
  const bytes = Buffer.from(`x${text}9`);
  return parseTimestampText(bytes, 1, bytes.length - 2);
}

describe("parseTimestampText", () => {
  test("reads every text as parseTimestamp does, whatever digit or sign is wrong", () => {
    const time = fc
      .tuple(fc.integer({ min: Date.UTC(0, 0), max: Date.UTC(9999, 11, 31) }), fc.constantFrom(" ", "T"))
      .map(([moment, between]) => new Date(moment).toISOString().slice(0, 19).replace("T", between));
    const mutated = fc
      .tuple(
        time,
        fc.nat({ max: 18 }),
        fc.constantFrom("0", "1", "2", "3", "6", "9", " ", "-", ":", "T", ".", "Z", "é", "\0"),
      )
      .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1));
    const other = fc.oneof(
      fc.constantFrom(
        "",
        "2024-06-01 12:30:45.5",
        "2024-06-01T12:30:45+02:00",
        "1717245045",
        "\uFEFF1717245045",
      ),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.oneof(time, mutated, other), (text) => {
        expect(read(text)).toBe(parseTimestamp(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("knows every day from year 100 to 9999 as the calendar does", () => {
    const days = Array.from(
      { length: 3_700 },
      (_, step) => new Date(Date.UTC(100, 0) + step * 987 * 86_400_000),
    );
    const differing = days.filter(
      (day) => read(`${day.toISOString().slice(0, 10)} 00:00:00`) !== day.getTime(),
    );
    expect(differing.filter((day) => day.getUTCFullYear() <= 9999)).toEqual([]);
  });

  test("refuses a text of a gigabyte without looking at it", () => {
    expect(parseTimestampText(new Uint8Array(4), 0, 2 ** 30)).toBeNaN();
  });
});

describe("parseIsoTime", () => {
  test.each([
    ["a date, as its midnight in UTC", "2024-06-01", Date.UTC(2024, 5, 1)],
    ["a leap day", "2024-02-29", Date.UTC(2024, 1, 29)],
    ["a time in UTC", "2024-06-01T12:30:45Z", JUNE_FIRST],
    ["a time with a zone", "2024-06-01 14:30:45+02:00", JUNE_FIRST],
    ["a time without a zone, as UTC", "2024-06-01 12:30:45", JUNE_FIRST],
  ])("reads %s", (_, text, milliseconds) => {
    expect(parseIsoTime(text)).toBe(milliseconds);
  });

  test.each([
    ["a Unix time", "1717245045"],
    ["an impossible date", "2024-02-30"],
    ["a date with a zone", "2024-06-01Z"],
    ["a date and an hour", "2024-06-01 12"],
    ["a line break behind a date", "2024-06-01\n"],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(parseIsoTime(text)).toBeNaN();
  });
});

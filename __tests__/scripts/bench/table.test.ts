import { describe, expect, test } from "@jest/globals";
import { counted, digits, markdownOf, megabytes, times } from "../../../scripts/bench/table.ts";

describe("a table of a benchmark", () => {
  test("is Markdown, with columns that stand under each other", () => {
    const table = {
      title: "What it is.",
      head: ["way", "µs"],
      rows: [["the kernel", "45"]],
      note: "A note.",
    };
    expect(markdownOf(table)).toBe(
      [
        "What it is.",
        "",
        "| way        |  µs |",
        "| ---------- | --: |",
        "| the kernel |  45 |",
        "",
        "A note.",
      ].join("\n"),
    );
  });
});

describe("numbers in tables", () => {
  test.each([
    [0, "0"],
    [0.04531, "0.045"],
    [4.53, "4.5"],
    [45.3, "45"],
    [4531.2, "4531"],
    [0.000_001, "0.0000"],
  ])("%d is told as %s", (value, text) => {
    expect(digits(value)).toBe(text);
  });

  test("have units", () => {
    expect([times(6.31), megabytes(146_800_640), counted(70_000)]).toEqual(["6.3 ×", "147 MB", "70,000"]);
  });
});

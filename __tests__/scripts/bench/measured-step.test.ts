import { expect, test } from "@jest/globals";
import { stepsOf } from "../../../scripts/bench/measured-step.ts";

test("the times of steps are those between the lines that open and close their sections", () => {
  const lines = [
    { milliseconds: 5, text: "before" },
    { milliseconds: 10, text: "::group::1. Load" },
    { milliseconds: 30, text: "a line" },
    { milliseconds: 40, text: "::endgroup::" },
    { milliseconds: 41, text: "::group::2. Validate" },
    { milliseconds: 43, text: "::endgroup::" },
  ];
  expect([...stepsOf(lines)]).toEqual([
    ["1. Load", 30],
    ["2. Validate", 2],
  ]);
});

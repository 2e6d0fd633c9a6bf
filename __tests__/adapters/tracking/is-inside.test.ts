import { expect, test } from "@jest/globals";
import { isInside } from "../../../src/adapters/tracking/is-inside.ts";

test.each(["/work/mlruns", "/work/a/b", "/work/..data/mlruns", "/work/..."])(
  "%s is inside of /work",
  (path) => {
    expect(isInside("/work", path)).toBe(true);
  },
);

test.each(["/work", "/", "/workspace", "/other/mlruns", "/mlruns"])("%s is not", (path) => {
  expect(isInside("/work", path)).toBe(false);
});

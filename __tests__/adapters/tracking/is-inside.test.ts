import { expect, test } from "@jest/globals";
import { isInside } from "../../../src/adapters/tracking/is-inside.ts";

test.each(["/workspace/mlruns", "/workspace/a/b", "/workspace/..data/mlruns", "/workspace/..."])(
  "%s is inside of /work",
  (path) => {
    expect(isInside("/workspace", path)).toBe(true);
  },
);

test.each(["/workspace", "/", "/workspace", "/other/mlruns", "/mlruns"])("%s is not", (path) => {
  expect(isInside("/workspace", path)).toBe(false);
});

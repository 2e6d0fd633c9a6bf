import { expect, test } from "@jest/globals";
import { inputsFromEnvironment } from "../../src/config/environment.ts";

test("inputs are in upper case, with their hyphens", () => {
  const inputs = inputsFromEnvironment({ "INPUT_MAX-MRR-DROP": "5%", INPUT_K: "20", INPUT_MODEL: "" });

  expect(inputs.from).toBe("input");
  expect(Object.fromEntries(inputs.values)).toEqual({ "max-mrr-drop": "5%", k: "20", model: "" });
});

test("other variables are nobody's inputs", () => {
  expect(
    inputsFromEnvironment({ K: "1", INPUT_MAX_MRR_DROP: "5%", INPUT_OTHER: "x", input_k: "3" }).values.size,
  ).toBe(0);
});

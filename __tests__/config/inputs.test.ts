import { describe, expect, test } from "@jest/globals";
import { defaultOf, describeInput, INPUT_NAMES, INPUTS, inputDefinition } from "../../src/config/inputs.ts";
import { OUTPUTS } from "../../src/config/outputs.ts";

describe.each(INPUT_NAMES)("the input %s", (name) => {
  test("has a default that its own schema accepts", () => {
    expect(INPUTS[name].schema.safeParse(INPUTS[name].default).success).toBe(true);
  });

  test("is described by whole sentences that end with the default", () => {
    expect(inputDefinition(name).description).toMatch(/\.$/);
    expect(describeInput(name).endsWith(` Default: ${defaultOf(name)}`)).toBe(true);
    expect(defaultOf(name)).not.toBe("");
  });

  test("is described in single spaces, as a folded YAML block gives it back", () => {
    expect(describeInput(name)).toBe(describeInput(name).trim().replaceAll(/\s+/g, " "));
  });
});

test.each(Object.entries(OUTPUTS))("the output %s is described", (_, description) => {
  expect(description).toMatch(/^\S.*\.$/);
});

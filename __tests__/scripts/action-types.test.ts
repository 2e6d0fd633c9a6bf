import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { INPUT_NAMES, inputDefinition } from "../../src/config/inputs.ts";
import { OUTPUTS } from "../../src/config/outputs.ts";

const Typing = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["string", "boolean", "integer"]) }),
  z.strictObject({ type: z.literal("enum"), "allowed-values": z.array(z.string()).min(2) }),
]);
const TYPES = z
  .strictObject({ inputs: z.record(z.string(), Typing), outputs: z.record(z.string(), Typing) })
  .parse(parse(readFileSync(join(import.meta.dirname, "../../action-types.yml"), "utf8")));

test("every input and every output has a type, in the order of action.yml", () => {
  expect(Object.keys(TYPES.inputs)).toEqual(INPUT_NAMES);
  expect(Object.keys(TYPES.outputs)).toEqual(Object.keys(OUTPUTS));
});

test("words, switches and numbers are told from texts", () => {
  expect(TYPES.inputs["history"]).toEqual({ type: "enum", "allowed-values": ["auto", "branch", "none"] });
  expect(TYPES.inputs["dry-run"]).toEqual({ type: "boolean" });
  expect(TYPES.inputs["k"]).toEqual({ type: "integer" });
  expect(TYPES.inputs["history-keep"]).toEqual({ type: "string" });
  expect(TYPES.inputs["thresholds"]).toEqual({ type: "string" });
  expect(TYPES.outputs["should-retrain"]).toEqual({ type: "boolean" });
});

function isOfType(typing: z.infer<typeof Typing>, text: string): boolean {
  if (typing.type === "enum") return typing["allowed-values"].includes(text);
  if (typing.type === "boolean") return ["true", "false"].includes(text);
  return typing.type === "string" || /^\d+$/.test(text);
}

test("every default is of its input's type", () => {
  const others = INPUT_NAMES.filter((name) => !isOfType(TYPES.inputs[name]!, inputDefinition(name).default));
  expect(others).toEqual([]);
});

import { z } from "zod";

import { inputDefinition, INPUT_NAMES } from "../src/config/inputs.ts";
import { OUTPUTS } from "../src/config/outputs.ts";
import type { Sections } from "./docs.ts";

/**
 * The lists of action-types.yml (the format of typesafegithub/github-actions-typing), which tell editors and generators of
 * workflows what a value may be. Types are read off the schemas that read the values: said twice, they would drift apart.
 */
export function typeSections(): Sections {
  const inputs = INPUT_NAMES.map((name) => `  ${name}:\n${typeOf(inputDefinition(name).schema)}`);
  const outputs = Object.entries(OUTPUTS).map(
    ([name, description]) => `  ${name}:\n    type: ${isFlag(description) ? "boolean" : "string"}`,
  );
  return new Map([
    ["inputs", inputs.join("\n")],
    ["outputs", outputs.join("\n")],
  ]);
}

function typeOf(schema: z.ZodType): string {
  const accepts = (text: string) => schema.safeParse(text).success;
  if (schema instanceof z.ZodEnum)
    return ["    type: enum", "    allowed-values:", ...schema.options.map((word) => `      - ${word}`)].join(
      "\n",
    );
  if (accepts("true") && accepts("false") && !accepts("maybe")) return "    type: boolean";
  if (accepts("10") && !accepts("10.5") && !accepts("ten") && !accepts("")) return wholeNumber(accepts);
  return "    type: string";
}

function wholeNumber(accepts: (text: string) => boolean): string {
  return accepts("off") || accepts("10d") ? "    type: string" : "    type: integer";
}

/** Outputs are texts; these are one of two. */
function isFlag(description: string): boolean {
  return description.includes("`true` or `false`");
}

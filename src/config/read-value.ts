import type { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { quote } from "../formats/quote.ts";
import { defaultOf, inputDefinition, INPUTS } from "./inputs.ts";
import type { InputName } from "./inputs.ts";
import type { RawValue, ValueOrigin } from "./sources.ts";

/** What each input is once its schema has read it. */
export type InputValues = { readonly [Name in InputName]: z.output<(typeof INPUTS)[Name]["schema"]> };

/** The same table, seen so that the compiler relates the type of a value to the name of its input. */
const SCHEMAS: { readonly [Name in InputName]: { readonly schema: z.ZodType<InputValues[Name]> } } = INPUTS;

/**
 * Reads the value of an input with the input's schema.
 * @throws ConfigError naming the input, where the value came from, what was found and what is allowed
 */
export function readValue<Name extends InputName>(name: Name, raw: RawValue): InputValues[Name] {
  const result = SCHEMAS[name].schema.safeParse(raw.value);
  if (result.success) return result.data;
  const allowed = result.error.issues[0]?.message ?? "another value";
  throw new ConfigError(
    `${place(name, raw.origin)}: found ${found(name, raw)}; allowed: ${allowed}`,
    hint(name, raw.origin),
  );
}

function found(name: InputName, { value }: RawValue): string {
  if (inputDefinition(name).secret === true) return "a value that is not shown";
  if (typeof value === "string") return quote(withoutCredentials(value));
  return Array.isArray(value) ? "a list" : "a map";
}

/** Hides user and password of an address, up to the last @: a password may hold one, or a slash. */
function withoutCredentials(text: string): string {
  const start = text.indexOf("://");
  const end = text.lastIndexOf("@");
  return start !== -1 && end > start ? `${text.slice(0, start)}://***${text.slice(end)}` : text;
}

function place(name: InputName, origin: ValueOrigin): string {
  if (origin.kind === "input") return `input "${name}"`;
  if (origin.kind === "flag") return `flag --${name}`;
  if (origin.kind === "file") return `config file ${quote(origin.path)}, key "${name}"`;
  if (origin.kind === "variable") return `environment variable ${origin.variable} (input "${name}")`;
  return `default of input "${name}"`;
}

function hint(name: InputName, origin: ValueOrigin): string {
  if (origin.kind === "variable")
    return `Correct ${origin.variable}, or set the input "${name}", which comes before it.`;
  return `Correct the value, or remove it to use the default (${defaultOf(name)}).`;
}

import type { Environment } from "./environment.ts";
import type { InputName } from "./inputs.ts";
import { inputDefinition } from "./inputs.ts";
import type { YamlValue } from "./yaml.ts";

/** What was given directly: as inputs of the step, or as flags of the command line. */
export interface GivenInputs {
  readonly from: "input" | "flag";
  readonly values: ReadonlyMap<InputName, string>;
}

/** The config file, read. */
export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<InputName, YamlValue>;
}

/** Everything that can set an input, in order of precedence; the default comes last. */
export interface ConfigSources {
  readonly inputs: GivenInputs;
  /** null when there is no config file. */
  readonly file: ConfigFile | null;
  readonly environment: Environment;
}

/** Where a value came from. */
export type ValueOrigin =
  | { readonly kind: "input" | "flag" | "default" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "variable"; readonly variable: string };

/** A value before its schema has read it. */
export interface RawValue {
  readonly value: YamlValue;
  readonly origin: ValueOrigin;
}

/** The value that counts for an input: given, else in the config file, else in MLflow's variable, else the default. */
export function findValue(name: InputName, { inputs, file, environment }: ConfigSources): RawValue {
  const { environmentVariable: variable, default: text } = inputDefinition(name);
  const given = meant(inputs.values.get(name));
  if (given !== null) return { value: given, origin: { kind: inputs.from } };
  const inFile = meant(file?.values.get(name));
  if (file !== null && inFile !== null) return { value: inFile, origin: { kind: "file", path: file.path } };
  const inVariable = variable === undefined ? null : meant(environment[variable]);
  if (variable !== undefined && inVariable !== null)
    return { value: inVariable, origin: { kind: "variable", variable } };
  return { value: text, origin: { kind: "default" } };
}

/** White space around a text means nothing, and an empty text is unset. */
function meant(value: YamlValue | undefined): YamlValue | null {
  if (value === undefined) return null;
  if (typeof value !== "string") return value;
  const trimmed = value.trim();
  return trimmed === "" ? null : trimmed;
}

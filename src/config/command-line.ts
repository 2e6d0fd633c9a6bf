import { ConfigError } from "../core/errors.ts";
import { quote } from "../formats/quote.ts";
import { inputDefinition, INPUT_NAMES, isInputName } from "./inputs.ts";
import type { InputName } from "./inputs.ts";
import { nearestNames } from "./nearest-names.ts";
import type { GivenInputs } from "./sources.ts";
import { isBoolean } from "./value-schemas.ts";

/** What a command line asks for. */
export type CommandLine =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly inputs: GivenInputs };

/**
 * Reads the arguments after the program's name: `--name value`, `--name=value`, and `--name` alone for `true` where
 * the input is a boolean. `--help` and `--version` win over everything else.
 * @throws ConfigError for an unknown flag, a flag given twice, a missing value, and arguments that are no flags
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  if (argv.includes("--help")) return { kind: "help" };
  if (argv.includes("--version")) return { kind: "version" };
  const values = new Map<InputName, string>();
  let rest = argv;
  while (rest.length > 0) {
    const flag = readFlag(rest);
    if (values.has(flag.name))
      throw new ConfigError(`flag --${flag.name}: found twice; allowed: once`, "Remove one of the two.");
    values.set(flag.name, flag.value);
    rest = rest.slice(flag.length);
  }
  return { kind: "run", inputs: { from: "flag", values } };
}

/** The first flag of the arguments, and how many of them it takes. */
function readFlag([argument = "", next]: readonly string[]): {
  name: InputName;
  value: string;
  length: 1 | 2;
} {
  const [, flag, value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  if (flag === undefined)
    throw new ConfigError(
      `command line: found ${quote(argument)}; allowed: --input-name value`,
      "Put -- before the name of an input, or quotes around a value that holds spaces.",
    );
  const name = knownFlag(flag);
  if (value !== undefined) return { name, value, length: 1 };
  if (isBoolean(inputDefinition(name).default))
    return next !== undefined && isBoolean(next)
      ? { name, value: next, length: 2 }
      : { name, value: "true", length: 1 };
  // A name right after a name is a forgotten value; one that does begin so is written --name=--value.
  if (next === undefined || next.startsWith("--"))
    throw new ConfigError(
      `flag --${name}: found no value; allowed: --${name} value`,
      `Write the value after the flag, or leave the flag out.`,
    );
  return { name, value: next, length: 2 };
}

function knownFlag(flag: string): InputName {
  if (isInputName(flag)) return flag;
  const near = nearestNames(flag, INPUT_NAMES).map((name) => `--${name}`);
  throw new ConfigError(
    `command line: found the unknown flag ${quote(`--${flag}`)}; allowed: the names of inputs`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run with --help to see all flags.",
  );
}

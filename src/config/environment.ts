import { INPUT_NAMES } from "./inputs.ts";
import type { InputName } from "./inputs.ts";
import type { GivenInputs } from "./sources.ts";

/** Variables of the process, as `process.env` has them: undefined is not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The inputs of the step, as the runner hands them over: `INPUT_` and the name in upper case, hyphens kept. */
export function inputsFromEnvironment(environment: Environment): GivenInputs {
  const values = new Map<InputName, string>();
  for (const name of INPUT_NAMES) {
    const value = environment[`INPUT_${name.toUpperCase()}`];
    if (value !== undefined) values.set(name, value);
  }
  return { from: "input", values };
}

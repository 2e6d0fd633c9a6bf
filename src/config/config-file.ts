import { ConfigError } from "../core/errors.ts";
import { quote } from "../formats/quote.ts";
import { INPUT_NAMES, inputDefinition, isInputName } from "./inputs.ts";
import type { InputName } from "./inputs.ts";
import { nearestNames } from "./nearest-names.ts";
import { readValue } from "./read-value.ts";
import { findValue } from "./sources.ts";
import type { ConfigFile, GivenInputs } from "./sources.ts";
import { readYamlSettings, YamlProblem } from "./yaml.ts";
import type { YamlValue } from "./yaml.ts";

/** Which file holds the configuration. */
export interface ConfigFileChoice {
  readonly path: string;
  /** Named by the user: it must then exist. */
  readonly explicit: boolean;
}

/**
 * The config file to look for, known before it is read: only an input or a flag can name it.
 * @throws ConfigError when the input `config` is not a path
 */
export function chooseConfigFile(inputs: GivenInputs): ConfigFileChoice {
  const raw = findValue("config", { inputs, file: null, environment: {} });
  return { path: readValue("config", raw), explicit: raw.origin.kind !== "default" };
}

/** The error for a config file that was named and is not there. */
export function missingConfigFile(path: string): ConfigError {
  return new ConfigError(
    `input "config": found ${quote(path)}, which does not exist; allowed: a path of an existing YAML file`,
    'Correct the path (it is relative to the workspace; is the repository checked out?), or remove the input "config".',
  );
}

/**
 * Reads the text of the config file: a flat map whose keys are input names. Values stay as written, for the schemas.
 * @throws ConfigError for text that is not such a map, and for keys that are not inputs
 */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const settings = readSettings(text, path);
  const values = new Map<InputName, YamlValue>();
  for (const [key, value] of settings) values.set(knownKey(key, path), value);
  return { path, values };
}

function readSettings(text: string, path: string): ReadonlyMap<string, YamlValue> {
  try {
    return readYamlSettings(text);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    throw new ConfigError(
      `config file ${quote(path)}: cannot be read: ${error.message}; allowed: YAML with one \`input-name: value\` a line`,
      "Correct the file, or remove it to use inputs and defaults alone.",
      { cause: error },
    );
  }
}

function knownKey(key: string, path: string): InputName {
  const place = `config file ${quote(path)}`;
  if (!isInputName(key)) {
    const near = nearestNames(key, FILE_KEYS);
    const hint =
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Use one of: ${FILE_KEYS.join(", ")}.`;
    throw new ConfigError(
      `${place}: found the unknown key ${quote(key)}; allowed: the names of inputs`,
      hint,
    );
  }
  if (inputDefinition(key).inputOnly === true)
    throw new ConfigError(
      `${place}: found the key "${key}"; allowed: any other input`,
      `Remove the key; "${key}" is read from the step's inputs or the command line only.`,
    );
  return key;
}

const FILE_KEYS = INPUT_NAMES.filter((name) => inputDefinition(name).inputOnly !== true);

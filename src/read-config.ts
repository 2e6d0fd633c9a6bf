import { resolve } from "node:path";
import { readTextIfPresent } from "./adapters/files.ts";
import { chooseConfigFile, missingConfigFile, parseConfigFile } from "./config/config-file.ts";
import { resolveConfig, resolveFailOn, type Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import type { ConfigSources, GivenInputs } from "./config/sources.ts";

/**
 * The configuration from everything that can set it: inputs or flags, the config file, the environment, defaults.
 * @throws ConfigError naming the input, where its value came from, what was found and what is allowed
 */
export async function readConfig(
  inputs: GivenInputs,
  workspace: string,
  environment: Environment,
): Promise<Config> {
  return resolveConfig(await readSources(inputs, workspace, environment));
}

/**
 * What fails the step when the configuration is refused: as given directly or in the config file, as long as that can be
 * read; else the default, because an error that nobody sees is worse than one too many.
 */
export async function readFailOn(
  inputs: GivenInputs,
  workspace: string,
  environment: Environment,
): Promise<Config["failOn"]> {
  const direct = { inputs, file: null, environment };
  const sources = await readSources(inputs, workspace, environment).catch(() => direct);
  try {
    return resolveFailOn(sources);
  } catch {
    return resolveFailOn({ ...direct, inputs: { ...inputs, values: new Map() } });
  }
}

async function readSources(
  inputs: GivenInputs,
  workspace: string,
  environment: Environment,
): Promise<ConfigSources> {
  const { path, explicit } = chooseConfigFile(inputs);
  const text = await readTextIfPresent(resolve(workspace, path));
  if (text === null && explicit) throw missingConfigFile(path);
  return { inputs, file: text === null ? null : parseConfigFile(text, path), environment };
}

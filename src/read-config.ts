import { resolve } from "node:path";
import { readTextIfPresent } from "./adapters/files.ts";
import { chooseConfigFile, missingConfigFile, parseConfigFile } from "./config/config-file.ts";
import { resolveConfig, type Config } from "./config/config.ts";
import type { GivenInputs } from "./config/sources.ts";

/**
 * The configuration from everything that can set it: inputs or flags, the config file, the environment, defaults.
 * @throws ConfigError naming the input, where its value came from, what was found and what is allowed
 */
export async function readConfig(
  inputs: GivenInputs,
  workspace: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  const { path, explicit } = chooseConfigFile(inputs);
  const text = await readTextIfPresent(resolve(workspace, path));
  if (text === null && explicit) throw missingConfigFile(path);
  return resolveConfig({ inputs, file: text === null ? null : parseConfigFile(text, path), environment });
}

import { terminalLog } from "./adapters/terminal.ts";
import { parseCommandLine, type CommandLine } from "./config/command-line.ts";
import { helpText } from "./config/help-text.ts";
import type { GivenInputs } from "./config/sources.ts";
import { ConfigError, explain } from "./core/errors.ts";
import { logSafe } from "./formats/report/log-text.ts";
import { renderTerminal } from "./formats/report/terminal.ts";
import { main } from "./main.ts";
import { openHistory } from "./open-history.ts";
import { readConfig } from "./read-config.ts";
import { VERSION } from "./version.ts";

/** Wrong usage: the command line itself, or a value in it, cannot be meant. */
const WRONG_USAGE = 2;

process.exitCode = await runCommandLine(process.argv.slice(2));

async function runCommandLine(argv: readonly string[]): Promise<number> {
  let command: CommandLine;
  try {
    command = parseCommandLine(argv);
  } catch (error) {
    return refuse(error);
  }
  if (command.kind === "help") return print(helpText());
  if (command.kind === "version") return print(`${VERSION}\n`);
  return await evaluate(command.inputs);
}

async function evaluate(inputs: GivenInputs): Promise<number> {
  const workspace = process.cwd();
  let config;
  try {
    config = await readConfig(inputs, workspace, process.env);
  } catch (error) {
    return refuse(error);
  }
  const checked = config;
  const log = terminalLog(() => Date.now());
  const { failed } = await main({
    log,
    origin: null,
    workspace,
    readConfig: async () => checked,
    readFailOn: async () => checked.failOn,
    openHistory: () => openHistory(checked, { log, workspace }, null),
    fetchArtifact: () => () =>
      Promise.reject(
        new ConfigError(
          "artifacts of workflows can be fetched by a workflow's step only",
          "Download the artifact, name its file, and leave out the flag that names the artifact.",
        ),
      ),
    openAlerts: () => null,
    // Never reached: without GitHub the plan of the dispatch is to hold it.
    sendRetrainEvent: () => () =>
      Promise.reject(new ConfigError("no GitHub here", "Run as a workflow step.")),
    tell: async (outcome) => {
      if (checked.summary) print(renderTerminal(outcome, { color: process.stdout.isTTY }));
      return outcome;
    },
  });
  return failed ? 1 : 0;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function refuse(error: unknown): number {
  if (!(error instanceof ConfigError)) throw error;
  const { message, hint } = explain(error);
  process.stderr.write(
    `model-monitor: ${logSafe(message)}\n${logSafe(hint)}\nRun with --help to see all flags.\n`,
  );
  return WRONG_USAGE;
}

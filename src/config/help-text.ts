import { describeInput, inputDefinition, INPUT_NAMES } from "./inputs.ts";
import type { InputName } from "./inputs.ts";
import { isBoolean } from "./value-schemas.ts";
import { wrapText } from "./wrap-text.ts";

const INDENT = "      ";
const WIDTH = 80 - INDENT.length;

/** What `--help` prints: every flag with its meaning and default. Ends with a line break. */
export function helpText(): string {
  const shown = INPUT_NAMES.filter((name) => inputDefinition(name).hidden !== true);
  return [
    "Usage: node dist/cli.js [--input-name value ...]",
    "",
    "Evaluates a recommender model on the ratings of a SQLite database, logs the",
    "metrics to MLflow, compares them and decides whether to retrain. Each flag is an",
    "input of the action; a flag wins over the config file. Write --name=--value for",
    "a value that begins with two hyphens.",
    "",
    ...shown.flatMap(describeFlag),
    "  --help, --version",
    "",
    "Exit code: 0; 1 when --fail-on says so; 2 on wrong usage.",
    "",
  ].join("\n");
}

function describeFlag(name: InputName): readonly string[] {
  const value = isBoolean(inputDefinition(name).default) ? "[true|false]" : "<value>";
  const lines = wrapText(describeInput(name).replaceAll("`", ""), WIDTH).map((text) => `${INDENT}${text}`);
  return [`  --${name} ${value}`, ...lines, ""];
}

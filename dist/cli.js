import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  INPUT_NAMES,
  NO_VALUE,
  countOf,
  describeInput,
  inputDefinition,
  isBoolean,
  isInputName,
  join,
  logSafe,
  main,
  nearestNames,
  openHistory,
  plainOf,
  readConfig,
  throttle,
  viewOf
} from "./main.js";
import "./vendor-csv-parse.js";
import "./vendor-yaml.js";
import "./vendor-zod.js";
import {
  VERSION
} from "./sqlite-thread.js";
import {
  ConfigError,
  explain,
  quote
} from "./ratings-columns.js";
import "./ranker-for.js";
import "./runtime.js";

// src/adapters/terminal.ts
function terminalLog(now) {
  return {
    group: async (title, work) => {
      say(`\u2014 ${title}`);
      return await work();
    },
    info: (text) => say(`  ${text}`),
    progress: throttle(now, (text) => say(`  ${text}`))
  };
}
function say(text) {
  process.stderr.write(`${logSafe(text)}
`);
}

// src/config/command-line.ts
function parseCommandLine(argv) {
  if (argv.includes("--help")) return { kind: "help" };
  if (argv.includes("--version")) return { kind: "version" };
  const values = /* @__PURE__ */ new Map();
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
function readFlag([argument = "", next]) {
  const [, flag, value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  if (flag === void 0)
    throw new ConfigError(
      `command line: found ${quote(argument)}; allowed: --input-name value`,
      "Put -- before the name of an input, or quotes around a value that holds spaces."
    );
  const name = knownFlag(flag);
  if (value !== void 0) return { name, value, length: 1 };
  if (isBoolean(inputDefinition(name).default))
    return next !== void 0 && isBoolean(next) ? { name, value: next, length: 2 } : { name, value: "true", length: 1 };
  if (next === void 0 || next.startsWith("--"))
    throw new ConfigError(
      `flag --${name}: found no value; allowed: --${name} value`,
      `Write the value after the flag, or leave the flag out.`
    );
  return { name, value: next, length: 2 };
}
function knownFlag(flag) {
  if (isInputName(flag)) return flag;
  const near = nearestNames(flag, INPUT_NAMES).map((name) => `--${name}`);
  throw new ConfigError(
    `command line: found the unknown flag ${quote(`--${flag}`)}; allowed: the names of inputs`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run with --help to see all flags."
  );
}

// src/config/wrap-text.ts
function wrapText(text, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== void 0 && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

// src/config/help-text.ts
var INDENT = "      ";
var WIDTH = 80 - INDENT.length;
function helpText() {
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
    ""
  ].join("\n");
}
function describeFlag(name) {
  const value = isBoolean(inputDefinition(name).default) ? "[true|false]" : "<value>";
  const lines = wrapText(describeInput(name).replaceAll("`", ""), WIDTH).map((text) => `${INDENT}${text}`);
  return [`  --${name} ${value}`, ...lines, ""];
}

// src/formats/report/terminal.ts
var MAX_SKIPPED_RUNS = 10;
var MAX_TREND_ROWS = 10;
var MAX_ADVICE_LINES = 120;
function renderTerminal(outcome, { color } = { color: false }) {
  const view = viewOf(outcome);
  const bold = color ? (text) => `\x1B[1m${text}\x1B[22m` : (text) => text;
  const parts = [
    [bold(`${view.verdict.symbol} ${view.verdict.words}`)],
    verdictLines(view),
    findingLines(view, bold),
    section(bold("Trend"), trendLines(view)),
    section(
      bold("What chance alone does"),
      [...view.chance.lines, ...view.chance.details].map((line) => `- ${plainOf(line)}`)
    ),
    section(bold("Data"), dataLines(view)),
    section(
      bold("What the numbers can say"),
      view.honesty.map((line) => `- ${plainOf(line)}`)
    ),
    section(bold("Further metrics"), [
      ...alignedMetrics(view),
      ...view.furtherNotes.map((note) => `- ${plainOf(note)}`)
    ]),
    section(
      bold("Model, database and settings"),
      aligned(view.details.map(({ label, value }) => [label, plainOf(value)]))
    ),
    section(
      bold("How to open the runs in MLflow"),
      view.mlflow === null ? [] : [plainOf(view.mlflow.sentence), ...view.mlflow.code.map(codeLine)]
    ),
    section(bold("The event that was not sent"), view.heldPayload.map(codeLine)),
    section(bold("Runs of others that could not be read"), skippedRunLines(view))
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}
`;
}
function verdictLines({ why, warnings, advice, deliveries }) {
  return [
    ...why.map(plainOf),
    ...warnings.map((warning) => `Careful: ${plainOf(warning)}`),
    ...adviceLines(advice),
    ...deliveries.flatMap(({ symbol, text, advice: next }) => [
      `${symbol} ${plainOf(text)}`.trimStart(),
      ...adviceLines(next)
    ])
  ];
}
function adviceLines(advice) {
  if (advice === null) return [];
  return [`What to do: ${plainOf(advice.sentence)}`, ...advice.code.slice(0, MAX_ADVICE_LINES).map(codeLine)];
}
function codeLine(line) {
  const indent = /^[ \t]*/u.exec(line)[0].replaceAll("	", "    ");
  return `    ${indent.slice(0, 40)}${logSafe(line.trimStart(), 500)}`;
}
function findingLines({ findings, comparison }, bold) {
  if (findings.length === 0 && comparison.length === 0) return [];
  const header = ["outcome", "rule", "metric", "now", "before", "change", "limit", "why"];
  const [titles = "", ...rows] = aligned([header, ...findings.map(findingCells)]);
  const lines = rows.map((row, index) => findings[index].outcome === "fired" ? bold(row) : row);
  return section(bold("Checks"), [titles, ...lines, ...comparison.map(plainOf)]);
}
function findingCells({
  outcome,
  rule,
  metric,
  now,
  before,
  change,
  limit,
  shortReason,
  advice
}) {
  return [
    outcome,
    plainOf([rule]),
    plainOf([metric]),
    now,
    before,
    change,
    limit,
    advice === "" ? shortReason : `${shortReason}; ${advice}`
  ];
}
function dataLines({ data, leftOut, kept, mapProblems }) {
  if (data.length === 0) return [];
  return [
    ...aligned(data.map(({ label, value }) => [label, value])),
    leftOut.length === 0 ? "Nothing was left out." : `Left out: ${plainOf(join(leftOut, "; "))}.`,
    ...kept.length === 0 ? [] : [`Odd, but counted: ${plainOf(join(kept, "; "))}.`],
    ...mapProblems.length === 0 ? [] : [`Odd in the id maps: ${plainOf(join(mapProblems, "; "))}.`]
  ];
}
function trendLines({ trend: { rows } }) {
  if (rows.length === 0) return [];
  return aligned([
    ["when", "value", "change", "what happened"],
    ...rows.slice(0, MAX_TREND_ROWS).map(({ when, value, change, notes }) => [when, value, change, notes === "" ? NO_VALUE : notes])
  ]);
}
function alignedMetrics({ furtherMetrics }) {
  if (furtherMetrics.length === 0) return [];
  const columns = furtherMetrics.some(({ convention }) => convention !== "") ? 4 : 3;
  const rows = furtherMetrics.map(({ metric, now, before, convention }) => [
    plainOf([metric]),
    now,
    before,
    convention === "" ? NO_VALUE : convention
  ]);
  return aligned([["metric", "now", "before", "convention"], ...rows].map((row) => row.slice(0, columns)));
}
function skippedRunLines({ skippedRuns }) {
  const lines = skippedRuns.slice(0, MAX_SKIPPED_RUNS).map(({ path, reason }) => `${logSafe(path, 120)}: ${logSafe(reason, 200)}`);
  const more = skippedRuns.length - lines.length;
  return more > 0 ? [...lines, `\u2026 and ${countOf(more, "more run", "more runs")}`] : lines;
}
function section(title, lines) {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
function aligned(rows) {
  const widths = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map(
    (row) => row.map((cell, column) => column === row.length - 1 ? cell : cell.padEnd(widths[column])).join("  ")
  );
}

// src/cli.ts
var WRONG_USAGE = 2;
process.exitCode = await runCommandLine(process.argv.slice(2));
async function runCommandLine(argv) {
  let command;
  try {
    command = parseCommandLine(argv);
  } catch (error) {
    return refuse(error);
  }
  if (command.kind === "help") return print(helpText());
  if (command.kind === "version") return print(`${VERSION}
`);
  return await evaluate(command.inputs);
}
async function evaluate(inputs) {
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
    fetchArtifact: () => () => Promise.reject(
      new ConfigError(
        "artifacts of workflows can be fetched by a workflow's step only",
        "Download the artifact, name its file, and leave out the flag that names the artifact."
      )
    ),
    openAlerts: () => null,
    // Never reached: without GitHub the plan of the dispatch is to hold it.
    sendRetrainEvent: () => () => Promise.reject(new ConfigError("no GitHub here", "Run as a workflow step.")),
    tell: async (outcome) => {
      if (checked.summary) print(renderTerminal(outcome, { color: process.stdout.isTTY }));
      return outcome;
    }
  });
  return failed ? 1 : 0;
}
function print(text) {
  process.stdout.write(text);
  return 0;
}
function refuse(error) {
  if (!(error instanceof ConfigError)) throw error;
  const { message, hint } = explain(error);
  process.stderr.write(
    `model-monitor: ${logSafe(message)}
${logSafe(hint)}
Run with --help to see all flags.
`
  );
  return WRONG_USAGE;
}

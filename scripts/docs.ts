/**
 * Writes what README.md, action.yml and action-types.yml repeat from the sources, between `<name>:begin` and `<name>:end` comments:
 * `node scripts/docs.ts`, or with `--check` to only say whether they are up to date. A registry is the one place where
 * an input, output, metric or rule is described; everything else is copied from it here.
 */
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { format, resolveConfig } from "prettier";

import { defaultOf, inputDefinition, INPUT_NAMES } from "../src/config/inputs.ts";
import type { InputName } from "../src/config/inputs.ts";
import { OUTPUTS } from "../src/config/outputs.ts";
import { wrapText } from "../src/config/wrap-text.ts";
import { FURTHER_METRICS } from "../src/core/further-metrics.ts";
import {
  choosableMetrics,
  DATA_METRICS,
  RATING_METRICS,
  rankingMetrics,
  sequenceMetrics,
} from "../src/core/metrics/index.ts";
import { EVIDENCE_RULES } from "../src/core/rules/evidence/index.ts";
import { RULES } from "../src/core/rules/index.ts";
import { typeSections } from "./action-types.ts";

/** Section name → the text between its markers. */
export type Sections = ReadonlyMap<string, string>;

const DEFAULT_K = Number(inputDefinition("k").default);

/** The Markdown tables of the README. */
export function readmeSections(): Sections {
  const inputs = INPUT_NAMES.filter((name) => inputDefinition(name).hidden !== true);
  const metrics = [
    ...rankingMetrics(DEFAULT_K),
    ...RATING_METRICS,
    ...sequenceMetrics(DEFAULT_K),
    ...DATA_METRICS,
    ...FURTHER_METRICS,
  ];
  const always = new Set(metrics.map(({ name }) => name));
  const chosen = choosableMetrics(DEFAULT_K).filter(({ name }) => !always.has(name));
  return new Map([
    [
      "inputs",
      table(
        ["input", "default", "meaning"],
        inputs.map((name) => [code(name), shownDefault(name), inputDefinition(name).description]),
      ),
    ],
    [
      "outputs",
      table(
        ["output", "value"],
        Object.entries(OUTPUTS).map(([name, description]) => [code(name), description]),
      ),
    ],
    [
      "metrics",
      table(
        ["metric", "meaning"],
        metrics.map(({ name, description }) => [code(name), description]),
      ),
    ],
    [
      "chosen-metrics",
      table(
        ["metric", "meaning", "convention"],
        chosen.map(({ name, description, convention }) => [code(name), description, convention ?? ""]),
      ),
    ],
    [
      "rules",
      table(
        ["rule", "fires when"],
        RULES.map(({ id, description }) => [code(id), description]),
      ),
    ],
    [
      "evidence-rules",
      table(
        ["rule", "makes a run suspect when"],
        EVIDENCE_RULES.map(({ id, description }) => [code(id), description]),
      ),
    ],
    ["weekly-evaluation", workflow("weekly-evaluation.yml")],
  ]);
}

/** A workflow to copy, folded: it is longer than the page around it. */
function workflow(name: string): string {
  const text = readFileSync(new URL(`../examples/workflows/${name}`, import.meta.url), "utf8").trimEnd();
  return `\n<details><summary>${name}</summary>\n\n\`\`\`yaml\n${text}\n\`\`\`\n\n</details>\n`;
}

/** The lists of action.yml. `default:` stands only where GitHub alone can fill it in: a default there would hide the config file. */
export function actionSections(): Sections {
  const outputs = Object.entries(OUTPUTS).map(([name, text]) => entry(name, folded(text)));
  return new Map([
    ["inputs", INPUT_NAMES.map(actionInput).join("\n")],
    ["outputs", outputs.join("\n")],
  ]);
}

function actionInput(name: InputName): string {
  const { description, actionDefault } = inputDefinition(name);
  // The default on a line of its own, so that a reader finds it; folding makes one text of both.
  const text = entry(name, `${folded(description)}\n      Default: ${defaultOf(name)}`);
  return actionDefault === undefined ? text : `${text}\n    default: ${actionDefault}`;
}

/** A folded block: its text needs no quotes, whatever it holds. */
function entry(name: string, description: string): string {
  return `  ${name}:\n    description: >-\n${description}`;
}

function folded(text: string): string {
  return wrapText(text, 100)
    .map((line) => `      ${line}`)
    .join("\n");
}

/**
 * Puts each section between its two markers.
 * @throws Error when a marker is missing or stands twice: a section must not vanish unnoticed
 */
export function fillSections(text: string, sections: Sections): string {
  const lines = text.split("\n");
  for (const [name, content] of sections) {
    const begin = onlyLineWith(`${name}:begin`, lines);
    const end = onlyLineWith(`${name}:end`, lines);
    if (end < begin) throw new Error(`the marker ${name}:end stands before ${name}:begin`);
    lines.splice(begin + 1, end - begin - 1, ...content.split("\n"));
  }
  return lines.join("\n");
}

function onlyLineWith(marker: string, lines: readonly string[]): number {
  const isMarker = (line: string) => /^\s*(?:#|<!--) ([\w-]+:[\w-]+)(?: -->)?$/.exec(line)?.[1] === marker;
  const index = lines.findIndex(isMarker);
  if (index === -1 || index !== lines.findLastIndex(isMarker))
    throw new Error(`the marker ${marker} must stand in exactly one line`);
  return index;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Blank lines around it: Markdown takes a line right after an HTML comment for a part of that comment.
  return ["", tableRow(head), tableRow(head.map(() => "---")), ...rows.map(tableRow), ""].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function shownDefault(name: InputName): string {
  return inputDefinition(name).defaultInWords === undefined ? code(defaultOf(name)) : defaultOf(name);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A file that is not what the sources say. */
interface StaleFile {
  readonly file: string;
  readonly wanted: string;
  /** Number of the first line that differs, from 1. */
  readonly line: number;
}

/** The files below `root` that are not what the sources say; formatted, so that this and `npm run format` agree. */
export async function staleFiles(root: string): Promise<readonly StaleFile[]> {
  const stale: StaleFile[] = [];
  for (const [name, sections] of [
    ["README.md", readmeSections()],
    ["action.yml", actionSections()],
    ["action-types.yml", typeSections()],
  ] as const) {
    const file = join(root, name);
    const found = await readFile(file, "utf8");
    const options = await resolveConfig(join(PROJECT, name));
    const wanted = await format(fillSections(found, sections), { ...options, filepath: file });
    if (found !== wanted) stale.push({ file, wanted, line: firstDifference(found, wanted) });
  }
  return stale;
}

function firstDifference(found: string, wanted: string): number {
  const lines = wanted.split("\n");
  return found.split("\n").findIndex((line, index) => line !== lines[index]) + 1;
}

const PROJECT = resolve(import.meta.dirname, "..");

if (import.meta.main) {
  for (const { file, wanted, line } of await staleFiles(PROJECT)) {
    if (process.argv.includes("--check")) {
      console.error(
        `${file}:${line}: not what the sources say; run "node scripts/docs.ts" and commit the change`,
      );
      process.exitCode = 1;
    } else {
      await writeFile(file, wanted);
    }
  }
}

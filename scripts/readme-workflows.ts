/**
 * Writes every workflow that README.md shows as a whole file, for actionlint: `node scripts/readme-workflows.ts <folder>`
 * prints their paths. Fragments get around them what a reader has there already; the released action becomes the one in
 * this folder, so that its inputs are checked too.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { parse, stringify } from "yaml";
import { z } from "zod";

const README = resolve(import.meta.dirname, "../README.md");

/** A block of YAML in a page of Markdown. */
export interface YamlBlock {
  /** Number of its first line in the page, from 1. */
  readonly line: number;
  readonly text: string;
}

/** The YAML blocks of a page, also those inside of lists, without their indentation. */
export function yamlBlocks(markdown: string): readonly YamlBlock[] {
  const blocks: YamlBlock[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const indent = /^( *)```ya?ml$/.exec(lines[at]!)?.[1];
    if (indent === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line === `${indent}\`\`\``);
    if (end === -1) throw new Error(`line ${at + 1}: a block that does not end`);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ line: at + 2, text: `${text.join("\n")}\n` });
    at = end;
  }
  return blocks;
}

/** What a block shows: a workflow or a part of one; null: something else, as the config file of the action. */
export function asWorkflow({ text }: YamlBlock): string | null {
  const shown: unknown = parse(text);
  if (Whole.safeParse(shown).success) return released(text);
  const job = Steps.safeParse(shown).success ? { steps: shown } : Job.safeParse(shown).data;
  if (job === undefined) return null;
  return released(
    stringify({ on: "workflow_dispatch", jobs: { shown: { "runs-on": "ubuntu-latest", ...job } } }),
  );
}

function released(text: string): string {
  return text.replaceAll("org/model-monitor@v1", "./");
}

const Steps = z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() }));
const Job = z.looseObject({ steps: Steps });
const Whole = z.looseObject({ jobs: z.record(z.string(), Job) });

if (import.meta.main) {
  const named = process.argv[2] ?? "";
  // The folder is emptied first, and no name at all would resolve to the one that we stand in.
  if (named === "") throw new Error("name the folder to write to: node scripts/readme-workflows.ts <folder>");
  const folder = resolve(named);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const block of yamlBlocks(readFileSync(README, "utf8"))) {
    const text = asWorkflow(block);
    if (text === null) continue;
    const file = join(folder, `README-line-${block.line}.yml`);
    writeFileSync(file, text);
    console.log(file);
  }
}

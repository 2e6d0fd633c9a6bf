import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, Scalar, YAMLMap, YAMLSeq } from "yaml";

/**
 * What YAML or JSON may say in a setting: a text, a flat list, a flat map. Scalars keep the text that was written
 * (`1e3`, `007`, `10%`, `true`), because turning them into numbers here would change names that look like numbers;
 * null and nothing are the empty text.
 */
export type YamlValue = string | readonly string[] | ReadonlyMap<string, string>;

/** A well-formed text that says more than settings need, or not YAML at all; the message quotes nothing of it. */
export class YamlProblem extends Error {}

/** Far above any real file; bounds the parser, whose time grows with the square of the number of keys. */
const MAX_CHARACTERS = 32_768;

/**
 * Reads one YAML document (JSON is YAML) whose top level is a map of settings.
 * @throws YamlProblem for bad syntax, duplicate keys, tags, anchors, aliases, several documents and deeper nesting
 */
export function readYamlSettings(text: string): ReadonlyMap<string, YamlValue> {
  return new Map(pairsOf(text).map(([key, value]) => [key, readValue(value)]));
}

/**
 * Reads one YAML or JSON map of scalars.
 * @throws YamlProblem as `readYamlSettings`, and for any nested value
 */
export function readYamlMap(text: string): ReadonlyMap<string, string> {
  return new Map(pairsOf(text).map(([key, value]) => [key, readScalar(value)]));
}

type Pairs = readonly (readonly [key: string, value: unknown])[];

function pairsOf(text: string): Pairs {
  const top = parse(text).contents;
  if (top === null || (isScalar(top) && top.value === null)) return [];
  if (!isMap(top)) throw new YamlProblem("it is not a map of `name: value` lines");
  return readPairs(top);
}

function parse(text: string): Document.Parsed {
  if (text.length > MAX_CHARACTERS)
    throw new YamlProblem(`it has ${text.length} characters, more than ${MAX_CHARACTERS}`);
  const lineCounter = new LineCounter();
  // The core schema has no types that run or build anything; the nodes are walked here instead of `toJS`, so that
  // aliases are never expanded and no key becomes a property of an object.
  const document = parseDocument(text, { ...PARSER_OPTIONS, lineCounter });
  const problem = document.errors[0];
  if (problem === undefined) return document;
  throw new YamlProblem(
    `line ${lineCounter.linePos(problem.pos[0]).line}: ${WORDS.get(problem.code) ?? "bad syntax"}`,
  );
}

const PARSER_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  prettyErrors: false,
  // Not "silent": the parser then drops the error about several documents and reads only the first.
  logLevel: "error",
} as const;

/** Our own words: the parser's messages quote the file. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["DUPLICATE_KEY", "a key is there twice"],
  ["MULTIPLE_DOCS", "a second document begins"],
  ["RESOURCE_EXHAUSTION", "it is nested too deeply"],
  ["TAB_AS_INDENT", "a tab is used to indent"],
  ["BAD_INDENT", "bad indentation, or a bracket that is not closed"],
  ["BLOCK_AS_IMPLICIT_KEY", "bad indentation, or a second `: ` in a value that is not in quotes"],
  ["MISSING_CHAR", "a quote, bracket, comma or colon is missing"],
  ["BAD_ALIAS", "anchors and aliases are not allowed"],
]);

function readPairs(map: YAMLMap): Pairs {
  refuseExtras(map);
  return map.items.map(({ key, value }) => [readScalar(key), value]);
}

function readValue(node: unknown): YamlValue {
  if (isMap(node)) return new Map(readPairs(node).map(([key, value]) => [key, readScalar(value)]));
  if (isSeq(node)) return readList(node);
  return readScalar(node);
}

function readList(list: YAMLSeq): readonly string[] {
  refuseExtras(list);
  return list.items.map(readScalar);
}

function readScalar(node: unknown): string {
  if (node === null) return "";
  if (isMap(node) || isSeq(node)) throw new YamlProblem("it is nested more deeply than settings are");
  if (!isScalar(node)) throw new YamlProblem("anchors and aliases are not allowed");
  refuseExtras(node);
  if (node.value === null) return "";
  return typeof node.value === "string" ? node.value : textOf(node);
}

/** `source` is what was written; the parser sets it on every scalar that it resolves to a number or boolean. */
function textOf(scalar: Scalar): string {
  return scalar.source ?? String(scalar.value);
}

function refuseExtras(node: Node & { readonly anchor?: string | undefined }): void {
  if (node.anchor !== undefined) throw new YamlProblem("anchors and aliases are not allowed");
  if (node.tag !== undefined) throw new YamlProblem("tags (`!name`) are not allowed");
}

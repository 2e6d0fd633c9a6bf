import { parseDocument } from "yaml";
import { MalformedFileError } from "../../core/errors.ts";

/** What MLflow keeps in a `meta.yaml`. */
type YamlValue = string | number | null | readonly never[] | YamlMapping;
type YamlMapping = { readonly [key: string]: string };

/** What a person can do about a `meta.yaml` or a metric file that does not parse. */
export const REPAIR_HINT =
  "Restore the file from an earlier copy, or remove its directory: MLflow itself stops at a file like this.";

/**
 * A block mapping, one `key: value` a line, keys sorted as MLflow writes them. Every string is double-quoted: left
 * plain, `yes`, `1e3` or a date would come back as something else.
 */
export function writeYaml(values: Readonly<Record<string, YamlValue>>): string {
  const keys = Object.keys(values).sort();
  return keys.map((key) => `${key}:${yamlValue(values[key]!)}\n`).join("");
}

function yamlValue(value: YamlValue): string {
  if (typeof value === "object" && value !== null && !("length" in value))
    return Object.keys(value)
      .sort()
      .map((key) => `\n  ${key}: ${yamlText(value[key]!)}`)
      .join("");
  return ` ${typeof value === "string" ? yamlText(value) : JSON.stringify(value)}`;
}

function yamlText(value: string): string {
  // PyYAML refuses these unless they are escaped; JSON leaves them as they are. A lone surrogate has no UTF-8 form.
  return JSON.stringify(value.toWellFormed()).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A mapping with every scalar as the text that was written: YAML 1.2 would turn `1e3` or a hex id with one `e` into
 * a number, and an 18-digit id into a rounded one. Aliases are refused (they can multiply without bound), keys stay
 * in a Map (`__proto__` is a key like any other).
 * @throws MalformedFileError when it is not one YAML mapping
 */
export function readYaml(text: string, file: string): ReadonlyMap<unknown, unknown> {
  const parsed = readPlainLines(text) ?? parseScalars(text);
  if (parsed instanceof Map) return parsed;
  const found = text.trim() === "" ? "is empty" : "is not a YAML mapping";
  throw new MalformedFileError(file, found, REPAIR_HINT);
}

/**
 * `key: value` in every line, where the value is a word, a number, an address or a quoted text without escapes: what `writeYaml` and
 * PyYAML write for almost every run. A history is hundreds of such files, and the parser takes longer for one than reading it.
 */
const PLAIN_LINE =
  /^([a-z_]+): (?:"([ !#-[\]-~]*)"|'([ !-&(-~]*)'|([A-Za-z0-9](?:[\w./-]|:(?=[\w./-]))*)|(-\d+)|(\[\]))$/;

/** null: anything else, which is for the parser. */
function readPlainLines(text: string): ReadonlyMap<unknown, unknown> | null {
  if (!text.endsWith("\n")) return null;
  const values = new Map<string, unknown>();
  for (const line of text.slice(0, -1).split("\n")) {
    const [, key, doubleQuoted, singleQuoted, word, negative, list] = PLAIN_LINE.exec(line) ?? [];
    if (key === undefined) return null;
    values.set(key, list === undefined ? (doubleQuoted ?? singleQuoted ?? word ?? negative) : []);
  }
  return values;
}

function parseScalars(text: string): unknown {
  try {
    // Comparing keys with each other is quadratic, hence no check for unique ones; PyYAML takes the last one as well.
    const document = parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false });
    return document.errors.length === 0 ? document.toJS({ mapAsMap: true, maxAliasCount: 0 }) : null;
  } catch {
    // An alias, or nesting deeper than the stack.
    return null;
  }
}

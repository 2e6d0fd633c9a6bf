import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: { readonly type?: string };
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

type Schema = { readonly properties?: Readonly<Record<string, unknown>> };

/** A request that GitHub's description knows, and what is wrong with it by that description. */
export interface KnownCall {
  /** Method and template: `GET /repos/{owner}/{repo}/actions/artifacts`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

const FILE = new URL("../../fixtures/github-openapi/requests.json", import.meta.url);
const PATHS = (JSON.parse(readFileSync(FILE, "utf8")) as { paths: Record<string, Record<string, Operation>> })
  .paths;
/** Fewest parameters first: `…/issues/comments/1` is no issue called "comments". */
const TEMPLATES = Object.keys(PATHS).sort((a, b) => parameterCount(a) - parameterCount(b));

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validators = new Map<object, ValidateFunction>();

/** Holds a request against GitHub's description; null when it is none of the calls that we know. */
export function checkCall(method: string, url: URL, body: unknown): KnownCall | null {
  for (const template of TEMPLATES) {
    const operation = PATHS[template]![method.toLowerCase()];
    const path = operation && matched(template, url.pathname);
    if (!operation || !path) continue;
    const query = Object.fromEntries(url.searchParams);
    const problems = [
      ...operation.parameters.flatMap((parameter) => checkParameter(parameter, { path, query })),
      ...unknownNames("query parameter", query, named(operation.parameters, "query")),
      ...checkBody(operation, body),
    ].map((problem) => `${method} ${url.pathname}: ${problem}`);
    return { operation: `${method} ${template}`, parameters: { ...query, ...path }, problems };
  }
  return null;
}

function parameterCount(template: string): number {
  return template.split("{").length;
}

function named(parameters: readonly Parameter[], place: Parameter["in"]): readonly string[] {
  return parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
}

/** The parameters in a path; null when the path is not of this template. */
function matched(template: string, path: string): Record<string, string> | null {
  // A ref or a path may hold slashes; GitHub takes them as they are.
  const pattern = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "ref" || name === "path" ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  const groups = new RegExp(`^${pattern}$`).exec(path)?.groups;
  if (groups === undefined) return null;
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
}

function checkParameter(
  { name, in: place, required, schema }: Parameter,
  given: Readonly<Record<"path" | "query", Readonly<Record<string, string>>>>,
): readonly string[] {
  if (place === "header") return [];
  const text = given[place][name];
  if (text === undefined) return required === true ? [`the ${place} parameter "${name}" is missing`] : [];
  return violations(schema, typed(text, schema.type)).map(
    (violation) => `${place} parameter "${name}" ${violation}`,
  );
}

/** A parameter is text; its schema may ask for a number or a yes or no. */
function typed(text: string, type: string | undefined): unknown {
  if (type === "integer" || type === "number") return text.trim() === "" ? text : Number(text);
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

function checkBody({ requestBody }: Operation, body: unknown): readonly string[] {
  if (requestBody === undefined) return body === null ? [] : ["takes no body"];
  if (body === null) return requestBody.required === true ? ["has no body"] : [];
  const schema = requestBody.content["application/json"]?.schema ?? {};
  // GitHub ignores what it does not know; for us it is a misspelt name.
  const unknown = schema.properties
    ? unknownNames("body property", body as Record<string, unknown>, Object.keys(schema.properties))
    : [];
  return [...violations(schema, body).map((text) => `body ${text}`), ...unknown];
}

function unknownNames(
  what: string,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): readonly string[] {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  return unknown.map((name) => `unknown ${what} "${name}"`);
}

function violations(schema: object, value: unknown): readonly string[] {
  const validate = validators.get(schema) ?? ajv.compile(withNullAsChoice(schema));
  validators.set(schema, validate);
  validate(value);
  return (validate.errors ?? []).map((error) =>
    `${error.instancePath} ${error.message ?? "is wrong"}`.trim(),
  );
}

interface Choices {
  readonly nullable?: boolean;
  readonly type?: string;
  readonly oneOf?: readonly object[];
}

/** GitHub says `nullable` beside `oneOf` too, where ajv does not take it. */
function withNullAsChoice(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, part: unknown) => {
    if (typeof part !== "object" || part === null || !("nullable" in part) || "type" in part) return part;
    const { nullable, oneOf = [], ...rest } = part as Choices;
    return nullable === true ? { ...rest, oneOf: [...oneOf, { type: "null" }] } : { ...rest, oneOf };
  }) as object;
}

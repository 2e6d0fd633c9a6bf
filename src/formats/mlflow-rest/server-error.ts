import { ServiceError } from "../../core/errors.ts";
import { parseWireJson } from "./wire-json.ts";

/** How often the same request may be sent again: as often as configured, twice, or never. */
export type Retry = "yes" | "few" | "no";

/** What is known about a refusal or a missing answer, for those who decide by it. */
export interface ServerErrorFacts {
  /** null: there was no answer. */
  readonly status: number | null;
  /** MLflow's own, such as RESOURCE_DOES_NOT_EXIST; null where the answer had none. */
  readonly errorCode: string | null;
  readonly retry: Retry;
  /** What the server asked for; null: it did not say. */
  readonly retryAfterMs: number | null;
  /** The server runs with `--no-serve-artifacts`. */
  readonly servesNoArtifacts: boolean;
  /** The answer is longer than it may be. */
  readonly tooLarge?: boolean;
}

/** A request that an MLflow server refused, or did not answer. The texts name the server without credentials. */
export class MlflowServerError extends ServiceError {
  readonly facts: ServerErrorFacts;

  constructor(message: string, hint: string, options: ErrorOptions & { readonly facts: ServerErrorFacts }) {
    super(message, hint, options);
    this.facts = options.facts;
  }
}

/** An answer as it arrived. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The beginning of the body is enough. */
  readonly body: string;
  /** Header `Location` of a redirect. */
  readonly location: string | null;
  readonly retryAfterMs: number | null;
}

const RETRY_BY_STATUS: ReadonlyMap<number, Retry> = new Map([
  [408, "yes"],
  [429, "yes"],
  // A server on a file store with one malformed run answers 500 for ever.
  [500, "few"],
  [502, "yes"],
  [503, "yes"],
  [504, "yes"],
]);

/**
 * Our own words for an answer that is no success. The server's words are not repeated: they can hold SQL, file names and
 * anything that a person typed into a form.
 * @param server address without credentials
 * @param call for example `runs/create`
 */
export function explainAnswer(server: string, call: string, answer: WireAnswer): MlflowServerError {
  const { status, body, retryAfterMs } = answer;
  const errorCode = errorCodeOf(body);
  // Every version words it in its own way, and names the option that would help.
  const servesNoArtifacts = status === 503 && body.includes("serve-artifacts");
  const retry = servesNoArtifacts ? "no" : retryOf(status, errorCode);
  const [found, hint] = wordsFor(server, answer, { errorCode, servesNoArtifacts });
  const code = errorCode === null ? "" : ` ${errorCode}`;
  return new MlflowServerError(`${server}: ${found} (${call}: HTTP ${status}${code})`, hint, {
    facts: { status, errorCode, retry, retryAfterMs, servesNoArtifacts },
  });
}

/**
 * BAD_REQUEST is what MLflow calls a refusal of its own database: two writers had the same new tag in mind, say, and what
 * one of them did was rolled back. What is wrong with a request it calls INVALID_PARAMETER_VALUE.
 */
function retryOf(status: number, errorCode: string | null): Retry {
  if (status === 400 && errorCode === "BAD_REQUEST") return "few";
  return RETRY_BY_STATUS.get(status) ?? "no";
}

function wordsFor(
  server: string,
  { status, body, contentType, location }: WireAnswer,
  { errorCode, servesNoArtifacts }: Pick<ServerErrorFacts, "errorCode" | "servesNoArtifacts">,
): readonly [found: string, hint: string] {
  if (servesNoArtifacts) return NO_ARTIFACTS;
  if (status === 401) return UNAUTHORIZED;
  if (status === 403 && /invalid host header|cross-origin request blocked/i.test(body))
    return [
      "MLflow refuses the name under which it was asked: its security settings do not list this host",
      `Start the server with \`--allowed-hosts ${new URL(server).host}\` (MLflow ≥ 3.5).`,
    ];
  if (status === 403) return FORBIDDEN;
  if (status >= 300 && status < 400) return redirected(location);
  if (errorCode === null && (status === 404 || status === 405 || isHtml(contentType, body))) {
    if (status < 500) return NOT_MLFLOW;
  }
  if (status === 429) return BUSY;
  if (status >= 500) return FAILED;
  return [
    "MLflow refused the request",
    "Look into the log of the MLflow server; if the request looks wrong, please report it.",
  ];
}

const NO_ARTIFACTS = [
  "the server stores no artifacts: it runs with --no-serve-artifacts",
  "Start the server with `--serve-artifacts` and `--artifacts-destination`.",
] as const;
const UNAUTHORIZED = [
  "MLflow does not know who asks",
  "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the `env` of the step, from secrets.",
] as const;
const FORBIDDEN = [
  "MLflow knows the user, who may not do this",
  "Give the user permission to edit the experiment, or use another user.",
] as const;
const NOT_MLFLOW = [
  "something answers there, but not as MLflow does",
  "Check `tracking-uri`: the address under which MLflow's page opens, without what follows a #.",
] as const;
const BUSY = [
  "the server has had too many requests",
  "Run the job again later, or at another time than others.",
] as const;
const FAILED = [
  "the server failed",
  "Look into the log of the MLflow server, then run the job again.",
] as const;

/** Where it leads is told without its path and query, which can hold tokens. */
function redirected(location: string | null): readonly [string, string] {
  const origin = location !== null && URL.canParse(location) ? new URL(location).origin : "another address";
  return [
    `the server redirects to ${origin}, and credentials are not carried along`,
    "Set `tracking-uri` to the address that MLflow itself answers under; a login page in front of it must let this step pass.",
  ];
}

/** A success whose body is no answer of MLflow: a login page, or one that was cut on its way. */
export function unexpectedAnswer(
  server: string,
  call: string,
  { status, contentType, body }: Pick<WireAnswer, "status" | "contentType" | "body">,
): MlflowServerError {
  const html = isHtml(contentType, body);
  const [found, hint] = html ? NOT_MLFLOW : CUT;
  return new MlflowServerError(`${server}: ${found} (${call}: HTTP ${status})`, hint, {
    // A cut answer without a length looks like this.
    facts: {
      status,
      errorCode: null,
      retry: html ? "no" : "few",
      retryAfterMs: null,
      servesNoArtifacts: false,
    },
  });
}

const CUT = [
  "the answer is damaged, or not one of MLflow",
  "Run the job again; if it stays, look at what stands between the runner and the server.",
] as const;

function isHtml(contentType: string, body: string): boolean {
  return contentType.includes("html") || /^\s*</.test(body);
}

/** Only what looks like a code: the answer is not trusted. */
function errorCodeOf(body: string): string | null {
  try {
    const value = parseWireJson(body);
    if (typeof value !== "object" || value === null || !("error_code" in value)) return null;
    const code = value.error_code;
    return typeof code === "string" && /^[A-Z][A-Z_]{1,60}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

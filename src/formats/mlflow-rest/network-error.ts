import { MlflowServerError, type Retry } from "./server-error.ts";

/** How a request that got no whole answer is told and whether it is worth another try. */
interface Words {
  readonly found: string;
  readonly hint: string;
  readonly retry: Retry;
}

const CHECK_ADDRESS = "Check `tracking-uri`, and that the server runs and can be reached from this runner.";

const BY_CODE: ReadonlyMap<string, Words> = new Map([
  [
    "ECONNREFUSED",
    { found: "nothing answers there: the connection was refused", hint: CHECK_ADDRESS, retry: "yes" },
  ],
  ["ENOTFOUND", { found: "no such host is known", hint: CHECK_ADDRESS, retry: "no" }],
  ["EAI_AGAIN", { found: "the host's name could not be looked up", hint: CHECK_ADDRESS, retry: "yes" }],
  ["EHOSTUNREACH", { found: "the host cannot be reached", hint: CHECK_ADDRESS, retry: "yes" }],
  ["ENETUNREACH", { found: "the network cannot be reached", hint: CHECK_ADDRESS, retry: "yes" }],
  ["ETIMEDOUT", { found: "no connection within the time limit", hint: CHECK_ADDRESS, retry: "yes" }],
  [
    "UND_ERR_CONNECT_TIMEOUT",
    { found: "no connection within the time limit", hint: CHECK_ADDRESS, retry: "yes" },
  ],
]);

const TIMED_OUT: Words = {
  found: "no whole answer within the time limit",
  hint: "Set MLFLOW_HTTP_REQUEST_TIMEOUT to more seconds, or look at what keeps the server busy.",
  retry: "few",
};
const CUT: Words = {
  found: "the connection broke before the answer was whole",
  hint: "Run the job again; if it stays, look at what stands between the runner and the server.",
  retry: "yes",
};
const TLS: Words = {
  found: "the server's certificate is not trusted, or it does not speak TLS",
  hint: "Set MLFLOW_TRACKING_SERVER_CERT_PATH to a PEM file of the authority that signed the certificate, and check that `tracking-uri` begins with the right one of http: and https:.",
  retry: "no",
};
const PROXY: Words = {
  found: "the proxy did not let the request through",
  hint: "Check HTTPS_PROXY or HTTP_PROXY and its user and password, or name the server's host in NO_PROXY.",
  retry: "few",
};

const TIME_OUT_CODES = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const PROXY_CODES = new Set(["UND_ERR_PRX_TLS", "UND_ERR_PRX_CONN", "UND_ERR_INVALID_ARG"]);
const TLS_CODES = /CERT|SIGNATURE|^ERR_SSL|^ERR_TLS|^EPROTO$|^UNABLE_TO/;

/**
 * Our words for a request that got no whole answer.
 * @param error what the client library threw
 * @param route the server's address without credentials, what was called, and the proxy on the way, if there is one
 */
export function explainNetworkError(
  error: unknown,
  { server, call, proxy }: { readonly server: string; readonly call: string; readonly proxy: string | null },
): MlflowServerError {
  const { found, hint, retry } = wordsFor(error, proxy !== null);
  const code = textOf(error, "code");
  const through = proxy === null ? "" : ` through the proxy ${proxy}`;
  const shown = /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? `: ${code}` : "";
  return new MlflowServerError(`${server}: ${found} (${call}${through}${shown})`, hint, {
    cause: error,
    facts: { status: null, errorCode: null, retry, retryAfterMs: null, servesNoArtifacts: false },
  });
}

function wordsFor(error: unknown, isProxied: boolean): Words {
  const code = textOf(error, "code");
  const name = textOf(error, "name");
  if (name === "TimeoutError" || TIME_OUT_CODES.has(code)) return TIMED_OUT;
  const known = BY_CODE.get(code);
  if (known !== undefined) return known;
  // Undici tells a refused CONNECT as an aborted request.
  if (isProxied && (PROXY_CODES.has(code) || name === "AbortError" || code === "UND_ERR_ABORTED"))
    return PROXY;
  return TLS_CODES.test(code) ? TLS : CUT;
}

/** By name, never by class: a client library may bring its own. */
function textOf(error: unknown, property: "code" | "name"): string {
  if (typeof error !== "object" || error === null) return "";
  const value: unknown = Reflect.get(error, property);
  return typeof value === "string" ? value : "";
}

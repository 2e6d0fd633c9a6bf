import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import type { Environment } from "./environment.ts";
import { chooseProxy, type Proxy } from "./proxy-environment.ts";

/** How to reach the MLflow server that the tracking URI names; by MLflow's own environment variables. */
export interface MlflowServer {
  /** Without credentials, query and a slash at its end: safe to show. */
  readonly url: string;
  /** Value of the header `Authorization`; null: none is sent. */
  readonly authorization: string | null;
  /** `X-MLFLOW-WORKSPACE`, MLflow ≥ 3.10. */
  readonly workspace: string | null;
  readonly tls: {
    /** false: the certificate of the server is not checked. */
    readonly verify: boolean;
    /** PEM file of certificates to trust instead of Node's. */
    readonly caFile: string | null;
    /** PEM file with our certificate and its key. */
    readonly clientFile: string | null;
  };
  readonly proxy: Proxy | null;
  /** How often a request is sent again. */
  readonly retries: number;
  /** For one answer, artifacts excepted. */
  readonly timeoutMs: number;
  /** What must never appear in a log. */
  readonly secrets: readonly string[];
}

/** Fewer than MLflow's seven, which take more than four minutes: a step on a runner is paid for by the minute. */
const DEFAULT_RETRIES = 4;
const DEFAULT_TIMEOUT_SECONDS = 120;

const text = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value === "" ? null : value));
const header = text.refine((value) => value === null || /^[\x20-\x7E\x80-\xFF]*$/.test(value), {
  error: "one line that fits into an HTTP header",
});
const number = (min: number, max: number, unset: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return text
    .refine((value) => value === null || /^\d{1,9}$/.test(value), { error })
    .transform((value) => (value === null ? unset : Number(value)))
    .pipe(z.number().min(min, { error }).max(max, { error }));
};
const flag = text
  .transform((value) => value?.toLowerCase() ?? "false")
  .pipe(z.enum(["true", "false", "1", "0"], { error: "true, false, 1 or 0" }))
  .transform((value) => value === "true" || value === "1");

/** Read as MLflow's Python client reads them (mlflow/environment_variables.py, mlflow/utils/credentials.py). */
const VARIABLES = z.object({
  MLFLOW_TRACKING_USERNAME: text,
  MLFLOW_TRACKING_PASSWORD: text,
  MLFLOW_TRACKING_TOKEN: header,
  MLFLOW_TRACKING_INSECURE_TLS: flag,
  MLFLOW_TRACKING_SERVER_CERT_PATH: text,
  MLFLOW_TRACKING_CLIENT_CERT_PATH: text,
  MLFLOW_WORKSPACE: header,
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: number(0, 10, DEFAULT_RETRIES),
  MLFLOW_HTTP_REQUEST_TIMEOUT: number(1, 3600, DEFAULT_TIMEOUT_SECONDS),
});

/**
 * The MLflow server of an `http(s):` tracking URI; null for every other kind of URI, whose users need none of the
 * variables to be right.
 * @throws ConfigError naming the variable and what is allowed; never the value, which may be a password
 */
export function mlflowServer(trackingUri: string, environment: Environment): MlflowServer | null {
  if (!/^https?:/i.test(trackingUri)) return null;
  const variables = readVariables(environment);
  const address = new URL(trackingUri);
  const user = credentialsIn(address) ?? {
    name: variables.MLFLOW_TRACKING_USERNAME,
    password: variables.MLFLOW_TRACKING_PASSWORD,
  };
  const proxy = chooseProxy(address, environment);
  const authorization = authorizationOf(user, variables.MLFLOW_TRACKING_TOKEN);
  const secrets = [
    address.password,
    user.password ?? "",
    variables.MLFLOW_TRACKING_TOKEN ?? "",
    authorization?.replace(/^\w+ /, "") ?? "",
    ...(proxy?.secrets ?? []),
  ];
  return {
    url: shownUri(trackingUri),
    authorization,
    workspace: variables.MLFLOW_WORKSPACE,
    tls: {
      verify: !variables.MLFLOW_TRACKING_INSECURE_TLS,
      caFile: variables.MLFLOW_TRACKING_SERVER_CERT_PATH,
      clientFile: variables.MLFLOW_TRACKING_CLIENT_CERT_PATH,
    },
    proxy,
    retries: variables.MLFLOW_HTTP_REQUEST_MAX_RETRIES,
    timeoutMs: variables.MLFLOW_HTTP_REQUEST_TIMEOUT * 1000,
    secrets: secrets.filter((secret) => secret !== ""),
  };
}

/** A model that MLflow keeps, rather than a path. */
const MODEL_URI = /^(?:models|runs):/;

/**
 * The server of a `models:` or `runs:` URI: that of the tracking URI, else the first that MLflow's environment variables
 * name, so that runs can stay in a directory; null for paths, and when none is named.
 * @throws ConfigError as `mlflowServer`
 */
export function modelServer(
  model: string,
  trackingUri: string,
  environment: Environment,
): MlflowServer | null {
  if (!MODEL_URI.test(model)) return null;
  const { MLFLOW_TRACKING_URI = "", MLFLOW_REGISTRY_URI = "" } = environment;
  const address = [trackingUri, MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI].find(
    (uri) => /^https?:/i.test(uri) && URL.canParse(uri),
  );
  return address === undefined ? null : mlflowServer(address, environment);
}

/** The tracking URI as it may be shown and kept: of a server without user, password, query and a slash at its end. */
export function shownUri(trackingUri: string): string {
  if (!/^https?:/i.test(trackingUri)) return trackingUri;
  const address = new URL(trackingUri);
  return `${address.origin}${address.pathname}`.replace(/\/+$/, "");
}

function readVariables(environment: Environment): z.output<typeof VARIABLES> {
  const result = VARIABLES.safeParse(environment);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new ConfigError(
      `environment variable ${String(path[0])}: found a value that is not shown; allowed: ${message}`,
      "Correct the variable, or remove it.",
    );
  }
  if (result.data.MLFLOW_TRACKING_INSECURE_TLS && result.data.MLFLOW_TRACKING_SERVER_CERT_PATH !== null)
    throw new ConfigError(
      "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set: the one switches off what the other is for",
      "Keep MLFLOW_TRACKING_SERVER_CERT_PATH, and remove the other one.",
    );
  return result.data;
}

interface User {
  readonly name: string | null;
  readonly password: string | null;
}

function credentialsIn({ username, password }: URL): User | null {
  if (username === "" && password === "") return null;
  try {
    return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new ConfigError(
      "the user or the password in the tracking URI is not percent-encoded as it should be",
      "Write % as %25, or use MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead.",
    );
  }
}

/** Basic before Bearer, as MLflow's code does it (mlflow/utils/rest_utils.py), not as its documentation says. */
function authorizationOf({ name, password }: User, token: string | null): string | null {
  if (name !== null && password !== null)
    return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  return token === null ? null : `Bearer ${token}`;
}

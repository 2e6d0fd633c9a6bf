import type { z } from "zod";
import { unexpectedAnswer } from "../../formats/mlflow-rest/server-error.ts";
import { parseWireJson } from "../../formats/mlflow-rest/wire-json.ts";
import { connect, type Route, type Send } from "./connection.ts";
import { exchange, type Exchange, type Received } from "./exchange.ts";
import { REAL_PACE, withRetries, type Pace, type Retrying } from "./retry.ts";

/** One page of runs with everything that they hold. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
/** For one file, however large: a server that sends a byte a minute is not waited for. */
const FILE_TIMEOUT_MS = 30 * 60_000;
const API = "api/2.0/mlflow/";

/** How an MLflow server is reached; the configuration is made of the same. */
export interface MlflowServerOptions extends Route {
  /** Without credentials and without a slash at its end. */
  readonly url: string;
  /** Value of the header; null: none is sent. */
  readonly authorization: string | null;
  readonly workspace: string | null;
  /** How often a request is sent again. */
  readonly retries: number;
  /** Our name and version. */
  readonly userAgent: string;
  /** Waiting and chance between two tries; tests bring their own. */
  readonly pace?: Pace;
}

type Query = Readonly<Record<string, string>>;

/** What to do about a request whose answer was lost; without any of it the request is sent again. */
export interface PostOptions<Result> {
  /** For requests that must not be done twice: looks, before each further try, for what the lost one has done after all. */
  readonly lookFor?: () => Promise<Result | null>;
  /** No further try. */
  readonly once?: boolean;
}

type Request = Pick<Exchange, "call" | "method" | "url"> & Partial<Exchange>;

/**
 * Talks to an MLflow server (REST API 2.0). Every method throws MlflowServerError when the server refuses or does not
 * answer, after as many tries as can help, and ConfigError when a certificate file cannot be read.
 */
export class MlflowRest {
  readonly #options: MlflowServerOptions;
  #send: Promise<Send> | null = null;

  constructor(options: MlflowServerOptions) {
    this.#options = options;
  }

  /** The server's address without credentials. */
  get location(): string {
    return this.#options.url;
  }

  /** @param call below `api/2.0/mlflow/`, for example `runs/get` */
  async getJson<Result>(call: string, query: Query, schema: z.ZodType<Result>): Promise<Result> {
    const request = this.#request({ call, method: "GET", url: `${API}${call}${queryText(query)}` });
    return await this.#retrying(async () => this.#parse(call, await this.#exchange(request), schema));
  }

  /**
   * Sent again when the answer is lost, unless the options say what else to do: only for calls that may be done twice.
   * @param call below `api/2.0/mlflow/`, for example `runs/update`
   */
  async postJson<Result>(
    call: string,
    body: object,
    schema: z.ZodType<Result>,
    { lookFor, once = false }: PostOptions<Result> = {},
  ): Promise<Result> {
    const request = this.#request({
      call,
      method: "POST",
      url: `${API}${call}`,
      // Exactly this: anything else is answered with 400.
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const attempt = async () => this.#parse(call, await this.#exchange(request), schema);
    return await this.#retrying(attempt, { lookFor, ...(once ? { retries: 0 } : {}) });
  }

  /**
   * Uploads a file.
   * @param path below the server's address, each of its segments encoded
   */
  async putFile(path: string, content: Uint8Array | string, contentType: string): Promise<void> {
    const request = this.#request({
      call: "upload of an artifact",
      method: "PUT",
      url: path,
      headers: { "content-type": contentType },
      body: content,
      timeoutMs: FILE_TIMEOUT_MS,
    });
    await this.#retrying(async () => await this.#exchange(request));
  }

  /**
   * Downloads a file into memory.
   * @param path below the server's address, each of its segments encoded
   * @throws MlflowServerError also when it has more than `maxBytes`
   */
  async download(path: string, query: Query, maxBytes: number): Promise<Uint8Array> {
    const request = this.#request({
      call: "download of an artifact",
      method: "GET",
      url: `${path}${queryText(query)}`,
      timeoutMs: FILE_TIMEOUT_MS,
      maxBytes,
    });
    return await this.#retrying(async () => (await this.#exchange(request)).bytes);
  }

  #request(request: Request): Exchange {
    const { url, authorization, workspace, userAgent, timeoutMs, proxy } = this.#options;
    return {
      server: url,
      proxy: proxy?.shownAs ?? null,
      body: null,
      timeoutMs,
      maxBytes: MAX_JSON_BYTES,
      ...request,
      url: `${url}/${request.url}`,
      headers: {
        accept: "*/*",
        // Of a compressed answer only the size on the wire would be bounded.
        "accept-encoding": "identity",
        "user-agent": userAgent,
        ...(authorization === null ? {} : { authorization }),
        ...(workspace === null ? {} : { "x-mlflow-workspace": workspace }),
        ...request.headers,
      },
    };
  }

  async #exchange(request: Exchange): Promise<Received> {
    this.#send ??= connect(this.#options);
    return await exchange(await this.#send, request);
  }

  async #retrying<Result>(
    attempt: () => Promise<Result>,
    options: Partial<Retrying<Result>> = {},
  ): Promise<Result> {
    const { retries, pace = REAL_PACE } = this.#options;
    return await withRetries(attempt, { retries, pace, ...options });
  }

  #parse<Result>(call: string, { bytes, ...head }: Received, schema: z.ZodType<Result>): Result {
    const body = new TextDecoder().decode(bytes);
    try {
      const result = schema.safeParse(parseWireJson(body));
      if (result.success) return result.data;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw unexpectedAnswer(this.location, call, { ...head, body });
  }
}

function queryText(query: Query): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}

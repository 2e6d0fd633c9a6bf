import { explainNetworkError } from "../../formats/mlflow-rest/network-error.ts";
import { readRetryAfter } from "../../formats/mlflow-rest/retry-delay.ts";
import { explainAnswer, MlflowServerError, type WireAnswer } from "../../formats/mlflow-rest/server-error.ts";
import type { Send, SendOptions } from "./connection.ts";

/** Of an answer that is only looked at to explain it. */
const MAX_ERROR_BYTES = 64 * 1024;

/** One request, and what its answer may cost. */
export interface Exchange extends Omit<SendOptions, "signal"> {
  readonly url: string;
  /** For messages: what is asked of which server, and the proxy on the way. */
  readonly call: string;
  readonly server: string;
  readonly proxy: string | null;
  /** From the first byte sent to the last one received. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** A success, whole. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly status: number;
  readonly contentType: string;
}

/**
 * Sends one request once.
 * @throws MlflowServerError when it is refused, broken off, too late or too large
 */
export async function exchange(send: Send, request: Exchange): Promise<Received> {
  const { url, call, server, proxy, timeoutMs, maxBytes, ...options } = request;
  try {
    const answer = await send(url, { ...options, signal: AbortSignal.timeout(timeoutMs) });
    const head = headOf(answer.statusCode, answer.headers);
    if (head.status >= 200 && head.status < 300) {
      const bytes = await readAtMost(answer.body, maxBytes);
      if (bytes.isWhole) return { ...bytes, ...head };
      throw tooLarge(request, head.status);
    }
    const { bytes } = await readAtMost(answer.body, MAX_ERROR_BYTES);
    throw explainAnswer(server, call, { ...head, body: new TextDecoder().decode(bytes) });
  } catch (error) {
    throw error instanceof MlflowServerError ? error : explainNetworkError(error, { server, call, proxy });
  }
}

function headOf(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Omit<WireAnswer, "body"> {
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    status,
    contentType: header("content-type") ?? "",
    location: header("location") ?? null,
    retryAfterMs: readRetryAfter(header("retry-after"), Date.now()),
  };
}

/** Reads no further than allowed: leaving the loop destroys the rest of the answer with its connection. */
async function readAtMost(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return { bytes: Buffer.concat(chunks), isWhole: false };
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

function tooLarge({ server, call, maxBytes }: Exchange, status: number): MlflowServerError {
  return new MlflowServerError(
    `${server}: the answer has more than ${maxBytes} bytes (${call})`,
    "Check what the server holds there; nothing of it was used.",
    {
      facts: {
        status,
        errorCode: null,
        retry: "no",
        retryAfterMs: null,
        servesNoArtifacts: false,
        tooLarge: true,
      },
    },
  );
}

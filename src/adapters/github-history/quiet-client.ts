/** What a client library did, and what it said meanwhile. */
export interface Heard<Result> {
  readonly result: Result;
  /** Lines without their ends, workflow commands among them. */
  readonly said: readonly string[];
}

/**
 * Runs a client library of the runner's services and keeps what it prints from the log. Those libraries print answers of
 * services unescaped, warn in red of what is none of the reader's business, and tell of a failure in no other way: the
 * cache's `restoreCache` returns undefined for "there is none" and for "I could not ask".
 * @throws Error what the library throws, or when it takes longer than `timeoutMs`
 */
export async function hear<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Heard<Result>> {
  const { stdout } = process;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  let text = "";
  const listen = (chunk: string | Uint8Array): boolean => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    return true;
  };
  Object.defineProperty(stdout, "write", { value: listen, configurable: true, writable: true });
  try {
    const result = await withTimeout(timeoutMs, work());
    return { result, said: text.split(/\r?\n/) };
  } finally {
    if (original === undefined) Reflect.deleteProperty(stdout, "write");
    else Object.defineProperty(stdout, "write", original);
  }
}

async function withTimeout<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  // What comes after the time-out is nobody's business; without this it would end the process.
  work.catch(() => null);
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

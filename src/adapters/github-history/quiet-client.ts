import { AsyncLocalStorage } from "node:async_hooks";

/** What a client library did, and what it said meanwhile. */
export interface Heard<Result> {
  readonly result: Result;
  /** Lines without their ends, workflow commands among them. */
  readonly said: readonly string[];
}

/** What one library has said so far. */
interface Ear {
  text: string;
}

/** Whose work the running code is: several libraries are at work side by side. */
const OWN_EAR = new AsyncLocalStorage<Ear>();
const openEars = new Set<Ear>();
let giveBack: () => void = () => {};

/**
 * Runs a client library of the runner's services and keeps what it prints from the log. Those libraries print answers of
 * services unescaped, warn in red of what is none of the reader's business, and tell of a failure in no other way: the
 * cache's `restoreCache` returns undefined for "there is none" and for "I could not ask". Meanwhile nobody else can print.
 * @throws Error what the library throws, or when it takes longer than `timeoutMs`
 */
export async function hear<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Heard<Result>> {
  const ear: Ear = { text: "" };
  if (openEars.size === 0) giveBack = takeOutput();
  openEars.add(ear);
  try {
    const result = await withTimeout(timeoutMs, OWN_EAR.run(ear, work));
    return { result, said: ear.text.split(/\r?\n/) };
  } finally {
    openEars.delete(ear);
    if (openEars.size === 0) giveBack();
  }
}

/** The log is taken by the first and given back by the last: one that gave it back earlier would let the others be read. */
function takeOutput(): () => void {
  const { stdout } = process;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  Object.defineProperty(stdout, "write", { value: listen, configurable: true, writable: true });
  return () => {
    if (original === undefined) Reflect.deleteProperty(stdout, "write");
    else Object.defineProperty(stdout, "write", original);
  };
}

function listen(chunk: string | Uint8Array): boolean {
  const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
  const own = OWN_EAR.getStore();
  // A callback may have lost whose it is: then all hear it, because it must not come into the log.
  for (const ear of own === undefined ? openEars : [own]) ear.text += text;
  return true;
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

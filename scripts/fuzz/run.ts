import { Worker } from "node:worker_threads";
import type { Assignment, Finding, FromWorker } from "./messages.ts";

/** What is to be done. */
export interface FuzzPlan {
  /** Module of formats, as a URL. */
  readonly formats: string;
  readonly seed: number;
  readonly first: number;
  readonly files: number;
  readonly workers: number;
  /** What one file may take; a file of some kilobytes takes milliseconds. */
  readonly mostMilliseconds: number;
}

/** What came out of it. */
export interface FuzzReport {
  readonly counts: ReadonlyMap<string, { readonly read: number; readonly refused: number }>;
  readonly findings: readonly Finding[];
}

/** The process may grow by this in all. */
const MOST_BYTES = 256 * 2 ** 20;
/** The part of it that is JavaScript's own, for each worker; V8 ends a worker that needs more. */
const WORKER_LIMITS = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 24 };
/** Loading the modules, before the first file. */
const MOST_START_MILLISECONDS = 30_000;
const LOOK_EVERY = 50;
const MOST_FINDINGS = 10;

/** Makes and reads the files, each worker its share; a worker that hangs or dies is replaced behind the file it was at. */
export async function runFuzz(plan: FuzzPlan): Promise<FuzzReport> {
  const counts = new Map<string, { read: number; refused: number }>();
  const findings: Finding[] = [];
  const hear = (message: FromWorker): void => {
    if (message.kind === "finding") return void findings.push(message.finding);
    for (const [name, { read, refused }] of Object.entries(message.counts)) {
      const before = counts.get(name) ?? { read: 0, refused: 0 };
      counts.set(name, { read: before.read + read, refused: before.refused + refused });
    }
  };
  const shares = Array.from({ length: plan.workers }, async (_, share) => {
    let next: number | null = plan.first + share;
    while (next !== null && findings.length < MOST_FINDINGS) next = await runWorker(plan, next, hear);
  });
  await Promise.all(shares);
  return { counts, findings };
}

/** Runs one worker to its end. @returns the index to go on with after a hang or crash, null when it is done. */
async function runWorker(
  plan: FuzzPlan,
  first: number,
  hear: (message: FromWorker) => void,
): Promise<number | null> {
  const place = new SharedArrayBuffer(4);
  new Int32Array(place)[0] = -1;
  const end = plan.first + plan.files;
  const assignment: Assignment = { ...plan, first, end, step: plan.workers, place, mostBytes: MOST_BYTES };
  const worker = new Worker(new URL("worker.ts", import.meta.url), {
    workerData: assignment,
    resourceLimits: WORKER_LIMITS,
  });
  const watch = watched(worker, new Int32Array(place), plan.mostMilliseconds);
  let wrong: string | null = null;
  worker.on("message", hear);
  worker.on("error", (error: Error) => (wrong = error.stack ?? error.message));
  await new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  wrong = watch.stop() ?? wrong;
  if (wrong === null) return null;
  const index = Atomics.load(new Int32Array(place), 0);
  if (index < 0) throw new Error(`a worker did not start: ${wrong}`);
  hear({ kind: "finding", finding: { index, format: "see --first", wrong, bytes: null } });
  return index + plan.workers;
}

/** Ends a worker that stays at one file too long; `stop` tells whether that happened. */
function watched(worker: Worker, place: Int32Array, mostMilliseconds: number): { stop(): string | null } {
  let at = -1;
  let since = performance.now();
  let wrong: string | null = null;
  const timer = setInterval(() => {
    const now = Atomics.load(place, 0);
    if (now !== at) [at, since] = [now, performance.now()];
    const most = at < 0 ? MOST_START_MILLISECONDS : mostMilliseconds;
    if (performance.now() - since < most || wrong !== null) return;
    wrong = `a file took longer than ${most} ms`;
    void worker.terminate();
  }, LOOK_EVERY);
  return {
    stop() {
      clearInterval(timer);
      return wrong;
    },
  };
}

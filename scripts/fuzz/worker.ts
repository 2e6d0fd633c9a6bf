import { parentPort, workerData } from "node:worker_threads";
import { peakBytes } from "../peak-memory.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Assignment, Counts, FromWorker } from "./messages.ts";
import { filesAt, type FuzzFile, type Formats } from "./plan.ts";

/** Counts are told so often, because those of a worker that is stopped are lost. */
const TELL_EVERY = 500;

const assignment: Assignment = workerData;
const formats: Formats = await import(assignment.formats);
const place = new Int32Array(assignment.place);
let counts = new Map<string, { read: number; refused: number }>();
let peak = peakBytes();

for (let index = assignment.first; index < assignment.end; index += assignment.step) {
  Atomics.store(place, 0, index);
  for (const file of filesAt(formats, assignment.seed, index)) runOne(index, file);
  if (((index - assignment.first) / assignment.step) % TELL_EVERY === 0) tellCounts();
}
tellCounts();

function runOne(index: number, { format, random }: FuzzFile): void {
  const bytes = format.make(random);
  const copy = Buffer.from(bytes);
  const verdict = judge(format, bytes);
  count(format.name, verdict);
  const wrong = typeof verdict === "object" ? verdict.wrong : tooMuchMemory();
  if (wrong !== null) tell({ kind: "finding", finding: { index, format: format.name, wrong, bytes: copy } });
}

function count(name: string, verdict: Verdict): void {
  const entry = counts.get(name) ?? { read: 0, refused: 0 };
  if (verdict === "read") entry.read++;
  else if (verdict === "refused") entry.refused++;
  counts.set(name, entry);
}

/** The peak of the whole process: a file that raises it by more than the limit took too much. */
function tooMuchMemory(): string | null {
  const now = peakBytes();
  const rise = now - peak;
  if (rise <= assignment.mostBytes) return null;
  peak = now;
  return `the process grew by ${Math.round(rise / 2 ** 20)} MB, at this file`;
}

function tellCounts(): void {
  const told: Counts = Object.fromEntries(counts);
  tell({ kind: "counts", counts: told });
  counts = new Map();
}

function tell(message: FromWorker): void {
  parentPort!.postMessage(message, []);
}

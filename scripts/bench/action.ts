import { mkdtempSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Bench } from "./bench.ts";
import { datasetFolder } from "./dataset-files.ts";
import type { Shape } from "./dataset.ts";
import { measureCommand } from "./measured-process.ts";
import { measureStep, takeMetrics, type MeasuredStep } from "./measured-step.ts";
import { pythonEnvironment, pythonScript, pythonWith } from "./python.ts";
import { counted, digits, megabytes, times, type Table } from "./table.ts";
import { median, measureInTurns } from "./timing.ts";

/** As many users, items and factors as the model of a MovieLens sample, with the ratings of some weeks. */
const MOVIELENS_SIZE: Shape = { users: 610, items: 8_230, dim: 32, rows: 6_000, trainRows: 61_000 };

const ROUNDS = 7;
/** Seconds each: the middle of three is known well enough. */
const PYTHON_ROUNDS = 3;
const QUICKSTART = join(import.meta.dirname, "../../examples/quickstart");
const WITH_TRAINING = { "train-interactions": "models/train_interactions.csv" };
const PYTHON_RESULT = z.object({
  metrics: z.record(z.string(), z.number()),
  importSeconds: z.number(),
  peakBytes: z.number(),
});
/** The metrics of float32 in Python, and ours: ranks that are close may change places. */
const MOST_DIFFERENCE = 1e-6;

/** The built action, from its start to its end; beside it the same evaluation in Python. */
export const ACTION: Bench = {
  name: "action",
  about: "the whole action on the quickstart and on a set of MovieLens' size; the same job in Python",
  run: async () => {
    const quickstart = await measureSet({ data: quickstartFolder(), inputs: WITH_TRAINING });
    const data = datasetFolder(MOVIELENS_SIZE);
    const movielens = await measureSet({ data, inputs: {} });
    const masked = await measureSet({ data, inputs: WITH_TRAINING });
    const python = await measurePython(data, takeMetrics(masked.one));
    return [tableOf({ quickstart, movielens, masked }, python)];
  },
};

interface Measured {
  readonly whole: number;
  readonly firstLine: number;
  readonly start: number;
  readonly peakBytes: number;
}

interface MeasuredSet extends Measured {
  readonly one: MeasuredStep;
}

/** The sample of the repository, laid out as a user's repository is. */
export function quickstartFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "quickstart-"));
  cpSync(join(QUICKSTART, "models"), join(folder, "models"), { recursive: true });
  cpSync(join(QUICKSTART, "week1/user_data.db"), join(folder, "user_data.db"));
  return folder;
}

/** The whole action and, in turns with it, a Node that does nothing: what no program for Node can get below. */
async function measureSet(request: {
  readonly data: string;
  readonly inputs: Readonly<Record<string, string>>;
}): Promise<MeasuredSet> {
  const firstLines: number[] = [];
  const measured = await measureInTurns(
    new Map([
      [
        "whole",
        async () => {
          const step = await measureStep(request);
          takeMetrics(step);
          firstLines.push(step.firstLine);
          return step.milliseconds;
        },
      ],
      ["start", measureEmptyNode],
    ]),
    ROUNDS,
  );
  const one = await measureStep({ ...request, withMemory: true });
  return {
    whole: median(measured.get("whole")!),
    start: median(measured.get("start")!),
    firstLine: median(firstLines.slice(1)),
    peakBytes: one.peakBytes!,
    one,
  };
}

/** A Node that starts and ends. */
export async function measureEmptyNode(): Promise<number> {
  const { milliseconds } = await measureCommand([process.execPath, "-e", "0"], {
    cwd: tmpdir(),
    environment: pythonEnvironment(),
  });
  return milliseconds;
}

interface MeasuredPython {
  readonly whole: number;
  readonly imports: number;
  readonly peakBytes: number;
}

/** @throws Error when Python comes to other metrics */
async function measurePython(
  data: string,
  metrics: Readonly<Record<string, number>>,
): Promise<MeasuredPython | null> {
  const command = pythonWith("numpy", "scipy", "torch", "spotlight");
  if (command === null) return null;
  const runs = [];
  for (let round = 0; round <= PYTHON_ROUNDS; round++) {
    const environment = pythonEnvironment();
    const run = await measureCommand([command, pythonScript("evaluate.py"), data], {
      cwd: data,
      environment,
    });
    const result = PYTHON_RESULT.parse(JSON.parse(run.lines.at(-1)!.text));
    for (const [name, value] of Object.entries(result.metrics))
      if (Math.abs(value - metrics[name]!) > MOST_DIFFERENCE)
        throw new Error(`${name} is ${value} in Python, and ${metrics[name]!} here`);
    // The first one reads the packages from the disk.
    if (round > 0) runs.push({ whole: run.milliseconds, ...result });
  }
  return {
    whole: median(runs.map(({ whole }) => whole)),
    imports: median(runs.map(({ importSeconds }) => 1000 * importSeconds)),
    peakBytes: median(runs.map(({ peakBytes }) => peakBytes)),
  };
}

interface Sets {
  readonly quickstart: Measured;
  readonly movielens: Measured;
  /** The same with the pairs of the training, which are read, masked and held against the model. */
  readonly masked: Measured;
}

function tableOf({ quickstart, movielens, masked }: Sets, python: MeasuredPython | null): Table {
  const { users, items, dim, rows, trainRows = 0 } = MOVIELENS_SIZE;
  const size = `${counted(users)} × ${counted(items)} × ${dim}, ${counted(rows)} rows`;
  const row = (name: string, { whole, firstLine, start, peakBytes }: Measured) => [
    name,
    times(whole / start),
    digits(whole),
    digits(firstLine),
    megabytes(peakBytes),
    python === null || name === "quickstart" ? "" : times(python.whole / whole),
  ];
  const inPython =
    python === null
      ? ["with the pairs, in Python", "not there", "", "", "", ""]
      : [
          "with the pairs, in Python",
          times(python.whole / masked.start),
          `${digits(python.whole)}, of it imports ${digits(python.imports)}`,
          "",
          megabytes(python.peakBytes),
          times(1),
        ];
  return {
    title: `The whole action, from the start of its process to its end, and a Node that does nothing (\`node -e 0\`) in turns with it; the middle of ${ROUNDS}.`,
    head: ["set", "of an empty Node", "ms", "first line after, ms", "peak memory", "faster than Python"],
    rows: [
      row("quickstart", quickstart),
      row(size, movielens),
      row(`the same, ${counted(trainRows)} training pairs masked`, masked),
      ["an empty Node", times(1), digits(masked.start), "", "", ""],
      inPython,
    ],
    note: "In Python: `bench/evaluate.py`, which reads the same files and comes to the same metrics with Spotlight's own functions, but logs nothing, compares nothing and reports nothing; packages installed, files warm.",
  };
}

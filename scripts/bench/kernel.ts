import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { loadRankingKernel } from "../../src/adapters/ranking-kernel.ts";
import { KernelRanker } from "../../src/core/scoring/kernel-ranker.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";
import type { RankedBatch, RankingBatch, UserRanker } from "../../src/core/scoring/user-ranker.ts";
import type { Bench } from "./bench.ts";
import { makeModel, ratedInteractions, type Shape } from "./dataset.ts";
import { PythonWorker, pythonWith } from "./python.ts";
import { counted, digits, times, type Table } from "./table.ts";
import { clocked, measureInTurns, median, medianRatio, type Way } from "./timing.ts";

const TARGETS = 20;
const TOP = 10;
const SHAPE: Shape = { users: 4_096, items: 10_677, dim: 32, rows: 4_096 * TARGETS };
const ROUNDS = 5;

/** How many of the users each way ranks: the slow ones fewer, for the cost of a user is the same for all. */
const USERS = {
  kernel: SHAPE.users,
  numpy: 2_048,
  "numpy, sorting": 2_048,
  torch: 1_024,
  Spotlight: 256,
  scalar: 512,
} as const;
type Name = keyof typeof USERS;

const NAMES: Readonly<Record<Name, string>> = {
  kernel: "the kernel",
  numpy: "numpy: matrix product, counting, argpartition",
  "numpy, sorting": "numpy: matrix product, sort, argpartition",
  torch: "torch: matrix product, counting, topk",
  Spotlight: "Spotlight: predict, rankdata, argsort, user by user",
  scalar: "the scalar twin, in float64",
};

const READY = z.object({ ways: z.array(z.string()) });
const TIME = z.object({ milliseconds: z.number() });

/** Scores, ranks of the targets and the ten best items: the kernel and everything else that does this, one thread each. */
export const KERNEL: Bench = {
  name: "kernel",
  about: "the ranking kernel beside its scalar twin, numpy, torch and Spotlight, one thread each",
  run: async () => {
    const rankers = makeRankers(SHAPE);
    const folder = mkdtempSync(join(tmpdir(), "ranking-"));
    writeNumbers(folder, rankers);
    const python = await startPython(folder);
    const found = {
      kernel: () => clocked(() => void rankers.kernel.rank(batchOf(rankers, USERS.kernel))),
      scalar: () => clocked(() => void rankers.scalar.rank(batchOf(rankers, USERS.scalar))),
      ...python.ways,
    };
    try {
      const measured = await measureInTurns<Name>(found as Record<Name, Way>, ROUNDS);
      const different = await python.compare(rankers);
      return [tableOf(measured, different)];
    } finally {
      python.close();
    }
  },
};

export interface Rankers {
  readonly kernel: UserRanker;
  readonly scalar: UserRanker;
  readonly model: ReturnType<typeof makeModel>;
  readonly batch: RankingBatch;
}

/** A model, both rankers of its items, and all its users as one batch. */
export function makeRankers(shape: Shape): Rankers {
  const model = makeModel(shape);
  const { offsets, items } = ratedInteractions(shape);
  const nothing = { offsets: new Uint32Array(shape.users + 1), ids: new Uint32Array(0) };
  const batch = {
    factors: model.userFactors,
    biases: model.userBiases,
    targets: { offsets, ids: items },
    masked: nothing,
    topK: TOP,
  };
  return {
    kernel: new KernelRanker(model, loadRankingKernel()),
    scalar: new ScalarRanker(model),
    model,
    batch,
  };
}

/** The first users of it. */
export function batchOf({ batch, model }: Rankers, users: number): RankingBatch {
  return {
    ...batch,
    factors: batch.factors.subarray(0, users * model.dim),
    biases: batch.biases.subarray(0, users),
  };
}

function writeNumbers(folder: string, { model, batch }: Rankers): void {
  const files = {
    "users.f32": model.userFactors,
    "items.f32": model.itemFactors,
    "user_biases.f32": model.userBiases,
    "item_biases.f32": model.itemBiases,
    "targets.u32": batch.targets.ids,
  };
  for (const [name, numbers] of Object.entries(files)) writeFileSync(join(folder, name), numbers);
}

/** Ranks, and places in the lists, of one way that are not those of float64; of how many. */
interface Difference {
  readonly ranks: number;
  readonly ofRanks: number;
  readonly lists: number;
  readonly ofLists: number;
}

interface PythonSide {
  readonly ways: Partial<Record<Name, Way>>;
  compare(rankers: Rankers): Promise<Partial<Record<Name, Difference>>>;
  close(): void;
}

const NO_PYTHON: PythonSide = {
  ways: {},
  compare: async (rankers) => ({ kernel: differenceOfKernel(rankers) }),
  close: () => {},
};

async function startPython(folder: string): Promise<PythonSide> {
  const command = pythonWith("numpy");
  if (command === null) return NO_PYTHON;
  const { users, items, dim } = SHAPE;
  const worker = new PythonWorker(command, "ranking.py", [
    folder,
    ...[users, items, dim, TARGETS].map(String),
  ]);
  const { ways } = READY.parse(await worker.next());
  const names = (Object.keys(USERS) as Name[]).filter((name) => ways.includes(name));
  const ask = async (way: Name) =>
    TIME.parse(await worker.ask(JSON.stringify({ way, users: USERS[way] }))).milliseconds;
  return {
    ways: Object.fromEntries(names.map((name) => [name, async () => await ask(name)])),
    compare: async (rankers) => {
      const expected = rankers.scalar.rank(batchOf(rankers, USERS.numpy));
      const different: Partial<Record<Name, Difference>> = { kernel: differenceOfKernel(rankers) };
      for (const name of names) {
        await worker.ask(JSON.stringify({ save: name }));
        different[name] = differenceOf(expected, {
          ranks: new Float64Array(bytesOf(join(folder, `${name}.ranks.f64`))),
          lists: new Uint32Array(bytesOf(join(folder, `${name}.top.u32`))),
        });
      }
      return different;
    },
    close: () => worker.close(),
  };
}

function bytesOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer;
}

/** Of all users whom Python ranks with numpy. */
function differenceOfKernel(rankers: Rankers): Difference {
  const batch = batchOf(rankers, USERS.numpy);
  const { ranks, lists } = rankers.kernel.rank(batch);
  return differenceOf(rankers.scalar.rank(batch), { ranks, lists: lists.ids });
}

function differenceOf(
  expected: RankedBatch,
  { ranks, lists }: { readonly ranks: Float64Array; readonly lists: Uint32Array },
): Difference {
  return {
    ranks: ranks.reduce((count, rank, at) => (rank === expected.ranks[at] ? count : count + 1), 0),
    ofRanks: ranks.length,
    lists: lists.reduce((count, item, at) => (item === expected.lists.ids[at] ? count : count + 1), 0),
    ofLists: lists.length,
  };
}

function tableOf(
  measured: Partial<Readonly<Record<Name, readonly number[]>>>,
  different: Partial<Record<Name, Difference>>,
): Table {
  const perUser = (name: Name) => measured[name]?.map((milliseconds) => milliseconds / USERS[name]);
  const kernel = perUser("kernel")!;
  const rows = (Object.keys(USERS) as Name[]).map((name) => {
    const mine = perUser(name);
    if (mine === undefined) return [NAMES[name], "not there", "", "", ""];
    const { ranks, ofRanks, lists, ofLists } = different[name] ?? {
      ranks: 0,
      ofRanks: 0,
      lists: 0,
      ofLists: 0,
    };
    return [
      NAMES[name],
      times(medianRatio(mine, kernel)),
      digits(1000 * median(mine)),
      name === "scalar" ? "the measure" : `${ranks} of ${counted(ofRanks)}`,
      name === "scalar" ? "the measure" : `${lists} of ${counted(ofLists)}`,
    ];
  });
  const { users, items, dim } = SHAPE;
  return {
    title: `Scores of ${counted(items)} items with ${dim} factors, ranks of ${TARGETS} targets with averaged ties, and the ${TOP} best items; one thread each, the middle of ${ROUNDS} rounds.`,
    head: [
      "way",
      "time, of the kernel's",
      "µs a user",
      "other ranks than float64",
      "other places in the lists",
    ],
    rows,
    note: `The kernel ranks ${counted(users)} users a round, the others ${counted(USERS.numpy)} to ${USERS.Spotlight} of the same. Ranks of float32 differ where scores are closer than its rounding.`,
  };
}

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

interface RankingWay {
  /** In `bench/ranking.py` too. */
  readonly name: "kernel" | "numpy" | "numpy, sorting" | "torch" | "Spotlight" | "scalar";
  readonly title: string;
  /** How many of the users it ranks: the slow ones fewer, for the cost of a user is the same for all. */
  readonly users: number;
}
type Name = RankingWay["name"];

const WAYS: readonly RankingWay[] = [
  { name: "kernel", title: "the kernel", users: SHAPE.users },
  { name: "numpy", title: "numpy: matrix product, counting, argpartition", users: 2_048 },
  { name: "numpy, sorting", title: "numpy: matrix product, sort, argpartition", users: 2_048 },
  { name: "torch", title: "torch: matrix product, counting, topk", users: 1_024 },
  { name: "Spotlight", title: "Spotlight: predict, rankdata, argsort, user by user", users: 256 },
  { name: "scalar", title: "the scalar twin, in float64", users: 512 },
];
/** Of so many users results are compared, at most. */
const COMPARED_USERS = 2_048;

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
    const rank = (name: "kernel" | "scalar"): Way => {
      const { users } = WAYS.find((way) => way.name === name)!;
      return () => clocked(() => void rankers[name].rank(batchOf(rankers, users)));
    };
    const ways = new Map<Name, Way>([["kernel", rank("kernel")], ["scalar", rank("scalar")], ...python.ways]);
    try {
      const measured = await measureInTurns(ways, ROUNDS);
      const different = await python.compare(rankers);
      return [tableOf(measured, different)];
    } finally {
      python.close();
    }
  },
};

/** Both rankers with what they rank. */
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
  readonly ways: ReadonlyMap<Name, Way>;
  compare(rankers: Rankers): Promise<ReadonlyMap<Name, Difference>>;
  close(): void;
}

const NO_PYTHON: PythonSide = {
  ways: new Map(),
  compare: async (rankers) => new Map([["kernel", differenceOfKernel(rankers)]]),
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
  const found = WAYS.filter(({ name }) => ways.includes(name));
  return {
    ways: new Map(
      found.map(({ name, users: count }) => [
        name,
        async () => TIME.parse(await worker.ask(JSON.stringify({ way: name, users: count }))).milliseconds,
      ]),
    ),
    compare: async (rankers) => {
      const expected = rankers.scalar.rank(batchOf(rankers, COMPARED_USERS));
      const different = new Map<Name, Difference>([["kernel", differenceOfKernel(rankers)]]);
      for (const { name } of found) {
        await worker.ask(JSON.stringify({ save: name }));
        const ranks = new Float64Array(bytesOf(join(folder, `${name}.ranks.f64`)));
        const lists = new Uint32Array(bytesOf(join(folder, `${name}.top.u32`)));
        different.set(name, differenceOf(expected, { ranks, lists }));
      }
      return different;
    },
    close: () => worker.close(),
  };
}

function bytesOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer;
}

function differenceOfKernel(rankers: Rankers): Difference {
  const batch = batchOf(rankers, COMPARED_USERS);
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
  measured: ReadonlyMap<Name, readonly number[]>,
  different: ReadonlyMap<Name, Difference>,
): Table {
  const perUser = ({ name, users }: RankingWay) =>
    measured.get(name)?.map((milliseconds) => milliseconds / users);
  const kernel = perUser(WAYS[0]!)!;
  const rows = WAYS.map((way) => {
    const mine = perUser(way);
    if (mine === undefined) return [way.title, "not there", "", "", ""];
    const found = different.get(way.name);
    return [
      way.title,
      times(medianRatio(mine, kernel)),
      digits(1000 * median(mine)),
      found === undefined ? "the measure" : `${found.ranks} of ${counted(found.ofRanks)}`,
      found === undefined ? "the measure" : `${found.lists} of ${counted(found.ofLists)}`,
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
    note: `The kernel ranks ${counted(users)} users a round, the others 2,048 to 256 of the same. Ranks of float32 differ where scores are closer than its rounding.`,
  };
}

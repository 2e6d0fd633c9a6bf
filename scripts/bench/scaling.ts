import type { Bench } from "./bench.ts";
import type { Shape } from "./dataset.ts";
import { makeRankers } from "./kernel.ts";
import { counted, digits, times, type Table } from "./table.ts";
import { clocked, measureInTurns, median, medianRatio } from "./timing.ts";

const TARGETS = 20;
const ROUNDS = 5;
const BASE = { users: 2_000, items: 5_000, dim: 32 };
type Size = typeof BASE;

/** The sizes of each table; the first is the one that the others are compared with. */
const SERIES: readonly (readonly Size[])[] = [
  [1, 2, 4, 8].map((factor) => sized({ users: factor * BASE.users })),
  [1, 2, 4].map((factor) => sized({ items: factor * BASE.items })),
  [16, 32, 64, 128].map((dim) => sized({ dim })),
];

function sized(other: Partial<Size>): Size {
  return { ...BASE, ...other };
}

/** How the cost of a user grows with the model. */
export const SCALING: Bench = {
  name: "scaling",
  about: "the cost of a user with more users, more items and more factors",
  run: async () => {
    const sizes = new Map(SERIES.flat().map((size) => [nameOf(size), size]));
    const ways = new Map([...sizes].map(([name, size]) => [name, rankAll(size)]));
    const measured = await measureInTurns(ways, ROUNDS);
    return [tableOf(measured)];
  },
};

function nameOf({ users, items, dim }: Size): string {
  return `${counted(users)} × ${counted(items)} × ${dim}`;
}

/** Milliseconds for all users of such a model. */
function rankAll(size: Size): () => number {
  const shape: Shape = { ...size, rows: TARGETS * size.users };
  const { kernel, batch } = makeRankers(shape);
  return () => clocked(() => void kernel.rank(batch));
}

function tableOf(measured: ReadonlyMap<string, readonly number[]>): Table {
  const perUser = (size: Size) =>
    measured.get(nameOf(size))!.map((milliseconds) => milliseconds / size.users);
  const rows = SERIES.flatMap((series) =>
    series.map((size) => [
      nameOf(size),
      digits(1000 * median(perUser(size))),
      times(medianRatio(perUser(size), perUser(series[0]!))),
      times(productsOf(size) / productsOf(series[0]!)),
    ]),
  );
  return {
    title: `The kernel on models of several sizes, users × items × factors, ${TARGETS} targets a user; one thread, the middle of ${ROUNDS} rounds.`,
    head: ["size", "µs a user", "of the first of its series", "multiplications, of the first"],
    rows,
  };
}

/** Multiplications for a user. */
function productsOf({ items, dim }: Size): number {
  return items * dim;
}

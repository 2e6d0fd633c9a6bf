import { DatabaseSync } from "node:sqlite";
import { loadRatings } from "../../src/adapters/sqlite.ts";
import { parseTimestamp } from "../../src/formats/timestamp.ts";
import { peakBytes } from "../peak-memory.ts";

const QUERY =
  "SELECT r.username, r.movie, r.rating, r.timestamp FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1";

/** One reading of a database, in a process of its own: `ours` or `node` (node:sqlite doing the same job), and the file. */
const [engine, file] = process.argv.slice(2);
const start = performance.now();
const count = engine === "ours" ? await readOurs(file!) : readWithNode(file!);
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    rows: count,
    milliseconds,
    cpuMilliseconds: (user + system) / 1000,
    peakMb: peakBytes() / 2 ** 20,
  }),
);

async function readOurs(path: string): Promise<number> {
  const loaded = await loadRatings({ file: path, shownAs: path, query: null, timeoutMs: 3_600_000 });
  return loaded?.ratings.values.length ?? 0;
}

/** Names numbered by a Map, columns that grow by doubling; no digest, no limits. */
function readWithNode(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const statement = database.prepare(QUERY);
  statement.setReturnArrays(true);
  const [users, items] = [new Map<unknown, number>(), new Map<unknown, number>()];
  let userOfRow = new Uint32Array(1024);
  let itemOfRow = new Uint32Array(1024);
  let values = new Float64Array(1024);
  let times = new Float64Array(1024);
  let rows = 0;
  for (const row of statement.iterate()) {
    if (rows === values.length) {
      userOfRow = new Uint32Array(userOfRow.buffer.transfer(8 * rows));
      itemOfRow = new Uint32Array(itemOfRow.buffer.transfer(8 * rows));
      values = new Float64Array(values.buffer.transfer(16 * rows));
      times = new Float64Array(times.buffer.transfer(16 * rows));
    }
    userOfRow[rows] = numberOf(users, row[0]);
    itemOfRow[rows] = numberOf(items, row[1]);
    values[rows] = Number(row[2]);
    times[rows] = parseTimestamp(row[3]);
    rows++;
  }
  database.close();
  return rows;
}

function numberOf(names: Map<unknown, number>, name: unknown): number {
  let index = names.get(name);
  if (index === undefined) {
    index = names.size;
    names.set(name, index);
  }
  return index;
}

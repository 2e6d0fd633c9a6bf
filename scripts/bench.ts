import { benchHistory } from "./bench/history.ts";
import { benchIngest } from "./bench/ingest.ts";

/**
 * Measures what takes time: npm run bench -- history. Prints medians; nothing fails when a machine is slow, and no test
 * looks at a clock.
 */
const BENCHES: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["history", benchHistory],
  ["ingest", benchIngest],
]);

const name = process.argv[2] ?? "";
const bench = BENCHES.get(name);
if (bench === undefined) {
  console.error(`npm run bench -- ${[...BENCHES.keys()].join(" | ")}`);
  process.exitCode = 2;
} else {
  await bench();
}

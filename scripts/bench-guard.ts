import { measureGuarded } from "./bench/guard.ts";
import { beyondBounds, guardTable } from "./bench/judge.ts";
import { withScratch } from "./bench/scratch.ts";
import { markdownOf } from "./bench/table.ts";

/**
 * Fails when something has become several times slower than it was: npm run bench:guard
 *
 * Only ratios are looked at, and a ratio beyond its bound is measured once more: a machine that was busy for a moment is no
 * reason to fail.
 */
await withScratch(async () => {
  for (const attempt of ["first", "second"]) {
    const ratios = await measureGuarded();
    console.log(`\n${markdownOf(guardTable(ratios))}`);
    const beyond = beyondBounds(ratios);
    if (beyond.length === 0) return;
    const names = beyond.map(({ name }) => name).join("; ");
    console.log(`\nBeyond the bound in the ${attempt} attempt: ${names}.`);
  }
  console.error(
    "Find out what has become slow (`npm run bench`), or change usual value and bound in scripts/bench/guard.ts and say why.",
  );
  process.exitCode = 1;
});

/**
 * Compiles `kernel/ranking.ts` into `kernel/ranking.wasm`, which is committed beside it: `node scripts/kernel.ts`. With
 * `--check` it only says whether that is what the source compiles to. The same source gives the same bytes everywhere.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = resolve(import.meta.dirname, "..");
const SOURCE = "kernel/ranking.ts";
const COMPILED = join(PROJECT, "kernel/ranking.wasm");

/**
 * No relaxed SIMD: what it rounds depends on the processor. The stub runtime and no assertions: the file holds nothing but our
 * own code, so no licence goes with it.
 */
const OPTIONS = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];

/**
 * The compiler as a program of its own: its type declarations are at odds with those of Node.
 *
 * @returns the WebAssembly module
 * @throws Error when the source does not compile; the compiler has said why
 */
export function compileKernel(): Buffer {
  const compiler = fileURLToPath(import.meta.resolve("assemblyscript/asc")).replace(
    /dist.asc\.js$/,
    "bin/asc.js",
  );
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-kernel-"));
  const output = join(folder, "ranking.wasm");
  try {
    // The path of the source is part of the names inside while it is compiled: always the same one.
    execFileSync(process.execPath, [compiler, SOURCE, ...OPTIONS, "-o", output], {
      cwd: PROJECT,
      stdio: "inherit",
    });
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const compiled = compileKernel();
  if (!process.argv.includes("--check")) writeFileSync(COMPILED, compiled);
  else if (!readFileSync(COMPILED).equals(compiled)) {
    console.error('kernel/ranking.wasm is not what kernel/ranking.ts compiles to; run "npm run kernel".');
    process.exitCode = 1;
  }
}

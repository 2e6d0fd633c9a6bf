import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const PRELOAD = new URL("../../__tests__/support/peak-memory.mjs", import.meta.url).href;
const REPORT = z.object({ peakBytes: z.number() });

/** One line that a process printed, and when, counted from its start. */
export interface PrintedLine {
  readonly milliseconds: number;
  readonly text: string;
}

/** What one process took, from before its start until it has ended. */
export interface MeasuredProcess {
  readonly milliseconds: number;
  /** Of standard output. */
  readonly lines: readonly PrintedLine[];
  /** Largest resident size; null where it was not asked for. */
  readonly peakBytes: number | null;
}

interface Program {
  /** A file for this Node, and its arguments. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether to look at the memory, which costs a few milliseconds. */
  readonly withMemory?: boolean;
}

/**
 * Runs a program under this Node.
 * @throws Error with what it said when it fails
 */
export async function measureNode(program: Program): Promise<MeasuredProcess> {
  const { script, args = [], cwd, environment, withMemory = false } = program;
  const report = join(withMemory ? mkdtempSync(join(tmpdir(), "memory-")) : "", "peak.json");
  const measuring = { NODE_OPTIONS: `--import=${PRELOAD}`, PEAK_MEMORY_FILE: report };
  const measured = await measureCommand([process.execPath, script, ...args], {
    cwd,
    environment: withMemory ? { ...environment, ...measuring } : environment,
  });
  const peakBytes = withMemory ? REPORT.parse(JSON.parse(readFileSync(report, "utf8"))).peakBytes : null;
  return { ...measured, peakBytes };
}

/** The same for any program. */
export async function measureCommand(
  [command, ...args]: readonly string[],
  { cwd, environment }: Pick<Program, "cwd" | "environment">,
): Promise<Omit<MeasuredProcess, "peakBytes">> {
  const lines: PrintedLine[] = [];
  let unfinished = "";
  let errors = "";
  const started = performance.now();
  const child = spawn(command!, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const milliseconds = performance.now() - started;
    const whole = `${unfinished}${text}`.split("\n");
    unfinished = whole.pop()!;
    lines.push(...whole.map((line) => ({ milliseconds, text: line })));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const milliseconds = performance.now() - started;
  if (exitCode === 0) return { milliseconds, lines };
  const said = lines.map((line) => line.text).join("\n");
  throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}:\n${said}\n${errors}`);
}

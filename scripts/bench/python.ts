import { spawn, spawnSync } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

/** One thread on both sides. */
const ONE_THREAD = {
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  NUMEXPR_NUM_THREADS: "1",
};
const COMMAND = process.env["PYTHON"] ?? "python3";
const FIND = "import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))";

/** The Python that the variable PYTHON names, else `python3`: null where it is not there, or lacks one of the packages. */
export function pythonWith(...packages: readonly string[]): string | null {
  const { status } = spawnSync(COMMAND, ["-c", FIND, ...packages], { stdio: "ignore" });
  return status === 0 ? COMMAND : null;
}

/** A script of `bench/`. */
export function pythonScript(name: string): string {
  return fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));
}

/** The environment of this process, for a Python of one thread. */
export function pythonEnvironment(): Readonly<Record<string, string>> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(inherited), ...ONE_THREAD };
}

/** A Python process that answers lines with lines: importing torch takes seconds, which no measurement should count. */
export class PythonWorker {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, script: string, args: readonly string[]) {
    this.#child = spawn(command, [pythonScript(script), ...args], {
      env: pythonEnvironment(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines: Interface = createInterface(this.#child.stdout);
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** @throws Error when the process ends instead of answering */
  async ask(question: string): Promise<unknown> {
    this.#child.stdin.write(`${question}\n`);
    return await this.next();
  }

  /** The next line that it prints. */
  async next(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error("the Python script ended before it answered");
    return JSON.parse(value);
  }

  close(): void {
    this.#child.stdin.end();
  }
}

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a step leaves behind, as the runner would collect it. */
export interface StepResult {
  readonly exitCode: number | null;
  /** Standard output and standard error, as they came. */
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
  readonly milliseconds: number;
}

export interface StepOptions {
  /** Input names as in action.yml. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  /** More of the runner's environment, or overrides of what is set here. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built program, made once for all tests by the global setup. */
export function distFolder(): string {
  const folder = process.env["MODEL_MONITOR_DIST"];
  if (folder === undefined)
    throw new Error("the test setup did not build dist: MODEL_MONITOR_DIST is not set");
  return folder;
}

/** A new folder that stands for a checked-out repository. */
export function newWorkspace(): string {
  return mkdtempSync(join(tmpdir(), "model-monitor-workspace-"));
}

/** What the runner prepares for a step of a weekly workflow: its environment, and the files that the step writes. */
export function prepareStep(options: StepOptions) {
  const files = mkdtempSync(join(tmpdir(), "model-monitor-step-"));
  const file = (name: string, content = "") => {
    const path = join(files, name);
    writeFileSync(path, content);
    return path;
  };
  const outputFile = file("output");
  const summaryFile = file("summary");
  const environment = {
    PATH: process.env["PATH"] ?? "",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_ENV: file("env"),
    GITHUB_EVENT_NAME: "schedule",
    GITHUB_EVENT_PATH: file("event.json", "{}"),
    GITHUB_JOB: "evaluate",
    GITHUB_OUTPUT: outputFile,
    GITHUB_PATH: file("path"),
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REPOSITORY: "octo/movies",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "1",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    GITHUB_STATE: file("state"),
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_WORKFLOW: "weekly",
    GITHUB_WORKSPACE: options.workspace,
    RUNNER_TEMP: files,
    "INPUT_GITHUB-TOKEN": "test-token-0123456789",
    INPUT_MATRIX: "null",
    ...inputVariables(options.inputs),
    ...options.environment,
  };
  return { environment, outputFile, summaryFile };
}

/** Starts the built `index.js` as such a step, and waits for its end. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const { environment, outputFile, summaryFile } = prepareStep(options);
  const { exitCode, log, milliseconds } = await spawnAndCollect(join(distFolder(), "index.js"), [], {
    cwd: options.workspace,
    environment,
  });
  return {
    exitCode,
    log,
    milliseconds,
    outputs: parseOutputs(readFileSync(outputFile, "utf8")),
    summary: readFileSync(summaryFile, "utf8"),
  };
}

/** Runs a program under this Node and collects what it says. */
export async function spawnAndCollect(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ exitCode: number | null; log: string; stdout: string; milliseconds: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    log += text;
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { exitCode, log, stdout, milliseconds: performance.now() - started };
}

function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** Reads `name<<delimiter … delimiter` blocks as the runner does. */
function parseOutputs(text: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const header = /^([^<]+)<<(.+)$/.exec(lines[index]!);
    if (header === null) continue;
    const end = lines.indexOf(header[2]!, index + 1);
    outputs.set(header[1]!, lines.slice(index + 1, end).join("\n"));
    index = end;
  }
  return outputs;
}

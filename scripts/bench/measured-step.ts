import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { prepareStep } from "../../__tests__/support/action.ts";
import { buildDist } from "../build.ts";
import { measureNode, type MeasuredProcess, type PrintedLine } from "./measured-process.ts";

const REPORT = z.object({ measurement: z.object({ metrics: z.record(z.string(), z.number()) }) });

/** The built program, from the sources as they are: made once a run, among its temporary files. */
async function builtAction(): Promise<string> {
  building ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), "dist-"));
    await buildDist(folder);
    return folder;
  })();
  return await building;
}

let building: Promise<string> | undefined;

/** One evaluation by the built action, as the runner starts it. */
export interface MeasuredStep extends MeasuredProcess {
  /** When the first line came that a person sees. */
  readonly firstLine: number;
  /** Milliseconds of the steps "1. Load" to "7. Act". */
  readonly steps: ReadonlyMap<string, number>;
  /** The workspace after it. */
  readonly workspace: string;
}

interface StepRequest {
  /** Where the files of a repository are; they are not written to. */
  readonly data: string;
  /** Inputs beside those that send nothing to anybody. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly withMemory?: boolean;
}

/** Evaluates a dataset for the first time, in a workspace of its own. */
export async function measureStep({
  data,
  inputs = {},
  withMemory = false,
}: StepRequest): Promise<MeasuredStep> {
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  linkFiles(data, workspace);
  const { environment } = prepareStep({ workspace, inputs: { "retrain-trigger": "none", ...inputs } });
  const script = join(await builtAction(), "index.js");
  const measured = await measureNode({ script, cwd: workspace, environment, withMemory });
  const firstLine = measured.lines.find(({ text }) => !text.startsWith("::add-mask::"))!.milliseconds;
  return { ...measured, firstLine, steps: stepsOf(measured.lines), workspace };
}

/** Links and not copies: a gigabyte of ratings is there at once, and warm. */
function linkFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(to, path.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    try {
      linkSync(path, target);
    } catch {
      // On another file system.
      cpSync(path, target);
    }
  }
}

/** From the sections of the log. */
export function stepsOf(lines: readonly PrintedLine[]): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  let open: PrintedLine | null = null;
  for (const line of lines) {
    if (line.text.startsWith("::group::")) open = line;
    else if (line.text === "::endgroup::" && open !== null)
      steps.set(open.text.slice("::group::".length), line.milliseconds - open.milliseconds);
  }
  return steps;
}

/** The metrics that the step measured, from its report; the workspace is removed. */
export function takeMetrics({ workspace }: MeasuredStep): Readonly<Record<string, number>> {
  const report = readFileSync(join(workspace, "model-monitor-report/report.json"), "utf8");
  rmSync(workspace, { recursive: true });
  return REPORT.parse(JSON.parse(report)).measurement.metrics;
}

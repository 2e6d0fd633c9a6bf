import { appendFile } from "node:fs/promises";
import * as core from "@actions/core";
import { logSafe } from "../formats/report/log-text.ts";
import type { Log } from "../world.ts";
import { throttle } from "./throttle.ts";

/** The log of a GitHub runner: sections fold, and no text from data can become a workflow command. */
export function runnerLog(now: () => number): Log {
  return {
    group: (title, work) => core.group(logSafe(title), work),
    info: (text) => core.info(logSafe(text)),
    progress: throttle(now, (text) => core.info(logSafe(text))),
  };
}

/** Hides the token wherever it would appear in the log. */
export function hideSecret(secret: string): void {
  // GitHub masks by exact text; masking a very short one would blank the log instead.
  if (secret.length >= 8) core.setSecret(secret);
}

/** Sets every output; an undefined one is set to the empty string, so that expressions never see an old value. */
export function setOutputs(outputs: ReadonlyMap<string, string>): void {
  for (const [name, value] of outputs) core.setOutput(name, value);
}

/** Appends to the job summary. Without a summary file (some local runners) there is nothing to write to. */
export async function writeSummary(markdown: string, file: string | undefined): Promise<void> {
  if (file === undefined || file === "") return;
  await appendFile(file, markdown, "utf8");
}

/** Text above the job; its line breaks are kept, and no line of it can become a workflow command. */
export function annotate(level: "error" | "warning" | "notice", text: string): void {
  const say = { error: core.error, warning: core.warning, notice: core.notice }[level];
  const lines = text.split("\n").map((line) => logSafe(line));
  say(lines.join("\n"));
}

import { logSafe } from "../formats/report/log-text.ts";
import type { Log } from "../world.ts";
import { throttle } from "./throttle.ts";

/** The log of the command line, on standard error, so that standard output carries the summary alone. */
export function terminalLog(now: () => number): Log {
  return {
    group: async (title, work) => {
      say(`— ${title}`);
      return await work();
    },
    info: (text) => say(`  ${text}`),
    progress: throttle(now, (text) => say(`  ${text}`)),
  };
}

function say(text: string): void {
  process.stderr.write(`${logSafe(text)}\n`);
}

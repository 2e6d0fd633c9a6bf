import { readFileSync } from "node:fs";

/** Largest resident size of this process so far, in bytes. */
export function peakBytes(): number {
  // Not resourceUsage() where there is better: a child starts with the peak of the process that forked it.
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "latin1") : "";
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes));
}

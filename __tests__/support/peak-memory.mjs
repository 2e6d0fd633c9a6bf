// Preloaded into the program under test: at its end writes its peak memory and processor time into the file PEAK_MEMORY_FILE.
import { readFileSync, writeFileSync } from "node:fs";

/** Largest resident size so far, in bytes. */
function peak() {
  if (process.platform === "linux") {
    // Not resourceUsage(): a child inherits the peak of the process that forked it, here Jest's.
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}

process.on("exit", () => {
  // The processor's time: what a program takes of it does not depend on what else the machine does.
  const cpu = process.cpuUsage();
  const measured = { peakBytes: peak(), milliseconds: (cpu.user + cpu.system) / 1000 };
  writeFileSync(process.env.PEAK_MEMORY_FILE, JSON.stringify(measured));
});

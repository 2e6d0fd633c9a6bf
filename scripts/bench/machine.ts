import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { pythonWith } from "./python.ts";

const VERSIONS = `import platform, numpy, torch
print("Python", platform.python_version(), "numpy", numpy.__version__, "torch", torch.__version__)`;

/** What the numbers come from, in a line: the ratios matter, this is for those who compare. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? "an unknown processor";
  return `${availableParallelism()} × ${processor}, Node ${process.versions.node}${pythonVersions()}.`;
}

function pythonVersions(): string {
  const command = pythonWith("numpy", "torch");
  if (command === null) return "";
  return `, ${spawnSync(command, ["-c", VERSIONS], { encoding: "utf8" }).stdout.trim()}`;
}

import { createHash, randomUUID } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/*
 * Directories and files that exist only while a process writes, beside the store and in it, and how a later process
 * knows those that nobody finishes any more. Their names say whose they are.
 */

/** What the name says: machine and process, where the machine can be told, and always something unique. */
const OWNER =
  /(?:(?<machine>[0-9a-f]{16})-(?<pid>[1-9]\d{0,9})-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const STAGING = new RegExp(`^\\.mlruns-staging-${OWNER.source}$`);
const TEMPORARY = new RegExp(`^\\.model-monitor-${OWNER.source}\\.tmp$`);
/** No evaluation takes that long. Sooner, what somebody else left may belong to a process that is still writing. */
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;

/** Name of a directory in which a run or an experiment is built. */
export function stagingName(): string {
  return `.mlruns-staging-${owner()}`;
}

/** Name of a file that is about to replace another. */
export function temporaryName(): string {
  return `.model-monitor-${owner()}.tmp`;
}

/**
 * Whether an entry was left behind by a process that was killed. At once where that process was one of this machine
 * and is gone; otherwise (another machine or container, since restarted) when it is a day old.
 * @param path where it is
 * @param name its name; anything that is not one of ours is none
 * @param now milliseconds since 1970 UTC
 */
export function isAbandoned(path: string, name: string, now: number): boolean {
  const groups = (STAGING.exec(name) ?? TEMPORARY.exec(name))?.groups;
  if (groups === undefined) return false;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink()) return false;
  const isGone =
    groups["machine"] === machine() && groups["machine"] !== undefined && !isRunning(Number(groups["pid"]));
  return isGone || now - found.mtimeMs > STALE_AFTER_MS;
}

function owner(): string {
  const key = machine();
  return key === undefined ? randomUUID() : `${key}-${process.pid}-${randomUUID()}`;
}

/** Undecided is running: a directory left for a day harms nobody, one taken from its writer loses an evaluation. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error !== "object" || error === null || !("code" in error) || error.code !== "ESRCH";
  }
}

/**
 * The same for two processes only when one can see whether the other runs: the same boot of the same kernel, and the
 * same numbering of processes (each container has its own). Undefined where the system does not tell: the name of the
 * host alone is no proof, two machines that share a disk may have the same.
 */
function machine(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    const numbering = readlinkSync("/proc/self/ns/pid");
    return createHash("sha256").update(`${hostname()}\n${boot}\n${numbering}`).digest("hex").slice(0, 16);
  } catch {
    return undefined;
  }
}

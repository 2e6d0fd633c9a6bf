import { basename, dirname } from "node:path/posix";

import type { Metafile } from "esbuild";

import { packageOf } from "./module-package.ts";

export type Output = Metafile["outputs"][string];
type Inputs = Metafile["inputs"];

/**
 * New names for the bundler's chunks, by their file names. esbuild names them after a hash of their contents, so
 * each build would rename files and rewrite every import of them; these names stay while the contents change.
 *
 * @param programs file names that stay as they are
 * @param doors the files of packages that our sources import
 * @param inputs what each source file imports
 */
export function chunkNames(
  outputs: ReadonlyMap<string, Output>,
  programs: readonly string[],
  doors: readonly string[],
  inputs: Inputs,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(programs);
  // By contents and not by hash, so that of two chunks that want one name always the same one gets the number.
  const contents = (output: Output) => `${output.entryPoint ?? ""} ${modulesOf(output).join()}`;
  for (const [file, output] of [...outputs].toSorted(([, a], [, b]) => compare(contents(a), contents(b)))) {
    if (programs.includes(file)) continue;
    const wanted = readableName(output, doors, inputs);
    let name = `${wanted}.js`;
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}.js`;
    taken.add(name);
    names.set(file, name);
  }
  return names;
}

/** The source files whose code is in the output, sorted. */
export function modulesOf(output: Output): string[] {
  const used = Object.entries(output.inputs).filter(([, input]) => input.bytesInOutput > 0);
  return used.map(([path]) => path).toSorted();
}

/** A chunk of ours is named after the module that brings in most of the others, one of a package after the package. */
function readableName(output: Output, doors: readonly string[], inputs: Inputs): string {
  const modules = output.entryPoint === undefined ? modulesOf(output) : [output.entryPoint];
  // The target of an `import()` whose code sits in a shared chunk is a file of its own that only points there.
  const suffix = modulesOf(output).length === 0 ? "-entry" : "";
  const ours = modules.filter((path) => packageOf(path) === null);
  if (ours.length > 0) return ownName(ours, inputs) + suffix;
  const vendor = modules.find((path) => doors.includes(path)) ?? largest(output) ?? modules[0];
  const name = vendor === undefined ? null : packageOf(vendor);
  if (name === null) return "runtime"; // esbuild's own glue, which the list of modules leaves out
  return `vendor-${name.replace(/^@/, "").replace(/[^a-z0-9]+/gi, "-")}${suffix}`;
}

function ownName(modules: readonly string[], inputs: Inputs): string {
  const reach = new Map(modules.map((path) => [path, reachOf(path, modules, inputs)]));
  const [top = ""] = modules.toSorted((a, b) => reach.get(b)! - reach.get(a)! || compare(a, b));
  const name = basename(top, ".ts");
  return name === "index" ? basename(dirname(top)) : name;
}

/** How many of the modules are loaded when `start` is. */
function reachOf(start: string, modules: readonly string[], inputs: Inputs): number {
  const seen = new Set([start]);
  // A loop over a set also visits what is added meanwhile.
  for (const path of seen) {
    for (const { path: imported } of inputs[path]?.imports ?? [])
      if (modules.includes(imported)) seen.add(imported);
  }
  return seen.size;
}

function largest(output: Output): string | undefined {
  const bySize = Object.entries(output.inputs).toSorted(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  return bySize[0]?.[0];
}

/** Order by code units: that of a locale would differ between machines. */
function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

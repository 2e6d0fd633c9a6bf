import { readFileSync } from "node:fs";
import type { KernelFunctions, NewKernel } from "../core/scoring/kernel.ts";

const BYTES_OF_PAGE = 65_536;

/** Loads the ranking kernel. Each kernel that is made of it has its own memory. */
export function loadRankingKernel(): NewKernel {
  const module = new WebAssembly.Module(readFileSync(wasmFile()));
  return (bytes) => {
    const pages = Math.ceil(bytes / BYTES_OF_PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance<KernelFunctions>(module, { env: { memory } });
    return { memory: memory.buffer, functions: instance.exports };
  };
}

/** The bundle carries the file beside itself; sources have it in the repository. */
function wasmFile(): URL {
  const place = import.meta.url.endsWith(".ts") ? "../../kernel/ranking.wasm" : "./ranking.wasm";
  return new URL(place, import.meta.url);
}

import type { FuzzFormat } from "./fuzz-format.ts";
import { Random } from "./random.ts";

/** What a module of formats exports. */
export interface Formats {
  readonly MODELS: readonly FuzzFormat[];
  readonly BESIDE: readonly FuzzFormat[];
}

const BESIDE_EVERY = 10;

/** One file to make and read. */
export interface FuzzFile {
  readonly format: FuzzFormat;
  readonly random: Random;
}

/** The files of one index: a model, and beside every tenth a file of another kind. */
export function filesAt({ MODELS, BESIDE }: Formats, seed: number, index: number): readonly FuzzFile[] {
  const model = { format: MODELS[index % MODELS.length]!, random: new Random(seed, index) };
  if (index % BESIDE_EVERY !== 0 || BESIDE.length === 0) return [model];
  const format = BESIDE[(index / BESIDE_EVERY) % BESIDE.length]!;
  return [model, { format, random: new Random(~seed, index) }];
}

import type { FactorModel } from "../../src/core/factor-model.ts";
import { readCheckpoint } from "../../src/formats/checkpoint/index.ts";

/** Reads a checkpoint that must not hold anything else than a factorization model. */
export function readFactors(file: string, bytes: Uint8Array): FactorModel {
  const { model } = readCheckpoint(file, bytes);
  if (model.kind !== "factorization") throw new Error(`${file} holds a ${model.kind} model`);
  return model;
}

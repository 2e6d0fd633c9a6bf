import { readCheckpoint } from "../../src/formats/checkpoint/index.ts";

/** Reads a checkpoint and throws when the answer is no model: wrong counts, or tables of another size than they say. */
export function readAndCheck(bytes: Buffer): void {
  const model = new Map<string, unknown>(Object.entries(readCheckpoint("file", bytes)));
  const [users, items, dim] = ["numUsers", "numItems", "dim"].map((name) => Number(model.get(name)));
  if (![users!, items!, dim!].every((count) => Number.isSafeInteger(count) && count > 0))
    throw new Error(`a model of ${users} users, ${items} items and ${dim} factors was returned`);
  const sizes = {
    userFactors: users! * dim!,
    itemFactors: items! * dim!,
    userBiases: users!,
    itemBiases: items!,
  };
  if (model.get("kind") !== "factorization") return;
  for (const [name, size] of Object.entries(sizes)) {
    const table = model.get(name);
    if (!(table instanceof Float32Array) || table.length !== size)
      throw new Error(`a model was returned whose ${name} are not ${size} numbers`);
  }
}

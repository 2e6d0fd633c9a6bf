import { readCheckpoint } from "../../src/formats/checkpoint/index.ts";

type Fields = ReadonlyMap<string, unknown>;

/** Reads a checkpoint and throws when the answer is no model: wrong counts, or tables of another size than they say. */
export function readAndCheck(bytes: Buffer): void {
  const answer = fieldsOf(readCheckpoint("file", bytes));
  // With what else the file carries, or alone.
  const model = answer.has("model") ? fieldsOf(answer.get("model")) : answer;
  const [users, items, dim] = ["numUsers", "numItems", "dim"].map((name) => Number(model.get(name)));
  if (![users!, items!, dim!].every((count) => Number.isSafeInteger(count) && count > 0))
    throw new Error(`a model of ${users} users, ${items} items and ${dim} factors was returned`);
  if (model.get("kind") === "factorization") checkTables(model, users!, items!, dim!);
  const score = model.get("score");
  if (typeof score === "function")
    Reflect.apply(score, answer.get("model"), [Uint32Array.of(0, 1, items!), new Float64Array(items! + 1)]);
}

function fieldsOf(value: unknown): Fields {
  return new Map<string, unknown>(Object.entries(Object(value)));
}

function checkTables(model: Fields, users: number, items: number, dim: number): void {
  const sizes = {
    userFactors: users * dim,
    itemFactors: items * dim,
    userBiases: users,
    itemBiases: items,
  };
  for (const [name, size] of Object.entries(sizes)) {
    const table = model.get(name);
    if (!(table instanceof Float32Array) || table.length !== size)
      throw new Error(`a model was returned whose ${name} are not ${size} numbers`);
  }
}

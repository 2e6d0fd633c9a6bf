import { readFileSync } from "node:fs";

/** A file below `__tests__/fixtures`. */
export function fixtureBytes(path: string): Buffer {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
}

/** A model with its tables as plain arrays, so that two can be compared whole. */
export function plainModel(model: object): Record<string, unknown> {
  const entries = Object.entries(model);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value]),
  );
}

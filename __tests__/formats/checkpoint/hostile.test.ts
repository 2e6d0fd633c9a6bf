import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { MonitorError } from "../../../src/core/errors.ts";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";
import { HOSTILE_FILES } from "../../support/hostile-files.ts";

const FOLDER = new URL("../../fixtures/hostile/", import.meta.url);

function read(name: string): FactorModel {
  return readFactors(name, readFileSync(new URL(name, FOLDER)));
}

function refusalOf(name: string): MonitorError {
  try {
    read(name);
  } catch (error) {
    if (error instanceof MonitorError) return error;
    throw error;
  }
  throw new Error(`${name} was read`);
}

test("every hostile checkpoint has a row", () => {
  const files = readdirSync(FOLDER).filter((name) => name !== "README.md");
  expect(Object.keys(HOSTILE_FILES).toSorted()).toEqual(files.toSorted());
});

describe("a hostile checkpoint is refused by name, runs nothing and changes nothing:", () => {
  const refused = Object.entries(HOSTILE_FILES).filter(([, message]) => message !== "loads");
  test.each(refused)("%s %s", (name, message) => {
    const refusal = refusalOf(name);
    expect(refusal.message).toContain(message);
    expect(refusal.message.startsWith(`${name}: `)).toBe(true);
    expect(refusal.hint).toMatch(/^[A-Z].*\.$/s);
    expect(existsSync("pwned")).toBe(false);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a strange checkpoint that is a model is read:", () => {
  test("control_ok.pt scores 9.5 for user 0 and item 1", () => {
    const { dim, userFactors, itemFactors, userBiases, itemBiases } = read("control_ok.pt");
    const dot = userFactors[0]! * itemFactors[dim]! + userFactors[1]! * itemFactors[dim + 1]!;
    expect(dot + userBiases[0]! + itemBiases[1]!).toBe(9.5);
  });

  test("npz_fortran.npz with the same numbers, whatever their order and width", () => {
    expect(read("npz_fortran.npz")).toEqual(read("control_ok.pt"));
  });

  test("build_proto_pollution.pt without any effect on objects", () => {
    expect([...read("build_proto_pollution.pt").userFactors]).toEqual([...read("control_ok.pt").userFactors]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("nan_weights.pt with its NaN", () => {
    expect([...read("nan_weights.pt").itemFactors].every(Number.isNaN)).toBe(true);
  });

  test("byteorder_big.pt with every number swapped, as torch does", () => {
    const swapped = Buffer.from(read("byteorder_big.pt").userFactors.buffer).swap32();
    expect([...new Float32Array(new Uint8Array(swapped).buffer)]).toEqual([
      ...read("control_ok.pt").userFactors,
    ]);
  });
});

import { describe, expect, test } from "@jest/globals";
import { MalformedFileError, UnsupportedFileError } from "../../../src/core/errors.ts";
import { writeEvidence } from "../../../src/formats/report/evidence-json.ts";
import { readKeptValues } from "../../../src/formats/report/kept-values.ts";
import { aMeasurement, someSettings } from "../../support/outcomes.ts";
import { somePerUserValues } from "../../support/per-user-values.ts";

const written = writeEvidence(aMeasurement());

/** The parts of the file that the tests break. */
interface Written {
  training?: unknown;
  new_field?: unknown;
  schema: number;
  per_user?: { users: number[]; targets: number[]; values: Record<string, unknown[]> };
  health: { cold_users: number };
}

function changed(change: (json: Written) => unknown): string {
  const json = JSON.parse(written) as Written;
  change(json);
  return JSON.stringify(json);
}

describe("the users' values that a run kept", () => {
  test("are read back as they were written", () => {
    const { perUser, modelKind } = readKeptValues("evidence.json", written);
    expect(perUser).toEqual(somePerUserValues());
    expect(modelKind).toBe("factorization");
  });

  test("are read although another version added or left out fields", () => {
    const other = changed((json) => {
      delete json.training;
      json.new_field = { anything: true };
    });
    expect(readKeptValues("evidence.json", other).perUser).toEqual(somePerUserValues());
  });

  test("know no cold users where ids mean nothing", () => {
    const firstSeen = writeEvidence(
      aMeasurement({ settings: { ...someSettings(), idMapping: "first-seen" } }),
    );
    expect(readKeptValues("evidence.json", firstSeen).cold).toBeNull();
  });

  test.each([
    ["not JSON", "{"],
    ["not an object", "[]"],
    ["a user twice", changed((json) => (json.per_user!.users = [0, 0, 1]))],
    ["arrays that differ in length", changed((json) => json.per_user!.targets.pop())],
    ["a value that is no number", changed((json) => (json.per_user!.values["test_mrr"]![0] = "1"))],
    ["a value beyond float64", written.replace(/"test_mrr":\[[^,]*,/u, '"test_mrr":[1e999,')],
    ["no users' values", changed((json) => delete json.per_user)],
    ["a count below zero", changed((json) => (json.health.cold_users = -1))],
  ])("are refused: %s", (_, text) => {
    expect(() => readKeptValues("evidence.json", text)).toThrow(MalformedFileError);
  });

  test("are refused of another schema", () => {
    expect(() =>
      readKeptValues(
        "evidence.json",
        changed((json) => (json.schema = 2)),
      ),
    ).toThrow(UnsupportedFileError);
  });
});

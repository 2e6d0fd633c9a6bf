import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { MalformedFileError, MonitorError, UnsupportedFileError } from "../../../src/core/errors.ts";
import type { Measurement } from "../../../src/core/measurement.ts";
import { readEvidence, writeEvidence } from "../../../src/formats/report/evidence-json.ts";
import { WEEKS, aHealth, aMeasurement, someSettings } from "../../support/outcomes.ts";
import { somePerUserValues } from "../../support/per-user-values.ts";

const FILE = "mlruns/1/abc/artifacts/evidence.json";

/** The written evidence with one value replaced, by its path. */
function evidenceWith(path: string, value: unknown): string {
  return JSON.stringify(replaced(JSON.parse(writeEvidence(aMeasurement())), path.split("."), value));
}

function replaced(json: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const entries = Object.entries(json ?? {});
  if (!entries.some(([name]) => name === key)) throw new Error(`there is no ${key} to replace`);
  return Object.fromEntries(
    entries.map(([name, old]) => [name, name === key ? replaced(old, rest, value) : old]),
  );
}

function errorOf(text: string): MonitorError {
  try {
    readEvidence(FILE, text);
  } catch (error) {
    if (error instanceof MonitorError) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("evidence.json", () => {
  test.each<[string, Partial<Measurement>]>([
    ["of an ordinary evaluation", {}],
    ["from the command line", { origin: null }],
    [
      "in first-seen mode",
      {
        settings: someSettings({
          idMapping: "first-seen",
          minRating: 3.5,
          since: "previous-run",
          newerThan: 1_761_998_400_000,
        }),
        health: aHealth(WEEKS.first, { filtered: { belowMinRating: 1, withoutTime: 2, tooOld: 3 } }),
        perUser: somePerUserValues({
          keys: "hmac_sha256_128",
          users: ["0".repeat(32), "f".repeat(32), "0123456789abcdef".repeat(2)],
        }),
      },
    ],
    ["with a newest rating", { health: aHealth(WEEKS.first, { newestRating: 1_761_998_400_000.5 }) }],
    [
      "with names that objects have by birth",
      {
        metrics: new Map([
          ["__proto__", 1],
          ["constructor", 2],
        ]),
      },
    ],
    ["of no users", { perUser: somePerUserValues({ users: [], targets: [], values: new Map() }) }],
  ])("%s reads back as it was", (_, special) => {
    const measurement = aMeasurement(special);
    expect(readEvidence(FILE, writeEvidence(measurement))).toEqual(measurement);
  });

  test("keeps every bit of every value of every user", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.double({ noDefaultInfinity: true, noNaN: true }).filter((value) => !Object.is(value, -0)),
        ),
        (numbers) => {
          const users = [...numbers.keys()];
          const values = new Map([["test_mrr", numbers]]);
          const perUser = somePerUserValues({ users, targets: users, values });
          const back = readEvidence(FILE, writeEvidence(aMeasurement({ perUser })));
          expect(back.perUser.values.get("test_mrr")).toEqual(numbers);
        },
      ),
    );
  });

  test("is one line, with the values of single users beside the rest", () => {
    const text = writeEvidence(aMeasurement());
    expect(text).toMatch(/^\{"schema":1,.*\}\n$/u);
    expect(JSON.parse(text)).toMatchObject({
      per_user: {
        version: "per_user.v1",
        keys: "internal_user_id",
        users: [0, 3, 41],
        targets: [2, 7, 1],
        values: { test_mrr: [0.30000000000000004, 1 / 3, 5e-324] },
      },
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "is not written with %p in it, which would become null",
    (value) => {
      const perUser = somePerUserValues({ values: new Map([["test_mrr", [1, value, 0]]]) });
      expect(() => writeEvidence(aMeasurement({ perUser }))).toThrow("evidence.json: test_mrr holds");
    },
  );

  test("gives names from the file no way into a prototype", () => {
    const metrics = '"metrics":{"__proto__":0.5}';
    const text = writeEvidence(aMeasurement()).replace(/"metrics":\{[^}]*\}/u, metrics);
    expect([...readEvidence(FILE, text).metrics]).toEqual([["__proto__", 0.5]]);
  });
});

describe("evidence.json that is not ours", () => {
  test.each([
    ["no JSON", "{", "not JSON"],
    ["another kind of JSON", "[]", "Invalid input"],
    ["no schema", evidenceWith("schema", undefined), "schema"],
    ["a text as metric", evidenceWith("metrics.test_mrr", "0.5"), "metrics.test_mrr: "],
    ["a list of metrics", evidenceWith("metrics", [1]), "metrics: "],
    ["no health", evidenceWith("health", null), "health: "],
    ["another mapping", evidenceWith("settings.id_mapping", "magic"), "settings.id_mapping: "],
    ["a negative count", evidenceWith("health.dropped.unknown_user", -1), "health.dropped.unknown_user: "],
    ["another version", evidenceWith("per_user.version", "per_user.v2"), "per_user.version: "],
    [
      "names as users",
      evidenceWith("per_user.users", ["ann", "bob", "cem"]),
      "per_user.users: expected internal ids",
    ],
    ["a user twice", evidenceWith("per_user.users", [3, 3, 41]), "per_user: a user occurs twice"],
    ["an array too short", evidenceWith("per_user.targets", [1, 2]), "per_user: the arrays differ in length"],
    [
      "null as value",
      evidenceWith("per_user.values.test_mrr", [1, null, 0]),
      "per_user.values.test_mrr: expected numbers",
    ],
    [
      "half a target",
      evidenceWith("per_user.targets", [1, 0.5, 2]),
      "per_user.targets: expected whole numbers",
    ],
  ])("is refused with the file's name: %s", (_, text, found) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(MalformedFileError);
    expect(error.message).toContain(`${FILE}: `);
    expect(error.message).toContain(found);
  });

  test("is refused as unsupported when a newer version wrote it", () => {
    const error = errorOf(evidenceWith("schema", 2));
    expect(error).toBeInstanceOf(UnsupportedFileError);
    expect(error.message).toBe(`${FILE}: schema 2, this version reads 1`);
  });

  test("is refused before it is parsed when it is too long", () => {
    expect(errorOf(" ".repeat(96 * 1024 * 1024 + 1))).toMatchObject({
      message: `${FILE}: 100663297 characters, at most 100663296 are read`,
    });
  });

  test("is refused with a short message however many metrics it has and whatever they are called", () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`\u202E${index}`, "x"]));
    expect(errorOf(evidenceWith("metrics", many)).message.length).toBeLessThan(300);
    const long = { [`\u202E${"x".repeat(100_000)}`]: "x" };
    const { message } = errorOf(evidenceWith("metrics", long));
    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain("\u202E");
  });
});

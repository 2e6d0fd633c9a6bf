import { describe, expect, test } from "@jest/globals";
import { inputsOf } from "../../src/formats/run-inputs.ts";
import { aMeasurement } from "../support/outcomes.ts";

const DATABASE = {
  path: "data/week 1/user_data.db",
  digest: `sha256:${"0123456789abcdef".repeat(4)}`,
  bytes: 9,
};

function database(overrides: Partial<typeof DATABASE> = {}) {
  return inputsOf(aMeasurement({ database: { ...DATABASE, ...overrides } }))[0]!;
}

describe("what a run read", () => {
  test("is the database, then the model", () => {
    const inputs = inputsOf(aMeasurement());
    expect(inputs.map(({ context }) => context)).toEqual(["evaluation", "model"]);
  });

  test.each([
    ["data/week 1/user_data.db", "user_data.db"],
    ["user_data.db", "user_data.db"],
    [String.raw`data\user_data.db`, "user_data.db"],
    [`data/${"x".repeat(600)}`, `${"x".repeat(499)}…`],
  ])("is named after the file: %s", (path, name) => {
    expect(database({ path }).name).toBe(name);
  });

  test("has a digest that begins as the file's and fits into 36 characters", () => {
    expect(database().digest).toMatch(/^01234567-[0-9a-f]{4}$/);
  });

  test("says where the file was and its whole digest", () => {
    expect(JSON.parse(database().source)).toEqual({
      uri: DATABASE.path,
      sha256: "0123456789abcdef".repeat(4),
    });
  });

  test("has the same digest when nothing differs, also in another process", () => {
    expect(database()).toEqual(database());
  });

  test("has another digest when the same file lay elsewhere: one name and digest must never have two contents", () => {
    expect(database({ path: "other/user_data.db" }).digest).not.toBe(database().digest);
  });
});

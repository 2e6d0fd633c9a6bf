import { describe, expect, test } from "@jest/globals";
import type { EarlierRun } from "../../../src/core/evidence/earlier-runs.ts";
import { referencesOf } from "../../../src/core/evidence/references.ts";
import { anEarlierRun as run } from "../../support/history.ts";

const of = (...newestFirst: readonly EarlierRun[]) =>
  referencesOf(newestFirst, { modelDigest: "m", measurementKey: "this" });
const ids = (runs: readonly EarlierRun[]) => runs.map(({ runId }) => runId).join("");

describe("the references of a run", () => {
  test("are the first four runs of the model, oldest first, and those that came after", () => {
    const found = of(run("f"), run("e"), run("d"), run("c"), run("b"), run("a"));
    expect([ids(found.baseline), ids(found.sinceBaseline)]).toEqual(["abcd", "ef"]);
  });

  test("begin anew with another model, also when the first one comes back", () => {
    const found = of(run("d"), run("c"), run("b", { modelDigest: "other" }), run("a"));
    expect([ids(found.baseline), ids(found.comparable)]).toEqual(["cd", "abcd"]);
  });

  test("are not ended by a run that does not say which model it is about", () => {
    const foreign = run("b", { modelDigest: null, comparable: false });
    expect(ids(of(run("c"), foreign, run("a")).baseline)).toBe("ac");
  });

  test("leave out what was measured in another way", () => {
    expect(ids(of(run("b", { comparable: false }), run("a")).comparable)).toBe("a");
  });

  test("count a measurement that was repeated once, and not at all when it is this one again", () => {
    const twice = run("b", { measurementKey: "a" });
    expect(ids(of(run("x", { measurementKey: "this" }), twice, run("a")).comparable)).toBe("b");
  });

  test.each([
    ["none", [false, true, true], 0],
    ["the newest in a row", [true, true, false, true], 2],
    ["all", [true, true], 2],
  ] as const)("count the suspect runs before this one: %s", (_, suspects, streak) => {
    expect(of(...suspects.map((suspect, index) => run(`run ${index}`, { suspect }))).streak).toBe(streak);
  });

  test("do not count suspect runs of another model, nor the same measurement twice", () => {
    const other = run("a", { suspect: true, modelDigest: "other" });
    expect(of(run("b", { suspect: true }), other).streak).toBe(1);
    const again = run("c", { suspect: true, measurementKey: "this" });
    expect(of(again, run("b", { suspect: true })).streak).toBe(1);
  });
});

import { describe, expect, test } from "@jest/globals";
import { compareSamples } from "../../../src/core/evidence/comparison.ts";
import { sampleOf } from "../../../src/core/statistics/sample.ts";
import { changeSentence, labelOf } from "../../../src/formats/report/change-sentence.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

type Users = Readonly<Record<string, number>>;

interface WorkedCase {
  readonly id: string;
  readonly description: string;
  readonly input: { readonly previous: Users; readonly current: Users };
  readonly expected: {
    readonly relative_change: number;
    readonly fieller: readonly [number, number] | null;
    readonly sentence: string;
  };
}

const { cases, tolerance } = statsCases<WorkedCase>("worked_example");
const sample = (users: Users) => sampleOf(Object.keys(users), Object.values(users));
const compare = (before: Users, now: Users) => compareSamples(sample(before), sample(now));
const sentence = (before: Users, now: Users) =>
  plainOf(changeSentence(["MRR"], compare(before, now), "previous run"));

/** Ten users or more, around a mean. */
function people(mean: number, spread: number, name = "u"): Users {
  return Object.fromEntries(
    Array.from({ length: 12 }, (_, user) => [`${name}${user}`, mean + (user % 2 === 0 ? spread : -spread)]),
  );
}

describe("the sentence of a change", () => {
  test.each(cases)("$id: $description", ({ input, expected }) => {
    const { change, interval } = compare(input.previous, input.current);
    const ends = interval.kind === "bounded" ? [interval.low, interval.high] : [];
    const got = [change, ...ends];
    expect(differences(got, [expected.relative_change, ...(expected.fieller ?? [])], tolerance)).toEqual([]);
    // The reference says it as statisticians do.
    const plain = expected.sentence.replace("95 % CI", "95 % interval");
    expect(sentence(input.previous, input.current)).toBe(plain);
  });

  test("says when a change cannot be bounded", () => {
    const before = Object.fromEntries(
      Object.keys(people(1, 0)).map((user, index) => [user, index === 0 ? 1 : 0]),
    );
    expect(sentence(before, people(0.1, 0.01, "v"))).toBe(
      "MRR 0.100 (was 0.0833): rise of 20 %, which cannot be bounded with 12 users (previous run 12).",
    );
  });

  test("never prints a fall of more than all of it", () => {
    expect(sentence(people(1, 1), people(0.1, 0.9, "v"))).toContain("95 % interval [−100 %,");
  });

  test("says of a rise which way it goes", () => {
    expect(sentence(people(1, 0.01), people(2, 0.01, "v"))).toMatch(
      /^MRR 2\.00 \(was 1\.00\): rise of 100 %, .*, significant with 12 users \(previous run 12\)\.$/u,
    );
  });

  test("names the metrics that people know by another name", () => {
    expect(["test_mrr", "precision_at_10", "recall_at_5", "rmse"].map(labelOf)).toEqual([
      "MRR",
      "precision at 10",
      "recall at 5",
      null,
    ]);
  });
});

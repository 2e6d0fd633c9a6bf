import { describe, expect, test } from "@jest/globals";
import { coverageAtK } from "../../../src/core/metrics/coverage-at-k.ts";
import { giniAtK } from "../../../src/core/metrics/gini-at-k.ts";
import { noveltyAtK } from "../../../src/core/metrics/novelty-at-k.ts";
import { personalisationAtK } from "../../../src/core/metrics/personalisation-at-k.ts";
import { groupInteractions } from "../../../src/core/interactions.ts";
import { choosePopularity } from "../../../src/core/popularity.ts";
import { ShownItemsTally } from "../../../src/core/shown-items.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface Lists {
  readonly lists: Readonly<Record<string, readonly number[]>>;
  readonly k: number;
  readonly n_items: number;
  readonly train: readonly (readonly [number, number])[];
}

interface Case {
  readonly id: string;
  readonly description: string;
  readonly input: Lists;
  /** null: undefined, never zero. */
  readonly expected: Readonly<Record<string, number | null>>;
}

const { cases, tolerance } = statsCases<Case>("lists_beyond_accuracy");

const CONVENTIONS = [
  ["coverage", coverageAtK],
  ["gini_catalogue", giniAtK],
  ["novelty_miuf", noveltyAtK],
  ["personalisation", personalisationAtK],
] as const;

function shownOf({ lists, k, n_items: numItems }: Lists): ShownItemsTally {
  const tally = new ShownItemsTally(numItems, k);
  for (const list of Object.values(lists)) tally.add(Uint32Array.from(list));
  return tally;
}

function popularityOf({ train, n_items: numItems }: Lists) {
  return choosePopularity({
    idMapping: "mapped",
    model: { kind: "factorization", numUsers: 100, numItems },
    modelDigest: "",
    train: groupInteractions(
      train.map(([user]) => user),
      train.map(([, item]) => item),
    ),
    manifest: null,
  });
}

describe.each(CONVENTIONS)("%s", (name, metric) => {
  test.each(cases)("$id: $description", ({ input, expected }) => {
    const value = metric(input.k).overall(shownOf(input), popularityOf(input));
    // Undefined is a reason, never a number.
    const found = value === "single-list" ? null : Number(value);
    expect(differences([found], [expected[name]!], tolerance)).toEqual([]);
  });
});

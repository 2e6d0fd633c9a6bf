import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { choosableMetric } from "../../src/core/chosen-metrics.ts";
import { FURTHER_METRICS, SKIP_REASONS } from "../../src/core/further-metrics.ts";
import { groupInteractions } from "../../src/core/interactions.ts";
import {
  choosableMetrics,
  DATA_METRICS,
  RATING_METRICS,
  rankingMetrics,
  sequenceMetrics,
} from "../../src/core/metrics/index.ts";
import type { Popularity } from "../../src/core/popularity.ts";
import { rankTargets } from "../../src/core/scoring/rank.ts";
import { evaluate } from "../support/evaluate.ts";
import { aHealth } from "../support/health.ts";
import { modelWithScores } from "../support/model.ts";
import { shownItems } from "../support/shown-items.ts";

const FOLDER = new URL("../../src/core/metrics/", import.meta.url);
/** What is no metric itself. */
const SHARED = new Set(["index.ts", "metric.ts", "hits.ts"]);
const always = [...rankingMetrics(3), ...sequenceMetrics(3), ...RATING_METRICS, ...DATA_METRICS];
/** Those without a cut-off are the same at both. */
const choosable = [...new Set([10, 3].flatMap(choosableMetrics))];
const onlyChosen = choosable.filter(({ name }) => always.every((other) => other.name !== name));
const metrics = [...always, ...onlyChosen];
const ofUsers = [...rankingMetrics(3), ...onlyChosen.filter((metric) => metric.kind === "ranking")];
const ofCatalogue = onlyChosen.filter((metric) => metric.kind === "catalogue");

const score = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true }));
const rankings = fc
  .array(score, { minLength: 1, maxLength: 30 })
  .chain((scores) =>
    fc.record({
      scores: fc.constant(Float64Array.from(scores)),
      targets: fc.subarray([...scores.keys()], { minLength: 1 }).map((items) => Uint32Array.from(items)),
      masked: fc.subarray([...scores.keys()]).map((items) => Uint32Array.from(items)),
    }),
  )
  .map(({ scores, targets, masked }) => rankTargets(scores, { targets, masked }));

test("every file is registered by one import", () => {
  const imported = [
    ...readFileSync(new URL("index.ts", FOLDER), "utf8").matchAll(/from "\.\/(.+\.ts)"/g),
  ].map(([, file]) => file!);
  const files = readdirSync(FOLDER).filter((file) => !SHARED.has(file));
  expect(imported.filter((file) => file !== "metric.ts").sort()).toEqual(files.sort());
});

test("there are as many metrics as files, those at a cut-off twice", () => {
  const files = readdirSync(FOLDER).filter((file) => !SHARED.has(file));
  const atCutOff = files.filter((file) => file.endsWith("-at-k.ts"));
  expect(metrics).toHaveLength(files.length + atCutOff.length);
});

describe.each(metrics)("$name", (metric) => {
  test("is named as MLflow allows, once", () => {
    expect(metric.name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(metrics.filter(({ name }) => name === metric.name)).toHaveLength(1);
  });

  test("is described in one sentence", () => {
    expect(metric.description).toMatch(/^[A-Z].{20,}[^.]\.$/);
  });
});

describe.each(choosable)("$name, which is chosen by name,", (metric) => {
  test("is found by its name, and by no other", () => {
    expect(choosableMetric(metric.name)?.name).toBe(metric.name);
    expect(choosableMetric(`${metric.name}0000`)).toBeNull();
    expect(choosableMetric(metric.name.toUpperCase())).toBeNull();
  });

  test("names its convention in a phrase, unless every run has it", () => {
    const phrase = onlyChosen.includes(metric) ? /^[^|<>&`*_]{5,100}[^.]$/ : /^none$/;
    expect(metric.convention ?? "none").toMatch(phrase);
  });

  test("has no name that other metrics of a run can have", () => {
    expect(FURTHER_METRICS.map(({ name }) => name)).not.toContain(metric.name);
  });
});

describe.each(ofCatalogue)("$name of any lists", (metric) => {
  const lists = fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4, 5]), { minLength: 2, maxLength: 8 });
  const popularity: Popularity = {
    kind: "known",
    source: "monitor.json",
    counts: Float64Array.of(0, 1, 2, 3, 4, 5),
    numUsers: 5,
  };

  test("is finite and not negative, or a reason", () => {
    fc.assert(
      fc.property(lists, (all) => {
        const value = metric.overall(shownItems(all, 6, metric.k), popularity);
        if (typeof value === "string") expect(SKIP_REASONS).toContain(value);
        else expect([Number.isFinite(value), value >= -1e-12]).toEqual([true, true]);
      }),
    );
  });

  test("does not depend on the order of the users", () => {
    fc.assert(
      fc.property(lists, (all) => {
        const [value, reversed] = [all, all.toReversed()].map((some) =>
          metric.overall(shownItems(some, 6, metric.k), popularity),
        );
        if (typeof value === "string") expect(reversed).toBe(value);
        else expect(reversed).toBeCloseTo(value!, 12);
      }),
    );
  });
});

describe.each(ofUsers)("$name of a user", (metric) => {
  test("is between 0 and 1 for any ranking", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const value = metric.perUser(ranking);
        expect([value >= 0, value <= 1]).toEqual([true, true]);
      }),
    );
  });

  test("does not depend on the order of the targets", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const reversed = {
          ...ranking,
          targets: ranking.targets.toReversed(),
          ranks: ranking.ranks.toReversed(),
          positions: ranking.positions.toReversed(),
        };
        expect(metric.perUser(reversed)).toBeCloseTo(metric.perUser(ranking), 12);
      }),
    );
  });

  test("is no worse when a target moves to the first place", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const raised = {
          ...ranking,
          ranks: ranking.ranks.with(0, 1),
          positions: ranking.positions.with(0, 1),
        };
        const gain = metric.perUser(raised) - metric.perUser(ranking);
        expect(metric.better === "lower" ? -gain : gain).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });
});

describe.each(sequenceMetrics(3))("$name of a sequence", (metric) => {
  test("is between 0 and 1 for any ranking of as many targets as it has, or fewer", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        fc.pre(ranking.targets.length <= metric.targets);
        const value = metric.perSequence(ranking);
        expect([value >= 0, value <= 1]).toEqual([true, true]);
      }),
    );
  });

  test("stands for a ranking metric, once", () => {
    expect(rankingMetrics(3).map(({ name }) => name)).toContain(metric.standsFor);
    expect(sequenceMetrics(3).filter(({ standsFor }) => standsFor === metric.standsFor)).toHaveLength(1);
  });
});

describe.each(DATA_METRICS)("$name", (metric) => {
  test("is finite and not negative, also without any rows", () => {
    const counts = { numUsers: 0, numRatings: 0, avgRatingsPerUser: 0 };
    for (const health of [aHealth(), aHealth({ counts, evaluatedUsers: 0, evaluatedRatings: 0 })]) {
      const value = metric.overall(health);
      expect([Number.isFinite(value), value >= 0]).toEqual([true, true]);
    }
  });
});

test("no metric of a run depends on which user has which id", () => {
  const users = fc.array(
    fc.record({
      scores: fc.array(score, { minLength: 6, maxLength: 6 }),
      targets: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(users, (list) => {
      const reversed = measure(list.toReversed());
      for (const [name, value] of measure(list)) expect(reversed.get(name)).toBeCloseTo(value, 12);
    }),
  );
});

function measure(users: readonly { scores: number[]; targets: number[] }[]): ReadonlyMap<string, number> {
  const pairs = users.flatMap(({ targets }, user) => targets.map((item) => [user, item] as const));
  return evaluate({
    model: modelWithScores(users.map(({ scores }) => scores.map(clamp))),
    interactions: groupInteractions(
      pairs.map(([user]) => user),
      pairs.map(([, item]) => item),
    ),
    train: null,
    k: 3,
    chosen: choosableMetrics(3).map(({ name }) => name),
    counts: aHealth(),
  }).metrics;
}

/** An infinite factor times another user's zero would be NaN. */
function clamp(value: number): number {
  return Math.max(-1e30, Math.min(1e30, value));
}

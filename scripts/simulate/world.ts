import type { RunSamples } from "../../src/core/evidence/run-samples.ts";
import { sampleOf } from "../../src/core/statistics/sample.ts";
import { Random } from "./random.ts";

/** What a year of weekly evaluations is made of. */
export interface Scenario {
  readonly name: string;
  /** What the table says about it. */
  readonly users: number;
  /** Coefficient of variation between users' values. */
  readonly variation: number;
  /** The same people every week, or new ones. */
  readonly sameUsers: boolean;
  readonly knownPopularity: boolean;
  /** Weeks after the first four, from 1 on → by how much the model is as good as it was. */
  readonly quality: (week: number) => number;
  /** The same for a list of popular items and the model alike: what its targets allow. */
  readonly ease: (week: number) => number;
  /** How many people are added whom the model does not know. */
  readonly newcomers: (week: number) => number;
}

/** The model at first, and a list of popular items beside it. */
const MRR = 0.05;
const POPULARITY_MRR = 0.04;
/** Of what makes a user's value high or low this much is the same for the model and the list: measured on MovieLens. */
const SHARED = 0.65;
/** Of the rest this much stays with a person from week to week. */
const LASTING = 0.5;

/** The users of one year, week after week. */
export class Year {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #lasting: Float64Array;
  #nextUser = 0;

  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#random = new Random(seed);
    this.#lasting = Float64Array.from({ length: scenario.users * PARTS.length }, (_, index) =>
      this.#part(PARTS[index % PARTS.length]! * LASTING),
    );
  }

  /** @param week 0 and below: the baseline */
  week(week: number): RunSamples {
    const { users: size, quality, ease, newcomers, knownPopularity, sameUsers } = this.#scenario;
    const users = Array.from({ length: size }, (_, index) => (sameUsers ? index : this.#nextUser++));
    const model = new Float64Array(size);
    const popularity = new Float64Array(size);
    const easy = week > 0 ? ease(week) : 1;
    const good = week > 0 ? quality(week) : 1;
    for (let user = 0; user < size; user++) {
      const [shared, own, other] = this.#partsOf(user);
      model[user] = MRR * easy * good * (shared + own);
      if (knownPopularity) popularity[user] = POPULARITY_MRR * easy * (shared + other);
    }
    const cold = week > 0 ? newcomers(week) : 0;
    return {
      ofMetric: new Map([["test_mrr", sampleOf(users, model)]]),
      popularity: knownPopularity ? sampleOf(users, popularity) : null,
      cold: { some: cold, all: size + cold },
    };
  }

  /** What is shared, the model's own and the list's own; a gamma variable is the sum of gamma variables. */
  #partsOf(user: number): readonly [number, number, number] {
    const parts = PARTS.map((share, part) =>
      this.#scenario.sameUsers
        ? this.#lasting[user * PARTS.length + part]! + this.#part(share * (1 - LASTING))
        : this.#part(share),
    );
    return [parts[0]!, parts[1]!, parts[2]!];
  }

  /** A part of a value whose mean is 1 and whose standard deviation is the variation. */
  #part(share: number): number {
    const shape = 1 / this.#scenario.variation ** 2;
    return this.#random.gamma(shape * share) / shape;
  }
}

const PARTS = [SHARED, 1 - SHARED, 1 - SHARED];

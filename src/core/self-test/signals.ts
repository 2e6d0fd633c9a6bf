import type { FactorModel } from "../factor-model.ts";
import type { Interactions } from "../interactions.ts";
import { evenlySpaced } from "../leave-one-out.ts";
import { itemsReader } from "../measure-users.ts";
import { scoreUser } from "../scoring/dot.ts";
import { PairMean, type Estimate } from "./estimate.ts";
import { Places } from "./places.ts";

/** What tells a right map from a wrong one. All of it is about a place in a list: 1 best, 0 worst. */
export interface Signals {
  /** Where the model puts its own training pairs, above the middle that chance gives them. */
  readonly trainPlace: Estimate;
  /** How much higher a training item stands for its own user than for users who do not have it. */
  readonly trainOwn: Estimate;
  /** The same for rated items that are no training items of the user. */
  readonly freshOwn: Estimate;
  /** Rated items that are training items of the same user, and how many there would be if users and items met by chance. */
  readonly repeats: { readonly found: number; readonly expected: number };
}

interface SignalsRequest {
  readonly model: FactorModel;
  readonly interactions: Interactions;
  readonly train: Interactions;
}

/** Where chance puts an item. */
const MIDDLE = 1 / 2;
/** Enough users for an error of a few per mille, few enough to cost a fraction of the evaluation. */
const MAX_USERS = 192;
/** Scores at most, for models with very many items. */
const MAX_SCORES = 32_000_000;
/** Fewer users have no spread to judge by. */
export const MIN_USERS = 20;

/**
 * Looks at an even sample of the evaluated users; null when there are too few, or a score is NaN (an error of its own,
 * which the evaluation tells).
 *
 * @param share of the sample that is looked at
 */
export function measureSignals(request: SignalsRequest, share = 1): Signals | null {
  const { model, interactions } = request;
  const most = Math.min(MAX_USERS, Math.floor(MAX_SCORES / model.numItems));
  const count = Math.max(MIN_USERS, Math.floor(share * most));
  const users = evenlySpaced(interactions.users, count);
  if (users.length < MIN_USERS) return null;
  const sample = readSample(users, request);
  return sample === null ? null : signalsOf(sample);
}

/** One user of the sample: places of the training items and of the other rated ones. */
interface SampledUser {
  readonly known: Uint32Array;
  readonly knownPlaces: Float64Array;
  /** Everything that the user rated, and what of it is no training item. */
  readonly items: Uint32Array;
  readonly fresh: Uint32Array;
  readonly freshPlaces: Float64Array;
}

interface Sample {
  readonly users: readonly SampledUser[];
  /** Per item: users of the sample who do not know it from training, and the sum of its places in their lists. */
  readonly strangers: Uint32Array;
  readonly strangersPlaces: Float64Array;
}

/** One pass over the users. Memory follows the items and the pairs, never users × items. */
function readSample(ids: Uint32Array, { model, interactions, train }: SignalsRequest): Sample | null {
  const { numItems } = model;
  const sample = {
    users: [] as SampledUser[],
    strangers: new Uint32Array(numItems).fill(ids.length),
    strangersPlaces: new Float64Array(numItems),
  };
  const ratedBy = itemsReader(interactions);
  const knownTo = itemsReader(train);
  const scores = new Float64Array(numItems);
  const ranking = new Places(numItems);
  const places = new Float64Array(numItems);
  for (const id of ids) {
    scoreUser(model, id, scores);
    if (scores.includes(Number.NaN)) return null;
    ranking.of(scores, places);
    const known = knownTo(id);
    const isKnown = new Set(known);
    const items = ratedBy(id);
    const fresh = items.filter((item) => !isKnown.has(item));
    const placesIn = (list: Uint32Array) => Float64Array.from(list, (item) => places[item]!);
    sample.users.push({
      known,
      knownPlaces: placesIn(known),
      items,
      fresh,
      freshPlaces: placesIn(fresh),
    });
    addTo(sample.strangersPlaces, places);
    for (const item of known) {
      sample.strangers[item]!--;
      sample.strangersPlaces[item]! -= places[item]!;
    }
  }
  return sample;
}

/** A function of its own, so that the compiler sees two typed arrays and nothing else. */
function addTo(sums: Float64Array, values: Float64Array): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += values[index]!;
}

function signalsOf(sample: Sample): Signals {
  const trainPlace = new PairMean();
  const trainOwn = new PairMean();
  const freshOwn = new PairMean();
  let repeats = 0;
  for (const { known, knownPlaces, items, fresh, freshPlaces } of sample.users) {
    trainPlace.add(
      knownPlaces.reduce((sum, place) => sum + place - MIDDLE, 0),
      known.length,
    );
    trainOwn.add(...aboveStrangers(sample, known, knownPlaces));
    freshOwn.add(...aboveStrangers(sample, fresh, freshPlaces));
    repeats += items.length - fresh.length;
  }
  return {
    trainPlace: trainPlace.estimate(),
    trainOwn: trainOwn.estimate(),
    freshOwn: freshOwn.estimate(),
    repeats: { found: repeats, expected: expectedRepeats(sample) },
  };
}

/**
 * Sum and number of: place in the own list − mean place in the lists of users who do not know the item from training. What
 * the item itself is like, its popularity above all, cancels; were those users included who do know it, an overfitted
 * model would lift their mean above every place of an item that is new to the user.
 */
function aboveStrangers(
  { strangers, strangersPlaces }: Sample,
  items: Uint32Array,
  places: Float64Array,
): [sum: number, count: number] {
  let sum = 0;
  let count = 0;
  for (const [index, item] of items.entries()) {
    if (strangers[item] === 0) continue;
    sum += places[index]! - strangersPlaces[item]! / strangers[item]!;
    count++;
  }
  return [sum, count];
}

/** Repeats if it were chance who rates what, given how much each user and each item was trained with. */
function expectedRepeats({ users, strangers }: Sample): number {
  const pairs = users.reduce((sum, { known }) => sum + known.length, 0);
  if (pairs === 0) return 0;
  let expected = 0;
  for (const { known, items } of users)
    for (const item of items)
      expected += Math.min(1, (known.length * (users.length - strangers[item]!)) / pairs);
  return expected;
}

import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;

// src/core/scoring/kernel-memory.ts
var USERS_AT_ONCE = 4;
var PANEL = 8;
var MOST_TARGETS = 512;
var LONGEST_LIST = 1024;
var BYTES_OF_TARGET = 40;
var FIRST_BYTE = 2048;
function sizesOf({ numItems, dim }) {
  const padded = Math.ceil(numItems / PANEL) * PANEL;
  return {
    items: 4 * padded * dim,
    biases: 4 * padded,
    users: 4 * USERS_AT_ONCE * dim,
    exactUsers: 8 * USERS_AT_ONCE * dim,
    targetIds: 4 * MOST_TARGETS,
    maskedIds: 4 * numItems,
    rows: 4 * USERS_AT_ONCE * padded,
    // Swept in pairs of vectors.
    buckets: 2 * padded + 16,
    // Targets are counted in pairs.
    targets: BYTES_OF_TARGET * (MOST_TARGETS + 1),
    // Twice as many vectors as are asked for, at most: one for two items of the list, eight at least.
    maxima: 16 * LONGEST_LIST,
    candidates: 4 * numItems,
    // As many as are wanted and as the kernel decides in float64 at most.
    candidateScores: 8 * (LONGEST_LIST + 257 + (numItems >> 2)),
    ranks: 8 * MOST_TARGETS,
    positions: 4 * MOST_TARGETS
  };
}
function kernelBytes(items) {
  return Object.values(sizesOf(items)).reduce((sum, size) => sum + aligned(size), FIRST_BYTE);
}
function aligned(bytes) {
  return Math.ceil(bytes / 64) * 64;
}
function kernelWith(items, newKernel) {
  const kernel = newKernel(kernelBytes(items));
  const places = placesOf(items);
  tellPlaces(kernel, places);
  packItems(items, kernel.memory, places);
  kernel.functions.setTable(items.dim, items.numItems, largestNorm(items), largestBias(items));
  const { memory: bytes } = kernel;
  return {
    kernel,
    memory: {
      users: new Float32Array(bytes, places.users, USERS_AT_ONCE * items.dim),
      exactUsers: new Float64Array(bytes, places.exactUsers, USERS_AT_ONCE * items.dim),
      targetIds: new Uint32Array(bytes, places.targetIds, MOST_TARGETS),
      maskedIds: new Uint32Array(bytes, places.maskedIds, items.numItems),
      ranks: new Float64Array(bytes, places.ranks, MOST_TARGETS),
      positions: new Uint32Array(bytes, places.positions, MOST_TARGETS),
      candidates: new Uint32Array(bytes, places.candidates, items.numItems)
    }
  };
}
function placesOf(items) {
  let next = FIRST_BYTE;
  const places = Object.entries(sizesOf(items)).map(([part, size]) => {
    const place = next;
    next += aligned(size);
    return [part, place];
  });
  return Object.fromEntries(places);
}
function tellPlaces({ functions }, at) {
  functions.setInputs(at.items, at.biases, at.users, at.exactUsers, at.targetIds, at.maskedIds);
  functions.setScratch(at.rows, at.buckets, at.targets, at.maxima);
  functions.setResults(at.ranks, at.positions, at.candidates, at.candidateScores);
}
function packItems({ numItems, dim, itemFactors, itemBiases }, bytes, at) {
  const padded = Math.ceil(numItems / PANEL) * PANEL;
  const factors = new Float32Array(bytes, at.items, padded * dim);
  const biases = new Float32Array(bytes, at.biases, padded);
  for (let place = 0; place < padded; place++) {
    const item = place < numItems ? place : 0;
    const lane = place % PANEL;
    const panel = (place - lane) * dim + lane;
    for (let axis = 0; axis < dim; axis++) factors[panel + axis * PANEL] = itemFactors[item * dim + axis];
    biases[place] = itemBiases[item];
  }
}
function largestNorm({ numItems, dim, itemFactors }) {
  let largest = 0;
  for (let item = 0; item < numItems; item++) {
    let squares = 0;
    for (let axis = 0; axis < dim; axis++) squares += itemFactors[item * dim + axis] ** 2;
    largest = Math.max(largest, squares);
  }
  return Math.sqrt(largest) * (1 + 1e-9);
}
function largestBias({ itemBiases }) {
  let largest = 0;
  for (const bias of itemBiases) largest = Math.max(largest, Math.abs(bias));
  return largest;
}

// src/core/scoring/ranked-users.ts
var RankedUsers = class {
  ranks;
  positions;
  #numItems;
  #ids;
  #offsets;
  #nanUsers = 0;
  #nanItems = null;
  constructor({ biases, targets, topK }, numItems) {
    const users = biases.length;
    const numTargets = targets.offsets[users] - targets.offsets[0];
    this.ranks = new Float64Array(numTargets);
    this.positions = new Uint32Array(numTargets);
    this.#numItems = numItems;
    this.#ids = new Uint32Array(users * Math.min(topK, numItems));
    this.#offsets = new Uint32Array(users + 1);
  }
  get lists() {
    return { offsets: this.#offsets, ids: this.#ids.subarray(0, this.#offsets.at(-1)) };
  }
  get nanUsers() {
    return this.#nanUsers;
  }
  get nanItems() {
    return this.#nanItems;
  }
  addList(user, list) {
    const at = this.#offsets[user];
    this.#ids.set(list, at);
    this.#offsets[user + 1] = at + list.length;
  }
  /** Whether one of the user's scores is NaN. */
  noteNans(scores) {
    let found = false;
    for (let item = 0; item < scores.length; item++) {
      if (!Number.isNaN(scores[item])) continue;
      this.#nanItems ??= new Uint8Array(this.#numItems);
      this.#nanItems[item] = 1;
      found = true;
    }
    if (found) this.#nanUsers++;
    return found;
  }
};

// src/core/scoring/rating-output.ts
function predictedRating(output, score) {
  return OUTPUTS[output](score);
}
var OUTPUTS = {
  identity: (score) => score,
  exp: (score) => Math.fround(Math.exp(Math.fround(score))),
  sigmoid: (score) => Math.fround(1 / Math.fround(1 + Math.fround(Math.exp(-Math.fround(score)))))
};

// src/core/scoring/dot.ts
var FLOAT32_MAX = 34028234663852886e22;
function scoreUser(model, user, scores) {
  const { dim, userFactors, userBiases } = model;
  const factors = userFactors.subarray(user * dim, (user + 1) * dim);
  scoreItems(model, { factors, bias: userBiases[user] }, scores);
}
function scoreItems({ numItems, itemFactors, itemBiases, ratingOutput: output = "identity" }, user, scores) {
  const factors = Float64Array.from(user.factors);
  dotAll(factors, itemFactors, scores);
  for (let item = 0; item < numItems; item++)
    scores[item] = saturate(scores[item] + user.bias + itemBiases[item]);
  if (output === "identity") return;
  for (let item = 0; item < numItems; item++) scores[item] = predictedRating(output, scores[item]);
}
function dotAll(factors, table, sums) {
  const dim = factors.length;
  const numItems = sums.length;
  let item = 0;
  for (; item + 4 <= numItems; item += 4) {
    const first = item * dim;
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let axis = 0; axis < dim; axis++) {
      const factor = factors[axis];
      const cell = first + axis;
      sum0 += factor * table[cell];
      sum1 += factor * table[cell + dim];
      sum2 += factor * table[cell + 2 * dim];
      sum3 += factor * table[cell + 3 * dim];
    }
    sums[item] = sum0;
    sums[item + 1] = sum1;
    sums[item + 2] = sum2;
    sums[item + 3] = sum3;
  }
  for (; item < numItems; item++) {
    let sum = 0;
    for (let axis = 0; axis < dim; axis++) sum += factors[axis] * table[item * dim + axis];
    sums[item] = sum;
  }
}
function scorePair(model, user, item) {
  const { dim, userFactors, itemFactors, userBiases, itemBiases } = model;
  let sum = 0;
  for (let axis = 0; axis < dim; axis++)
    sum += userFactors[user * dim + axis] * itemFactors[item * dim + axis];
  return saturate(sum + userBiases[user] + itemBiases[item]);
}
function saturate(score) {
  if (score > FLOAT32_MAX) return Infinity;
  return score < -FLOAT32_MAX ? -Infinity : score;
}

// src/core/first-from.ts
function firstFrom(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// src/core/scoring/rank.ts
function rankTargets(scores, { targets, masked }) {
  for (const item of masked) scores[item] = -FLOAT32_MAX;
  const levels = Float64Array.from(targets, (item) => scores[item]).sort();
  const tally = tallyScores(scores, levels, targets);
  const ranks = new Float64Array(targets.length);
  const positions = new Uint32Array(targets.length);
  for (let index = 0; index < targets.length; index++) {
    const level = firstFrom(levels, scores[targets[index]]);
    const above = tally.above[level];
    ranks[index] = above + (tally.equal[level] + 1) / 2;
    positions[index] = above + tally.equalBefore[index] + 1;
  }
  return { numItems: scores.length, targets, ranks, positions };
}
function tallyScores(scores, levels, targets) {
  const above = new Uint32Array(levels.length);
  const equal = new Uint32Array(levels.length);
  const equalBefore = new Uint32Array(targets.length);
  const lowest = levels[0];
  let nextTarget = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (score < lowest) continue;
    const level = firstFrom(levels, score);
    if (level > 0) above[level - 1]++;
    if (levels[level] !== score) continue;
    if (targets[nextTarget] === item) equalBefore[nextTarget++] = equal[level];
    equal[level]++;
  }
  for (let level = levels.length - 2; level >= 0; level--) above[level] += above[level + 1];
  return { above, equal, equalBefore };
}

// src/core/scoring/top-items.ts
function topItems(scores, masked, k) {
  const list = new WorstFirst(scores, Math.min(k, scores.length));
  let nextMasked = 0;
  for (let item = 0; item < scores.length; item++) {
    if (masked[nextMasked] === item) nextMasked++;
    else list.offer(item);
  }
  return list.bestFirst();
}
var WorstFirst = class {
  #scores;
  #heap;
  #size = 0;
  constructor(scores, capacity) {
    this.#scores = scores;
    this.#heap = new Uint32Array(capacity);
  }
  /** Items come in ascending order: one that is no better than the root comes after it in the list. */
  offer(item) {
    if (this.#size < this.#heap.length) this.#rise(item, this.#size++);
    else if (this.#scores[item] > this.#scores[this.#heap[0]]) this.#sink(item);
  }
  bestFirst() {
    return this.#heap.slice(0, this.#size).sort((one, other) => this.#isWorse(one, other) ? 1 : -1);
  }
  #rise(item, from) {
    let at = from;
    while (at > 0) {
      const parent = at - 1 >>> 1;
      if (!this.#isWorse(item, this.#heap[parent])) break;
      this.#heap[at] = this.#heap[parent];
      at = parent;
    }
    this.#heap[at] = item;
  }
  /** Puts the item in the place of the root. */
  #sink(item) {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#isWorse(heap[child + 1], heap[child])) child++;
      if (!this.#isWorse(heap[child], item)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = item;
  }
  #isWorse(one, other) {
    const [score, otherScore] = [this.#scores[one], this.#scores[other]];
    return score < otherScore || score === otherScore && one > other;
  }
};

// src/core/scoring/user-ranker.ts
function listOf({ offsets, ids }, user) {
  return ids.subarray(offsets[user], offsets[user + 1]);
}
function vectorsOf(model, users) {
  const { dim } = model;
  const factors = new Float32Array(users.length * dim);
  for (const [index, user] of users.entries())
    factors.set(model.userFactors.subarray(user * dim, (user + 1) * dim), index * dim);
  return { factors, biases: Float32Array.from(users, (user) => model.userBiases[user]) };
}

// src/core/scoring/scalar-ranker.ts
var ScalarRanker = class {
  #items;
  #scores;
  constructor(items) {
    this.#items = items;
    this.#scores = new Float64Array(items.numItems);
  }
  rank(batch) {
    const results = new RankedUsers(batch, this.#items.numItems);
    for (let user = 0; user < batch.biases.length; user++) this.rankUser(batch, user, results);
    return results;
  }
  /** For rankers that leave some users to this one. Users come in ascending order: their lists stand one after the other. */
  rankUser(batch, user, results) {
    const { dim } = this.#items;
    const scores = this.#scores;
    const factors = batch.factors.subarray(user * dim, (user + 1) * dim);
    scoreItems(this.#items, { factors, bias: batch.biases[user] }, scores);
    if (results.noteNans(scores)) {
      results.addList(user, NOTHING);
      return;
    }
    const targets = listOf(batch.targets, user);
    const masked = listOf(batch.masked, user);
    const { ranks, positions } = rankTargets(scores, { targets, masked });
    const at = batch.targets.offsets[user] - batch.targets.offsets[0];
    results.ranks.set(ranks, at);
    results.positions.set(positions, at);
    results.addList(user, batch.topK === 0 ? NOTHING : topItems(scores, masked, batch.topK));
  }
};
var NOTHING = new Uint32Array(0);

// src/core/scoring/kernel-ranker.ts
var KernelRanker = class {
  #items;
  #kernel;
  #memory;
  #specification;
  #usersLeft = 0;
  /** @param items without a rating output: what it makes equal, the kernel would keep apart */
  constructor(items, newKernel) {
    const { kernel, memory } = kernelWith(items, newKernel);
    this.#items = items;
    this.#kernel = kernel;
    this.#memory = memory;
    this.#specification = new ScalarRanker(items);
  }
  /** Users, of all batches so far, whom the kernel did not rank. */
  get usersLeft() {
    return this.#usersLeft;
  }
  rank(batch) {
    const results = new RankedUsers(batch, this.#items.numItems);
    const users = batch.biases.length;
    for (let from = 0; from < users; from += USERS_AT_ONCE) {
      const to = Math.min(from + USERS_AT_ONCE, users);
      this.#writeUsers(batch, from, to);
      this.#kernel.functions.scoreUsers();
      for (let user = from; user < to; user++) {
        if (this.#rankUser({ batch, user, results }, user - from)) continue;
        this.#usersLeft++;
        this.#specification.rankUser(batch, user, results);
      }
    }
    return results;
  }
  #writeUsers({ factors }, from, to) {
    const { dim } = this.#items;
    const { users, exactUsers } = this.#memory;
    exactUsers.set(factors.subarray(from * dim, to * dim));
    for (let slot = 0; slot < USERS_AT_ONCE; slot++)
      for (let axis = 0; axis < dim; axis++)
        users[axis * USERS_AT_ONCE + slot] = exactUsers[slot * dim + axis];
  }
  /** false: left to the specification. */
  #rankUser({ batch, user, results }, slot) {
    const { targetIds, maskedIds, ranks, positions, candidates } = this.#memory;
    const targets = listOf(batch.targets, user);
    const masked = listOf(batch.masked, user);
    const length = Math.min(batch.topK, this.#items.numItems - masked.length);
    if (targets.length > MOST_TARGETS || length > LONGEST_LIST) return false;
    targetIds.set(targets);
    maskedIds.set(masked);
    const { functions } = this.#kernel;
    if (functions.rankUser(slot, batch.biases[user], targets.length, masked.length, length) !== 0)
      return false;
    const at = batch.targets.offsets[user] - batch.targets.offsets[0];
    results.ranks.set(ranks.subarray(0, targets.length), at);
    results.positions.set(positions.subarray(0, targets.length), at);
    results.addList(user, candidates.subarray(0, length));
    return true;
  }
};

// src/core/scoring/ranker-for.ts
var MOST_BYTES = 2 ** 31;
function rankerFor(items, newKernel) {
  const isPlain = items.ratingOutput === void 0 || items.ratingOutput === "identity";
  const isSuited = isPlain && items.numItems > 0 && kernelBytes(items) <= MOST_BYTES;
  return newKernel !== null && isSuited ? new KernelRanker(items, newKernel) : new ScalarRanker(items);
}

// src/adapters/ranking-kernel.ts
import { readFileSync } from "node:fs";
var BYTES_OF_PAGE = 65536;
function loadRankingKernel() {
  const module = new WebAssembly.Module(readFileSync(wasmFile()));
  return (bytes) => {
    const pages = Math.ceil(bytes / BYTES_OF_PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    return { memory: memory.buffer, functions: instance.exports };
  };
}
function wasmFile() {
  const place = import.meta.url.endsWith(".ts") ? "../../kernel/ranking.wasm" : "./ranking.wasm";
  return new URL(place, import.meta.url);
}

// src/adapters/ranking-messages.ts
function buffersOf(arrays) {
  const buffers = arrays.map((array) => array?.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

export {
  firstFrom,
  predictedRating,
  scoreUser,
  scorePair,
  saturate,
  rankTargets,
  listOf,
  vectorsOf,
  rankerFor,
  loadRankingKernel,
  buffersOf
};

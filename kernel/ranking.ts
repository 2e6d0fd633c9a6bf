/**
 * The ranking kernel, AssemblyScript: scores in float32, four users at a time, then for each user the ranks of the targets
 * and the best items. What float32 cannot decide is decided in float64, in the order of `ScalarRanker`, whose results these
 * are to the last bit; a user for whom that would be slower than scoring in float64 is left to it.
 *
 * The caller lays out the memory (`src/core/scoring/kernel-memory.ts`) and says what is where.
 *
 * Why float32 may decide. With n factors, u = 2⁻²⁴ and γ(n) = nu/(1−nu), a float32 sum of products in any order is within
 * γ(n+2)·(Σ|xᵢyᵢ| + |bias|) of the true one (n products and n additions, user factors that may be rounded themselves), and by
 * Cauchy–Schwarz Σ|xᵢyᵢ| ≤ ‖x‖·max‖y‖; n·2⁻¹⁴⁹·(1 + max‖y‖) more where numbers are subnormal. The float64 sum of the
 * specification has the same bound with 2⁻⁵³ for u, the user's bias added. Both together are `margin`: an item whose float32
 * score is further than that from a float64 score has the other side in float64 too.
 */

/** What `rankUser` returns for a user whom it did not rank. */
const RANKED: i32 = 0;
const LEFT_TO_SPECIFICATION: i32 = -1;

/** Beyond it, sums could leave float32. */
const LARGEST: f64 = 1e37;
/** Of scores: below it, their buckets would need a factor beyond float32. */
const SMALLEST_SPREAD: f64 = 1e-30;
/** A little more than half a unit in the last place of a float32: rounding a number that is as much larger gives no smaller one. */
const ROUNDING: f64 = 1.3e-7;
const SMALLEST: f64 = 2.9e-45;
/** Lowest finite float32. */
const LOWEST: f32 = -3.4028234663852886e38;

/** Scores are sorted into so many buckets around 0, so that eight are compared at once. */
const BUCKETS: f32 = 64000;
const MOST_BUCKET: f32 = 32700;
/** 1.5·2²³: added to a small float32 it leaves the whole number in the lowest bits. */
const WHOLE: f32 = 12582912;
const WHOLE_BITS: i32 = 0x4b400000;
/** The same in memory: V8 would make a constant vector anew at every use. */
const WHOLE_AT: usize = memory.data<f32>([12582912]);
/** Scores that lie closer together leave too much to float64, and their middle, rounded, would be too far off for buckets. */
const LEAST_MARGINS: f64 = 64;
/** The bucket of items that nobody is shown, below all others. */
const HIDDEN: i16 = -32768;
/** Buckets that a margin may be wide: what is close to a target, not three times as far, must be told in 8 bits. */
const WIDEST_MARGIN: f64 = 40;
/** Vectors of buckets that are swept at once: they stay in the nearest cache, and counts of their pairs fit 8-bit lanes. */
const SWEEP: usize = 128;

/** Bytes of one entry of `targets`: float64 score, float32 above and below, bucket of below, own bucket, item, counts above, equal, before. */
const TARGET: usize = 40;

let dim: usize = 0;
let numItems: usize = 0;
/** Items in panels of 8. */
let panels: usize = 0;
let maxNorm: f64 = 0;
let maxBias: f64 = 0;

/** Panels one after the other; in each, for each factor, those of its 8 items. float32 */
let items: usize = 0;
/** float32 */
let biases: usize = 0;
/** For each factor those of 4 users. float32 */
let users: usize = 0;
/** 4 × dim float64 */
let exactUsers: usize = 0;
/** Scores of 4 users, float32. */
let rows: usize = 0;
/** Of one user: int16. */
let buckets: usize = 0;
/** uint32 in the order of the caller. */
let targetIds: usize = 0;
let maskedIds: usize = 0;
/** What is known of each target. */
let targets: usize = 0;
/** int16: the highest bucket of each of some groups of items. */
let maxima: usize = 0;
/** uint32: how many items lie in each bin of buckets, and whether it is a target's. */
let bins: usize = 0;
/** Of the items that lie in a target's bin, the buckets, int16, and ids, uint32. */
let closeBuckets: usize = 0;
let closeIds: usize = 0;
/** uint32: those among which the best items are. */
let candidates: usize = 0;
/** float64, in the order of the candidates. */
let candidateScores: usize = 0;
/** Results: float64 and uint32, one a target. */
let ranks: usize = 0;
let positions: usize = 0;

/** Of the user who is being ranked. */
let row: usize = 0;
let exactUser: usize = 0;
let userBias: f64 = 0;
let margin: f64 = 0;
let low: f32 = 0;
let scale: f32 = 0;
/** Items may be equal to a target, or above it, that are at most so many buckets above that of its `below`. */
let reach: i32 = 0;
/** Scores in float64 that may still be made. */
let budget: i32 = 0;

export function setTable(ofDim: usize, ofItems: usize, largestNorm: f64, largestBias: f64): void {
  dim = ofDim;
  numItems = ofItems;
  panels = (ofItems + 7) >> 3;
  maxNorm = largestNorm;
  maxBias = largestBias;
}

export function setInputs(
  itemsAt: usize,
  biasesAt: usize,
  usersAt: usize,
  exactUsersAt: usize,
  targetIdsAt: usize,
  maskedIdsAt: usize,
): void {
  items = itemsAt;
  biases = biasesAt;
  users = usersAt;
  exactUsers = exactUsersAt;
  targetIds = targetIdsAt;
  maskedIds = maskedIdsAt;
}

export function setScratch(rowsAt: usize, bucketsAt: usize, targetsAt: usize, maximaAt: usize): void {
  rows = rowsAt;
  buckets = bucketsAt;
  targets = targetsAt;
  maxima = maximaAt;
}

export function setResults(ranksAt: usize, positionsAt: usize, candidatesAt: usize, scoresAt: usize): void {
  ranks = ranksAt;
  positions = positionsAt;
  candidates = candidatesAt;
  candidateScores = scoresAt;
}

/** Scores all items for the four users: float32, 4 users × 8 items in registers. */
export function scoreUsers(): void {
  const rowBytes = panels << 5;
  let item = items;
  for (let panel: usize = 0; panel < panels; panel++) {
    const left = v128.load(biases + (panel << 5));
    const right = v128.load(biases + (panel << 5), 16);
    let left0 = left;
    let left1 = left;
    let left2 = left;
    let left3 = left;
    let right0 = right;
    let right1 = right;
    let right2 = right;
    let right3 = right;
    const end = users + (dim << 4);
    for (let user = users; user < end; user += 16) {
      const itemLeft = v128.load(item);
      const itemRight = v128.load(item, 16);
      const user0 = v128.load32_splat(user);
      left0 = f32x4.add(left0, f32x4.mul(user0, itemLeft));
      right0 = f32x4.add(right0, f32x4.mul(user0, itemRight));
      const user1 = v128.load32_splat(user, 4);
      left1 = f32x4.add(left1, f32x4.mul(user1, itemLeft));
      right1 = f32x4.add(right1, f32x4.mul(user1, itemRight));
      const user2 = v128.load32_splat(user, 8);
      left2 = f32x4.add(left2, f32x4.mul(user2, itemLeft));
      right2 = f32x4.add(right2, f32x4.mul(user2, itemRight));
      const user3 = v128.load32_splat(user, 12);
      left3 = f32x4.add(left3, f32x4.mul(user3, itemLeft));
      right3 = f32x4.add(right3, f32x4.mul(user3, itemRight));
      item += 32;
    }
    let score = rows + (panel << 5);
    v128.store(score, left0);
    v128.store(score, right0, 16);
    score += rowBytes;
    v128.store(score, left1);
    v128.store(score, right1, 16);
    score += rowBytes;
    v128.store(score, left2);
    v128.store(score, right2, 16);
    score += rowBytes;
    v128.store(score, left3);
    v128.store(score, right3, 16);
  }
}

/**
 * Ranks one of the four users.
 *
 * @param length of the list: at most the items that are not masked
 * @returns 0: ranked, and the first of the candidates are the list; -1: left to the specification
 */
export function rankUser(slot: usize, bias: f64, numTargets: i32, numMasked: i32, length: i32): i32 {
  row = rows + slot * (panels << 5);
  exactUser = exactUsers + slot * (dim << 3);
  userBias = bias;
  budget = 256 + ((<i32>numItems) >> 2);
  if (!findMargin() || !spread()) return LEFT_TO_SPECIFICATION;
  hide(numMasked);
  fillBuckets();
  if (numTargets > 0) {
    prepareTargets(numTargets);
    compareTargets(numTargets);
    if (!countTargets(numTargets)) return LEFT_TO_SPECIFICATION;
    writeRanks(numTargets, numMasked);
    restoreBuckets(numTargets);
  }
  return length > 0 && !selectBest(length) ? LEFT_TO_SPECIFICATION : RANKED;
}

/** false: numbers that float32 may not hold, or none at all. */
function findMargin(): bool {
  let squares: f64 = 0;
  for (let axis: usize = 0; axis < dim; axis++) {
    const factor = load<f64>(exactUser + (axis << 3));
    squares += factor * factor;
  }
  const norm = sqrt(squares) * (1 + 1e-9);
  const size = norm * maxNorm + maxBias;
  const ofUser = abs(userBias);
  // A NaN is not smaller either.
  if (!(norm < LARGEST && maxNorm < LARGEST && size + ofUser < LARGEST)) return false;
  const terms = <f64>dim + 4;
  margin =
    (terms * 5.97e-8 * size) / (1 - terms * 5.97e-8) +
    terms * SMALLEST * (1 + maxNorm) +
    (terms * 1.12e-16 * (size + ofUser)) / (1 - terms * 1.12e-16);
  return terms < 1e6;
}

/** Where the scores lie. false: too close to each other for float32. */
function spread(): bool {
  let smallest = v128.load(row);
  let largest = smallest;
  const end = row + (panels << 5);
  for (let at = row; at < end; at += 32) {
    const one = v128.load(at);
    const other = v128.load(at, 16);
    smallest = f32x4.pmin(smallest, f32x4.pmin(one, other));
    largest = f32x4.pmax(largest, f32x4.pmax(one, other));
  }
  const from = min(
    min(f32x4.extract_lane(smallest, 0), f32x4.extract_lane(smallest, 1)),
    min(f32x4.extract_lane(smallest, 2), f32x4.extract_lane(smallest, 3)),
  );
  const to = max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
  const width = <f64>to - <f64>from;
  if (!(width > LEAST_MARGINS * margin && width > SMALLEST_SPREAD)) return false;
  low = <f32>(0.5 * (<f64>from + <f64>to));
  scale = <f32>min(<f64>BUCKETS / width, WIDEST_MARGIN / margin);
  return true;
}

/** Masked items, and the rest of the last panel, lie below everything from here on. */
function hide(numMasked: i32): void {
  for (let item = numItems; item < panels << 3; item++) store<f32>(row + (item << 2), -Infinity);
  const end = maskedIds + ((<usize>numMasked) << 2);
  for (let at = maskedIds; at < end; at += 4) store<f32>(row + ((<usize>load<u32>(at)) << 2), -Infinity);
}

/** No item has a higher bucket than one with a higher score: each step rounds, and rounding keeps the order. */
function fillBuckets(): void {
  const lows = f32x4.splat(low);
  const scales = f32x4.splat(scale);
  const whole = v128.load32_splat(WHOLE_AT);
  let bucket = buckets;
  const end = row + (panels << 5);
  for (let at = row; at < end; at += 32) {
    const one = f32x4.add(f32x4.mul(f32x4.sub(v128.load(at), lows), scales), whole);
    const other = f32x4.add(f32x4.mul(f32x4.sub(v128.load(at, 16), lows), scales), whole);
    v128.store(bucket, i16x8.narrow_i32x4_s(i32x4.sub(one, whole), i32x4.sub(other, whole)));
    bucket += 16;
  }
  // Buckets are swept in pairs of vectors; the second of the last one is below everything, too.
  v128.store(bucket, i16x8.splat(HIDDEN));
}

/** Never that of a hidden item, which is the lowest of all. */
function bucketOf(score: f32): i32 {
  const scaled = (score - low) * scale;
  if (scaled > MOST_BUCKET) return 32767;
  if (scaled < -MOST_BUCKET) return -32767;
  return reinterpret<i32>(scaled + WHOLE) - WHOLE_BITS;
}

/** The specification's score of an item, but for what cannot occur within `LARGEST`. */
function exactScore(item: usize): f64 {
  let factor = items + (item >> 3) * (dim << 5) + ((item & 7) << 2);
  const end = exactUser + (dim << 3);
  let sum: f64 = 0;
  for (let user = exactUser; user < end; user += 8) {
    sum += load<f64>(user) * <f64>load<f32>(factor);
    factor += 32;
  }
  return sum + userBias + <f64>load<f32>(biases + (item << 2));
}

function isHidden(item: usize): bool {
  return load<f32>(row + (item << 2)) < LOWEST;
}

/** Targets are compared with each other in float64, so their buckets are hidden while all others are compared with them. */
function prepareTargets(numTargets: i32): void {
  reach = 0;
  for (let index = 0; index < numTargets; index++) {
    const target = targets + <usize>index * TARGET;
    const item = <usize>load<u32>(targetIds + ((<usize>index) << 2));
    const score = exactScore(item);
    const alone = score - userBias;
    const unsure = margin + (abs(alone) + margin) * ROUNDING + SMALLEST;
    const above = <f32>(alone + unsure);
    const below = <f32>(alone - unsure);
    const bucket = buckets + (item << 1);
    store<f64>(target, isHidden(item) ? -Infinity : score);
    store<f32>(target, above, 8);
    store<f32>(target, below, 12);
    store<i16>(target, <i16>bucketOf(below), 16);
    store<i16>(target, load<i16>(bucket), 18);
    store<u32>(target, <u32>item, 20);
    store<i16>(bucket, HIDDEN);
    reach = max(reach, bucketOf(above) - bucketOf(below));
  }
  // Targets are swept in pairs; the second of the last one may be anything.
  memory.copy(targets + <usize>numTargets * TARGET, targets, TARGET);
}

/** Counts for each target the others above it and equal to it. */
function compareTargets(numTargets: i32): void {
  const end = targets + <usize>numTargets * TARGET;
  for (let target = targets; target < end; target += TARGET) {
    const score = load<f64>(target);
    let above: i32 = 0;
    let equal: i32 = 0;
    for (let other = targets; other < target; other += TARGET) {
      above += i32(load<f64>(other) > score);
      equal += i32(load<f64>(other) == score);
    }
    // Ids ascend.
    store<i32>(target, equal, 32);
    for (let other = target + TARGET; other < end; other += TARGET) {
      above += i32(load<f64>(other) > score);
      equal += i32(load<f64>(other) == score);
    }
    store<i32>(target, above, 24);
    store<i32>(target, equal, 28);
  }
}

function restoreBuckets(numTargets: i32): void {
  const end = targets + <usize>numTargets * TARGET;
  for (let target = targets; target < end; target += TARGET) {
    store<i16>(buckets + ((<usize>load<u32>(target, 20)) << 1), load<i16>(target, 18));
  }
}

/** false: out of budget. */
function countTargets(numTargets: i32): bool {
  const end = buckets + (panels << 4);
  for (let from = buckets; from < end; from += SWEEP << 4) {
    const to = min(end, from + (SWEEP << 4));
    for (let index = 0; index < numTargets; index += 2) {
      const target = targets + <usize>index * TARGET;
      if (!sweep(target, from, to, index + 1 < numTargets)) return false;
    }
  }
  return true;
}

/** Counts for two targets the items above them; those that are too close are looked at one by one. */
function sweep(target: usize, from: usize, to: usize, isPair: bool): bool {
  const far = i8x16.splat(<i8>reach);
  const low = v128.load16_splat(target, 16);
  const otherLow = v128.load16_splat(target + TARGET, 16);
  let above = i8x16.splat(0);
  let otherAbove = i8x16.splat(0);
  // Without their sign, distances below 0 are the largest.
  let nearest = i8x16.splat(-1);
  let otherNearest = i8x16.splat(-1);
  for (let at = from; at < to; at += 32) {
    const one = v128.load(at);
    const two = v128.load(at, 16);
    const distance = i8x16.narrow_i16x8_s(i16x8.sub_sat_s(one, low), i16x8.sub_sat_s(two, low));
    above = i8x16.sub(above, i8x16.gt_s(distance, far));
    nearest = i8x16.min_u(nearest, distance);
    const otherDistance = i8x16.narrow_i16x8_s(
      i16x8.sub_sat_s(one, otherLow),
      i16x8.sub_sat_s(two, otherLow),
    );
    otherAbove = i8x16.sub(otherAbove, i8x16.gt_s(otherDistance, far));
    otherNearest = i8x16.min_u(otherNearest, otherDistance);
  }
  addAbove(target, above);
  if (v128.any_true(i8x16.le_u(nearest, far)) && !decide(target, from, to)) return false;
  if (!isPair) return true;
  addAbove(target + TARGET, otherAbove);
  return !v128.any_true(i8x16.le_u(otherNearest, far)) || decide(target + TARGET, from, to);
}

function addAbove(target: usize, counts: v128): void {
  store<i32>(target, load<i32>(target, 24) + sumLanes(i16x8.extadd_pairwise_i8x16_s(counts)), 24);
}

function sumLanes(counts: v128): i32 {
  const sums = i32x4.extadd_pairwise_i16x8_s(counts);
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/** Decides about the items whose bucket does not. false: out of budget. */
function decide(target: usize, from: usize, to: usize): bool {
  const low = v128.load16_splat(target, 16);
  const far = i16x8.splat(<i16>reach);
  for (let at = from; at < to; at += 16) {
    const isNear = i16x8.le_u(i16x8.sub_sat_s(v128.load(at), low), far);
    if (!v128.any_true(isNear)) continue;
    let near = i16x8.bitmask(isNear);
    while (near != 0) {
      const item = ((at - buckets) >> 1) + <usize>ctz(near);
      near &= near - 1;
      if (!compare(target, item)) return false;
    }
  }
  return true;
}

function compare(target: usize, item: usize): bool {
  const score = load<f32>(row + (item << 2));
  if (score < load<f32>(target, 12)) return true;
  let isAbove = score > load<f32>(target, 8);
  if (!isAbove) {
    if (--budget < 0) return false;
    const exact = exactScore(item);
    const wanted = load<f64>(target);
    isAbove = exact > wanted;
    if (exact == wanted) {
      store<i32>(target, load<i32>(target, 28) + 1, 28);
      if (item < <usize>load<u32>(target, 20)) store<i32>(target, load<i32>(target, 32) + 1, 32);
    }
  }
  if (isAbove) store<i32>(target, load<i32>(target, 24) + 1, 24);
  return true;
}

function writeRanks(numTargets: i32, numMasked: i32): void {
  let nextMasked = maskedIds;
  const end = maskedIds + ((<usize>numMasked) << 2);
  const shown = <i32>numItems - numMasked;
  for (let index = 0; index < numTargets; index++) {
    const target = targets + <usize>index * TARGET;
    const rank = ranks + ((<usize>index) << 3);
    const position = positions + ((<usize>index) << 2);
    const item = load<u32>(target, 20);
    if (isHidden(item)) {
      // Masked items share the ranks below all others. Both lists ascend.
      while (nextMasked < end && load<u32>(nextMasked) < item) nextMasked += 4;
      store<f64>(rank, <f64>shown + (<f64>numMasked + 1) / 2);
      store<i32>(position, shown + <i32>((nextMasked - maskedIds) >> 2) + 1);
    } else {
      const above = load<i32>(target, 24);
      store<f64>(rank, <f64>above + (<f64>load<i32>(target, 28) + 2) / 2);
      store<i32>(position, above + load<i32>(target, 32) + 1);
    }
  }
}

/** Puts the best items first among the candidates. false: too many may be. */
function selectBest(length: i32): bool {
  const found = collect(leastBucket(length));
  if (found - length > budget) return false;
  for (let index = 0; index < found; index++) {
    const item = <usize>load<u32>(candidates + ((<usize>index) << 2));
    store<f64>(candidateScores + ((<usize>index) << 3), exactScore(item));
  }
  sortCandidates(found);
  return true;
}

/**
 * The bucket that items among the best cannot be below. Groups of items do not overlap: when the highest of as many groups as
 * items are wanted reach a bucket, so do as many items. Scores that are not further apart than two margins may change
 * places in float64; rounding moves a score by less than one bucket.
 */
function leastBucket(length: i32): i32 {
  const end = findMaxima(length);
  let least: i32 = -32768;
  let most: i32 = 32767;
  while (least < most) {
    const middle = (least + most + 1) >> 1;
    if (countAbove(end, middle - 1) >= length) least = middle;
    else most = middle - 1;
  }
  return least - 2 - <i32>ceil(2 * margin * <f64>scale);
}

/** Four groups or more for each item that is wanted, eight in a vector: the best are in different ones, mostly. */
function findMaxima(length: i32): usize {
  const wanted = <usize>max(8, (length + 1) >> 1);
  const size = max(<usize>1, panels / wanted) << 4;
  let group = maxima;
  const end = buckets + (panels << 4);
  for (let from = buckets; from < end; from += size) {
    let highest = v128.load(from);
    const to = min(end, from + size);
    for (let at = from + 16; at < to; at += 16) highest = i16x8.max_s(highest, v128.load(at));
    v128.store(group, highest);
    group += 16;
  }
  return group;
}

function countAbove(end: usize, bucket: i32): i32 {
  const wanted = i16x8.splat(<i16>bucket);
  let counts = i16x8.splat(0);
  for (let at = maxima; at < end; at += 16) counts = i16x8.sub(counts, i16x8.gt_s(v128.load(at), wanted));
  return sumLanes(counts);
}

/** Notes the items of this bucket and above as candidates; never hidden ones. */
function collect(least: i32): i32 {
  const below = i16x8.splat(<i16>(max(least, -32767) - 1));
  let found = candidates;
  const end = buckets + (panels << 4);
  for (let at = buckets; at < end; at += 32) {
    const one = i16x8.gt_s(v128.load(at), below);
    const other = i16x8.gt_s(v128.load(at, 16), below);
    if (!v128.any_true(v128.or(one, other))) continue;
    let passed = i16x8.bitmask(one) | (i16x8.bitmask(other) << 8);
    while (passed != 0) {
      store<u32>(found, <u32>((at - buckets) >> 1) + ctz(passed));
      found += 4;
      passed &= passed - 1;
    }
  }
  return <i32>((found - candidates) >> 2);
}

/** Best first, equal scores by id: heapsort with the worst on top. */
function sortCandidates(count: i32): void {
  for (let index = (count >> 1) - 1; index >= 0; index--) sinkCandidate(index, count);
  for (let last = count - 1; last > 0; last--) {
    swap(0, last);
    sinkCandidate(0, last);
  }
}

function sinkCandidate(from: i32, count: i32): void {
  let at = from;
  for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && isWorse(child + 1, child)) child++;
    if (!isWorse(child, at)) return;
    swap(child, at);
    at = child;
  }
}

function isWorse(one: i32, other: i32): bool {
  const score = load<f64>(candidateScores + ((<usize>one) << 3));
  const otherScore = load<f64>(candidateScores + ((<usize>other) << 3));
  if (score != otherScore) return score < otherScore;
  return load<u32>(candidates + ((<usize>one) << 2)) > load<u32>(candidates + ((<usize>other) << 2));
}

function swap(one: i32, other: i32): void {
  const score = candidateScores + ((<usize>one) << 3);
  const otherScore = candidateScores + ((<usize>other) << 3);
  const kept = load<f64>(score);
  store<f64>(score, load<f64>(otherScore));
  store<f64>(otherScore, kept);
  const item = candidates + ((<usize>one) << 2);
  const otherItem = candidates + ((<usize>other) << 2);
  const keptItem = load<u32>(item);
  store<u32>(item, load<u32>(otherItem));
  store<u32>(otherItem, keptItem);
}

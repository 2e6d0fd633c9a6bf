import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  CsvError,
  parse
} from "./vendor-csv-parse.js";
import {
  require_dist
} from "./vendor-yaml.js";
import {
  external_exports
} from "./vendor-zod.js";
import {
  USER_AGENT,
  VERSION,
  WORKER_HEAP_MB,
  takeSqliteThread
} from "./sqlite-thread.js";
import {
  ConfigError,
  DECIMAL,
  DEFAULT_RATINGS_QUERY,
  HistoryError,
  MalformedFileError,
  MonitorError,
  SQLITE_START,
  ServiceError,
  UnsupportedFileError,
  codeOf,
  decodeRatings,
  explain,
  fromPlainError,
  parseIsoTime,
  parseTimestamp,
  quote,
  quoteFirst
} from "./ratings-columns.js";
import {
  buffersOf,
  firstFrom,
  listOf,
  loadRankingKernel,
  predictedRating,
  rankTargets,
  rankerFor,
  saturate,
  scorePair,
  scoreUser,
  vectorsOf
} from "./ranker-for.js";
import {
  __toESM
} from "./runtime.js";

// src/formats/report/visible.ts
var INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
var PICTURES = /* @__PURE__ */ new Map([
  ["\n", "\u240A"],
  ["\r", "\u240D"],
  ["	", "\u2409"]
]);
function visible(text3, maxCodePoints) {
  const points = Array.from(text3.slice(0, 2 * (maxCodePoints + 1)));
  const kept = points.slice(0, maxCodePoints).join("").replaceAll(INVISIBLE, show);
  return points.length > maxCodePoints ? `${kept}\u2026` : kept;
}
function show(character) {
  return PICTURES.get(character) ?? `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`;
}

// src/formats/report/log-text.ts
var MAX_LOG_CODE_POINTS = 4e3;
function logSafe(text3, maxCodePoints = MAX_LOG_CODE_POINTS) {
  return visible(text3, maxCodePoints).replaceAll("#[", String.raw`#\[`).replace(/^(\s*):/u, String.raw`$1\:`);
}

// src/config/proxy-environment.ts
function chooseProxy({ protocol }, environment) {
  const name2 = protocol === "https:" ? "https_proxy" : "http_proxy";
  const found2 = lookUp(name2, environment);
  if (found2 === null) return null;
  const address = parse2(found2.value);
  if (address === null)
    throw new ConfigError(
      `environment variable ${found2.name}: found a value that is not shown; allowed: an http: or https: address of a proxy`,
      "Correct the variable, or remove it; servers to reach without a proxy are named in NO_PROXY."
    );
  return {
    url: address.href,
    shownAs: address.origin,
    except: lookUp("no_proxy", environment)?.value ?? "",
    secrets: secretsOf(address)
  };
}
function proxySecrets(environment) {
  const names = ["https_proxy", "http_proxy"].flatMap((name2) => [name2, name2.toUpperCase()]);
  return names.flatMap((name2) => {
    const address = parse2(environment[name2]?.trim() ?? "");
    return address === null ? [] : secretsOf(address);
  });
}
function secretsOf({ password }) {
  return password === "" ? [] : [password, decodeOrKeep(password)];
}
function lookUp(lowerCase, environment) {
  for (const name2 of [lowerCase, lowerCase.toUpperCase()]) {
    const value = environment[name2]?.trim() ?? "";
    if (value !== "") return { name: name2, value };
  }
  return null;
}
function parse2(value) {
  const text3 = value.includes("://") ? value : `http://${value}`;
  const address = URL.canParse(text3) ? new URL(text3) : null;
  return address !== null && /^https?:$/.test(address.protocol) ? address : null;
}
function decodeOrKeep(text3) {
  try {
    return decodeURIComponent(text3);
  } catch {
    return text3;
  }
}

// src/core/failed-delivery.ts
function failureOf(what, error) {
  const message = error instanceof Error ? error.message : String(error);
  return { what, message, hint: error instanceof MonitorError ? error.hint : HINTS[what] };
}
var HINTS = {
  "retrain-event": "Start the retraining by hand; the evaluation itself is logged.",
  history: "The evaluation itself is logged; run the job again to save the history.",
  report: "Check that the folder named by the input `report` can be written.",
  comment: "Run the job again; the evaluation itself is logged.",
  summary: "Check that the runner's summary file can be written.",
  "run-amendment": "Check that the tracking directory can be written; the run itself is logged and complete.",
  "model-link": "Check that the user may edit the registered model; the evaluation itself is logged.",
  "alert-issue": "Look at the issues yourself, or run the job again.",
  "tracking-server": "Check that the MLflow server can be reached."
};

// src/core/history.ts
function expiryOf(copies) {
  const expiries = copies.map(({ expiresAt }) => expiresAt);
  const known = expiries.filter((expiry) => expiry !== null);
  return known.length === 0 || known.length < expiries.length ? null : Math.max(...known);
}
function undelivered(saved) {
  if (saved.kind === "failed") return saved.refusals;
  return saved.kind === "saved" ? saved.refusals.filter(({ store }) => store !== "cache") : [];
}

// src/core/exit.ts
var FAIL_ON = ["error", "delivery", "retrain", "no-data"];
function failuresOf(outcome, failOn) {
  const met = [];
  if (outcome.status === "error") met.push("error");
  const stores = outcome.status === "no-data" ? undelivered(outcome.history.saved) : [];
  if (stores.length + (outcome.failedDeliveries ?? []).length > 0) met.push("delivery");
  if (outcome.status === "evaluated" && outcome.decision.retrain) met.push("retrain");
  if (outcome.status === "no-data") met.push("no-data");
  return met.filter((condition) => failOn.has(condition));
}

// src/core/pull-request-event.ts
function isPullRequestEvent(eventName) {
  return eventName.startsWith("pull_request");
}

// src/core/rules/relative-change.ts
var TOLERANCE = 1e-9;
function judgeRelativeChange(rule, evidence) {
  const now = evidence.metrics.get(rule.metric) ?? null;
  const previous = evidence.previous.get(rule.metric);
  const change = now === null || previous === void 0 ? null : relativeChange(previous.value, now);
  const finding = {
    rule: rule.id,
    metric: rule.metric,
    now,
    before: previous?.value ?? null,
    limit: rule.limit,
    change
  };
  const missing2 = evidence.historyUnreadable === true ? "history-unreadable" : "no-previous-run";
  const obstacle = whyNotComparable(rule.limit, now, previous ?? missing2);
  if (obstacle !== null) return { ...finding, outcome: "skipped", reason: obstacle };
  const beyond = isBeyond(rule.direction === "fall" ? -change : change, rule.limit);
  return { ...finding, outcome: beyond ? "fired" : "passed", reason: reasonFor(rule, beyond, previous) };
}
function isBeyond(change, limit) {
  return change > limit + TOLERANCE;
}
function relativeChange(before, now) {
  return before === 0 ? null : (now - before) / before;
}
function whyNotComparable(limit, now, previous) {
  if (limit === null) return "rule-is-off";
  if (now === null) return "metric-not-computed";
  if (typeof previous === "string") return previous;
  if (isDifference(previous.comparability)) return previous.comparability;
  return previous.value === 0 ? "previous-is-zero" : null;
}
function isDifference(comparability2) {
  return comparability2.startsWith("different-");
}
function reasonFor(rule, beyond, previous) {
  const known = previous.comparability !== "settings-unknown";
  if (!beyond) {
    if (previous.comparability === "same-measurement") return "same-measurement";
    return known ? "within-limit" : "within-limit-settings-unknown";
  }
  if (rule.direction === "fall")
    return known ? "fell-more-than-limit" : "fell-more-than-limit-settings-unknown";
  return known ? "grew-more-than-limit" : "grew-more-than-limit-settings-unknown";
}

// src/core/rules/user-growth.ts
var userGrowth = {
  id: "user-growth",
  description: "`num_users` grew by more than `max-user-growth` against the previous run. Exactly the limit does not fire; a previous value of 0 is skipped.",
  compares: ["num_users"],
  evaluate: (evidence, limits) => [
    judgeRelativeChange(
      { id: userGrowth.id, metric: "num_users", direction: "growth", limit: limits.maxUserGrowth },
      evidence
    )
  ]
};

// src/core/recovery.ts
var WELL = /* @__PURE__ */ new Set([
  "at-or-above-threshold",
  "within-limit",
  "within-limit-settings-unknown",
  "within-limit-of-baseline",
  "no-slow-decline",
  "cold-share-within-limit"
]);
var AGAINST_PREVIOUS = /* @__PURE__ */ new Set([
  "within-limit",
  "within-limit-settings-unknown"
]);
function recoveryOf({ findings, memory, history, modelDigest }) {
  if (memory.metrics.length === 0 || findings.some(({ outcome }) => outcome === "fired")) return null;
  const found2 = memory.metrics.map((metric) => findings.find((finding) => finding.metric === metric));
  const well = found2.filter((finding) => finding?.outcome === "passed" && WELL.has(finding.reason));
  if (well.length < found2.length) return null;
  for (const finding of well) {
    if (finding === void 0 || !AGAINST_PREVIOUS.has(finding.reason)) continue;
    return sinceBefore(finding, { memory, history, modelDigest });
  }
  return { kind: "passes" };
}
function sinceBefore({ rule, metric, now, limit }, { memory, history, modelDigest }) {
  const ofRun2 = (id) => history.find(({ runId }) => runId === id);
  if (rule === userGrowth.id) {
    const first = ofRun2(memory.firstRun);
    if (first !== void 0 && first.modelDigest !== modelDigest) return { kind: "new-model" };
  }
  const reference = ofRun2(memory.before);
  const before = reference?.metrics.get(metric);
  if (reference === void 0 || before === void 0 || now === null || limit === null)
    return { kind: "passes" };
  if (rule !== userGrowth.id && !reference.comparable && reference.comparability !== "settings-unknown")
    return { kind: "passes" };
  const change = relativeChange(before, now) ?? 0;
  const isStill = isBeyond(rule === userGrowth.id ? change : -change, limit);
  return isStill ? null : { kind: "is-back", metric, before, now };
}

// src/core/plan-alerts.ts
function mayAlert(origin, defaultBranch) {
  if (origin === null || origin.hasForeignHead || isPullRequestEvent(origin.eventName)) return false;
  return defaultBranch !== null && origin.ref === `refs/heads/${defaultBranch}`;
}
function planAlerts(facts) {
  const rules = new Set(facts.decision.findings.map(({ rule }) => rule));
  return [...rules].flatMap((rule) => operationFor(rule, facts) ?? []);
}
function operationFor(rule, facts) {
  const findings = facts.decision.findings.filter((finding) => finding.rule === rule);
  const fired = findings.filter(({ outcome }) => outcome === "fired");
  const issues = facts.issues.filter((issue) => issue.rule === rule);
  const open = issues.find(({ isOpen }) => isOpen);
  if (fired.length > 0)
    return open === void 0 ? opening(rule, fired, issues[0], facts) : update(rule, fired, open, facts);
  return open === void 0 ? null : closing(rule, findings, open, facts);
}
function opening(rule, fired, former, facts) {
  if (former !== void 0 && isStillTheSame(rule, former, facts)) return null;
  const metrics = fired.map(({ metric }) => metric);
  const before = metrics.map((metric) => facts.evidence.previous.get(metric)?.run.runId ?? null);
  return {
    kind: "open",
    rule,
    findings: fired,
    series: seriesOf(rule, null, facts),
    former: former?.number ?? null,
    memory: {
      state: "firing",
      toldBy: facts.toldBy,
      firstRun: facts.run.runId,
      lastRun: facts.run.runId,
      before: before.find((runId) => runId !== null) ?? null,
      metrics
    }
  };
}
function isStillTheSame(rule, { memory }, facts) {
  if (memory.state === "recovered") return false;
  if (memory.toldBy === facts.toldBy || facts.historyUnreadable) return true;
  const last = facts.history.findIndex(({ runId }) => runId === memory.lastRun);
  if (last === -1) return false;
  return facts.history.slice(0, last).every(({ triggers }) => triggers?.includes(rule) ?? true);
}
function update(rule, fired, issue, facts) {
  const { memory } = issue;
  const metrics = [.../* @__PURE__ */ new Set([...memory.metrics, ...fired.map(({ metric }) => metric)])];
  return {
    kind: "update",
    rule,
    issue,
    isNews: memory.toldBy !== facts.toldBy && !isSameMeasurement(memory, facts),
    findings: fired,
    series: seriesOf(rule, issue, facts),
    memory: { ...memory, state: "firing", toldBy: facts.toldBy, lastRun: facts.run.runId, metrics }
  };
}
function isSameMeasurement({ lastRun }, { evidence }) {
  return [...evidence.previous.values()].some(
    ({ comparability: comparability2, run }) => comparability2 === "same-measurement" && run.runId === lastRun
  );
}
function closing(rule, findings, issue, facts) {
  const { memory } = issue;
  if (memory.state === "recovered" || facts.historyUnreadable) return null;
  const { history, measurement } = facts;
  const recovery = recoveryOf({ findings, memory, history, modelDigest: measurement.model.digest });
  if (recovery === null) return null;
  return {
    kind: "close",
    rule,
    issue,
    findings: findings.filter(({ metric }) => memory.metrics.includes(metric)),
    recovery,
    since: firstTime(issue, history),
    memory: { ...memory, state: "recovered", toldBy: facts.toldBy }
  };
}
function seriesOf(rule, issue, { history, historyUnreadable, measurement }) {
  const known = history.filter(({ triggers }) => triggers !== null);
  const broken2 = known.findIndex(({ triggers }) => triggers?.includes(rule) !== true);
  const series = broken2 === -1 ? known : known.slice(0, broken2);
  const since2 = issue === null ? measurement.startedAt : firstTime(issue, history);
  return {
    since: Math.min(since2, series.at(-1)?.startTime ?? since2),
    inARow: historyUnreadable ? null : series.length + 1
  };
}
function firstTime({ memory, createdAt }, history) {
  return history.find(({ runId }) => runId === memory.firstRun)?.startTime ?? createdAt;
}

// src/core/rules/relative-drop.ts
var relativeDrop = {
  id: "relative-drop",
  description: "`test_mrr` fell by more than `max-mrr-drop` against the previous run. Exactly the limit does not fire; a previous value of 0 is skipped.",
  compares: ["test_mrr"],
  evaluate: (evidence, limits) => [
    judgeRelativeChange(
      { id: relativeDrop.id, metric: "test_mrr", direction: "fall", limit: limits.maxMrrDrop },
      evidence
    )
  ]
};

// src/core/statistics/normal-quantile.ts
var TAIL_FROM = 2.5;
var FRACTION_STEPS = 120;
var MAX_STEPS = 20;
function normalQuantile(p) {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}
function upperQuantile(q) {
  if (q === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(q));
  let x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 1308e-6)));
  for (let step = 0; step < MAX_STEPS; step++) {
    const tail = upperTail(x);
    const change = Math.log(tail / q) * tail / density(x);
    x += change;
    if (Math.abs(change) <= 1e-15 * Math.abs(x)) break;
  }
  return x;
}
function upperTail(x) {
  if (x < TAIL_FROM) return 0.5 - density(x) * oddSeries(x);
  let fraction2 = x;
  for (let step = FRACTION_STEPS; step > 0; step--) fraction2 = x + step / fraction2;
  return density(x) / fraction2;
}
function oddSeries(x) {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= x * x / odd;
    sum += term;
  }
  return sum;
}
function density(x) {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

// src/core/statistics/proportion.ts
var Z = normalQuantile(0.975);
function wilson({ some, all }) {
  if (all === 0) return null;
  const share = some / all;
  const scale = 1 + Z ** 2 / all;
  const centre = (share + Z ** 2 / (2 * all)) / scale;
  const half = Z / scale * Math.sqrt(share * (1 - share) / all + Z ** 2 / (4 * all ** 2));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

// src/core/statistics/log-gamma.ts
var STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
var LARGE = 10;
function logGamma(x) {
  let shift = 0;
  let large = x;
  for (; large < LARGE; large++) shift += Math.log(large);
  let series = 0;
  for (const [index, coefficient] of STIRLING.entries()) series += coefficient / large ** (2 * index + 1);
  return (large - 0.5) * Math.log(large) - large + Math.log(2 * Math.PI) / 2 + series - shift;
}

// src/core/statistics/incomplete-beta.ts
var MAX_STEPS2 = 1e4;
var PRECISION = 1e-16;
function incompleteBeta(a, b, x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? fraction(a, b, x) : 1 - fraction(b, a, 1 - x);
}
function fraction(a, b, x) {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  let c = 1;
  let d = 1 / (1 - (a + b) * x / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_STEPS2; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return Math.exp(logFront) * value / a;
}

// src/core/statistics/student-t-quantile.ts
var MAX_STEPS3 = 30;
var KNOWN = /* @__PURE__ */ new Map();
var MAX_KNOWN = 1e3;
function studentTQuantile(p, df) {
  const key = `${p} ${df}`;
  const known = KNOWN.get(key);
  if (known !== void 0) return known;
  const t = quantile(p, df);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(key, t);
  return t;
}
function quantile(p, df) {
  if (p < 0.5) return -quantile(1 - p, df);
  if (p === 0.5) return 0;
  if (df === 1) return Math.tan(Math.PI * (p - 0.5));
  if (df === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
  const above = 1 - p;
  const logFactor = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2;
  let t = startOf(p, df);
  for (let step = 0; step < MAX_STEPS3; step++) {
    const tail = incompleteBeta(df / 2, 0.5, df / (df + t * t)) / 2;
    const density2 = Math.exp(logFactor - (df + 1) / 2 * Math.log1p(t * t / df));
    const change = (tail - above) / density2;
    t += change;
    if (Math.abs(change) <= 1e-13 * t) break;
  }
  return t;
}
function startOf(p, df) {
  const z = normalQuantile(p);
  return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df ** 2);
}

// src/core/statistics/change-interval.ts
function changeInterval(before, now, probability = 0.975) {
  if (before.size < 2 || now.size < 2) return { kind: "too-few-users" };
  if (before.mean === 0) return { kind: "unbounded" };
  const { before: va, now: vb, covariance, degreesOfFreedom } = noiseOf(before, now);
  const t = studentTQuantile(probability, degreesOfFreedom);
  const g = t * t * va / before.mean ** 2;
  if (g >= 1) return { kind: "unbounded" };
  const ratio = now.mean / before.mean;
  const slope = va === 0 ? 0 : covariance / va;
  const spread = vb - 2 * ratio * covariance + ratio ** 2 * va - g * (vb - slope * covariance);
  const half = t / Math.abs(before.mean) * Math.sqrt(Math.max(0, spread));
  const centre = ratio - g * slope;
  return { kind: "bounded", low: (centre - half) / (1 - g) - 1, high: (centre + half) / (1 - g) - 1 };
}
function changeStandardError(before, now) {
  if (before.size < 2 || now.size < 2 || before.mean === 0) return null;
  const noise = noiseOf(before, now);
  const variance = noise.before + noise.now - 2 * noise.covariance;
  return Math.sqrt(Math.max(0, variance)) / Math.abs(before.mean);
}
var KNOWN_NOISE = /* @__PURE__ */ new WeakMap();
function noiseOf(before, now) {
  const ofBefore = KNOWN_NOISE.get(before) ?? /* @__PURE__ */ new WeakMap();
  KNOWN_NOISE.set(before, ofBefore);
  const noise = ofBefore.get(now) ?? computeNoise(before, now);
  ofBefore.set(now, noise);
  return noise;
}
function computeNoise(before, now) {
  const { shared, covariance } = covarianceOfShared(before, now);
  const same = shared === before.size && shared === now.size;
  return {
    before: before.variance / before.size,
    now: now.variance / now.size,
    covariance: covariance * shared / (before.size * now.size),
    degreesOfFreedom: same ? before.size - 1 : before.size + now.size - shared - 2
  };
}
function covarianceOfShared(before, now) {
  const earlierValues = new Float64Array(now.size);
  const laterValues = new Float64Array(now.size);
  let shared = 0;
  let sumBefore = 0;
  let sumNow = 0;
  for (const [user, value] of now.byUser) {
    const earlier = before.byUser.get(user);
    if (earlier === void 0) continue;
    earlierValues[shared] = earlier;
    laterValues[shared++] = value;
    sumBefore += earlier;
    sumNow += value;
  }
  if (shared < 2) return { shared, covariance: 0 };
  const meanBefore = sumBefore / shared;
  const meanNow = sumNow / shared;
  let products = 0;
  for (let index = 0; index < shared; index++)
    products += (earlierValues[index] - meanBefore) * (laterValues[index] - meanNow);
  return { shared, covariance: products / (shared - 1) };
}

// src/core/statistics/smallest-drop.ts
var STANDARD_ERRORS = normalQuantile(0.975) + normalQuantile(0.8);
function smallestDrop(before, now) {
  const error = changeStandardError(before, now);
  return error === null ? null : STANDARD_ERRORS * error;
}

// src/core/evidence/comparison.ts
var MIN_USERS = 10;
var ONE_SIDED = 0.95;
function compareSamples(before, now) {
  return {
    now: now.mean,
    before: before.mean,
    usersBefore: before.size,
    users: now.size,
    change: relativeChange(before.mean, now.mean),
    interval: changeInterval(before, now),
    oneSided: changeInterval(before, now, ONE_SIDED),
    smallestDrop: smallestDrop(before, now)
  };
}
function hasTooFewUsers({ users, usersBefore }) {
  return users < MIN_USERS || usersBefore < MIN_USERS;
}
function isShownToFall(oneSided) {
  return oneSided.kind === "bounded" && oneSided.high < 0;
}

// src/core/rules/evidence/found-by-evidence.ts
var NOT_EVALUABLE = {
  verdict: "not-evaluable",
  suspect: null,
  reason: null,
  users: null,
  users_before: null,
  low: null,
  high: null,
  smallest_drop: null
};
function suspectBy(outcome) {
  return outcome === "skipped" ? null : outcome === "fired";
}
function evidenceOf(comparison, { suspect, reason }) {
  if (comparison === null) return { ...NOT_EVALUABLE, suspect, reason };
  const { interval, users, usersBefore, smallestDrop: smallestDrop2 } = comparison;
  const bounded = interval.kind === "bounded" ? interval : null;
  return {
    verdict: verdictOf(comparison),
    suspect,
    reason,
    users,
    users_before: usersBefore,
    low: bounded?.low ?? null,
    high: bounded?.high ?? null,
    smallest_drop: smallestDrop2
  };
}
function verdictOf(comparison) {
  const { interval } = comparison;
  if (hasTooFewUsers(comparison) || interval.kind === "too-few-users") return "too-few-users";
  if (interval.kind === "unbounded") return "cannot-be-bounded";
  return interval.high < 0 || interval.low > 0 ? "significant" : "not-significant";
}

// src/core/rules/evidence/cold-share.ts
var MAX_SHARE = 0.2;
var MIN_COLD_USERS = 10;
var coldShare = {
  id: "cold-share",
  description: "More than 20 % of the users, and at least 10, are unknown to the model and rated items that it knows. Only with `decision: evidence`, where it stands in for `user-growth`; off when `max-user-growth` is.",
  compares: [],
  evaluate: ({ statistics }, { maxUserGrowth }) => {
    const cold = statistics?.cold ?? null;
    const found2 = cold === null ? null : wilson(cold.now);
    const [outcome, reason] = judge(maxUserGrowth === null, cold, found2?.share ?? null);
    return [
      {
        rule: coldShare.id,
        metric: "cold_share",
        outcome,
        now: found2?.share ?? null,
        before: cold?.before == null ? null : wilson(cold.before)?.share ?? null,
        limit: MAX_SHARE,
        change: null,
        reason,
        evidence: beside(cold, [outcome, reason])
      }
    ];
  }
};
function judge(isOff, cold, share) {
  if (isOff) return ["skipped", "rule-is-off"];
  if (cold === null || share === null) return ["skipped", "nobody-is-cold"];
  if (!isBeyond(share, MAX_SHARE)) return ["passed", "cold-share-within-limit"];
  return cold.now.some < MIN_COLD_USERS ? ["passed", "too-few-cold-users"] : ["fired", "cold-share-above-limit"];
}
function beside(cold, [outcome, reason]) {
  const found2 = cold === null ? null : wilson(cold.now);
  if (cold === null || found2 === null) return NOT_EVALUABLE;
  const clear = found2.low > MAX_SHARE || found2.high <= MAX_SHARE;
  return {
    ...NOT_EVALUABLE,
    verdict: clear ? "significant" : "not-significant",
    suspect: suspectBy(outcome),
    reason,
    users: cold.now.all,
    users_before: cold.before?.all ?? null,
    low: found2.low,
    high: found2.high
  };
}

// src/core/run-address.ts
function repositoryAddress({ serverUrl, repository }) {
  return `${serverUrl}/${repository}`;
}
function runAddress(origin) {
  return `${repositoryAddress(origin)}/actions/runs/${origin.runId}`;
}

// src/core/run-labels.ts
var OUR_PREFIX = "model_monitor.";
var PARAMS = {
  idMapping: `${OUR_PREFIX}id_mapping`,
  trainMask: `${OUR_PREFIX}train_mask`,
  minRating: `${OUR_PREFIX}min_rating`,
  query: `${OUR_PREFIX}query`,
  since: `${OUR_PREFIX}since`,
  newerThan: `${OUR_PREFIX}newer_than`,
  k: `${OUR_PREFIX}k`,
  coldUsers: `${OUR_PREFIX}cold_users`,
  model: `${OUR_PREFIX}model`,
  modelDigest: `${OUR_PREFIX}model_digest`,
  database: `${OUR_PREFIX}database`,
  databaseDigest: `${OUR_PREFIX}database_digest`,
  version: `${OUR_PREFIX}version`
};
var BRANCH_TAG = "mlflow.source.git.branch";
var TAGS = {
  githubRunId: `${OUR_PREFIX}github_run_id`,
  githubRunAttempt: `${OUR_PREFIX}github_run_attempt`,
  githubJob: `${OUR_PREFIX}github_job`,
  matrix: `${OUR_PREFIX}matrix`,
  event: `${OUR_PREFIX}event`,
  step: `${OUR_PREFIX}step`,
  modelDigestShort: `${OUR_PREFIX}model_digest_short`,
  dataUntil: `${OUR_PREFIX}data_until`,
  retrain: `${OUR_PREFIX}retrain`,
  triggers: `${OUR_PREFIX}triggers`,
  /** Whether the evidence was against the model: what `patience` counts. */
  suspect: `${OUR_PREFIX}suspect`,
  dispatch: `${OUR_PREFIX}dispatch`,
  dispatchEvent: `${OUR_PREFIX}dispatch_event`,
  dispatchTime: `${OUR_PREFIX}dispatch_time`
};
var EVIDENCE_ARTIFACT = "evidence.json";
var REPORT_ARTIFACT = "report.json";
function paramsOf(measurement, queryDigest) {
  const { settings, model, database } = measurement;
  const { newerThan } = settings;
  return new Map([
    [PARAMS.idMapping, settings.idMapping],
    [PARAMS.trainMask, String(settings.trainMask)],
    [PARAMS.minRating, settings.minRating === null ? "none" : String(settings.minRating)],
    [PARAMS.query, queryDigest],
    // Where there was no previous run all ratings counted: the next run, which looks at new ones only, must not take the
    // difference between the two for a change of the model.
    [PARAMS.since, newerThan === null ? "all" : settings.since],
    ...newerThan === null ? [] : [[PARAMS.newerThan, new Date(newerThan).toISOString()]],
    [PARAMS.k, String(settings.k)],
    [PARAMS.coldUsers, settings.coldUsers],
    [PARAMS.model, model.path],
    [PARAMS.modelDigest, model.digest],
    [PARAMS.database, database.path],
    [PARAMS.databaseDigest, database.digest],
    [PARAMS.version, measurement.monitorVersion]
  ]);
}
function tagsOf(measurement, step) {
  const tags = /* @__PURE__ */ new Map([
    // Of a project MLflow's pages show the name of the repository, linked; of a job the address as text, cut off.
    ["mlflow.source.type", measurement.origin === null ? "LOCAL" : "PROJECT"],
    [TAGS.modelDigestShort, shortDigest(measurement.model.digest)]
  ]);
  if (step !== null) tags.set(TAGS.step, String(step));
  if (measurement.health.newestRating !== null)
    tags.set(
      TAGS.dataUntil,
      new Date(Math.min(measurement.health.newestRating, measurement.startedAt)).toISOString()
    );
  if (measurement.origin === null) return tags.set("mlflow.source.name", "model-monitor");
  return addOrigin(tags, measurement.origin);
}
function addOrigin(tags, origin) {
  tags.set("mlflow.source.name", repositoryAddress(origin)).set("mlflow.source.git.repoURL", repositoryAddress(origin)).set("mlflow.source.git.commit", origin.sha).set(BRANCH_TAG, origin.ref.replace(/^refs\/heads\//, "")).set("mlflow.user", origin.actor).set(TAGS.githubRunId, origin.runId).set(TAGS.githubRunAttempt, String(origin.runAttempt)).set(TAGS.githubJob, origin.job).set(TAGS.event, origin.eventName);
  if (origin.matrix !== "") tags.set(TAGS.matrix, origin.matrix);
  return tags;
}
function shortDigest(digest2) {
  return digest2.replace(/^sha256:/, "").slice(0, 8);
}
function stepOf(past) {
  const text3 = past.tags.get(TAGS.step) ?? "";
  return /^\d{1,9}$/.test(text3) ? Number(text3) : null;
}
var MAX_TRIGGERS_CHARACTERS = 5e3;
function triggersOf(past) {
  const text3 = past.tags.get(TAGS.triggers) ?? "";
  if (text3 === "" || text3.length > MAX_TRIGGERS_CHARACTERS) return null;
  try {
    const rules = JSON.parse(text3);
    return Array.isArray(rules) ? rules.filter((rule) => typeof rule === "string") : null;
  } catch {
    return null;
  }
}
function dispatchStateOf(past) {
  const state = past.tags.get(TAGS.dispatch);
  return state === "intended" || state === "sent" || state === "refused" ? state : null;
}
function isSameJob(past, origin) {
  if (origin === null) return false;
  return past.tags.get(TAGS.githubRunId) === origin.runId && past.tags.get(TAGS.githubJob) === origin.job && (past.tags.get(TAGS.matrix) ?? "") === origin.matrix;
}

// src/formats/report/escape.ts
var MAX_NAME_CODE_POINTS = 120;
var MAX_SENTENCE_CODE_POINTS = 1e3;
var MAX_CODE_LINES = 120;
var MAX_CODE_LINE_CODE_POINTS = 500;
var SPECIAL = /[&<>"'`|*~[\]\\#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=[:/])|(?<=:):|(?<=www)\./giu;
var NAMED_ENTITIES = /* @__PURE__ */ new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"]
]);
var LINK_BREAKER = "<wbr>";
function escapeText(text3, maxCodePoints = MAX_NAME_CODE_POINTS) {
  return visible(text3, maxCodePoints).replaceAll(SPECIAL, (character, offset, whole) => {
    const linking = character === "@" || character === "." || character === ":" && whole[offset + 1] === "/";
    const entity = NAMED_ENTITIES.get(character) ?? `&#${character.codePointAt(0)};`;
    return linking ? `${LINK_BREAKER}${entity}` : entity;
  });
}
function code(text3, maxCodePoints = MAX_NAME_CODE_POINTS) {
  return text3 === "" ? "(empty)" : `<code>${escapeText(text3, maxCodePoints)}</code>`;
}
var PLAIN_WORD = /^(?:\(?(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)*%?|[–—→])\)?[.,;:!?]?|[.,;:!?])$/u;
var COMMIT_ID = /^[0-9a-f]{7,}\W*$/iu;
function prose(text3, maxCodePoints = MAX_SENTENCE_CODE_POINTS) {
  const pieces = visible(text3, maxCodePoints).split(/`([^`]+)`/u);
  return pieces.map((piece, index) => index % 2 === 1 ? code(piece, Infinity) : proseWords(piece)).join("");
}
function proseWords(text3) {
  return text3.split(" ").map((word) => word === "" || isPlain(word) ? word : wordAsCode(word)).join(" ").replaceAll("</code> <code>", " ");
}
function wordAsCode(word) {
  const [, core = word, punctuation = ""] = /^(.*[A-Za-z0-9/)"'])([.,;:!?])$/u.exec(word) ?? [];
  return `${code(core, Infinity)}${punctuation}`;
}
function isPlain(word) {
  return PLAIN_WORD.test(word) && !COMMIT_ID.test(word);
}
function codeBlock(lines) {
  const shown4 = lines.slice(0, MAX_CODE_LINES).map((line3) => visible(line3.replaceAll("	", "    "), MAX_CODE_LINE_CODE_POINTS));
  if (lines.length > MAX_CODE_LINES) shown4.push("\u2026");
  const longest = Math.max(2, ...shown4.map((line3) => longestBacktickRun(line3)));
  const fence = "`".repeat(longest + 1);
  return [fence, ...shown4, fence].join("\n");
}
function longestBacktickRun(line3) {
  return Math.max(0, ...(line3.match(/`+/gu) ?? []).map((run) => run.length));
}

// src/formats/report/phrase.ts
function name(text3, maxCodePoints = 120) {
  return { kind: "name", text: text3, maxCodePoints };
}
function sentence(text3, maxCodePoints = 1e3) {
  return { kind: "sentence", text: text3, maxCodePoints };
}
function say(strings, ...values) {
  const parts = strings.flatMap((text3, index) => {
    const value = values[index];
    if (value === void 0) return [text3];
    return typeof value === "string" || "kind" in value ? [text3, value] : [text3, ...value];
  });
  return parts.filter((part) => part !== "");
}
function join(phrases, separator) {
  return phrases.flatMap((part, index) => index === 0 ? part : [separator, ...part]);
}
function markdownOf(phrase) {
  return phrase.map(markdownPart).join("");
}
function markdownPart(part) {
  if (typeof part === "string") return part;
  return part.kind === "name" ? code(part.text, part.maxCodePoints) : prose(part.text, part.maxCodePoints);
}
function plainOf(phrase) {
  return phrase.map((part) => typeof part === "string" ? part : logSafe(part.text, part.maxCodePoints)).join("");
}

// src/formats/report/rounding.ts
var NO_VALUE = "\u2013";
var MINUS = "\u2212";
function metricText(value, digits2 = 4) {
  if (value === null) return NO_VALUE;
  if (!Number.isFinite(value)) return notFiniteText(value);
  const wholeDigits = Math.floor(Math.log10(Math.max(1, Math.abs(value)))) + 1;
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(Math.min(100, Math.max(digits2, wholeDigits))));
  return polish(String(rounded));
}
function countText(count) {
  return metricText(count);
}
function countOf(count, one, many) {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
function percentText(ratio, decimals = 1) {
  if (ratio === null) return NO_VALUE;
  const percent = ratio * 100;
  if (!Number.isFinite(percent)) return notFiniteText(percent);
  const text3 = percent.toFixed(decimals);
  return polish(`${Number(text3) === 0 ? text3.replace("-", "") : text3}%`);
}
function signedPercentText(ratio, decimals = 1) {
  const text3 = percentText(ratio, decimals);
  return ratio !== null && ratio > 0 && /[1-9∞]/u.test(text3) ? `+${text3}` : text3;
}
function shareText(part, whole) {
  return whole > 0 ? `${countText(part)} (${percentText(part / whole)})` : countText(part);
}
function textsApart(first, second, write2, digits2) {
  for (let more = digits2; more <= 17; more++) {
    const texts = [write2(first, more), write2(second, more)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [write2(first, digits2), write2(second, digits2)];
}
function timeText(milliseconds) {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  return `${date.toISOString().replace("T", " ").replace(/:\d\d\.\d{3}Z$/u, "")} UTC`;
}
function dateText(milliseconds) {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "an unknown date";
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}
var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function durationText(milliseconds) {
  return `${metricText(Math.max(0, milliseconds) / 1e3, 2)} s`;
}
function shortDigest2(digest2) {
  return digest2.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/u, "$1\u2026");
}
function notFiniteText(value) {
  if (Number.isNaN(value)) return "not a number";
  return value > 0 ? "\u221E" : `${MINUS}\u221E`;
}
function polish(decimal2) {
  return decimal2.replace(/\d+/u, (whole) => whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ",")).replaceAll("-", MINUS);
}

// src/formats/report/delivery-view.ts
function adviceOf(hint2) {
  const [first = "", ...rest] = hint2.trimEnd().split(/\r\n|\r|\n/u);
  return { sentence: say`${sentence(first)}`, code: rest };
}
function deliveriesOf({
  plan,
  dispatched,
  retrainRun,
  decision,
  failedDeliveries,
  trackingNotes = []
}) {
  const notes = trackingNotes.map(note);
  if (!decision.retrain) return [...failedDeliveries.map(failure), ...notes];
  const refusal = failedDeliveries.find(({ what }) => what === "retrain-event");
  const others = failedDeliveries.filter((failed) => failed !== refusal);
  return [eventDelivery(plan, { dispatched, retrainRun }, refusal), ...others.map(failure), ...notes];
}
function note({ message, hint: hint2 }) {
  return { symbol: "\u26A0\uFE0F", text: say`Not everything was stored: ${sentence(message)}`, advice: adviceOf(hint2) };
}
function heldPayload(plan) {
  if (plan.kind === "send" || plan.payload === null) return [];
  const { target, payload } = plan;
  const request = target?.kind === "workflow_dispatch" ? { workflow: target.workflow, inputs: { payload } } : { event_type: target?.eventType, client_payload: payload };
  return JSON.stringify(request, null, 2).split("\n");
}
function eventDelivery(plan, { dispatched, retrainRun }, refusal) {
  if (plan.kind === "hold") {
    const what = plan.target === null ? say`a retraining event` : thing(plan.target);
    const advice = refusal === void 0 ? null : adviceOf(refusal.hint);
    return { symbol: advice === null ? "\u23F8\uFE0F" : "\u274C", text: HELD[plan.why](what, plan.earlier), advice };
  }
  return dispatched ? sent(plan.target, retrainRun) : notSent(plan.target, refusal);
}
function thing(target) {
  return target.kind === "repository_dispatch" ? say`the event ${name(target.eventType)}` : say`the workflow ${name(target.workflow)}`;
}
function sent(target, retrainRun) {
  const repository = name(target.repository);
  if (target.kind === "repository_dispatch") {
    const text4 = say`The event ${name(target.eventType)} was sent to ${repository}; a workflow there that listens to it retrains the model.`;
    return { symbol: "\u{1F4E4}", text: text4, advice: null };
  }
  const started = retrainRun === null ? say`` : say`: run ${retrainRun.id}, ${name(retrainRun.url, 300)}`;
  const text3 = say`The workflow ${name(target.workflow)} was started in ${repository}${started}.`;
  return { symbol: "\u{1F4E4}", text: text3, advice: null };
}
function notSent(target, refusal) {
  const subject = target.kind === "repository_dispatch" ? say`The event ${name(target.eventType)} was not sent` : say`The workflow ${name(target.workflow)} was not started`;
  const where = target.kind === "repository_dispatch" ? "to" : "in";
  if (refusal === void 0)
    return { symbol: "\u274C", text: say`${subject} ${where} ${name(target.repository)}.`, advice: null };
  const text3 = say`${subject}: ${sentence(refusal.message)}`;
  return { symbol: "\u274C", text: text3, advice: adviceOf(refusal.hint) };
}
function failure({ message, hint: hint2 }) {
  return { symbol: "\u274C", text: say`Not delivered: ${sentence(message)}`, advice: adviceOf(hint2) };
}
var HELD = {
  "not-needed": () => say`Nothing was sent.`,
  "dry-run": (what) => say`Dry run: nothing was started; otherwise ${what} would have been.`,
  "pull-request": (what) => say`Held: a pull request starts no retraining; on the default branch ${what} would have been started.`,
  "other-branch": (what) => say`Held: only runs of the default branch are remembered, and only these start a retraining; there ${what} would have been started.`,
  "foreign-head": (what) => say`Held: this run was started from another repository, which starts no retraining here; otherwise ${what} would have been started.`,
  "already-sent": (what, earlier) => say`Held: an earlier attempt of this job has started ${what} already${when(earlier)}; a re-run starts it no second time.`,
  cooldown: (what, earlier) => say`Held by ${name("retrain-cooldown")}: ${what} was started${when(earlier)}, and is not started again so soon.`,
  "weekly-limit": (what, earlier) => say`Suppressed by ${name("retrain-max-per-week")}: ${what} was started as often as it may be within seven days, last${when(earlier)}, and the model has still decayed.`,
  "trigger-off": () => say`Nothing was sent: ${name("retrain-trigger")} is ${name("none")}.`,
  "history-unreadable": (event) => say`Held: the earlier runs could not be read, so whether ${event} was sent lately is not known; otherwise it would have been sent.`,
  "not-on-github": () => say`Nothing was sent: this run is not on GitHub, so there is no repository to send an event to.`
};
function when(earlier) {
  return earlier === null ? "" : ` at ${timeText(earlier.sentAt)}`;
}

// src/formats/report/alert-context.ts
var USUAL_CHANGE = 0.1;
function unchanged({ measurement, evidence }) {
  const { metrics, model } = measurement;
  const previous = evidence.previous.get("test_mrr") ?? evidence.previous.get("num_users");
  if (previous === void 0) return [];
  const isSameModel = previous.run.params.get(PARAMS.modelDigest) === model.digest;
  const isSameWay = previous.comparability === "comparable" || previous.comparability === "same-measurement";
  return [
    ...isSameModel ? [say`The model is the same file as before, ${name(shortDigest2(model.digest))}.`] : [],
    ...isSameWay ? [say`Settings and query are the same.`] : [],
    ...COUNTS.flatMap(([metric, label]) => {
      const now = metrics.get(metric);
      const before = evidence.previous.get(metric)?.value;
      if (now === void 0 || before === void 0) return [];
      const change = relativeChange(before, now);
      if (change === null || Math.abs(change) > USUAL_CHANGE) return [];
      return [
        say`${label}: ${countText(now)} after ${countText(before)} (${signedPercentText(change)}), as usual.`
      ];
    })
  ];
}
var COUNTS = [
  ["num_users", "Users"],
  ["num_ratings", "Ratings"]
];
function suggestedAction(rule, dispatched) {
  return dispatched ? WAIT : ACTIONS.get(rule) ?? RETRAIN;
}
var WAIT = say`Wait for the model that is being trained; the evaluation after it judges it. If no workflow trains one, retrain it by hand.`;
var RETRAIN = say`Retrain the model on today's ratings and let the next evaluation judge it. If the new level is what you expect, close this issue.`;
var ACTIONS = /* @__PURE__ */ new Map([
  [relativeDrop.id, RETRAIN],
  [
    userGrowth.id,
    say`Retrain the model with the new users: it knows nothing of them. If it need not know them, close this issue.`
  ],
  [
    coldShare.id,
    say`Retrain the model with the users whom it never saw, or set ${name("cold-users")} so that they are measured too.`
  ]
]);
function retrainingOf(outcome) {
  const [first] = outcome.decision.retrain ? deliveriesOf(outcome) : [];
  return first === void 0 ? say`` : first.text;
}

// src/formats/digests.ts
import { createHash, createHmac } from "node:crypto";
function sha256(content) {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
function hashedName(name2, key) {
  return createHmac("sha256", `model-monitor/per_user.v1/${key}`).update(name2, "utf8").digest("hex").slice(0, 32);
}

// src/formats/report/alert-marker.ts
var START = "<!-- model-monitor:alert:v1 ";
var NONE = "none";
var MARKER = /<!-- model-monitor:alert:v1 scope=([0-9a-f]{16}) rule=([0-9a-f]{16}) state=(firing|recovered) told=([0-9a-f]{16}) first=([0-9a-f]{32}|none) last=([0-9a-f]{32}|none) before=([0-9a-f]{32}|none) metrics=([0-9a-f]{16}(?:,[0-9a-f]{16}){0,99}) -->/;
function mayHoldMarker(text3) {
  return text3.includes(START);
}
function alertMarker(scope, rule, memory) {
  const { state, toldBy, firstRun, lastRun, before, metrics } = memory;
  const fields = [
    `scope=${scopeDigest(scope)}`,
    `rule=${digest(rule)}`,
    `state=${state}`,
    `told=${toldBy}`,
    `first=${runIdOrNone(firstRun)}`,
    `last=${runIdOrNone(lastRun)}`,
    `before=${runIdOrNone(before)}`,
    // A metric that this run does not know is kept as the digest that it was read as.
    `metrics=${metrics.slice(0, 100).map((metric) => DIGEST.test(metric) ? metric : digest(metric)).join(",")}`
  ];
  return `${START}${fields.join(" ")} -->`;
}
function jobKey(origin) {
  return digest(JSON.stringify([origin?.repository, origin?.runId, origin?.job, origin?.matrix]));
}
function readAlertIssues(listed3, scope, known) {
  const own = scopeDigest(scope);
  const rules = byDigest(known.rules);
  const metrics = byDigest(known.metrics);
  return listed3.flatMap(({ body, number: number3, isOpen, createdAt }) => {
    const [, of, rule = "", state, toldBy = "", first, last, before, fired = ""] = MARKER.exec(body) ?? [];
    const ruleName = rules.get(rule);
    if (of !== own || ruleName === void 0) return [];
    const memory = {
      state: state === "recovered" ? "recovered" : "firing",
      toldBy,
      firstRun: runIdOf(first),
      lastRun: runIdOf(last),
      before: runIdOf(before),
      metrics: fired.split(",").map((text3) => metrics.get(text3) ?? text3)
    };
    return [{ rule: ruleName, number: number3, isOpen, createdAt, memory }];
  }).toSorted((one, other) => other.number - one.number);
}
var DIGEST = /^[0-9a-f]{16}$/;
function scopeDigest({ experiment, matrix: matrix2 }) {
  return digest(JSON.stringify([experiment, matrix2]));
}
function digest(text3) {
  return sha256(text3).slice("sha256:".length, "sha256:".length + 16);
}
function byDigest(names) {
  return new Map(names.map((name2) => [digest(name2), name2]));
}
function runIdOrNone(runId) {
  return runId !== null && /^[0-9a-f]{32}$/.test(runId) ? runId : NONE;
}
function runIdOf(text3) {
  return text3 === void 0 || text3 === NONE ? null : text3;
}

// src/formats/report/blocks.ts
function blocks(parts) {
  return parts.filter((part) => part !== "").join("\n\n");
}

// src/core/metrics/avg-ratings-per-user.ts
var avgRatingsPerUser = {
  kind: "data",
  name: "avg_ratings_per_user",
  description: "Ratings per active user: num_ratings / num_users.",
  better: "neither",
  overall: (health) => health.counts.avgRatingsPerUser
};

// src/core/metrics/coverage-at-k.ts
function coverageAtK(k) {
  return {
    kind: "catalogue",
    name: `coverage_at_${k}`,
    description: `Share of the model's items that are among the first ${k} recommended to any evaluated user.`,
    convention: "distinct recommended items / items of the model",
    better: "neither",
    k,
    overall({ counts, numLists }) {
      if (numLists === 0) return "nothing-recommended";
      let distinct = 0;
      for (const count of counts) if (count > 0) distinct++;
      return distinct / counts.length;
    }
  };
}

// src/core/metrics/evaluated-ratings.ts
var evaluatedRatings = {
  kind: "data",
  name: "evaluated_ratings",
  description: "Ratings that were scored: rows whose user and item the model knows.",
  better: "neither",
  overall: (health) => health.evaluatedRatings
};

// src/core/metrics/evaluated-users.ts
var evaluatedUsers = {
  kind: "data",
  name: "evaluated_users",
  description: "Users that were scored: known to the model, with at least one known item.",
  better: "neither",
  overall: (health) => health.evaluatedUsers
};

// src/core/metrics/gini-at-k.ts
function giniAtK(k) {
  return {
    kind: "catalogue",
    name: `gini_at_${k}`,
    description: `How unevenly the first ${k} recommended places fall on the items: 0 is even, towards 1 few items have them all.`,
    convention: "over all items of the model, those never recommended included",
    better: "neither",
    k,
    overall({ counts, numLists }) {
      if (numLists === 0) return "nothing-recommended";
      const n = counts.length;
      let weighted2 = 0;
      let sum = 0;
      for (const [index, count] of counts.toSorted().entries()) {
        weighted2 += (2 * (index + 1) - n - 1) * count;
        sum += count;
      }
      return weighted2 / (n * sum);
    }
  };
}

// src/core/metrics/hits.ts
function hitsAt(k, { positions }) {
  let hits = 0;
  for (const position of positions) if (position <= k) hits++;
  return hits;
}

// src/core/metrics/hit-rate-at-k.ts
function hitRateAtK(k) {
  return {
    kind: "ranking",
    name: `hit_rate_at_${k}`,
    description: `Share of users with at least one item that they rated among the first ${k} recommended.`,
    convention: "1 for any hit, else 0",
    better: "higher",
    perUser: (ranking) => hitsAt(k, ranking) > 0 ? 1 : 0
  };
}

// src/core/metrics/map-at-k.ts
function mapAtK(k) {
  return {
    kind: "ranking",
    name: `map_at_${k}`,
    description: `Average precision at the hits among the first ${k} recommended items.`,
    convention: `divided by min(rated items, ${k})`,
    better: "higher",
    perUser({ positions }) {
      const hits = positions.filter((position) => position <= k).sort();
      let sum = 0;
      for (const [before, position] of hits.entries()) sum += (before + 1) / position;
      return sum / Math.min(positions.length, k);
    }
  };
}

// src/core/metrics/mean-reciprocal-rank.ts
var meanReciprocalRank = {
  kind: "ranking",
  name: "test_mrr",
  description: "Mean reciprocal rank as Spotlight defines it: 1/rank, averaged over all items that the user rated.",
  better: "higher",
  perUser({ ranks }) {
    let sum = 0;
    for (const rank of ranks) sum += 1 / rank;
    return sum / ranks.length;
  }
};

// src/core/metrics/mrr-first-at-k.ts
function mrrFirstAtK(k) {
  return {
    kind: "ranking",
    name: `mrr_first_at_${k}`,
    description: `Reciprocal rank of the first item that the user rated: what other tools call MRR at ${k}.`,
    convention: `first rated item only, 0 beyond rank ${k}, average ranks for ties`,
    better: "higher",
    perUser({ ranks }) {
      let first = Infinity;
      for (const rank of ranks) if (rank < first) first = rank;
      return first <= k ? 1 / first : 0;
    }
  };
}

// src/core/metrics/ndcg-at-k.ts
function ndcgAtK(k) {
  return {
    kind: "ranking",
    name: `ndcg_at_${k}`,
    description: `Discounted cumulative gain of the first ${k} recommended items, divided by that of a perfect list.`,
    convention: `binary gains, log2 discount, perfect list of min(rated items, ${k}) places`,
    better: "higher",
    perUser({ positions }) {
      let gain = 0;
      for (const position of positions) if (position <= k) gain += discount(position);
      let ideal = 0;
      for (let place3 = 1; place3 <= Math.min(positions.length, k); place3++) ideal += discount(place3);
      return gain / ideal;
    }
  };
}
function discount(place3) {
  return 1 / Math.log2(place3 + 1);
}

// src/core/metrics/novelty-at-k.ts
function noveltyAtK(k) {
  return {
    kind: "catalogue",
    name: `novelty_at_${k}`,
    description: `How little known the first ${k} recommended items are: \u2212log2 of the share of users who had each in training, in bits.`,
    convention: "mean over lists of the mean over their items, an item nobody had counts as one user's",
    better: "neither",
    k,
    overall({ shares, numLists }, popularity) {
      if (popularity.kind === "unknown") return popularity.reason;
      if (numLists === 0) return "nothing-recommended";
      const { counts, numUsers: numUsers2 } = popularity;
      if (numUsers2 === 0) return "no-popularity-source";
      let sum = 0;
      for (const [item, share] of shares.entries()) {
        if (share === 0) continue;
        sum -= share * Math.log2(Math.min(Math.max(counts[item], 1), numUsers2) / numUsers2);
      }
      return sum / numLists;
    }
  };
}

// src/core/metrics/num-ratings.ts
var numRatings = {
  kind: "data",
  name: "num_ratings",
  description: "Ratings of the active users: rows of the query, known to the model or not.",
  better: "neither",
  overall: (health) => health.counts.numRatings
};

// src/core/metrics/num-users.ts
var numUsers = {
  kind: "data",
  name: "num_users",
  description: "Active users: distinct users of the query, known to the model or not.",
  better: "neither",
  overall: (health) => health.counts.numUsers
};

// src/core/metrics/personalisation-at-k.ts
function personalisationAtK(k) {
  return {
    kind: "catalogue",
    name: `personalisation_at_${k}`,
    description: `How different the first ${k} recommended items of any two users are: 0 when everybody gets the same, 1 when no item is recommended twice.`,
    convention: `1 \u2212 mean overlap of two lists / ${k}`,
    better: "neither",
    k,
    overall({ counts, numLists, k: length }) {
      if (numLists < 2) return numLists === 0 ? "nothing-recommended" : "single-list";
      let shared = 0;
      for (const count of counts) shared += count * (count - 1) / 2;
      return 1 - shared / (numLists * (numLists - 1) / 2) / length;
    }
  };
}

// src/core/metrics/precision-at-k.ts
function precisionAtK(k) {
  return {
    kind: "ranking",
    name: `precision_at_${k}`,
    description: `Share of the first ${k} recommended items that the user rated.`,
    better: "higher",
    perUser: (ranking) => hitsAt(k, ranking) / Math.min(k, ranking.numItems)
  };
}

// src/core/metrics/r-precision.ts
var rPrecision = {
  kind: "ranking",
  name: "r_precision",
  description: "Share of the first R recommended items that the user rated, R being how many the user rated.",
  convention: "no cut-off, each user's own R, masked rated items included",
  better: "higher",
  perUser: (ranking) => hitsAt(ranking.positions.length, ranking) / ranking.positions.length
};

// src/core/metrics/recall-at-k.ts
function recallAtK(k) {
  return {
    kind: "ranking",
    name: `recall_at_${k}`,
    description: `Share of the items that the user rated found among the first ${k} recommended.`,
    better: "higher",
    perUser: (ranking) => hitsAt(k, ranking) / ranking.targets.length
  };
}

// src/core/metrics/rmse.ts
var rmse = {
  kind: "rating",
  name: "rmse",
  description: "Root mean square error of the predicted ratings, for models of explicit ratings: over the scored rows with a rating that is a number, repeated rows included.",
  better: "lower",
  overall({ ratings, predictions }) {
    let sum = 0;
    for (const [row, rating] of ratings.entries()) sum += (rating - predictions[row]) ** 2;
    return Math.sqrt(sum / ratings.length);
  }
};

// src/core/metrics/sequence-mrr.ts
var sequenceMrr = {
  kind: "sequence",
  name: "sequence_mrr",
  standsFor: meanReciprocalRank.name,
  description: "Sequence models: 1/rank of the last item of a sequence, predicted from the items before it. `test_mrr` has the same value.",
  better: "higher",
  targets: 1,
  perSequence: (ranking) => meanReciprocalRank.perUser(ranking)
};

// src/core/metrics/sequence-precision-at-k.ts
function sequencePrecisionAtK(k) {
  const ranking = precisionAtK(k);
  const { name: name2 } = ranking;
  return {
    kind: "sequence",
    name: `sequence_${name2}`,
    standsFor: name2,
    description: `Sequence models: share of the first ${k} recommended items among the last ${k} of a sequence, predicted from the items before them. \`${name2}\` has the same value.`,
    better: "higher",
    targets: k,
    perSequence: (sequence) => ranking.perUser(sequence)
  };
}

// src/core/metrics/sequence-recall-at-k.ts
function sequenceRecallAtK(k) {
  const { name: name2 } = recallAtK(k);
  return {
    kind: "sequence",
    name: `sequence_${name2}`,
    standsFor: name2,
    description: `Sequence models: share of the last ${k} items of a sequence found among the first ${k} recommended. \`${name2}\` has the same value.`,
    better: "higher",
    targets: k,
    perSequence: (ranking) => hitsAt(k, ranking) / k
  };
}

// src/core/metrics/index.ts
var AT_K = [precisionAtK, recallAtK];
var CHOSEN_AT_K = [hitRateAtK, ndcgAtK, mapAtK, mrrFirstAtK];
var CHOSEN = [rPrecision];
var CATALOGUE_AT_K = [
  coverageAtK,
  giniAtK,
  noveltyAtK,
  personalisationAtK
];
var SEQUENCE_AT_K = [sequencePrecisionAtK, sequenceRecallAtK];
var ALWAYS_AT = 10;
function rankingMetrics(k) {
  const cutOffs = [.../* @__PURE__ */ new Set([ALWAYS_AT, k])];
  return [meanReciprocalRank, ...cutOffs.flatMap((cutOff) => AT_K.map((metric) => metric(cutOff)))];
}
function sequenceMetrics(k) {
  const cutOffs = [.../* @__PURE__ */ new Set([ALWAYS_AT, k])];
  return [sequenceMrr, ...cutOffs.flatMap(sequenceMetricsAt)];
}
function sequenceMetricsAt(k) {
  return SEQUENCE_AT_K.map((metric) => metric(k));
}
var RATING_METRICS = [rmse];
var DATA_METRICS = [
  numUsers,
  numRatings,
  avgRatingsPerUser,
  evaluatedUsers,
  evaluatedRatings
];
function choosableMetrics(k) {
  const perUser = [...AT_K, ...CHOSEN_AT_K].map((metric) => metric(k));
  return [...perUser, ...CHOSEN, ...CATALOGUE_AT_K.map((metric) => metric(k))];
}

// src/core/chosen-metrics.ts
var MAX_CUT_OFF = 1e3;
function choosableMetric(name2) {
  const cutOff = cutOffOf(name2);
  if (cutOff > MAX_CUT_OFF) return null;
  return choosableMetrics(cutOff).find((metric) => metric.name === name2) ?? null;
}
function cutOffOf(name2) {
  return Number(/_at_([1-9]\d{0,3})$/.exec(name2)?.[1] ?? 1);
}
function chooseMetrics(names) {
  const chosen = names.map(choosableMetric).filter((metric) => metric !== null);
  return {
    ranking: chosen.filter((metric) => metric.kind === "ranking"),
    catalogue: chosen.filter((metric) => metric.kind === "catalogue")
  };
}
function conventionOf(name2) {
  return choosableMetric(name2)?.convention ?? null;
}

// src/formats/report/evidence-reasons.ts
var SHORT_EVIDENCE_REASONS = {
  "below-baseline": "clearly below the first runs of this model",
  "slow-decline": "declines over several runs",
  "clearly-below-threshold": "clearly below its minimum",
  "cold-share-above-limit": "too many users unknown to the model",
  "within-limit-of-baseline": "within the limit",
  "no-slow-decline": "no decline over several runs",
  "not-significant": "chance alone explains it",
  "harder-targets": "harder targets, not a worse model",
  "not-yet-confirmed": "suspect, not confirmed yet",
  "cold-share-within-limit": "within the limit",
  "too-few-cold-users": "too few unknown users to count",
  "too-few-users": "too few users",
  "cannot-be-bounded": "the change cannot be bounded",
  "no-earlier-run-of-model": "no earlier run of this model",
  "metric-not-kept": "users' values of this metric were not kept",
  "values-not-kept": "users' values of an earlier run were not kept",
  "values-damaged": "users' values of an earlier run are damaged",
  "values-unreadable": "users' values of an earlier run could not be read",
  "no-chart": "too few runs to know how much they differ",
  "nobody-is-cold": "nobody is unknown to the model here"
};
var EVIDENCE_SENTENCES = {
  "below-baseline": ({ metric, now, before, size, limit }) => say`${metric} is ${size} below the first runs of this model (from ${before} to ${now}). Only ${limit} is allowed, and chance alone does not explain it.`,
  "slow-decline": ({ metric, now, before, limit }) => say`${metric} declines: its moving average over the runs of this model is ${now} after ${before} at first. Chance alone would keep it above ${limit}.`,
  "clearly-below-threshold": ({ metric, now, limit }) => say`${metric} is ${now}, below its minimum of ${limit}, and chance alone does not explain it.`,
  "cold-share-above-limit": ({ now, limit }) => say`The share of users whom the model never saw is ${now}, above the allowed ${limit}.`,
  "within-limit-of-baseline": ({ metric, now, before, change, limit }) => say`${metric} changed by ${change} against the first runs of this model (from ${before} to ${now}); ${limit} is allowed.`,
  "no-slow-decline": ({ metric, now, limit }) => say`The moving average of ${metric} is ${now}; chance alone keeps it above ${limit}.`,
  "not-significant": ({ metric, now }) => say`${metric} is ${now}, beyond its limit, but not further than chance alone may take it.`,
  "harder-targets": ({ metric, now }) => say`${metric} is ${now}: harder targets, not a worse model, for the popularity list fell with it on the same ratings.`,
  // Without the number: it is the metric for one rule, and a moving average for another.
  "not-yet-confirmed": ({ metric }) => say`${metric} is worse in this run than chance alone explains; one such run raises no flag, ${name("patience")} says how many in a row do.`,
  "cold-share-within-limit": ({ now, limit }) => say`The share of users whom the model never saw is ${now}; ${limit} is allowed.`,
  "too-few-cold-users": ({ now }) => say`The share of users whom the model never saw is ${now}, but they are too few to count.`,
  "too-few-users": ({ metric }) => say`Too few users to tell a change of ${metric} from chance.`,
  "cannot-be-bounded": ({ metric }) => say`The change of ${metric} cannot be bounded: its earlier value is not clear of zero.`,
  "no-earlier-run-of-model": ({ metric }) => say`No earlier run of this model has ${metric}, so there is no baseline to hold it against.`,
  "metric-not-kept": ({ metric }) => say`No users' values of ${metric} were kept, so nothing was checked.`,
  "values-not-kept": gap("were not kept"),
  "values-damaged": gap("are damaged"),
  "values-unreadable": gap("could not be read"),
  "no-chart": ({ metric }) => say`There are too few runs to know how much ${metric} differs from run to run by chance.`,
  "nobody-is-cold": () => say`Nobody can be unknown to the model here, so nothing was checked.`
};
function gap(what) {
  return ({ metric }) => say`${metric} was not checked: the users' values of an earlier run of this model ${what}.`;
}

// src/formats/report/evidence-advice.ts
function adviceBeside({ outcome, reason, evidence }) {
  if (evidence === void 0 || reason === "not-yet-confirmed" || outcome === "skipped") return "";
  const { suspect, users, verdict } = evidence;
  const of = users === null ? "" : `: ${countOf(users, "user", "users")}`;
  if (suspect === null) return verdict === "too-few-users" ? `too few users for evidence${of}` : "";
  const why = WHY[evidence.reason ?? ""];
  const because = why === void 0 ? "" : ` (${why})`;
  if (outcome === "fired")
    return suspect ? `the evidence agrees${of}` : `would not fire on evidence${of}${because}`;
  return suspect ? `would fire on evidence${of}${because}` : "";
}
var WHY = {
  "harder-targets": SHORT_EVIDENCE_REASONS["harder-targets"],
  "not-significant": SHORT_EVIDENCE_REASONS["not-significant"],
  "within-limit-of-baseline": "within the limit of this model's first runs",
  "below-baseline": SHORT_EVIDENCE_REASONS["below-baseline"],
  "slow-decline": SHORT_EVIDENCE_REASONS["slow-decline"]
};
function isDisputed({ outcome, reason, evidence }) {
  if (reason === "not-yet-confirmed" || outcome === "skipped") return false;
  return evidence?.suspect === (outcome !== "fired");
}

// src/formats/report/sentences.ts
var SHORT_REASONS = {
  "below-threshold": "below its minimum",
  "fell-more-than-limit": "fell too far",
  "grew-more-than-limit": "grew too much",
  "at-or-above-threshold": "at or above its minimum",
  "within-limit": "within the limit",
  "same-measurement": "same measurement as before",
  "fell-more-than-limit-settings-unknown": "fell too far, settings of that run unknown",
  "grew-more-than-limit-settings-unknown": "grew too much, settings of that run unknown",
  "within-limit-settings-unknown": "within the limit, settings of that run unknown",
  ...SHORT_EVIDENCE_REASONS,
  "rule-is-off": "switched off",
  "metric-not-computed": "not computed in this run",
  "no-previous-run": "no earlier run to compare with",
  "history-unreadable": "the earlier runs could not be read",
  "previous-is-zero": "the previous value is 0",
  "different-train-mask": "measured with another train mask",
  "different-id-mapping": "measured with another id mapping",
  "different-min-rating": "measured with another minimum rating",
  "different-query": "measured with another query",
  "different-since": "measured over another period"
};
var SENTENCES = {
  "below-threshold": ({ metric, now, limit }) => say`${metric} is ${now}, below its minimum of ${limit}.`,
  "fell-more-than-limit": fell,
  "grew-more-than-limit": grew,
  "at-or-above-threshold": ({ metric, now, limit }) => say`${metric} is ${now}; its minimum is ${limit}.`,
  "within-limit": withinLimit,
  "same-measurement": () => say`Model, database and settings are those of the previous run: this is the same measurement again, not news about the model.`,
  "fell-more-than-limit-settings-unknown": fell,
  "grew-more-than-limit-settings-unknown": grew,
  "within-limit-settings-unknown": withinLimit,
  ...EVIDENCE_SENTENCES,
  "rule-is-off": ({ metric }) => say`The limit for ${metric} is switched off.`,
  "metric-not-computed": ({ metric }) => say`${metric} was not computed in this run, so nothing was checked.`,
  "no-previous-run": ({ metric }) => say`No earlier run has ${metric}, so there is nothing to compare it with.`,
  "history-unreadable": ({ metric }) => say`The earlier runs could not be read, so ${metric} was compared with nothing; that does not mean that there are none.`,
  "previous-is-zero": ({ metric }) => say`The previous ${metric} is 0, and a change from 0 has no percentage.`,
  "different-train-mask": notComparable(
    "one of the two runs masked known training pairs and the other did not"
  ),
  "different-id-mapping": notComparable("the two runs numbered users and items in different ways"),
  "different-min-rating": notComparable("the two runs used a different minimum rating"),
  "different-query": notComparable("the two runs selected their ratings with different queries"),
  "different-since": notComparable("the two runs looked at different periods")
};
function fell({ metric, now, before, size, limit }) {
  return say`${metric} fell by ${size} (from ${before} to ${now}), more than the allowed ${limit}.`;
}
function grew({ metric, now, before, size, limit }) {
  return say`${metric} grew by ${size} (from ${before} to ${now}), more than the allowed ${limit}.`;
}
function withinLimit({ metric, now, before, change, limit }) {
  return say`${metric} changed by ${change} (from ${before} to ${now}); ${limit} is allowed.`;
}
function notComparable(why) {
  return ({ metric }) => say`${metric} was not compared with the previous run: ${why}.`;
}
var SETTINGS_UNKNOWN = say`The previous run was not written by model-monitor and its settings are unknown: part of a change may come from them.`;
var WITH_UNKNOWN_SETTINGS = /* @__PURE__ */ new Set([
  "fell-more-than-limit-settings-unknown",
  "grew-more-than-limit-settings-unknown",
  "within-limit-settings-unknown"
]);
function remarkOn(reason) {
  return WITH_UNKNOWN_SETTINGS.has(reason) ? SETTINGS_UNKNOWN : null;
}
var NO_DATA_SENTENCES = {
  "database-missing": {
    why: (database) => say`There is no database at ${database}.`,
    whatToDo: say`Check ${name("database")}, and that an earlier step puts the file there.`
  },
  "artifact-missing": {
    why: (database) => say`There is no artifact ${database} that holds the database.`,
    whatToDo: say`Check ${name("database-artifact")}, and that the workflow which uploads it has run.`
  },
  "not-in-artifact": {
    why: (database) => say`There is no SQLite database at ${database} in the artifact.`,
    whatToDo: say`Check what the workflow uploads, and ${name("database")}, the path inside the artifact.`
  },
  "no-rows": {
    why: (database) => say`The query found no ratings in ${database}.`,
    whatToDo: say`Check that users have completed their initial ratings: only theirs count.`
  },
  "no-usable-rows": {
    why: (database) => say`The query found rows in ${database}, but none that names a user and an item.`,
    whatToDo: say`Check that the query returns user, item and rating, in this order.`
  },
  "no-known-rows": {
    why: (database) => say`No rating in ${database} belongs to a user and an item that the model knows.`,
    whatToDo: say`Check that ${name("user-map")} and ${name("item-map")} were written by the training of this very model.`
  },
  "below-min-rating": {
    why: (database, { minRating }) => say`No rating in ${database} by a user and of an item that the model knows is at least ${metricText(minRating)}.`,
    whatToDo: say`Check that ${name("min-rating")} fits the scale of the ratings.`
  },
  "no-usable-times": {
    why: (database) => say`No rating in ${database} that could count has a time that can be read.`,
    whatToDo: say`Write times as 2024-06-01 12:30:00, with a zone if it is not UTC, or as Unix time; or remove ${name("since")}.`
  },
  "nothing-new": {
    why: (database, { newerThan }) => say`Nothing new${newerThan === null ? "" : ` since ${timeText(newerThan)}`}: no rating in ${database} that could count is newer.`,
    whatToDo: say`Nothing, if the users were quiet. Otherwise check that ${name("database")} is today's copy, and the time that ${name("since")} means.`
  }
};

// src/formats/report/findings-view.ts
var ORDER = ["fired", "waiting", "passed", "skipped"];
var CHANGE_SIGNS = /* @__PURE__ */ new Map([
  [relativeDrop.id, "\u2212"],
  [userGrowth.id, "+"]
]);
function findingRows(findings) {
  return ORDER.flatMap((outcome) => findings.filter((finding) => shownOutcome(finding) === outcome)).map(
    findingRow
  );
}
function findingRow(finding) {
  const words = wordsOf(finding);
  return {
    rule: name(finding.rule),
    ...words,
    // A change between values that cannot be compared would be read as one.
    change: finding.outcome === "skipped" ? NO_VALUE : words.change,
    limit: limitCell(finding, words.limit),
    outcome: shownOutcome(finding),
    shortReason: SHORT_REASONS[finding.reason],
    advice: adviceBeside(finding)
  };
}
function shownOutcome({ outcome, reason }) {
  return reason === "not-yet-confirmed" ? "waiting" : outcome;
}
function sentenceOf(finding) {
  return SENTENCES[finding.reason](wordsOf(finding));
}
function wordsOf(finding) {
  const { now, before, limit, change } = finding;
  const words = { metric: name(finding.metric), now: metricText(now), before: metricText(before) };
  if (!CHANGE_SIGNS.has(finding.rule)) {
    const apart3 = finding.outcome === "fired" && now !== null && limit !== null;
    const [nowText, limitText2] = apart3 ? textsApart(now, limit, metricText, 4) : [words.now, metricText(limit)];
    return {
      ...words,
      now: nowText,
      limit: limitText2,
      change: signedPercentText(change),
      size: percentText(change)
    };
  }
  const size = change === null ? null : Math.abs(change);
  const apart2 = finding.outcome === "fired" && size !== null && limit !== null;
  const [sizeText, limitText] = apart2 ? textsApart(size, limit, percentText, 1) : [percentText(size), percentText(limit)];
  const decimals = (/\.(\d+)/u.exec(sizeText)?.[1] ?? "0").length;
  return { ...words, change: signedPercentText(change, decimals), size: sizeText, limit: limitText };
}
function limitCell({ rule, limit, reason }, text3) {
  if (reason === "rule-is-off") return "off";
  if (limit === null) return NO_VALUE;
  return `${CHANGE_SIGNS.get(rule) ?? (rule === coldShare.id ? "\u2264 " : "\u2265 ")}${text3}`;
}
function furtherMetrics({ measurement, decision, evidence }) {
  const shown4 = /* @__PURE__ */ new Set([...SHOWN_WITH_THE_DATA, ...decision.findings.map((finding) => finding.metric)]);
  return [...measurement.metrics].filter(([metric]) => !shown4.has(metric)).map(([metric, value]) => ({
    metric: name(metric),
    now: metricText(value),
    before: metricText(evidence.previous.get(metric)?.value ?? null),
    convention: conventionOf(metric) ?? ""
  }));
}
var SHOWN_WITH_THE_DATA = [
  "num_users",
  "num_ratings",
  "avg_ratings_per_user",
  "evaluated_users",
  "evaluated_ratings"
];

// src/formats/report/open-in-mlflow.ts
var CONVERTED = "sqlite:///mlflow.db";
function openInMlflow(location, run) {
  if (/^https?:/iu.test(location)) return onServer(location, run);
  return /^sqlite:/iu.test(location) ? inDatabase(location) : inDirectory(location);
}
function onServer(location, { experimentId, runId }) {
  const page = `${withoutCredentials(location)}/#/experiments/${encodeURIComponent(experimentId)}/runs/${encodeURIComponent(runId)}`;
  return { sentence: say`The run's page in MLflow:`, code: [page] };
}
function withoutCredentials(location) {
  return location.replace(/[?#].*$/su, "").replace(/^(?<scheme>https?:\/\/)[^/]*@/iu, "$<scheme>").replace(/\/+$/u, "");
}
function inDatabase(location) {
  return {
    sentence: say`In the workspace, that is the directory from which the path of the database starts:`,
    code: [`mlflow ui --backend-store-uri ${shellWord(location)}`]
  };
}
function inDirectory(location) {
  const folder = baseName(location);
  const option = folder === "mlruns" ? "" : ` --backend-store-uri ${shellWord(`./${folder}`)}`;
  return {
    sentence: say`In the directory that contains ${name(`${folder}/`)}, the first line shows the runs, the second converts them for good:`,
    code: [
      `MLFLOW_ALLOW_FILE_STORE=true mlflow ui${option}`,
      `mlflow migrate-filestore --source ${shellWord(folder)} --target ${CONVERTED}`
    ]
  };
}
function baseName(location) {
  const parts = location.split(/[/\\]/u).filter((part) => part !== "" && part !== ".");
  return parts.at(-1) ?? "mlruns";
}
function shellWord(text3) {
  return /^[\w./:-]+$/u.test(text3) ? text3 : `'${text3.replaceAll("'", String.raw`'\''`)}'`;
}

// src/formats/report/run-link.ts
function attemptLink(origin) {
  return runLink("Workflow run", origin, `/attempts/${origin?.runAttempt}`) ?? "";
}
var RUN_ADDRESS = /^https?:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/;
function runLink(words, origin, page = "") {
  const address = origin === null ? "" : runAddress(origin);
  return RUN_ADDRESS.test(address) ? `[${words}](${address}${page})` : null;
}

// src/formats/report/sureness.ts
var COUNT = { short: "an exact count", long: "This is a count, not an estimate." };
var CERTAIN = {
  short: "certain to 95%",
  long: "Certain to 95%: chance alone does not explain it."
};
var CERTAIN_AS_SAID = { short: CERTAIN.short, long: "This is certain to 95%." };
var CHANCE = {
  short: "perhaps by chance",
  long: "Not certain: chance alone could have done this with these users."
};
var HARDER = {
  short: "perhaps harder targets",
  long: "The popularity list fell with it on the same ratings: harder targets, not a worse model."
};
var FEW = {
  short: "too few users to be sure",
  long: "Not certain: there are too few users to tell it from chance."
};
var UNKNOWN = {
  short: "not known how sure",
  long: "How certain this is cannot be told: there is nothing to hold the users' values against."
};
var NOT_BY_CHANCE = /* @__PURE__ */ new Set([
  "below-baseline",
  "slow-decline",
  "clearly-below-threshold"
]);
function surenessOf({ metric, reason, evidence }) {
  if (metric === "num_users" || metric === "num_ratings") return COUNT;
  if (evidence === void 0) return UNKNOWN;
  if (evidence.reason === "harder-targets") return HARDER;
  if (evidence.verdict === "significant") return NOT_BY_CHANCE.has(reason) ? CERTAIN_AS_SAID : CERTAIN;
  if (evidence.verdict === "not-significant") return CHANCE;
  return evidence.verdict === "too-few-users" ? FEW : UNKNOWN;
}
function shortSureness(finding) {
  return surenessOf(finding).short;
}
function surenessSentence(finding) {
  return surenessOf(finding).long;
}

// src/formats/report/alert-issue.ts
var MAX_FINDINGS = 10;
function alertText(operation, outcome, scope) {
  const marker = alertMarker(scope, operation.rule, operation.memory);
  const body = (parts) => `${blocks([...parts, FOOTER, marker])}
`;
  if (operation.kind === "close")
    return {
      body: body([recovered(operation, outcome), links(outcome)]),
      comment: blocks([recovered(operation, outcome), attemptLink(outcome.measurement.origin)])
    };
  return {
    body: body(firing(operation, outcome)),
    comment: operation.kind === "update" && operation.isNews ? stillFiring(operation, outcome) : null
  };
}
function firing(operation, outcome) {
  const { findings } = operation;
  const kept = unchanged(outcome);
  const former = operation.kind === "open" && operation.former !== null ? `This has happened before: #${operation.former}.` : "";
  return [
    ...findings.slice(0, MAX_FINDINGS).map((finding) => `**${markdownOf(sentenceOf(finding))}** ${surenessSentence(finding)}`),
    former,
    list(factsOf(operation, outcome)),
    kept.length === 0 ? "" : `**What did not change**

${list(kept)}`,
    `**What to do**

${markdownOf(suggestedAction(operation.rule, outcome.dispatched))}`,
    markdownOf(retrainingOf(outcome)),
    links(outcome)
  ];
}
function factsOf({ rule, findings, series }, outcome) {
  const { model } = outcome.measurement;
  const limits = findingRows(findings).slice(0, MAX_FINDINGS).map(({ metric, limit }) => say`${metric} ${limit}`);
  const row = series.inARow === null ? say`` : say`, ${inARow(series.inARow)}`;
  return [
    say`Rule: ${name(rule)}, limit: ${join(limits, ", ")}`,
    say`Since: ${timeText(series.since)}${row}`,
    say`Model: ${name(model.path)}, ${name(shortDigest2(model.digest))}`,
    say`Experiment: ${name(outcome.experiment)}`
  ];
}
function inARow(runs) {
  return runs === 1 ? "in this run for the first time" : `in ${countText(runs)} runs in a row`;
}
function stillFiring({ findings, series }, outcome) {
  const row = series.inARow === null || series.inARow === 1 ? "The rule has fired again." : `The rule fires ${inARow(series.inARow)}.`;
  const sentences = findings.slice(0, MAX_FINDINGS).map((finding) => `${markdownOf(sentenceOf(finding))} ${surenessSentence(finding)}`);
  return blocks([
    `${row} ${sentences.join(" ")}`,
    markdownOf(retrainingOf(outcome)),
    attemptLink(outcome.measurement.origin)
  ]);
}
function recovered({ findings, recovery, since: since2, rule }, { measurement }) {
  const why = recovery.kind === "is-back" ? say` ${name(recovery.metric)} is ${metricText(recovery.now)}; before the alert it was ${metricText(recovery.before)}.` : recovery.kind === "new-model" ? say` Another model has come, ${name(shortDigest2(measurement.model.digest))}.` : say``;
  const sentences = recovery.kind === "passes" ? findings.slice(0, MAX_FINDINGS).map(passing) : [];
  const told2 = join([say`✅ It is over: ${name(rule)} passes.${why}`, ...sentences], " ");
  return markdownOf(say`${told2} It began at ${timeText(since2)}.`);
}
function passing(finding) {
  const { metric, now, change, limit } = finding;
  const isCalm2 = change === null || limit === null || Math.abs(change) <= Math.abs(limit);
  return isCalm2 ? sentenceOf(finding) : say`${name(metric)} is ${metricText(now)}.`;
}
function links({ measurement, trackingLocation, run }) {
  const { sentence: sentence2, code: code2 } = openInMlflow(trackingLocation, run);
  const help = `MLflow run ${markdownOf([name(run.runId, 64)])}`;
  const [address = ""] = code2;
  const folded = () => blocks([
    `<details><summary>${help}: how to open it</summary>`,
    markdownOf(sentence2),
    codeBlock(code2),
    "</details>"
  ]);
  const shown4 = LINKABLE.test(address) ? `[MLflow](${address})` : folded();
  return blocks([attemptLink(measurement.origin), shown4]);
}
var LINKABLE = /^https?:\/\/[\w.-]+(?::\d+)?\/[\w./#%-]*$/u;
var FOOTER = "<sub>model-monitor keeps this issue: it rewrites this text, adds a comment for each further run that fires, and closes it when it is over. Once you have closed it, it stays closed until the rule has not fired for a run and fires again.</sub>";
function list(items) {
  return items.map((item) => `- ${markdownOf(item)}`).join("\n");
}

// src/formats/report/alert-title.ts
var MAX_NAME_CODE_POINTS2 = 60;
var MAX_TITLE_CODE_POINTS = 200;
var fell2 = ({ metric, wholeSize, before, now }) => `${metric.text} fell by ${wholeSize} (${before} \u2192 ${now})`;
var grew2 = ({ metric, wholeSize, before, now }) => `${metric.text} grew by ${wholeSize} (${before} \u2192 ${now})`;
var below = ({ metric, now, limit }) => `${metric.text} is ${now}, below its minimum of ${limit}`;
var WHAT = {
  "below-threshold": below,
  "clearly-below-threshold": below,
  "fell-more-than-limit": fell2,
  "fell-more-than-limit-settings-unknown": fell2,
  "grew-more-than-limit": grew2,
  "grew-more-than-limit-settings-unknown": grew2,
  "below-baseline": ({ metric, wholeSize, before, now }) => `${metric.text} is ${wholeSize} below the first runs of this model (${before} \u2192 ${now})`,
  "slow-decline": ({ metric, before, now }) => `${metric.text} declines over several runs (${before} \u2192 ${now})`,
  "cold-share-above-limit": ({ now, limit }) => `the share of users unknown to the model is ${now}, above ${limit}`
};
function alertTitle(experiment, fired) {
  const [first, ...others] = fired;
  if (first === void 0) return plainTitle(experiment);
  const more = others.length === 0 ? "" : `; ${countOf(others.length, "more finding", "more findings")}`;
  const text3 = `${plainTitle(experiment)}: ${whatOf(first)}, ${shortSureness(first)}${more}`;
  return visible(text3, MAX_TITLE_CODE_POINTS);
}
function whatOf(finding) {
  const what = WHAT[finding.reason];
  if (what === void 0) return plainTitle(plainOf(sentenceOf(finding)).replace(/\.$/u, ""));
  const words = wordsOf(finding);
  const wholeSize = percentText(finding.change === null ? null : Math.abs(finding.change), 0);
  return what({
    ...words,
    metric: { ...words.metric, text: plainTitle(words.metric.text) },
    wholeSize: wholeSize === words.limit.replace(/\.0%$/u, "%") ? words.size : wholeSize
  });
}
function plainTitle(text3) {
  const plain = visible(text3, MAX_NAME_CODE_POINTS2).replaceAll(/[^\p{L}\p{N} ._/…()%,-]/gu, "_");
  return plain.replaceAll(/www\.|\/\//giu, "_");
}

// src/alert.ts
async function keepAlerts({ alerts, log }, outcome, history) {
  if (alerts === void 0) return [];
  try {
    if (!mayAlert(outcome.measurement.origin, await alerts.defaultBranch())) {
      log.info("issues tell of the default branch alone: none is looked for");
      return [];
    }
    const scope = { experiment: outcome.experiment, matrix: outcome.measurement.origin?.matrix ?? "" };
    const operations = await plannedFor(alerts, scope, outcome, history);
    const failed = [];
    for (const operation of operations)
      try {
        log.info(await write(alerts, operation, outcome, scope));
      } catch (error) {
        failed.push(failureOf("alert-issue", error));
      }
    return failed;
  } catch (error) {
    return [failureOf("alert-issue", error)];
  }
}
async function plannedFor(alerts, scope, { measurement, evidence, decision, run }, history) {
  const { findings } = decision;
  const issues = readAlertIssues(await alerts.find(mayHoldMarker), scope, {
    rules: findings.map(({ rule }) => rule),
    metrics: findings.map(({ metric }) => metric)
  });
  const historyUnreadable = evidence.historyUnreadable === true;
  const toldBy = jobKey(measurement.origin);
  return planAlerts({
    decision,
    evidence,
    measurement,
    run,
    toldBy,
    history,
    historyUnreadable,
    issues
  });
}
async function write(alerts, operation, outcome, scope) {
  const { body, comment } = alertText(operation, outcome, scope);
  if (operation.kind === "open") {
    const title = alertTitle(outcome.experiment, operation.findings);
    return `issue ${await alerts.open(title, body)} opened for ${operation.rule}`;
  }
  const { number: number3 } = operation.issue;
  const isOver = operation.kind === "close";
  await alerts.change(number3, body, isOver);
  if (comment !== null) await alerts.comment(number3, comment);
  return `issue ${number3} ${isOver ? "closed" : "brought up to date"} for ${operation.rule}`;
}

// src/core/dispatch.ts
function eventKeyOf(target, ownRepository) {
  const event = target.kind === "repository_dispatch" ? target.eventType : `workflow ${target.workflow}`;
  return target.repository === ownRepository ? event : `${target.repository}: ${event}`;
}

// src/core/model-tags.ts
var SHOWN_METRICS = ["test_mrr", "precision_at_10", "recall_at_10", "num_users"];
function modelTagsOf({
  run,
  trackingLocation,
  evaluatedAt,
  metrics,
  decision
}) {
  const shown4 = SHOWN_METRICS.flatMap((name2) => {
    const value = metrics.get(name2);
    return value === void 0 ? [] : [[`${OUR_PREFIX}${name2}`, String(value)]];
  });
  return new Map([
    [`${OUR_PREFIX}run_id`, run.runId],
    [`${OUR_PREFIX}experiment_id`, run.experimentId],
    [`${OUR_PREFIX}tracking`, trackingLocation],
    [`${OUR_PREFIX}evaluated_at`, new Date(evaluatedAt).toISOString()],
    ...shown4,
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)]
  ]);
}

// src/core/trend.ts
var PRIMARY_METRIC = "test_mrr";
function trendOf(pastRuns, measurement) {
  const own = {
    startTime: measurement.startedAt,
    metrics: measurement.metrics,
    modelDigest: measurement.model.digest,
    comparability: "comparable",
    dispatch: null
  };
  const points = [];
  let known = null;
  for (const run of [...pastRuns.toReversed(), own]) {
    const { startTime, comparability: comparability2, dispatch } = run;
    const value = run.metrics.get(PRIMARY_METRIC);
    if (value === void 0) continue;
    const modelDigest = digestOf(run.modelDigest);
    const newModel = known !== null && modelDigest !== null && modelDigest !== known;
    points.push({ startTime, value, comparability: comparability2, modelDigest, newModel, dispatch });
    known = modelDigest ?? known;
  }
  return points;
}
function digestOf(text3) {
  return text3 !== null && /^sha256:[0-9a-f]{64}$/.test(text3) ? text3 : null;
}

// src/formats/report/reasons.ts
var MAX_REASONS = 5;
var DECAYED = "The model has decayed: ";
var OPENINGS = [
  [
    DECAYED,
    ["fell-more-than-limit", "fell-more-than-limit-settings-unknown", "below-baseline", "slow-decline"]
  ],
  ["The model is not good enough: ", ["below-threshold", "clearly-below-threshold"]],
  [
    "The users have outgrown the model: ",
    ["grew-more-than-limit", "grew-more-than-limit-settings-unknown", "cold-share-above-limit"]
  ],
  ["The model is suspect: ", ["not-yet-confirmed"]]
];
function reasonsOf(findings, { isNewModel = false } = {}) {
  const told2 = findings.filter(
    ({ outcome, reason }) => outcome === "fired" || reason === "not-yet-confirmed"
  );
  const fired = mostTellingFirst(told2);
  const [first] = fired;
  if (first === void 0) return [nothingFired(findings)];
  const [usual] = OPENINGS[rankOf(first)];
  const meant2 = isNewModel && usual === DECAYED ? "This model is worse than the one before: " : usual;
  const opening2 = fired.every(isDoubted) ? DOUBTED : meant2;
  const all = [...new Map(fired.map(sentenceOf).map((phrase) => [plainOf(phrase), phrase])).values()];
  const sentences = all.slice(0, MAX_REASONS);
  const more = all.length - sentences.length;
  const remark = fired.map(({ reason }) => remarkOn(reason)).find((phrase) => phrase !== null);
  return [
    say`${opening2}${sentences[0]}`,
    ...sentences.slice(1),
    ...more === 0 ? [] : [say`${countText(more)} more are in the table.`],
    ...remark === void 0 ? [] : [remark]
  ];
}
var DOUBTED = "A limit is crossed, and the evidence is not against the model: ";
function isDoubted({ outcome, evidence }) {
  return outcome === "fired" && evidence?.suspect === false;
}
function mostTellingFirst(fired) {
  return fired.toSorted((one, other) => rankOf(one) - rankOf(other));
}
function rankOf({ reason }) {
  return Math.max(
    0,
    OPENINGS.findIndex(([, reasons]) => reasons.includes(reason))
  );
}
function nothingFired(findings) {
  if (findings.length === 0) return say`${UNKNOWN2}no rule is switched on.`;
  const skipped = findings.filter((finding) => finding.outcome === "skipped");
  const reasons = new Set(skipped.map(({ reason: reason2 }) => reason2));
  const [reason] = reasons;
  const why = reasons.size === 1 && reason !== void 0 ? SHORT_REASONS[reason] : "the table says why";
  if (skipped.length === findings.length) return say`${UNKNOWN2}every check was skipped (${why}).`;
  const passed = findings.filter((finding) => finding.outcome === "passed");
  const opening2 = passed.some(({ before }) => before !== null) ? "The model still fits: " : "The model fits: ";
  return say`${opening2}${primaryPhrase(passed)}${checksPhrase(passed.length, skipped.length, why)}.`;
}
var UNKNOWN2 = "Nobody knows whether the model fits: ";
function checksPhrase(passed, skipped, why) {
  if (skipped === 0) return passed === 1 ? "the one check passed" : `all ${countText(passed)} checks passed`;
  return `${countText(passed)} of ${countText(passed + skipped)} checks passed, ${countText(skipped)} skipped (${why})`;
}
function primaryPhrase(passed) {
  const checks = passed.filter(({ metric, now }) => metric === PRIMARY_METRIC && now !== null);
  const check = checks.find(({ change: change2 }) => change2 !== null) ?? checks[0];
  if (check === void 0) return say``;
  const change = check.change === null ? "" : ` (${signedPercentText(check.change)} against the previous run)`;
  return say`${name(check.metric)} is ${metricText(check.now)}${change}, and `;
}

// src/formats/report/sections.ts
var NOTE_BYTES = 500;
function fitSections(sections, maxBytes) {
  const present = sections.filter(({ text: text3 }) => text3 !== "");
  const everything = joined(present.map(({ text: text3 }) => text3));
  if (Buffer.byteLength(everything) <= maxBytes) return everything;
  const kept = [];
  const missing2 = [];
  let left = maxBytes - NOTE_BYTES;
  for (const { title, text: text3 } of present) {
    const bytes = Buffer.byteLength(text3) + SEPARATOR.length;
    if (bytes <= left) kept.push(text3);
    else missing2.push(title);
    left -= bytes <= left ? bytes : 0;
  }
  const limit = countText(maxBytes);
  return joined([...kept, `Left out because only ${limit} bytes can be shown here: ${missing2.join(", ")}.`]);
}
var SEPARATOR = "\n\n";
function joined(texts) {
  return texts.length === 0 ? "" : `${texts.join(SEPARATOR)}
`;
}

// src/formats/report/tables.ts
var MAX_ROWS = 200;
function text(title) {
  return { title, align: "left" };
}
function number(title) {
  return { title, align: "right" };
}
function table(columns, items, cellsOf, maxRows = MAX_ROWS) {
  const lines = [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => align === "right" ? "---:" : "---")),
    ...items.slice(0, maxRows).map((item) => line(cellsOf(item)))
  ];
  const more = items.length - maxRows;
  if (more > 0) lines.push(line([`\u2026 and ${countText(more)} more`, ...columns.slice(1).map(() => "")]));
  return lines.join("\n");
}
function line(cells) {
  return `| ${cells.join(" | ")} |`;
}
var FINDING_COLUMNS = [
  text("Outcome"),
  text("Metric"),
  number("Now"),
  number("Before"),
  number("Change"),
  number("Limit"),
  text("Rule and reason")
];
var SYMBOLS = {
  fired: "\u{1F534}",
  waiting: "\u{1F7E1}",
  passed: "\u{1F7E2}",
  skipped: "\u26AA"
};
function findingsTable(findings, maxRows = MAX_ROWS) {
  return table(FINDING_COLUMNS, findings, findingCells, maxRows);
}
function findingCells({
  rule,
  metric,
  now,
  before,
  change,
  limit,
  outcome,
  shortReason,
  advice
}) {
  const why = `${markdownOf([rule])}: ${shortReason}${advice === "" ? "" : `; ${advice}`}`;
  return [`${SYMBOLS[outcome]} ${outcome}`, markdownOf([metric]), now, before, change, limit, why];
}
var METRIC_COLUMNS = [text("Metric"), number("Now"), number("Before")];
function metricsTable(metrics) {
  const told2 = metrics.some(({ convention }) => convention !== "");
  return table(
    told2 ? [...METRIC_COLUMNS, text("Convention")] : METRIC_COLUMNS,
    metrics,
    ({ metric, now, before, convention }) => [
      markdownOf([metric]),
      now,
      before,
      ...told2 ? [convention] : []
    ]
  );
}
var TREND_COLUMNS = [
  number("Run"),
  text("When"),
  number("Value"),
  number("Change"),
  text("Model"),
  text("What happened")
];
function trendTable(rows) {
  return table(TREND_COLUMNS, rows, ({ number: place3, when: when2, value, change, model, notes }) => [
    place3,
    when2,
    value,
    change,
    markdownOf(model),
    notes
  ]);
}

// src/formats/report/artifact-view.ts
var REFUSED = {
  fork: ["was uploaded from a fork", "were uploaded from forks"],
  "other-branch": ["belongs to another branch", "belong to other branches"],
  "other-workflow": ["was uploaded by another workflow", "were uploaded by other workflows"],
  "pull-request": ["was uploaded by a pull request's run", "were uploaded by pull requests' runs"],
  "not-successful": ["belongs to a run that did not succeed", "belong to runs that did not succeed"],
  "no-digest": ["is listed without a digest", "are listed without a digest"],
  expired: ["has expired", "have expired"]
};
function missingArtifact(missing2) {
  const { runId, workflow, branch, repository, refused } = missing2;
  const where = runId === null ? say`in ${name(repository)}` : say`in run ${name(runId)} of ${name(repository)}`;
  const what = say`There is no artifact ${name(missing2.name)} ${where}`;
  if (refused.size === 0) return say`${what}.`;
  const of = workflow === null ? say`` : say` of the workflow ${name(workflow)}`;
  const reasons = [...refused].map(([refusal, count]) => [
    `${count} ${REFUSED[refusal][count === 1 ? 0 : 1]}`
  ]);
  return say`${what} from a successful run${of} on the branch ${name(branch)}: of those with this name ${join(reasons, ", ")}.`;
}
function adviceForMissing({ refused }, input) {
  if (refused.has("expired") && refused.size === 1)
    return say`Run the workflow that uploads it again, and let it run more often than the artifact's ${name("retention-days")}.`;
  if (refused.has("no-digest"))
    return say`Upload it with a current ${name("actions/upload-artifact")}: without a digest nobody can tell that it arrived whole.`;
  if (refused.size > 0)
    return say`Check ${name(`${input}-branch`)} and ${name(`${input}-workflow`)}; uploads of forks and pull requests are never taken.`;
  return say`Check ${name(`${input}-artifact`)}, and that the workflow which uploads it has run.`;
}

// src/formats/report/change-sentence.ts
var INTERVAL = "95 % interval";
function labelOf(metric) {
  if (metric === "test_mrr") return "MRR";
  const [, what, k] = /^(precision|recall)_at_(\d{1,9})$/u.exec(metric) ?? [];
  return what === void 0 ? null : `${what} at ${k}`;
}
function changeSentence(label, comparison, reference) {
  const { now, before, users, usersBefore, change, interval } = comparison;
  const start = say`${label} ${digits(now)} (was ${digits(before)})`;
  const people = countOf(users, "user", "users");
  if (hasTooFewUsers(comparison))
    return say`${start} with ${people}: too few users to tell a change from chance (minimum ${String(MIN_USERS)}).`;
  const moved = change === null ? "change without a percentage" : changeText(change);
  const others = say`${people} (${reference} ${countText(usersBefore)})`;
  if (interval.kind !== "bounded") return say`${start}: ${moved}, which cannot be bounded with ${others}.`;
  const { low, high } = interval;
  const found2 = low > 0 || high < 0 ? "significant" : "not significant";
  const ends = `[${changePercent(Math.max(-1, low))}, ${changePercent(high)}]`;
  return join([start, say`${moved}, ${INTERVAL} ${ends}, ${found2} with ${others}.`], ": ");
}
function changeText(change) {
  if (Math.round(change * 100) === 0) return "change of 0 %";
  return `${change < 0 ? "drop" : "rise"} of ${wholePercent(Math.abs(change))}`;
}
function changePercent(ratio) {
  if (ratio === null) return NO_VALUE;
  const percent = Math.round(ratio * 100);
  return `${percent > 0 ? "+" : percent < 0 ? "\u2212" : ""}${wholePercent(Math.abs(ratio))}`;
}
function wholePercent(ratio) {
  return `${countText(Math.round(ratio * 100))} %`;
}
function digits(value) {
  return value.toPrecision(3).replace("-", "\u2212");
}

// src/formats/report/chance-view.ts
var NO_CHANCE = { lines: [], details: [] };
function chanceOf({
  evidence,
  decision
}) {
  const { statistics } = evidence;
  if (statistics === void 0) return NO_CHANCE;
  const mrr = statistics.ofMetric.get("test_mrr");
  const own = [...statistics.ofMetric].map(([metric, found2]) => ownLine(metric, found2));
  const isUnexpected = decision.suspect === true && isCalm(decision);
  const compared = [
    ...decision.suspect === true ? [suspectLine(statistics, isUnexpected)] : [],
    ...isUnexpected && mrr?.charts?.ewma.alarm === true ? [chartsLine(mrr.charts)] : [],
    ...mrr === void 0 ? [] : comparedLines(mrr, statistics),
    ...statistics.lift === null ? [] : liftLines(statistics.lift, mrr)
  ];
  if (mrr === void 0 || mrr.previous === null && mrr.baseline === null)
    return explained({ lines: [...compared, ...own], details: [] }, `${WHAT_AN_INTERVAL_IS}.`);
  const details = [...own, ...backgroundLines(mrr, isUnexpected)];
  return explained({ lines: compared, details }, `${WHAT_AN_INTERVAL_IS}; ${OF_A_CHANGE}.`);
}
function isCalm({ retrain, findings }) {
  return !retrain && findings.every(({ reason }) => reason !== "not-yet-confirmed");
}
function explained({ lines, details }, explanation) {
  const all = [...lines, ...details];
  const first = all.findIndex((line3) => plainOf(line3).includes(INTERVAL));
  const told2 = all.map((line3, index) => index === first ? say`${line3} ${explanation}` : line3);
  return { lines: told2.slice(0, lines.length), details: told2.slice(lines.length) };
}
var WHAT_AN_INTERVAL_IS = `A ${INTERVAL} holds the true value 19 times out of 20`;
var OF_A_CHANGE = "a change whose interval holds 0 may be chance alone, and is called not significant";
function ownLine(metric, { mean, users, interval }) {
  const start = say`${labelPhrase(metric)} is ${metricText(mean)} with ${countOf(users, "user", "users")}`;
  return interval === null ? say`${start}: a single user shows no spread.` : say`${start}: ${INTERVAL} [${metricText(interval.low)}, ${metricText(interval.high)}].`;
}
function labelPhrase(metric) {
  return [labelOf(metric) ?? name(metric)];
}
function comparedLines(mrr, statistics) {
  const { previous, previousGap, baseline, baselineGap } = mrr;
  const reference = `first ${statistics.baselineRuns === 1 ? "run" : `${statistics.baselineRuns} runs`} of this model`;
  return [
    ...previous === null ? [] : [changeSentence(["MRR"], previous, "previous run")],
    ...previousGap === null ? [] : [gapLine("previous run", previousGap)],
    ...baseline === null ? [] : [changeSentence(["MRR"], baseline, reference)],
    ...baselineGap === null ? [] : [gapLine("baseline", baselineGap)]
  ];
}
function backgroundLines({ previous, charts, sinceBest, sinceMedian }, areChartsTold) {
  return [
    ...previous === null ? [] : [smallestLine(previous)],
    ...sinceBest === null ? [] : [
      say`Against the best of the last four runs MRR changed by ${changePercent(sinceBest)}, against their median by ${changePercent(sinceMedian)}.`
    ],
    ...charts === null || areChartsTold && charts.ewma.alarm ? [] : [chartsLine(charts)]
  ];
}
function chartsLine({ runs, ewma: ewma2, cusum: cusum2 }) {
  return say`Slow declines, over ${countOf(runs, "run", "runs")} since the baseline: the moving average (EWMA) is ${metricText(ewma2.average)}, and below ${metricText(ewma2.lowerLimit)} chance would not take it: ${alarmText(ewma2.alarm)}. The shortfalls add up (CUSUM) to ${metricText(cusum2.sum, 2)} standard errors, and 4 are too many: ${alarmText(cusum2.alarm)}.`;
}
function alarmText(alarm) {
  return alarm ? "alarm" : "no alarm";
}
function smallestLine({ smallestDrop: smallestDrop2 }) {
  if (smallestDrop2 === null || smallestDrop2 > 1)
    return say`These users are too few, or too different, to show any drop in one run.`;
  return say`The smallest drop that these users would have shown (four times out of five) is ${wholePercent(smallestDrop2)}.`;
}
function gapLine(what, reason) {
  return say`No interval against the ${what}: ${SHORT_EVIDENCE_REASONS[reason]}.`;
}
function liftLines(lift, mrr) {
  const label = say`Lift over the popularity list`;
  const compared = lift.baseline === null ? say`${label} ${metricText(lift.mean)}.` : changeSentence(label, lift.baseline, "first runs of this model");
  const { interval } = lift;
  const range = interval === null ? "" : `[${metricText(interval.low)}, ${metricText(interval.high)}]`;
  const notShown = interval !== null && interval.low <= 1 && interval.high >= 1;
  const fell3 = (mrr?.baseline?.change ?? 0) < 0 && (lift.baseline?.change ?? -1) >= 0;
  return [
    compared,
    ...notShown ? [say`The lift's ${INTERVAL} ${range} contains 1: the model is not shown to beat a popularity list.`] : [],
    ...fell3 ? [say`MRR fell and the lift did not: harder targets, not a worse model.`] : []
  ];
}
function suspectLine({ streak }, isUnexpected) {
  const runs = streak === 1 ? "the run" : `the ${countText(streak)} runs`;
  const against = `evidence is against the model in this run, and in ${streak === 0 ? "none" : runs} before it`;
  return isUnexpected ? say`No limit is crossed, and the limits decide here; but the ${against}: with ${name("decision")} set to ${name("evidence")} this run would be suspect.` : say`The ${against}.`;
}

// src/formats/report/comparison-view.ts
function comparisonOf(outcome) {
  const notes = /* @__PURE__ */ new Map();
  for (const finding of outcome.decision.findings) {
    if (!NOTED.has(finding.reason)) continue;
    const note2 = remarkOn(finding.reason) ?? sentenceOf(finding);
    notes.set(JSON.stringify(note2), note2);
  }
  const isAnyDisputed = outcome.decision.findings.some(isDisputed);
  return [previousLine(outcome), ...notes.values(), ...isAnyDisputed ? [ADVICE_ONLY] : []];
}
var ADVICE_ONLY = say`Here the limits decide. What would or would not fire on evidence is advice; it decides where ${name("decision")} is ${name("evidence")}.`;
var NOTED = /* @__PURE__ */ new Set([
  "same-measurement",
  "within-limit-settings-unknown",
  "metric-not-computed",
  "previous-is-zero",
  "different-train-mask",
  "different-id-mapping",
  "different-min-rating",
  "different-query",
  "different-since"
]);
function previousLine({ evidence, decision, isFirst }) {
  if (isFirst) return say`First evaluation: nothing to compare with yet.`;
  if (evidence.historyUnreadable === true)
    return say`The earlier runs could not be read, so nothing was compared with them.`;
  const compared = new Set(
    decision.findings.filter((finding) => finding.before !== null).map((finding) => finding.metric)
  );
  const runs = /* @__PURE__ */ new Map();
  for (const [metric, { run }] of evidence.previous) {
    if (!compared.has(metric)) continue;
    const entry = runs.get(run.runId) ?? { startTime: run.startTime, metrics: [] };
    entry.metrics.push(metric);
    runs.set(run.runId, entry);
  }
  if (runs.size === 0) return say`No earlier run has a metric to compare with.`;
  const named = [...runs].map(([runId, { startTime, metrics }]) => {
    const when2 = say`${name(runId, 64)} of ${timeText(startTime)}`;
    const names = metrics.map((metric) => [name(metric)]);
    return runs.size === 1 ? when2 : say`${when2} for ${join(names, ", ")}`;
  });
  return say`${runs.size === 1 ? "Previous run: " : "Previous runs: "}${join(named, "; ")}.`;
}

// src/formats/report/details-view.ts
var MAX_QUERY_CODE_POINTS = 500;
function detailRows({
  measurement,
  run,
  experiment,
  trackingLocation,
  reportPath
}) {
  const { model, database, training, settings, startedAt, endedAt } = measurement;
  return [
    {
      label: "Model",
      value: say`${name(model.path)}, ${name(shortDigest2(model.digest))}, ${countOf(model.bytes, "byte", "bytes")}`
    },
    {
      label: "Model size",
      value: say`${usersOf(model)} × ${countOf(model.numItems, "item", "items")}, ${countOf(model.dim, "dimension", "dimensions")}`
    },
    ...training === null ? [] : [{ label: "Trained", value: trainingPhrase(training) }],
    {
      label: "Database",
      value: say`${name(database.path)}, ${name(shortDigest2(database.digest))}, ${countOf(database.bytes, "byte", "bytes")}`
    },
    { label: "Query", value: say`${name(settings.query, MAX_QUERY_CODE_POINTS)}` },
    { label: "Settings", value: settingsPhrase(settings) },
    {
      label: "Run",
      value: say`${name(run.runId)} in experiment ${name(experiment)} at ${name(trackingLocation)}`
    },
    { label: "Evaluated", value: say`${timeText(startedAt)}, in ${durationText(endedAt - startedAt)}` },
    ...reportPath === null ? [] : [{ label: "Report", value: say`${name(reportPath)}` }],
    { label: "Written by", value: say`model-monitor ${name(measurement.monitorVersion)}` }
  ];
}
function usersOf({ kind, numUsers: numUsers2 }) {
  return kind === "sequence" ? "sequences" : countOf(numUsers2, "user", "users");
}
function trainingPhrase({ trainedAt, cutoff, ofThisCheckpoint }) {
  if (!ofThisCheckpoint)
    return say`unknown: ${name("monitor.json")} beside the model was written for another checkpoint`;
  const newest = cutoff === null ? "unknown" : timeText(cutoff);
  return say`${timeText(trainedAt)}; newest training rating: ${newest}`;
}
function settingsPhrase({ idMapping, trainMask, minRating, k, coldUsers, ...period }) {
  const minimum = minRating === null ? "none" : metricText(minRating);
  return say`id mapping ${idMapping}; train mask ${trainMask ? "used" : "not used"}; minimum rating ${minimum}; ratings since: ${sinceText(period)}; k = ${countText(k)}; cold users: ${coldUsers}`;
}
function sinceText({ since: since2, newerThan }) {
  if (newerThan === null) return since2 === "previous-run" ? "the previous run (none yet: all)" : "all";
  const moment = new Date(newerThan).toISOString();
  return since2 === "previous-run" ? `the previous run (${moment})` : moment;
}

// src/formats/report/further-view.ts
function furtherNotes(measurement) {
  const { popularitySource, metrics, skippedMetrics } = measurement;
  const notes = [];
  if (popularitySource !== null && metrics.has("popularity_mrr")) notes.push(baselineNote(popularitySource));
  if (metrics.has("cold_popularity_mrr")) notes.push(SERVED_NOTE);
  if (metrics.has("cold_fold_in_mrr")) notes.push(foldInNote(metrics));
  const reasons = new Set(skippedMetrics.map(({ reason }) => reason));
  for (const reason of reasons) {
    const names = skippedMetrics.filter((skipped) => skipped.reason === reason).map(({ metric }) => [name(metric)]);
    notes.push(say`Not computed: ${join(names, ", ")}: ${WHY_SKIPPED[reason]}`);
  }
  return notes;
}
function baselineNote(source) {
  return say`${name("popularity_mrr")} and its like are those of a list of the most popular items (counts from ${name(source)}) on the same ratings with the same mask, and a lift is the model's metric divided by the list's: at 1 or below, the model is not shown to beat that list.`;
}
var SERVED_NOTE = say`${name("cold_popularity_mrr")} and its like measure what the application serves to users whom the model does not know: the popularity list, nothing left out.`;
function foldInNote(metrics) {
  const folded = metrics.get("cold_fold_in_users") ?? 0;
  const left = (metrics.get("cold_users") ?? 0) - folded;
  const few = left === 0 ? say`` : say` ${countOf(left, "user has", "users have")} a single known item, which leaves nothing to fold in.`;
  return say`${name("cold_fold_in_mrr")} is what personalising for users whom the model does not know would give, not what is served; each item was ranked without being used, among other candidates than for ${name("test_mrr")}, so compare it with ${name("cold_fold_in_popularity_mrr")} only.${few}`;
}
var WHY_SKIPPED = {
  "no-popularity-source": say`nobody knows how popular an item was in training; set ${name("train-interactions")}, or write ${name("monitor.json")} beside the model.`,
  "popularity-of-another-checkpoint": say`${name("monitor.json")} beside the model was written for another checkpoint.`,
  "first-seen-ids": say`with ${name("first-seen")} ids the items of the ratings are not those that training counted.`,
  "sequence-model": say`a sequence model is asked for the next item of a history; there is no such popularity list.`,
  "baseline-is-zero": say`the popularity list scores 0, and nothing can be divided by it.`,
  "no-cold-users": say`no rating of a known item is by a user whom the model does not know.`,
  "nobody-to-fold-in": say`no user whom the model does not know has two known items.`,
  "fold-in-has-no-solution": say`the model's item vectors are not finite.`,
  "nothing-recommended": say`every item was known at training time and is masked, so nothing can be recommended.`,
  "single-list": say`a single user has a list, and there is no other to compare it with.`,
  "sequence-lists": say`a sequence model recommends anew after every item, and no user has one list.`,
  "sequences-too-short": say`no user has rated that many items and one more.`
};

// src/core/mean.ts
function meanOf(values) {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  return sum / values.length;
}

// src/core/scoring/nan-scores.ts
var NanScoreError = class extends MonitorError {
  kind = "malformed";
  /** Evaluated users with a NaN score. */
  users;
  /** Items that score NaN for at least one of them. */
  items;
  constructor(affected, evaluated) {
    super(
      `the model scores NaN for ${affected.users} of ${evaluated.users} evaluated users and ${affected.items} of ${evaluated.items} items`,
      "Look at the training of this checkpoint, which has probably diverged, and use an earlier one until it is repaired."
    );
    this.users = affected.users;
    this.items = affected.items;
  }
};
var NanTally = class {
  #users = 0;
  #lastUser = null;
  #items;
  constructor(numItems) {
    this.#items = new Uint8Array(numItems);
  }
  /**
   * Looks at one user's scores; true when no user had a NaN so far.
   *
   * @param user needed where a user is scored several times, in a row: counted once
   */
  note(scores, user = null) {
    let found2 = false;
    for (let item = 0; item < scores.length; item++) {
      if (!Number.isNaN(scores[item])) continue;
      this.#items[item] = 1;
      found2 = true;
    }
    if (found2 && (user === null || user !== this.#lastUser)) this.#users++;
    if (found2) this.#lastUser = user;
    return this.#users === 0;
  }
  /** Adds what a batch of users had; true when no user had a NaN so far. */
  add({ nanUsers, nanItems }) {
    this.#users += nanUsers;
    if (nanItems !== null)
      for (let item = 0; item < nanItems.length; item++) this.#items[item] |= nanItems[item];
    return this.#users === 0;
  }
  /** @throws NanScoreError when any user had a NaN */
  check(evaluatedUsers2) {
    if (this.#users === 0) return;
    const items = this.#items.reduce((sum, affected) => sum + affected, 0);
    throw new NanScoreError(
      { users: this.#users, items },
      { users: evaluatedUsers2, items: this.#items.length }
    );
  }
};

// src/core/scoring/rank-sequence.ts
function splitSequence(sequence, targets) {
  const at = sequence.length - targets;
  return { seen: sequence.subarray(0, at), targets: Uint32Array.from(new Set(sequence.subarray(at))).sort() };
}
function rankSequence(scores, { seen, targets }, excludePreceding = false) {
  return rankTargets(scores, { targets, masked: excludePreceding ? seen : new Uint32Array(0) });
}

// src/core/sequences.ts
function historiesOf({ users, items, rows }, times) {
  const timeOf2 = (index) => {
    const time = times[rows[index]];
    return Number.isNaN(time) ? -Infinity : time;
  };
  const order = Uint32Array.from(rows, (_, index) => index).sort(
    // Not a difference of times: −∞ minus −∞ is NaN.
    (one, other) => users[one] - users[other] || Number(timeOf2(one) > timeOf2(other)) - Number(timeOf2(one) < timeOf2(other)) || one - other
  );
  const histories = { users: [], items: [] };
  for (let start = 0; start < order.length; ) {
    const user = users[order[start]];
    let end = start + 1;
    while (end < order.length && users[order[end]] === user) end++;
    histories.users.push(user);
    histories.items.push(order.subarray(start, end).map((index) => items[index] + 1));
    start = end;
  }
  return histories;
}
function cutHistory(history, { longest, shortest: shortest2 }) {
  const sequences = [];
  for (let end = history.length; end >= Math.max(1, shortest2); end -= longest) {
    const part = history.subarray(Math.max(0, end - longest), end);
    const sequence = new Uint32Array(longest);
    sequence.set(part, longest - part.length);
    sequences.push(sequence);
  }
  return sequences;
}

// src/core/evaluate-sequences.ts
var SEEN_ITEMS = 7;
function evaluateSequences(request, onProgress) {
  const { model, scoredRows, k, counts } = request;
  checkWithinModel(model, scoredRows);
  const histories = historiesOf(scoredRows, timesOf(request));
  const chosen = chooseMetrics(request.chosen ?? []);
  const further = chosen.ranking.map(ofSequences);
  const metrics = [...new Map([...sequenceMetrics(k), ...further].map((one) => [one.name, one])).values()];
  const measured = [...new Set(metrics.map(({ targets }) => targets))].flatMap(
    (targets) => measureSequences(
      model,
      histories,
      metrics.filter((metric) => metric.targets === targets),
      onProgress
    )
  );
  const computed = measured.filter(({ values }) => values.length > 0);
  const everybody = computed.filter(({ metric }) => metric.targets === 1);
  return {
    metrics: new Map([
      ...computed.map(({ metric, values }) => [metric.standsFor, meanOf(values)]),
      ...computed.map(({ metric, values }) => [metric.name, meanOf(values)]),
      ...DATA_METRICS.map((metric) => [metric.name, metric.overall(counts)])
    ]),
    perUser: perUserOf(histories, everybody),
    medianTargets: 1,
    mrrCeiling: 1,
    skipped: skippedOf(chosen, new Set(computed.map(({ metric }) => metric.standsFor)))
  };
}
function ofSequences(metric) {
  const { name: name2, description, better } = metric;
  const ofSpotlight = sequenceMetricsAt(cutOffOf(name2)).find(({ standsFor }) => standsFor === name2);
  if (ofSpotlight !== void 0) return ofSpotlight;
  return {
    kind: "sequence",
    name: name2,
    description,
    better,
    standsFor: name2,
    targets: 1,
    perSequence: (ranking) => metric.perUser(ranking)
  };
}
function skippedOf({ ranking, catalogue }, computed) {
  const tooLong = ranking.filter(({ name: name2 }) => !computed.has(name2));
  return [
    ...tooLong.map(({ name: name2 }) => ({ metric: name2, reason: "sequences-too-short" })),
    ...catalogue.map(({ name: name2 }) => ({ metric: name2, reason: "sequence-lists" }))
  ];
}
function timesOf({ scoredRows, timestamps }) {
  if (timestamps !== null && scoredRows.rows.some((row) => !Number.isNaN(timestamps[row])))
    return timestamps;
  throw new ConfigError(
    timestamps === null ? "the model continues sequences, but the ratings have no times to order them by" : "the model continues sequences, but none of the ratings that it knows has a time that can be read",
    "Let the table ratings have a column timestamp, or ratings-query return the time as its fourth column."
  );
}
function checkWithinModel({ numItems }, { items }) {
  const beyond = items.find((item) => item >= numItems);
  if (beyond !== void 0) throw new RangeError(`item id ${beyond}, but the model has ${numItems} items`);
}
function cutFor(targets) {
  return { longest: SEEN_ITEMS + targets, shortest: targets === 1 ? 1 : targets + 1 };
}
function measureSequences(model, histories, metrics, onProgress) {
  const { targets } = metrics[0];
  const scores = new Float64Array(model.numItems + 1);
  const nans = new NanTally(scores.length);
  const users = [];
  const columns = metrics.map((metric) => ({ metric, users, values: [] }));
  for (const [index, user] of histories.users.entries()) {
    for (const sequence of cutHistory(histories.items[index], cutFor(targets))) {
      const split2 = splitSequence(sequence, targets);
      model.score(split2.seen, scores);
      users.push(user);
      if (nans.note(scores, user)) {
        const ranking = rankSequence(scores, split2);
        for (const { metric, values } of columns) values.push(metric.perSequence(ranking));
      }
      onProgress?.(users.length);
    }
  }
  nans.check(histories.users.length);
  return columns;
}
function perUserOf(histories, measured) {
  const users = Uint32Array.from(histories.users);
  const perUser = measured.map(({ metric, users: owners, values: values2 }) => {
    const grouped = Map.groupBy(values2.keys(), (index) => owners[index]);
    const own = histories.users.map((user) => grouped.get(user).map((index) => values2[index]));
    return { metric, counts: own.map(({ length }) => length), means: Float64Array.from(own, meanOf) };
  });
  const values = new Map(
    perUser.flatMap(({ metric, means }) => [
      [metric.standsFor, means],
      [metric.name, means]
    ])
  );
  return { users, targets: Uint32Array.from(perUser[0]?.counts ?? []), values };
}

// src/formats/report/health-view.ts
function dataRows({
  counts,
  evaluatedUsers: evaluatedUsers2,
  evaluatedRatings: evaluatedRatings2,
  newestRating
}) {
  return [
    { label: "Users", value: countText(counts.numUsers) },
    { label: "Ratings", value: countText(counts.numRatings) },
    { label: "Ratings per user", value: metricText(counts.avgRatingsPerUser) },
    { label: "Users evaluated", value: shareText(evaluatedUsers2, counts.numUsers) },
    { label: "Ratings evaluated", value: shareText(evaluatedRatings2, counts.numRatings) },
    ...newestRating === null ? [] : [{ label: "Newest rating", value: timeText(newestRating) }]
  ];
}
function leftOutRows({ dropped, filtered, problems }) {
  const { ambiguousTitle, unmatchedTitle, unknownUser } = dropped;
  const { belowMinRating, withoutTime, tooOld } = filtered;
  return occurring([
    [
      ambiguousTitle,
      "rating whose title belongs to several items",
      "ratings whose title belongs to several items"
    ],
    [
      unmatchedTitle,
      "rating whose title the model does not know",
      "ratings whose title the model does not know"
    ],
    [unknownUser, "rating by a user the model does not know", "ratings by users the model does not know"],
    [belowMinRating, "rating below the minimum or not a number", "ratings below the minimum or not a number"],
    [withoutTime, "rating without a time that can be read", "ratings without a time that can be read"],
    [tooOld, "rating too old to count", "ratings too old to count"],
    [problems.malformedRows, "row without a user or an item", "rows without a user or an item"]
  ]);
}
function keptRows({ problems, duplicateRows }, { minRating, newerThan }) {
  const nonNumeric = minRating === null ? problems.nonNumericRatings : 0;
  const timeless = newerThan === null ? problems.malformedTimestamps : 0;
  return occurring([
    [duplicateRows, "repeated rating, counted once", "repeated ratings, counted once"],
    [nonNumeric, "rating that is not a number", "ratings that are not numbers"],
    [timeless, "time that cannot be read", "times that cannot be read"]
  ]);
}
function mapProblemRows({ mapProblems }) {
  if (mapProblems === null) return [];
  const { users, items } = mapProblems;
  return occurring([
    [users.malformedRows, "malformed row in the user map", "malformed rows in the user map"],
    [
      users.conflictingNames,
      "username with several ids, taken for unknown",
      "usernames with several ids, taken for unknown"
    ],
    [users.sharedIds, "user id with several usernames", "user ids with several usernames"],
    [items.malformedRows, "malformed row in the item map", "malformed rows in the item map"],
    [items.sharedIds, "item id with several titles", "item ids with several titles"]
  ]);
}
function occurring(kinds) {
  return kinds.filter(([count]) => count > 0).map(([count, one, many]) => say`${countOf(count, one, many)}`);
}
function honestyOf(measurement) {
  const { settings, health, medianTargets, mrrCeiling } = measurement;
  return [
    WHAT_MRR_IS,
    measurement.model.kind === "sequence" ? say`Sequences that the model was trained on are not left out, and are not a test.` : maskPhrase(settings),
    freshness(health, settings),
    ratedAfter(measurement.training),
    settings.minRating === null ? say`Every rating counts as relevant, whatever its value, as in Spotlight.` : say`Only ratings of at least ${metricText(settings.minRating)} count as relevant.`,
    measurement.model.kind === "sequence" ? say`The model continues sequences of at most ${countText(SEEN_ITEMS)} items in the order of their times; MRR is that of the next item.` : say`The median user has ${countOf(medianTargets, "item", "items")} to find; Spotlight's MRR cannot exceed ${metricText(mrrCeiling)} for these users, and falls when users rate more.`,
    ...settings.idMapping === "mapped" ? [unknownShares(health), coldShares(health, settings)] : []
  ];
}
var WHAT_MRR_IS = say`${name("test_mrr")} (MRR, mean reciprocal rank) says how far up the model ranks what users rated, from 0 to 1; ${name("precision_at_10")} and ${name("recall_at_10")} look at its ten best items only. Higher is better.`;
function maskPhrase(settings) {
  return settings.trainMask ? say`Ratings known at training time (${name("train-interactions")}) were left out of the ranking: the rest is a test.` : say`Pairs known at training time were not masked (${name("train-interactions")} is not set): ratings that the model was trained on are not a test.`;
}
function freshness({ newestRating }, { since: since2, newerThan }) {
  if (newerThan !== null) {
    const after = say`Only ratings made after ${timeText(newerThan)} count`;
    return since2 === "previous-run" ? say`${after}: those that the previous run did not see.` : say`${after}.`;
  }
  if (since2 === "previous-run")
    return say`There is no previous run to start from: ratings of every age count, and some may be older than the model.`;
  return newestRating === null ? say`The age of the ratings is unknown: they may be older than the model.` : say`Ratings of every age count: some may be older than the model.`;
}
function ratedAfter(training) {
  const count = training?.ratedAfter ?? null;
  return count === null ? say`Rated after training: unknown.` : say`Rated after training: ${percentText(count.some / count.all, 0)} of ${countOf(count.all, "rating", "ratings")} with a time.`;
}
function unknownShares({
  counts,
  unknownUsers,
  unknownItems,
  ambiguousItems,
  numItemNames
}) {
  const users = `${shareText(unknownUsers, counts.numUsers)} of ${countOf(counts.numUsers, "user", "users")}`;
  const titles = `${shareText(unknownItems, numItemNames)} of ${countOf(numItemNames, "title", "titles")}`;
  return say`Unknown to the model: ${users} and ${titles}; ambiguous: ${countOf(ambiguousItems, "title", "titles")}.`;
}
function coldShares({ counts, coldUsers, dropped }, settings) {
  const users = `${shareText(coldUsers, counts.numUsers)} of ${countOf(counts.numUsers, "user", "users")}`;
  const ratings = `${shareText(dropped.unknownUser, counts.numRatings)} of ${countOf(counts.numRatings, "rating", "ratings")}`;
  const where = settings.coldUsers === "skip" ? say`no metric is about them (${name("cold-users")} is ${name("skip")})` : say`only the metrics that begin with ${name("cold_")} are about them`;
  return say`Users whom the model never saw: ${users} rated items that it knows, ${ratings}; ${where}.`;
}

// src/formats/report/history-view.ts
function historyDeliveries({ restored, saved }) {
  return [...restoredLines(restored), ...savedLines(saved)];
}
function historyWarnings({ restored, saved }) {
  const lost = restored.state === "lost" ? [NOT_KNOWN.lost] : [];
  return [...lost, ...isCacheOnly(saved) ? [CACHE_FORGETS] : []];
}
function restoredLines({ state, refusals }) {
  const passedOver = refusals.map((refusal) => ({
    symbol: "\u26A0\uFE0F",
    text: say`Part of the history may be missing: ${sentence(refusal.message)}`,
    advice: adviceOf(refusal.hint)
  }));
  if (state !== "lost" && state !== "unasked") return passedOver;
  return [...passedOver, { symbol: "\u26A0\uFE0F", text: NOT_KNOWN[state], advice: null }];
}
var NOT_KNOWN = {
  lost: say`The history is lost: every saved copy of it has expired. This is not the first evaluation, but nothing is known of the earlier ones.`,
  unasked: say`This run may read no copy of the history, so nothing is known of earlier evaluations: ${name("history")} set to ${name("branch")} can be read by every run.`
};
function savedLines(saved) {
  if (saved.kind === "held") return [{ symbol: "\u{1F5C4}\uFE0F", text: HELD2[saved.why], advice: null }];
  if (saved.kind === "directory")
    return [
      {
        symbol: "\u{1F5C4}\uFE0F",
        text: say`The history is the directory ${name(saved.location)} itself; it lives as long as the directory.`,
        advice: null
      }
    ];
  if (saved.kind === "failed") return [];
  return [savedLine(saved), ...saved.refusals.filter(({ store }) => store === "cache").map(extraMissing)];
}
function savedLine(saved) {
  const where = join(saved.copies.map(placeOf), " and ");
  const expiry = expiryOf(saved.copies);
  const until = expiry === null ? "" : ` It lives until ${timeText(expiry)}, and longer with every run that saves it again.`;
  const left = saved.pruned === 0 ? say`` : say` ${countOf(saved.pruned, "older run was", "older runs were")} left out (${name("history-keep")}).`;
  const known = say`The history, ${countOf(saved.runs, "run", "runs")}, is saved ${where}.${until}${left}`;
  return { symbol: "\u{1F5C4}\uFE0F", text: isCacheOnly(saved) ? say`${known} ${CACHE_FORGETS}` : known, advice: null };
}
function isCacheOnly(saved) {
  return saved.kind === "saved" && saved.isCacheOnly;
}
function placeOf({ store, name: own }) {
  if (store === "cache") return say`in the cache`;
  return store === "artifact" ? say`as artifact ${name(own)}` : say`on the branch ${name(own)}`;
}
var CACHE_FORGETS = say`The cache alone is a weak memory: what nobody reads for seven days is deleted, and a weekly run can come too late. Set ${name("history")} to ${name("branch")}.`;
function extraMissing({ message, hint: hint2 }) {
  return { symbol: "\u2139\uFE0F", text: say`${sentence(message)}. ${sentence(hint2)}`, advice: null };
}
var HELD2 = {
  off: say`The history is not saved: ${name("history")} is ${name("none")}.`,
  remote: say`The history is in the tracking server or database; nothing else is saved.`,
  "dry-run": say`Dry run: the history was read and is not saved.`,
  "pull-request": say`The history was read and is not saved: a pull request changes nothing that the default branch compares with.`,
  "foreign-head": say`The history was read and is not saved: this run was caused by another repository.`,
  "other-branch": say`The history was read and is not saved: only runs of the default branch save it.`,
  "no-runs": say`There is no history to save yet.`
};

// src/core/rules/absolute-threshold.ts
var absoluteThreshold = {
  id: "absolute-threshold",
  description: "A metric is strictly below its minimum (`thresholds`). Each metric is a finding of its own; one without a value is skipped.",
  compares: [],
  evaluate: (evidence, limits) => [...limits.thresholds].map(([metric, minimum]) => compareWithMinimum(evidence, metric, minimum))
};
function compareWithMinimum(evidence, metric, minimum) {
  const now = evidence.metrics.get(metric) ?? null;
  const before = evidence.previous.get(metric)?.value ?? null;
  const finding = { rule: absoluteThreshold.id, metric, now, before, limit: minimum, change: null };
  if (now === null) return { ...finding, outcome: "skipped", reason: "metric-not-computed" };
  return now < minimum ? { ...finding, outcome: "fired", reason: "below-threshold" } : { ...finding, outcome: "passed", reason: "at-or-above-threshold" };
}

// src/formats/report/xychart.ts
var WIDTH = 1e3;
var HEIGHT = 360;
var LABEL_FONT_SIZE = 11;
function xyChart({ xTitle, yTitle, yMax, series }) {
  const count = series[0]?.values.length ?? 0;
  const config = {
    xyChart: { width: WIDTH, height: HEIGHT, xAxis: { labelFontSize: LABEL_FONT_SIZE } },
    themeVariables: { xyChart: { plotColorPalette: series.map(({ color }) => color).join(", ") } }
  };
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [
    `%%{init: ${JSON.stringify(config)}}%%`,
    "xychart-beta",
    `    x-axis "${xTitle}" [${numbers.join(", ")}]`,
    `    y-axis "${yTitle}" 0 --> ${decimal(yMax)}`,
    ...series.map(({ kind, values }) => `    ${kind} [${values.map(decimal).join(", ")}]`)
  ];
}
function decimal(value) {
  return value.toFixed(6).replace(/\.?0+$/, "").replace(/^-0$/, "0");
}

// src/formats/report/trend-chart.ts
var NO_BAR = -0.03;
var COLORS = {
  newModel: "#8c959f",
  dispatch: "#d4a72c",
  metric: "#0969da",
  minimum: "#cf222e",
  drop: "#8250df"
};
function trendChart(points, limits) {
  const shown4 = limits.filter(({ value }) => value >= 0 && value <= 1);
  const highest2 = Math.max(...points.map(({ value }) => value), ...shown4.map(({ value }) => value));
  const yMax = highest2 === 0 ? 1 : highest2 * 1.1;
  const bars = [...newModels(points, yMax), ...dispatches(points, yMax)];
  const lines = [metricLine(points), ...shown4.map((limit) => limitLine(limit, points.length))];
  const meanings = [...lines, ...bars].map(({ meaning }) => meaning);
  return {
    lines: xyChart({
      xTitle: "run, newest right",
      yTitle: PRIMARY_METRIC,
      yMax,
      series: [...bars, ...lines]
    }),
    legend: say`${join(meanings, "; ")}. The runs are numbered as in the table.`
  };
}
function newModels(points, yMax) {
  const known = points.map(({ modelDigest }) => modelDigest).filter((digest2) => digest2 !== null);
  if (new Set(known).size < 2) return [];
  let last = known[0];
  const values = points.map(({ modelDigest }) => {
    const isNew = modelDigest !== null && modelDigest !== last;
    last = modelDigest ?? last;
    return isNew ? yMax : yMax * NO_BAR;
  });
  const meaning = say`a tall grey bar is the first run of another model`;
  return [{ kind: "bar", color: COLORS.newModel, values, meaning }];
}
function dispatches(points, yMax) {
  if (!points.some(isSent)) return [];
  const values = points.map((point) => isSent(point) ? yMax / 2 : yMax * NO_BAR);
  const meaning = say`a low yellow bar is a run that requested a retraining`;
  return [{ kind: "bar", color: COLORS.dispatch, values, meaning }];
}
function isSent({ dispatch }) {
  return dispatch === "sent" || dispatch === "intended";
}
function metricLine(points) {
  const values = points.map(({ value }) => value);
  return { kind: "line", color: COLORS.metric, values, meaning: say`Blue is ${name(PRIMARY_METRIC)}` };
}
function limitLine({ kind, value }, length) {
  const meaning = kind === "minimum" ? say`red is its minimum, ${metricText(value)}` : say`violet is how far it may fall from the previous run, ${metricText(value)}`;
  return { kind: "line", color: COLORS[kind], values: Array(length).fill(value), meaning };
}

// src/formats/report/trend-view.ts
var MAX_POINTS = 52;
var NO_TREND = { chart: [], legend: [], rows: [] };
function trendView(outcome) {
  const all = withOwnDispatch(outcome);
  const points = all.slice(-MAX_POINTS);
  const drawn = points.filter(isDrawn);
  if (drawn.length < 2) return NO_TREND;
  const limits = limitsOf(outcome.decision.findings);
  const { lines, legend } = trendChart(drawn, limits);
  return {
    chart: lines,
    legend: [legend, ...notDrawn(points.length - drawn.length), ...older(all.slice(0, -MAX_POINTS))],
    rows: rowsOf(points, drawn)
  };
}
function withOwnDispatch({
  trend,
  plan,
  dispatched,
  failedDeliveries
}) {
  const refused = failedDeliveries.some(({ what }) => what === "retrain-event");
  const own = dispatched ? "sent" : refused ? "refused" : null;
  const last = trend.length - 1;
  return trend.map(
    (point, index) => index === last && plan.kind === "send" ? { ...point, dispatch: own } : point
  );
}
function isDrawn({ value, comparability: comparability2 }) {
  return !comparability2.startsWith("different-") && value >= 0 && value <= 1;
}
function limitsOf(findings) {
  const ofMetric = findings.filter(({ metric, limit }) => metric === PRIMARY_METRIC && limit !== null);
  const minimum = ofMetric.find(({ rule }) => rule === absoluteThreshold.id)?.limit ?? null;
  const drop = ofMetric.find(({ rule, outcome }) => rule === relativeDrop.id && outcome !== "skipped");
  const allowed = drop?.before == null ? null : drop.before * (1 - drop.limit);
  return [
    ...minimum === null ? [] : [{ kind: "minimum", value: minimum }],
    ...allowed === null ? [] : [{ kind: "drop", value: allowed }]
  ];
}
function notDrawn(count) {
  if (count === 0) return [];
  return [
    say`${countOf(count, "run was measured in another way and is", "runs were measured in another way and are")} in the table only.`
  ];
}
function older(points) {
  const drawn = points.filter(isDrawn);
  if (drawn.length === 0) return [];
  const values = drawn.map(({ value }) => value).sort((one, other) => one - other);
  const [lowest, median, highest2] = [values[0], values[values.length >>> 1], values.at(-1)];
  return [
    say`${countOf(drawn.length, "older run is", "older runs are")} not shown: from ${timeText(drawn[0].startTime)} on, ${metricText(lowest)} to ${metricText(highest2)}, half of them at ${metricText(median)} or below.`
  ];
}
function rowsOf(points, drawn) {
  const places = new Map(drawn.map((point, index) => [point, index]));
  return points.map((point) => {
    const place3 = places.get(point);
    const before = place3 === void 0 ? void 0 : drawn[place3 - 1];
    const change = before === void 0 || before.value === 0 ? null : point.value / before.value - 1;
    return {
      number: place3 === void 0 ? NO_VALUE : String(place3 + 1),
      when: timeText(point.startTime),
      value: metricText(point.value),
      change: signedPercentText(change),
      model: point.modelDigest === null ? [] : [name(shortDigest2(point.modelDigest))],
      notes: notesOf(point).join("; ")
    };
  }).toReversed();
}
var DISPATCH_WORDS = {
  sent: "retraining requested",
  intended: "retraining requested, end unknown",
  refused: "request for retraining refused"
};
function notesOf({ newModel, dispatch, comparability: comparability2, value }) {
  const notes = [];
  if (newModel) notes.push("new model");
  if (dispatch !== null) notes.push(DISPATCH_WORDS[dispatch]);
  if (comparability2 === "settings-unknown") notes.push("settings unknown");
  else if (comparability2 !== "comparable" && comparability2 !== "same-measurement")
    notes.push(`not drawn: ${SHORT_REASONS[comparability2]}`);
  if (value < 0 || value > 1) notes.push("not drawn: not between 0 and 1");
  return notes;
}

// src/formats/report/view.ts
function viewOf(outcome) {
  if (outcome.status === "evaluated") return evaluatedView(outcome);
  return outcome.status === "no-data" ? noDataView(outcome) : errorView(outcome);
}
function verdictOf2(decision) {
  if (decision.retrain) return { symbol: "\u26A0\uFE0F", words: "Retraining recommended" };
  if (decision.findings.some(({ reason }) => reason === "not-yet-confirmed"))
    return { symbol: "\u{1F7E1}", words: "Suspect, not confirmed yet" };
  return decision.findings.some((finding) => finding.outcome === "passed") ? { symbol: "\u2705", words: "The model still fits its users" } : { symbol: "\u26AA", words: "No verdict: nothing could be checked" };
}
function evaluatedView(outcome) {
  const { measurement, decision } = outcome;
  const firstSeen = measurement.settings.idMapping === "first-seen";
  return {
    ...EMPTY,
    verdict: verdictOf2(decision),
    why: reasonsOf(decision.findings, { isNewModel: outcome.trend.at(-1)?.newModel === true }),
    warnings: firstSeen ? [FIRST_SEEN_WARNING] : [],
    deliveries: [...deliveriesOf(outcome), ...historyDeliveries(outcome.history)],
    findings: findingRows(decision.findings),
    comparison: comparisonOf(outcome),
    trend: trendView(outcome),
    chance: chanceOf(outcome),
    data: dataRows(measurement.health),
    leftOut: leftOutRows(measurement.health),
    kept: keptRows(measurement.health, measurement.settings),
    mapProblems: mapProblemRows(measurement.health),
    honesty: honestyOf(measurement),
    furtherMetrics: furtherMetrics(outcome),
    furtherNotes: furtherNotes(measurement),
    skippedRuns: outcome.skippedRuns,
    details: detailRows(outcome),
    mlflow: openInMlflow(outcome.trackingLocation, outcome.run),
    heldPayload: heldPayload(outcome.plan)
  };
}
function noDataView(outcome) {
  const { reason, database, artifact: artifact2, health, filter, lastEvaluated, history } = outcome;
  const { why, whatToDo } = NO_DATA_SENTENCES[reason];
  const since2 = lastEvaluated === null ? say`No earlier evaluation is known.` : say`There has been nothing to evaluate since ${timeText(lastEvaluated)}, when the last evaluation ran.`;
  return {
    ...EMPTY,
    verdict: { symbol: "\u26AA", words: "No data to evaluate" },
    why: [artifact2 === null ? why(name(database), filter) : missingArtifact(artifact2), since2],
    advice: {
      sentence: artifact2 === null ? whatToDo : adviceForMissing(artifact2, "database"),
      code: []
    },
    deliveries: [
      { symbol: "", text: say`No run was logged and nothing was triggered.`, advice: null },
      ...[...undelivered(history.saved), ...outcome.failedDeliveries ?? []].map(failure),
      ...historyDeliveries(history)
    ],
    data: health === null ? [] : dataRows(health),
    leftOut: health === null ? [] : leftOutRows(health),
    kept: health === null ? [] : keptRows(health, filter),
    mapProblems: health === null ? [] : mapProblemRows(health)
  };
}
function errorView({ message, hint: hint2, run, failedDeliveries = [] }) {
  const logged = run === null ? say`No run was logged and nothing was triggered.` : say`The run ${name(run.runId)} was logged before the error; nothing was triggered.`;
  return {
    ...EMPTY,
    verdict: { symbol: "\u274C", words: "The evaluation failed" },
    // A message begins in lower case, as most do, or with the name of a file.
    why: [say`What happened: ${sentence(message)}`],
    advice: adviceOf(hint2),
    deliveries: [{ symbol: "", text: logged, advice: null }, ...failedDeliveries.map(failure)]
  };
}
var FIRST_SEEN_WARNING = say`${name("id-mapping")} is ${name("first-seen")}: users and items are numbered by order of appearance, so these numbers describe arbitrary users of the model, not the people in the database. With the maps that the training wrote (${name("user-map")}, ${name("item-map")}) they describe the right ones.`;
var EMPTY = {
  warnings: [],
  advice: null,
  deliveries: [],
  findings: [],
  comparison: [],
  trend: NO_TREND,
  chance: NO_CHANCE,
  data: [],
  leftOut: [],
  kept: [],
  mapProblems: [],
  honesty: [],
  furtherMetrics: [],
  furtherNotes: [],
  skippedRuns: [],
  details: [],
  mlflow: null,
  heldPayload: []
};

// src/formats/report/description.ts
var MAX_DESCRIPTION_BYTES = 5e3;
var MAX_ROWS2 = 20;
function describeRun({ measurement, decision, plan, trend }) {
  const why = reasonsOf(decision.findings, { isNewModel: trend.at(-1)?.newModel === true });
  const { symbol, words } = verdictOf2(decision);
  const link = attemptLink(measurement.origin);
  const event = plan.kind === "send" ? eventLine(plan.target) : "";
  return fitSections(
    [
      {
        title: "Verdict",
        text: `**${symbol} ${words}.** ${markdownOf(join(why, " "))}`
      },
      { title: "Workflow run", text: link },
      { title: "Event", text: event },
      { title: "Findings", text: spaced(findingsTable(findingRows(decision.findings), MAX_ROWS2)) }
    ],
    MAX_DESCRIPTION_BYTES
  );
}
function apart(line3) {
  return line3.replaceAll(" | ", "&nbsp;&nbsp;| ");
}
function spaced(table2) {
  const [titles = "", alignment = "", ...rows] = table2.split("\n");
  return [apart(titles), alignment, ...rows.map(apart)].join("\n");
}
function eventLine(target) {
  const will = target.kind === "repository_dispatch" ? say`The event ${name(target.eventType)} goes to` : say`The workflow ${name(target.workflow)} is started in`;
  return markdownOf(
    say`${will} ${name(target.repository)}; the tag ${name(TAGS.dispatch)} says whether it was sent.`
  );
}

// src/core/further-metrics.ts
var SKIP_REASONS = [
  /** Neither train interactions nor monitor.json. */
  "no-popularity-source",
  /** monitor.json was written for another checkpoint. */
  "popularity-of-another-checkpoint",
  /** Counts belong to the model's ids, and first-seen ids are not those. */
  "first-seen-ids",
  /** Its targets are the next items of sequences, which no popularity list was asked for. */
  "sequence-model",
  "baseline-is-zero",
  "no-cold-users",
  /** No cold user rated two known items. */
  "nobody-to-fold-in",
  /** Infinite weights. */
  "fold-in-has-no-solution",
  /** Every item of the model was known at training time to every user. */
  "nothing-recommended",
  /** There is nobody to compare the one list with. */
  "single-list",
  /** One user has as many lists as sequences. */
  "sequence-lists",
  /** No user has as many items to find and one before them. */
  "sequences-too-short"
];
var NO_FURTHER_METRICS = { metrics: /* @__PURE__ */ new Map(), perUser: /* @__PURE__ */ new Map(), skipped: [] };
function skipAll(metrics, reason) {
  return { ...NO_FURTHER_METRICS, skipped: metrics.map((metric) => ({ metric, reason })) };
}

// src/core/measure-users.ts
var UserMeasurement = class {
  numBatches;
  #measured;
  #values;
  #nans;
  constructor(measured) {
    const { users } = measured.interactions;
    this.numBatches = Math.ceil(users.length / measured.usersPerBatch);
    this.#measured = measured;
    this.#values = measured.metrics.map(() => new Float64Array(users.length));
    this.#nans = new NanTally(measured.numItems);
  }
  /** Users of one batch, ascending, in buffers of their own; may be asked for again. */
  batch(index) {
    const { interactions, train } = this.#measured;
    const [from, to] = this.#rangeOf(index);
    const users = interactions.users.slice(from, to);
    return { users, targets: listsOf(interactions, users), masked: listsOf(train, users) };
  }
  /** After the first NaN nothing is measured any more, but all users were scored: the error counts them. */
  take(index, ranked2) {
    const { numItems, interactions, metrics, onLists } = this.#measured;
    if (!this.#nans.add(ranked2)) return;
    const { offsets, items } = interactions;
    const [from, to] = this.#rangeOf(index);
    for (let user = from; user < to; user++) {
      const [start, end] = [offsets[user], offsets[user + 1]];
      const [first, last] = [start - offsets[from], end - offsets[from]];
      const ranking = {
        numItems,
        targets: items.subarray(start, end),
        ranks: ranked2.ranks.subarray(first, last),
        positions: ranked2.positions.subarray(first, last)
      };
      for (const [column, metric] of metrics.entries()) this.#values[column][user] = metric.perUser(ranking);
    }
    onLists?.(ranked2.lists);
  }
  /**
   * @returns name of a metric → one value a user
   * @throws NanScoreError when any score of any user is NaN, masked items included
   */
  finish() {
    const { interactions, metrics } = this.#measured;
    this.#nans.check(interactions.users.length);
    return new Map(metrics.map((metric, column) => [metric.name, this.#values[column]]));
  }
  #rangeOf(index) {
    const { interactions, usersPerBatch } = this.#measured;
    const from = index * usersPerBatch;
    return [from, Math.min(from + usersPerBatch, interactions.users.length)];
  }
};
function listsOf(interactions, users) {
  const offsets = new Uint32Array(users.length + 1);
  const read = itemsReader(interactions, users[0]);
  const lists = Array.from(users, read);
  for (const [index, list3] of lists.entries()) offsets[index + 1] = offsets[index] + list3.length;
  const ids = new Uint32Array(offsets.at(-1));
  for (const [index, list3] of lists.entries()) ids.set(list3, offsets[index]);
  return { offsets, ids };
}
function itemsReader(interactions, first = 0) {
  const nothing = new Uint32Array(0);
  if (interactions === null) return () => nothing;
  const { users, offsets, items } = interactions;
  let at = firstFrom(users, first);
  return (user) => {
    while (at < users.length && users[at] < user) at++;
    return users[at] === user ? items.subarray(offsets[at], offsets[at + 1]) : nothing;
  };
}

// src/core/scoring/list-ranker.ts
var ListRanker = class {
  #numItems;
  /** Per item: its place from 0 in the list, where equal scores stand in the order of their ids. */
  #places;
  /** Per item: the first place that has its score, and the place behind the last one. */
  #starts;
  #ends;
  /** @param scores one an item, above those of masked items (`rankTargets`) and not NaN, as counts are */
  constructor(scores) {
    const order = Uint32Array.from(scores.keys()).sort(
      (one, other) => scores[other] - scores[one] || one - other
    );
    this.#numItems = scores.length;
    this.#places = new Uint32Array(scores.length);
    this.#starts = new Uint32Array(scores.length);
    this.#ends = new Uint32Array(scores.length);
    for (let start = 0, end = 0; start < order.length; start = end) {
      while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
      for (let place3 = start; place3 < end; place3++) {
        this.#places[order[place3]] = place3;
        this.#starts[order[place3]] = start;
        this.#ends[order[place3]] = end;
      }
    }
  }
  rank({ targets, masked }) {
    const users = targets.offsets.length - 1;
    const first = targets.offsets[0];
    const ranks = new Float64Array(targets.offsets[users] - first);
    const positions = new Uint32Array(ranks.length);
    for (let user = 0; user < users; user++) {
      const from = targets.offsets[user] - first;
      const to = targets.offsets[user + 1] - first;
      this.#rankUser(listOf(targets, user), listOf(masked, user), {
        ranks: ranks.subarray(from, to),
        positions: positions.subarray(from, to)
      });
    }
    const lists = { offsets: new Uint32Array(users + 1), ids: new Uint32Array(0) };
    return { ranks, positions, lists, nanUsers: 0, nanItems: null };
  }
  #rankUser(targets, masked, { ranks, positions }) {
    const taken = Uint32Array.from(masked, (item) => this.#places[item]).sort();
    const left = this.#numItems - masked.length;
    for (const [index, item] of targets.entries()) {
      const nth = firstFrom(masked, item);
      if (masked[nth] === item) {
        ranks[index] = left + (masked.length + 1) / 2;
        positions[index] = left + nth + 1;
        continue;
      }
      const [start, place3, end] = [this.#starts[item], this.#places[item], this.#ends[item]];
      const takenAbove = firstFrom(taken, start);
      const equal = end - start - (firstFrom(taken, end) - takenAbove);
      ranks[index] = start - takenAbove + (equal + 1) / 2;
      positions[index] = place3 - firstFrom(taken, place3) + 1;
    }
  }
};

// src/core/baseline.ts
var CUT_OFF = 10;
var BASELINE_METRICS = rankingMetrics(CUT_OFF);
function prefixed(prefix, metric) {
  return `${prefix}_${metric === "test_mrr" ? "mrr" : metric}`;
}
var popularityName = (metric) => prefixed("popularity", metric);
var liftName = (metric) => prefixed("lift", metric);
var KEPT_PER_USER = popularityName("test_mrr");
function measureBaseline({
  popularity,
  interactions,
  train,
  metrics
}) {
  const names = BASELINE_METRICS.map(({ name: name2 }) => name2);
  if (popularity.kind === "unknown")
    return skipAll([...names.map(popularityName), ...names.map(liftName)], popularity.reason);
  const { counts } = popularity;
  const values = measureList(counts, { interactions, train });
  const baseline = new Map([...values].map(([name2, perUser]) => [name2, meanOf(perUser)]));
  const found2 = new Map([...baseline].map(([name2, value]) => [popularityName(name2), value]));
  const skipped = [];
  for (const [name2, value] of baseline) {
    if (value === 0) skipped.push({ metric: liftName(name2), reason: "baseline-is-zero" });
    else found2.set(liftName(name2), metrics.get(name2) / value);
  }
  return { metrics: found2, perUser: /* @__PURE__ */ new Map([[KEPT_PER_USER, values.get("test_mrr")]]), skipped };
}
var USERS_PER_BATCH = 1024;
function measureList(counts, users) {
  const ranker = new ListRanker(counts);
  const measurement = new UserMeasurement({
    ...users,
    numItems: counts.length,
    metrics: BASELINE_METRICS,
    usersPerBatch: USERS_PER_BATCH
  });
  for (let index = 0; index < measurement.numBatches; index++)
    measurement.take(index, ranker.rank(measurement.batch(index)));
  return measurement.finish();
}

// src/core/linear-solve.ts
function solvePositiveDefinite(matrix2, right) {
  const size = right.length;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix2[row * size + column];
      for (let k = 0; k < column; k++) sum -= matrix2[row * size + k] * matrix2[column * size + k];
      if (row !== column) matrix2[row * size + column] = sum / matrix2[column * size + column];
      else if (sum > 0 && sum < Infinity) matrix2[row * size + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return substitute(matrix2, right);
}
function substitute(lower, right) {
  const size = right.length;
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) solution[row] -= lower[row * size + k] * solution[k];
    solution[row] /= lower[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) solution[row] -= lower[k * size + row] * solution[k];
    solution[row] /= lower[row * size + row];
  }
  return solution;
}

// src/core/fold-in.ts
var CONFIDENCE = 10;
var RIDGE_SHARE = 0.1;
var FoldIn = class {
  #items;
  #confidence;
  /** QᵀQ + λI, once for all users. */
  #base;
  constructor(items, { confidence = CONFIDENCE, ridge } = {}) {
    const { dim } = items;
    this.#items = items;
    this.#confidence = confidence;
    this.#base = gramOf(items);
    let trace = 0;
    for (let axis = 0; axis < dim; axis++) trace += this.#base[axis * (dim + 1)];
    const lambda = ridge ?? RIDGE_SHARE * trace / dim;
    for (let axis = 0; axis < dim; axis++) this.#base[axis * (dim + 1)] += lambda;
  }
  /** The equations of a user who rated these items, distinct: what does not change when one of them is held out. */
  equationsOf(rated) {
    const { dim } = this.#items;
    const equations = { matrix: Float64Array.from(this.#base), right: new Float64Array(dim) };
    for (const item of rated) this.#add(equations, item, 1);
    return equations;
  }
  /** The user's vector; zeros when nothing was rated, null when the equations have no solution (infinite weights). */
  vectorOf({ matrix: matrix2, right }) {
    return solvePositiveDefinite(Float64Array.from(matrix2), right);
  }
  /** The vector of the same user without one of the items. */
  vectorWithout({ matrix: matrix2, right }, item) {
    const others = { matrix: Float64Array.from(matrix2), right: Float64Array.from(right) };
    this.#add(others, item, -1);
    return solvePositiveDefinite(others.matrix, others.right);
  }
  #add({ matrix: matrix2, right }, item, times) {
    const { dim, itemFactors } = this.#items;
    const factors = itemFactors.subarray(item * dim, (item + 1) * dim);
    addOuterProduct(matrix2, factors, times * (this.#confidence - 1));
    for (let axis = 0; axis < dim; axis++) right[axis] += times * this.#confidence * factors[axis];
  }
};
function gramOf({ dim, numItems, itemFactors }) {
  const gram = new Float64Array(dim * dim);
  for (let item = 0; item < numItems; item++)
    addOuterProduct(gram, itemFactors.subarray(item * dim, (item + 1) * dim), 1);
  return gram;
}
function addOuterProduct(matrix2, vector, weight) {
  const size = vector.length;
  for (let row = 0; row < size; row++) {
    const weighted2 = weight * vector[row];
    for (let column = 0; column < size; column++) matrix2[row * size + column] += weighted2 * vector[column];
  }
}

// src/core/leave-one-out.ts
var MAX_HELD_OUT = 200;
var LeaveOneOut = class {
  numTasks;
  /** Per batch its first user, and behind the last one the number of users. */
  #starts;
  #rated;
  #values;
  /** @param rated of each user the items, distinct and ascending, at least one */
  constructor(rated, tasksPerBatch) {
    const starts = [0];
    let [numTasks, ofBatch] = [0, 0];
    for (const [user, { length }] of rated.entries()) {
      const tasks = Math.min(length, MAX_HELD_OUT);
      if (ofBatch > 0 && ofBatch + tasks > tasksPerBatch) {
        starts.push(user);
        ofBatch = 0;
      }
      ofBatch += tasks;
      numTasks += tasks;
    }
    if (rated.length > 0) starts.push(rated.length);
    this.numTasks = numTasks;
    this.#starts = starts;
    this.#rated = rated;
    this.#values = new Float64Array(rated.length);
  }
  get numBatches() {
    return this.#starts.length - 1;
  }
  /** The tasks of one batch in buffers of their own; may be asked for again. */
  batch(index) {
    const users = this.#rated.slice(this.#starts[index], this.#starts[index + 1]).map((rated) => ({ rated, heldOut: evenlySpaced(rated, MAX_HELD_OUT) }));
    const tasks = users.flatMap(
      ({ rated, heldOut }) => Array.from(heldOut, (item) => ({ item, others: rated.length - 1, rated }))
    );
    const offsets = new Uint32Array(tasks.length + 1);
    for (const [task, { others }] of tasks.entries()) offsets[task + 1] = offsets[task] + others;
    const ids = new Uint32Array(offsets.at(-1));
    for (const [task, { item, rated }] of tasks.entries())
      ids.set(
        rated.filter((other) => other !== item),
        offsets[task]
      );
    const targets = {
      offsets: Uint32Array.from({ length: tasks.length + 1 }, (_, task) => task),
      ids: Uint32Array.from(tasks, ({ item }) => item)
    };
    return { users, targets, masked: { offsets, ids } };
  }
  /** Keeps what the ranks of a batch are worth; `ranks` has one entry a task, in the order of `batch`. */
  take(index, { ranks }) {
    let task = 0;
    for (let user = this.#starts[index]; user < this.#starts[index + 1]; user++) {
      const count = Math.min(this.#rated[user].length, MAX_HELD_OUT);
      this.#values[user] = meanOf(ranks.slice(task, task += count).map((rank) => 1 / rank));
    }
  }
  /** The mean over users of the mean reciprocal rank of their held-out items. At least one user. */
  finish() {
    return meanOf(this.#values);
  }
};
function evenlySpaced(entries2, count) {
  if (entries2.length <= count) return entries2;
  return Uint32Array.from({ length: count }, (_, index) => {
    return entries2[Math.floor(index * entries2.length / count)];
  });
}

// src/core/plan-fold-in.ts
function planFoldIn(items, foldIn, tasks) {
  let isSolvable = true;
  return {
    job: {
      items,
      numUsers: tasks.numTasks,
      numBatches: tasks.numBatches,
      batch(index) {
        const batch = foldInBatch(items, foldIn, tasks.batch(index));
        isSolvable &&= batch !== null;
        return batch;
      },
      take(index, ranked2) {
        isSolvable &&= ranked2.nanUsers === 0;
        const { targets, masked } = tasks.batch(index);
        tasks.take(index, { ranks: ranked2.ranks.map(withoutMasked) });
        function withoutMasked(rank, task) {
          const isBelow = items.itemBiases[targets.ids[task]] === -Infinity;
          return isBelow ? rank - (masked.offsets[task + 1] - masked.offsets[task]) : rank;
        }
      }
    },
    finish: () => isSolvable ? tasks.finish() : null
  };
}
function foldInBatch({ dim }, foldIn, { users, targets, masked }) {
  const factors = new Float64Array(targets.ids.length * dim);
  let task = 0;
  for (const { rated, heldOut } of users) {
    const equations = foldIn.equationsOf(rated);
    for (const item of heldOut) {
      const vector = foldIn.vectorWithout(equations, item);
      if (vector === null) return null;
      factors.set(vector, dim * task++);
    }
  }
  return { factors, biases: new Float64Array(task), targets, masked, topK: 0 };
}

// src/core/ranking-cost.ts
var RANKING_COST = {
  /** Of one factor of one item, by the kernel; and score by score in float64. */
  kernelCell: 0.055,
  scalarCell: 2.5,
  /** Of one item, whatever the factors: looking at its score, and what is applied to it. */
  kernelItem: 1.7,
  scalarItem: 30,
  /** Of a user, whatever the items. */
  user: 2e3,
  /** Of a thread until it ranks, which costs the other threads as much. */
  thread: 5e7
};
var BATCH_NANOSECONDS = 1e7;
var MOST_USERS_AT_ONCE = 2048;
var STEP = 4;
function usersAtOnce(items) {
  const users = BATCH_NANOSECONDS / nanosecondsAUser(items);
  return Math.max(STEP, Math.min(MOST_USERS_AT_ONCE, STEP * Math.round(users / STEP)));
}
function nanosecondsAUser({ numItems, dim, ratingOutput = "identity" }) {
  const { kernelCell, scalarCell, kernelItem, scalarItem, user } = RANKING_COST;
  return ratingOutput === "identity" ? user + numItems * (kernelItem + dim * kernelCell) : user + numItems * (scalarItem + dim * scalarCell);
}
function threadsFor({ items, numUsers: numUsers2, numBatches }, processors) {
  const gain = numUsers2 * nanosecondsAUser(items) - RANKING_COST.thread;
  let threads = 1;
  while (threads < Math.min(processors, numBatches) && gain / ((threads + 1) * threads) >= RANKING_COST.thread)
    threads++;
  return threads;
}

// src/core/cold-users.ts
var COLD_USER_POLICIES = ["skip", "popularity", "fold-in"];
function planColdUsers(request) {
  const { policy, health } = request;
  if (policy === "skip") return { job: null, finish: () => NO_FURTHER_METRICS };
  const { job, finish } = policy === "popularity" ? served(request) : foldedIn(request);
  const counts = [
    ["cold_users", health.coldUsers],
    ["cold_ratings", health.dropped.unknownUser]
  ];
  return {
    job,
    finish() {
      const found2 = finish();
      return { ...found2, metrics: new Map([...counts, ...found2.metrics]) };
    }
  };
}
function servedName(metric) {
  return prefixed("cold_popularity", metric);
}
function served({ cold, popularity }) {
  const names = BASELINE_METRICS.map(({ name: name2 }) => servedName(name2));
  if (popularity.kind === "unknown") return nothingToRank(skipAll(names, popularity.reason));
  if (cold.users.length === 0) return nothingToRank(skipAll(names, "no-cold-users"));
  const values = measureList(popularity.counts, { interactions: cold, train: null });
  const metrics = new Map([...values].map(([name2, perUser]) => [servedName(name2), meanOf(perUser)]));
  return nothingToRank({ metrics, perUser: /* @__PURE__ */ new Map(), skipped: [] });
}
function nothingToRank(found2) {
  return { job: null, finish: () => found2 };
}
var FOLD_IN_MRR = "cold_fold_in_mrr";
var FOLD_IN_POPULARITY_MRR = "cold_fold_in_popularity_mrr";
function foldedIn({ cold, model, popularity, health }) {
  const both = [FOLD_IN_MRR, FOLD_IN_POPULARITY_MRR];
  if (health.coldUsers === 0) return nothingToRank(skipAll(both, "no-cold-users"));
  const rated = usersWithSeveralItems(cold);
  const counted = /* @__PURE__ */ new Map([["cold_fold_in_users", rated.length]]);
  if (rated.length === 0) return nothingToRank({ ...skipAll(both, "nobody-to-fold-in"), metrics: counted });
  const items = tableOf(model);
  const tasks = new LeaveOneOut(rated, usersAtOnce(items));
  const { job, finish } = planFoldIn(items, new FoldIn(items), tasks);
  return {
    job,
    finish() {
      const mrr = finish();
      if (mrr === null) return { ...skipAll(both, "fold-in-has-no-solution"), metrics: counted };
      const metrics = counted.set(FOLD_IN_MRR, mrr);
      if (popularity.kind === "unknown")
        return { ...skipAll([FOLD_IN_POPULARITY_MRR], popularity.reason), metrics };
      const popular = meanOfList(popularity.counts, tasks);
      return { ...NO_FURTHER_METRICS, metrics: metrics.set(FOLD_IN_POPULARITY_MRR, popular) };
    }
  };
}
function tableOf({ numItems, dim, itemFactors, itemBiases }) {
  return { numItems, dim, itemFactors, itemBiases };
}
function usersWithSeveralItems({ users, offsets, items }) {
  const lists = [...users.keys()].map((index) => items.subarray(offsets[index], offsets[index + 1]));
  return lists.filter((list3) => list3.length >= 2);
}
function meanOfList(counts, tasks) {
  const ranker = new ListRanker(counts);
  for (let index = 0; index < tasks.numBatches; index++) tasks.take(index, ranker.rank(tasks.batch(index)));
  return tasks.finish();
}

// src/formats/report/training-json.ts
var COUNT2 = external_exports.int().nonnegative();
function trainingJson(times) {
  if (times === null) return null;
  const { trainedAt, cutoff, ofThisCheckpoint, ratedAfter: ratedAfter2 } = times;
  return {
    trained_at: trainedAt,
    cutoff,
    of_this_checkpoint: ofThisCheckpoint,
    rated_after: ratedAfter2 === null ? null : { some: ratedAfter2.some, all: ratedAfter2.all }
  };
}
var TRAINING = external_exports.object({
  trained_at: external_exports.int(),
  cutoff: external_exports.int().nullable(),
  of_this_checkpoint: external_exports.boolean(),
  // Earlier versions did not count it.
  rated_after: external_exports.object({ some: COUNT2, all: COUNT2 }).nullable().default(null)
}).transform(
  ({
    trained_at: trainedAt,
    cutoff,
    of_this_checkpoint: ofThisCheckpoint,
    rated_after: ratedAfter2
  }) => ({ trainedAt, cutoff, ofThisCheckpoint, ratedAfter: ratedAfter2 })
).nullable();
function mapProblemsJson(problems) {
  if (problems === null) return null;
  const { users, items } = problems;
  return {
    user_map: {
      malformed_rows: users.malformedRows,
      conflicting_names: users.conflictingNames,
      shared_ids: users.sharedIds
    },
    item_map: { malformed_rows: items.malformedRows, shared_ids: items.sharedIds }
  };
}
var MAP_PROBLEMS = external_exports.object({
  user_map: external_exports.object({ malformed_rows: COUNT2, conflicting_names: COUNT2, shared_ids: COUNT2 }),
  item_map: external_exports.object({ malformed_rows: COUNT2, shared_ids: COUNT2 })
}).transform(({ user_map: users, item_map: items }) => ({
  users: {
    malformedRows: users.malformed_rows,
    conflictingNames: users.conflicting_names,
    sharedIds: users.shared_ids
  },
  items: { malformedRows: items.malformed_rows, sharedIds: items.shared_ids }
})).nullable();

// src/formats/report/health-json.ts
function healthJson({ counts, problems, dropped, filtered, ...health }) {
  return {
    num_users: counts.numUsers,
    num_ratings: counts.numRatings,
    avg_ratings_per_user: counts.avgRatingsPerUser,
    evaluated_users: health.evaluatedUsers,
    evaluated_ratings: health.evaluatedRatings,
    dropped: {
      ambiguous_title: dropped.ambiguousTitle,
      unmatched_title: dropped.unmatchedTitle,
      unknown_user: dropped.unknownUser
    },
    filtered: {
      below_min_rating: filtered.belowMinRating,
      without_time: filtered.withoutTime,
      too_old: filtered.tooOld
    },
    malformed_rows: problems.malformedRows,
    non_numeric_ratings: problems.nonNumericRatings,
    malformed_timestamps: problems.malformedTimestamps,
    duplicate_rows: health.duplicateRows,
    unknown_users: health.unknownUsers,
    cold_users: health.coldUsers,
    unknown_items: health.unknownItems,
    ambiguous_items: health.ambiguousItems,
    num_item_names: health.numItemNames,
    map_problems: mapProblemsJson(health.mapProblems),
    newest_rating: health.newestRating
  };
}
var COUNT3 = external_exports.int().nonnegative();
var HEALTH = external_exports.object({
  num_users: COUNT3,
  num_ratings: COUNT3,
  avg_ratings_per_user: external_exports.number(),
  evaluated_users: COUNT3,
  evaluated_ratings: COUNT3,
  dropped: external_exports.object({ ambiguous_title: COUNT3, unmatched_title: COUNT3, unknown_user: COUNT3 }),
  filtered: external_exports.object({ below_min_rating: COUNT3, without_time: COUNT3, too_old: COUNT3 }),
  malformed_rows: COUNT3,
  non_numeric_ratings: COUNT3,
  malformed_timestamps: COUNT3,
  duplicate_rows: COUNT3,
  unknown_users: COUNT3,
  cold_users: COUNT3,
  unknown_items: COUNT3,
  ambiguous_items: COUNT3,
  num_item_names: COUNT3,
  map_problems: MAP_PROBLEMS,
  newest_rating: external_exports.number().nullable()
}).transform((json) => ({
  counts: {
    numUsers: json.num_users,
    numRatings: json.num_ratings,
    avgRatingsPerUser: json.avg_ratings_per_user
  },
  problems: {
    malformedRows: json.malformed_rows,
    nonNumericRatings: json.non_numeric_ratings,
    malformedTimestamps: json.malformed_timestamps
  },
  dropped: {
    ambiguousTitle: json.dropped.ambiguous_title,
    unmatchedTitle: json.dropped.unmatched_title,
    unknownUser: json.dropped.unknown_user
  },
  filtered: {
    belowMinRating: json.filtered.below_min_rating,
    withoutTime: json.filtered.without_time,
    tooOld: json.filtered.too_old
  },
  unknownUsers: json.unknown_users,
  coldUsers: json.cold_users,
  unknownItems: json.unknown_items,
  ambiguousItems: json.ambiguous_items,
  numItemNames: json.num_item_names,
  evaluatedRatings: json.evaluated_ratings,
  evaluatedUsers: json.evaluated_users,
  duplicateRows: json.duplicate_rows,
  mapProblems: json.map_problems,
  newestRating: json.newest_rating
}));

// src/formats/report/measurement-json.ts
function objectOf(map) {
  return Object.fromEntries(map);
}
function measurementJson(measurement) {
  const { model, database } = measurement;
  return {
    start_time: measurement.startedAt,
    end_time: measurement.endedAt,
    monitor_version: measurement.monitorVersion,
    metrics: objectOf(measurement.metrics),
    median_targets: measurement.medianTargets,
    mrr_ceiling: measurement.mrrCeiling,
    skipped_metrics: measurement.skippedMetrics,
    popularity_source: measurement.popularitySource,
    training: trainingJson(measurement.training),
    settings: settingsJson(measurement.settings),
    model: {
      path: model.path,
      digest: model.digest,
      bytes: model.bytes,
      kind: model.kind,
      num_users: model.numUsers,
      num_items: model.numItems,
      dim: model.dim
    },
    database: { path: database.path, digest: database.digest, bytes: database.bytes },
    health: healthJson(measurement.health),
    origin: measurement.origin === null ? null : originJson(measurement.origin)
  };
}
function settingsJson(settings) {
  return {
    id_mapping: settings.idMapping,
    train_mask: settings.trainMask,
    min_rating: settings.minRating,
    query: settings.query,
    since: settings.since,
    newer_than: settings.newerThan,
    k: settings.k,
    cold_users: settings.coldUsers
  };
}
function originJson(origin) {
  return {
    repository: origin.repository,
    server_url: origin.serverUrl,
    run_id: origin.runId,
    run_attempt: origin.runAttempt,
    job: origin.job,
    matrix: origin.matrix,
    event_name: origin.eventName,
    ref: origin.ref,
    sha: origin.sha,
    actor: origin.actor,
    workflow: origin.workflow
  };
}
var MAX_TEXT = 1e6;
var MAX_METRICS = 1e4;
var TEXT = external_exports.string().max(MAX_TEXT);
var COUNT4 = external_exports.int().nonnegative();
var TIME = external_exports.int();
var SOURCE = { path: TEXT, digest: TEXT, bytes: COUNT4 };
function mapOf(value) {
  return external_exports.preprocess(entriesOf, external_exports.map(external_exports.string().max(250), value));
}
function entriesOf(input) {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const keys = Object.keys(input);
  return keys.length > MAX_METRICS ? input : new Map(Object.entries(input));
}
var SETTINGS = external_exports.object({
  id_mapping: external_exports.enum(["mapped", "first-seen"]),
  train_mask: external_exports.boolean(),
  min_rating: external_exports.number().nullable(),
  query: TEXT,
  since: external_exports.enum(["all", "previous-run", "time"]),
  newer_than: external_exports.number().nullable(),
  k: COUNT4,
  cold_users: external_exports.enum(COLD_USER_POLICIES)
}).transform(
  ({
    id_mapping: idMapping,
    train_mask: trainMask,
    min_rating: minRating,
    newer_than: newerThan,
    cold_users: coldUsers,
    ...same
  }) => ({
    idMapping,
    trainMask,
    minRating,
    newerThan,
    coldUsers,
    ...same
  })
);
var ORIGIN = external_exports.object({
  repository: TEXT,
  server_url: TEXT,
  run_id: TEXT,
  run_attempt: COUNT4,
  job: TEXT,
  matrix: TEXT,
  event_name: TEXT,
  ref: TEXT,
  sha: TEXT,
  actor: TEXT,
  workflow: TEXT,
  has_foreign_head: external_exports.boolean().default(false)
}).transform(
  ({
    server_url: serverUrl,
    run_id: runId,
    run_attempt: runAttempt,
    event_name: eventName,
    has_foreign_head: hasForeignHead,
    ...same
  }) => ({
    serverUrl,
    runId,
    runAttempt,
    eventName,
    hasForeignHead,
    ...same
  })
);
var MODEL = external_exports.object({ ...SOURCE, kind: TEXT, num_users: COUNT4, num_items: COUNT4, dim: COUNT4 }).transform(({ num_users: numUsers2, num_items: numItems, ...same }) => ({
  numUsers: numUsers2,
  numItems,
  ...same
}));
var MEASUREMENT_FIELDS = {
  start_time: TIME,
  end_time: TIME,
  monitor_version: TEXT,
  metrics: mapOf(external_exports.number()),
  median_targets: external_exports.number(),
  mrr_ceiling: external_exports.number(),
  skipped_metrics: external_exports.array(external_exports.object({ metric: external_exports.string().max(250), reason: external_exports.enum(SKIP_REASONS) })).max(MAX_METRICS),
  popularity_source: external_exports.enum(["train-interactions", "monitor.json"]).nullable(),
  training: TRAINING,
  settings: SETTINGS,
  model: MODEL,
  database: external_exports.object(SOURCE),
  health: HEALTH,
  origin: ORIGIN.nullable()
};
var FIELDS = external_exports.object(MEASUREMENT_FIELDS);
function measurementOf(json) {
  return {
    startedAt: json.start_time,
    endedAt: json.end_time,
    metrics: json.metrics,
    settings: json.settings,
    model: json.model,
    database: json.database,
    health: json.health,
    medianTargets: json.median_targets,
    mrrCeiling: json.mrr_ceiling,
    training: json.training,
    popularitySource: json.popularity_source,
    skippedMetrics: json.skipped_metrics,
    origin: json.origin,
    monitorVersion: json.monitor_version
  };
}

// src/formats/report/statistics-json.ts
function statisticsJson(statistics) {
  if (statistics === void 0) return null;
  const { ofMetric, lift, targets, cold, streak, baselineRuns: baselineRuns2 } = statistics;
  const metrics = [...ofMetric].map(([metric, found2]) => {
    const label = labelOf(metric) ?? metric;
    return [
      metric,
      {
        ...trendJson(label, found2),
        previous: found2.previous === null ? null : comparisonJson(label, found2.previous, "previous run"),
        previous_gap: found2.previousGap,
        baseline_gap: found2.baselineGap,
        since_best: found2.sinceBest,
        since_median: found2.sinceMedian
      }
    ];
  });
  return {
    metrics: objectOf(new Map(metrics)),
    lift_mrr: lift === null ? null : trendJson("Lift", lift),
    targets: targets === null ? null : { are_harder: targets.areHarder, lift_fell_beyond_doubt: targets.liftFellBeyondDoubt },
    cold_users: cold,
    baseline_runs: baselineRuns2,
    suspect_runs_before: streak
  };
}
function trendJson(label, { mean, users, interval, baseline, charts }) {
  return {
    mean,
    users,
    interval,
    baseline: baseline === null ? null : comparisonJson(label, baseline, "baseline"),
    charts: charts === null ? null : chartsJson(charts)
  };
}
function comparisonJson(label, comparison, reference) {
  const { before, users, usersBefore, change, interval, oneSided, smallestDrop: smallestDrop2 } = comparison;
  const bounded = interval.kind === "bounded" ? { low: interval.low, high: interval.high } : null;
  return {
    before,
    users,
    users_before: usersBefore,
    change,
    interval: bounded,
    interval_kind: interval.kind,
    upper_end: oneSided.kind === "bounded" ? oneSided.high : null,
    smallest_drop: smallestDrop2,
    sentence: plainOf(changeSentence([label], comparison, reference))
  };
}
function chartsJson({ target, runs, ewma: ewma2, cusum: cusum2 }) {
  return {
    target,
    runs,
    ewma: { average: ewma2.average, lower_limit: ewma2.lowerLimit, alarm: ewma2.alarm },
    cusum: { sum: cusum2.sum, alarm: cusum2.alarm }
  };
}

// src/formats/report/report-json.ts
var SCHEMA = 1;
function writeReport({
  measurement,
  run,
  experiment,
  trackingLocation,
  isFirst,
  evidence,
  trend,
  decision,
  plan,
  limits
}) {
  const report = {
    schema: SCHEMA,
    status: "evaluated",
    run: { run_id: run.runId, experiment_id: run.experimentId, experiment, tracking: trackingLocation },
    measurement: measurementJson(measurement),
    is_first: isFirst,
    history_unreadable: evidence.historyUnreadable ?? false,
    previous: previousJson(evidence.previous),
    trend: trend.map(trendJson2),
    statistics: statisticsJson(evidence.statistics),
    limits: {
      thresholds: objectOf(limits.thresholds),
      max_mrr_drop: limits.maxMrrDrop,
      max_user_growth: limits.maxUserGrowth,
      decision: limits.decision,
      patience: limits.patience
    },
    decision: {
      retrain: decision.retrain,
      suspect: decision.suspect,
      triggers: decision.triggers,
      findings: decision.findings.map((finding) => findingJson(finding, evidence, limits))
    },
    plan: planJson(plan)
  };
  return `${JSON.stringify(report, null, 2)}
`;
}
function findingJson(finding, evidence, limits) {
  const remark = remarkOn(finding.reason) ?? [];
  const sentences = [sentenceOf(finding), remark].filter((phrase) => phrase.length > 0);
  return {
    ...finding,
    ...toldEvidence(finding, evidence, limits),
    sentence: sentences.map(plainOf).join(" ")
  };
}
function toldEvidence({ metric, evidence: found2 }, { statistics }, { decision }) {
  if (found2 === void 0) return {};
  const metricFound = statistics?.ofMetric.get(metric);
  const [comparison, reference] = decision === "limits" ? [metricFound?.previous, "previous run"] : [metricFound?.baseline, "first runs of this model"];
  if (comparison == null) return { evidence: { ...found2, sentence: null } };
  const sentence2 = plainOf(changeSentence([labelOf(metric) ?? metric], comparison, reference));
  return { evidence: { ...found2, sentence: sentence2 } };
}
function previousJson(previous) {
  const entries2 = [...previous].map(([metric, { run, value, comparability: comparability2 }]) => [
    metric,
    { run_id: run.runId, start_time: run.startTime, value, comparability: comparability2 }
  ]);
  return objectOf(new Map(entries2));
}
function trendJson2({ startTime, modelDigest, newModel, ...same }) {
  return { start_time: startTime, model_digest: modelDigest, new_model: newModel, ...same };
}
function planJson(plan) {
  const { kind, target, payload } = plan;
  const what = { target: target === null ? null : targetJson(target), payload };
  return plan.kind === "send" ? { kind, ...what } : { kind, why: plan.why, ...what };
}
function targetJson(target) {
  const { kind, repository } = target;
  return target.kind === "repository_dispatch" ? { kind, repository, event_type: target.eventType } : { kind, repository, workflow: target.workflow, ref: target.ref };
}

// src/act.ts
async function act(config, world, verdict) {
  const { run, plan } = verdict;
  const failed = [];
  if (verdict.unreadable !== null) failed.push(failureOf("tracking-server", verdict.unreadable));
  const { experiment } = config;
  const report = writeReport({ ...verdict, experiment, trackingLocation: world.tracking.location });
  const reportPath = await attempt(failed, "report", () => world.writeReport(report));
  const recorded = await attempt(failed, "run-amendment", async () => {
    await world.tracking.amend(run, {
      artifacts: /* @__PURE__ */ new Map([[REPORT_ARTIFACT, report]]),
      tags: verdictTags(verdict)
    });
    return true;
  });
  let saved = await saveHistory(world, failed);
  let sent2 = NOT_SENT;
  if (plan.kind === "send" && recorded === true) {
    if (saved.kind !== "failed") sent2 = await send(world, plan, failed);
    const end = sent2.dispatched ? "sent" : "refused";
    const tags = /* @__PURE__ */ new Map([[TAGS.dispatch, end]]);
    await attempt(failed, "run-amendment", () => world.tracking.amend(run, { tags }));
    saved = await saveHistory(world, failed);
  }
  if (plan.kind === "hold" && plan.why === "weekly-limit") failed.push(suppressed(config));
  await attempt(failed, "model-link", async () => await world.linkModel?.(modelTags(verdict, world)));
  const outcome = {
    status: "evaluated",
    measurement: verdict.measurement,
    run,
    experiment: config.experiment,
    trackingLocation: world.tracking.location,
    evidence: verdict.evidence,
    trend: verdict.trend,
    isFirst: verdict.isFirst,
    decision: verdict.decision,
    plan,
    ...sent2,
    history: { restored: verdict.restored, saved },
    failedDeliveries: failed,
    reportPath,
    skippedRuns: world.tracking.skippedRuns,
    trackingNotes: world.tracking.notes ?? []
  };
  const unraised = await keepAlerts(world, outcome, verdict.earlierRuns);
  return { ...outcome, failedDeliveries: [...failed, ...unraised] };
}
var NOT_SENT = { dispatched: false, retrainRun: null };
async function send(world, plan, failed) {
  const sent2 = await attempt(failed, "retrain-event", async () => {
    const retrainRun = await world.sendRetrainEvent(plan);
    return { dispatched: true, retrainRun };
  });
  return sent2 ?? NOT_SENT;
}
async function saveHistory({ history }, failed) {
  const saved = await attempt(failed, "history", () => history.save());
  if (saved === null) return { kind: "failed", refusals: [] };
  for (const { message, hint: hint2 } of undelivered(saved))
    if (!failed.some((known) => known.message === message)) failed.push({ what: "history", message, hint: hint2 });
  return saved;
}
function suppressed({ retrainMaxPerWeek }) {
  return {
    what: "retrain-event",
    message: `the retraining was started ${retrainMaxPerWeek} times within seven days, which is the limit, and the model has still decayed`,
    hint: "Look why retraining does not mend the model; raise `retrain-max-per-week` if it is meant to run more often."
  };
}
function verdictTags(verdict) {
  const { decision, measurement, plan } = verdict;
  const tags = /* @__PURE__ */ new Map([
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)],
    ["mlflow.note.content", describeRun(verdict)]
  ]);
  if (decision.suspect !== null) tags.set(TAGS.suspect, String(decision.suspect));
  if (plan.kind === "send")
    tags.set(TAGS.dispatch, "intended").set(TAGS.dispatchEvent, eventKeyOf(plan.target, measurement.origin?.repository ?? "")).set(TAGS.dispatchTime, new Date(verdict.decidedAt).toISOString());
  return tags;
}
function modelTags({ measurement, run, decision }, { tracking }) {
  return modelTagsOf({
    run,
    trackingLocation: tracking.location,
    evaluatedAt: measurement.startedAt,
    metrics: measurement.metrics,
    decision
  });
}
async function attempt(failed, what, action) {
  try {
    return await action();
  } catch (error) {
    failed.push(failureOf(what, error));
    return null;
  }
}

// src/core/comparability.ts
var NEEDS_QUERY_ONLY = /* @__PURE__ */ new Set(["num_users", "num_ratings", "avg_ratings_per_user"]);
var RANKING_SETTINGS = [
  [PARAMS.query, "different-query"],
  [PARAMS.idMapping, "different-id-mapping"],
  [PARAMS.trainMask, "different-train-mask"],
  [PARAMS.minRating, "different-min-rating"],
  [PARAMS.since, "different-since"]
];
var QUERY_SETTING = RANKING_SETTINGS.slice(0, 1);
function comparability(metric, past, own) {
  if (!past.has(PARAMS.query)) return "settings-unknown";
  const settings = NEEDS_QUERY_ONLY.has(metric) ? QUERY_SETTING : RANKING_SETTINGS;
  const difference = settings.find(([param]) => past.get(param) !== own.get(param));
  if (difference !== void 0) return difference[1];
  return isSameMeasurement2(past, own) ? "same-measurement" : "comparable";
}
function isSameMeasurement2(past, own) {
  return RANKING_SETTINGS.every(([param]) => past.get(param) === own.get(param)) && measurementKey(past) === measurementKey(own);
}
function measurementKey(params) {
  const identifying = [PARAMS.modelDigest, PARAMS.databaseDigest, PARAMS.newerThan];
  return JSON.stringify(identifying.map((param) => params.get(param) ?? null));
}

// src/core/evidence/earlier-runs.ts
var MAX_RUNS = 1e3;
var EarlierRuns = class {
  #measurement;
  #ownParams;
  #runs = [];
  constructor(measurement, ownParams) {
    this.#measurement = measurement;
    this.#ownParams = ownParams;
  }
  /** Whether further runs would be dropped, so that nobody needs to read on. */
  get isFull() {
    return this.#runs.length >= MAX_RUNS;
  }
  /** Newest first. */
  get runs() {
    return this.#runs;
  }
  /** Keeps what is needed of a run; offer the newest first. */
  offer(past) {
    const { startedAt, origin, metrics } = this.#measurement;
    if (this.isFull || past.startTime >= startedAt || isSameJob(past, origin)) return;
    const kept = [...metrics.keys()].flatMap((metric) => {
      const value = past.metrics.get(metric);
      return value === void 0 || !Number.isFinite(value) ? [] : [[metric, value]];
    });
    const found2 = comparability("test_mrr", past.params, this.#ownParams);
    this.#runs.push({
      runId: past.runId,
      startTime: past.startTime,
      metrics: new Map(kept),
      modelDigest: past.params.get(PARAMS.modelDigest) ?? null,
      comparability: found2,
      comparable: found2 === "comparable" || found2 === "same-measurement",
      measurementKey: measurementKey(past.params),
      suspect: past.tags.get(TAGS.suspect) === "true",
      triggers: triggersOf(past),
      dispatch: dispatchStateOf(past)
    });
  }
};

// src/core/past-dispatches.ts
var HOUR_MS = 36e5;
var WEEK_MS = 7 * 24 * HOUR_MS;
var LONGEST_JOB_MS = 5 * 24 * HOUR_MS;
var PastDispatchSearch = class {
  #since;
  #origin;
  #found = [];
  #isComplete = false;
  /** @param window how far back a dispatch counts, milliseconds before `now` */
  constructor(options) {
    this.#since = options.now - Math.max(options.window, WEEK_MS);
    this.#origin = options.origin;
  }
  /** Whether older runs can hold no dispatch that counts. */
  get isComplete() {
    return this.#isComplete;
  }
  /** The dispatches of this event, newest first. */
  of(event) {
    return this.#found.filter((one) => one.event === event).sort((a, b) => b.sentAt - a.sentAt);
  }
  /** Keeps the dispatch of a run if it counts; offer the newest first. */
  offer(run) {
    if (run.startTime < this.#since - LONGEST_JOB_MS) this.#isComplete = true;
    const state = dispatchStateOf(run);
    if (state !== "intended" && state !== "sent") return;
    const event = run.tags.get(TAGS.dispatchEvent) ?? "";
    const isOfThisJob = isSameJob(run, this.#origin);
    const sentAt = timeOf(run);
    if (sentAt < this.#since && !isOfThisJob) return;
    this.#found.push({ runId: run.runId, sentAt, isSameJob: isOfThisJob, event });
  }
};
function timeOf(run) {
  const tagged = Date.parse(run.tags.get(TAGS.dispatchTime) ?? "");
  return Number.isNaN(tagged) ? run.startTime : tagged;
}

// src/core/previous-runs.ts
function isPreviousRun(past, { startedAt, origin }) {
  return past.startTime < startedAt && !isSameJob(past, origin);
}
var PreviousRunSearch = class {
  #measurement;
  #ownParams;
  #required;
  #found = /* @__PURE__ */ new Map();
  #sawEarlierRun = false;
  /** @param required metrics to search for; others are taken along from the runs that are read for these */
  constructor(measurement, ownParams, required) {
    this.#measurement = measurement;
    this.#ownParams = ownParams;
    this.#required = required;
  }
  /** Whether every required metric has its previous run. */
  get isComplete() {
    return this.#required.every((metric) => this.#found.has(metric));
  }
  /** Whether any run started before this one, comparable or not, an earlier attempt of this job included. */
  get sawEarlierRun() {
    return this.#sawEarlierRun;
  }
  /** By MLflow name of the metric. */
  get found() {
    return this.#found;
  }
  /** Takes from a run the metrics that no newer one had. */
  offer(run) {
    if (run.startTime >= this.#measurement.startedAt) return;
    this.#sawEarlierRun = true;
    if (!isPreviousRun(run, this.#measurement)) return;
    for (const metric of this.#measurement.metrics.keys()) {
      const value = this.#found.has(metric) ? void 0 : run.metrics.get(metric);
      if (value === void 0 || !Number.isFinite(value)) continue;
      this.#found.set(metric, {
        run,
        value,
        comparability: comparability(metric, run.params, this.#ownParams)
      });
    }
  }
};

// src/core/statistics/sample.ts
function sampleOf(users, values) {
  const byUser = /* @__PURE__ */ new Map();
  for (let index = 0; index < values.length; index++) byUser.set(users[index], values[index]);
  return summaryOf(byUser);
}
function pool(samples) {
  const [first, ...others] = samples;
  if (first !== void 0 && others.length === 0) return first;
  const sums = /* @__PURE__ */ new Map();
  const counts = /* @__PURE__ */ new Map();
  for (const { byUser } of samples)
    for (const [user, value] of byUser) {
      sums.set(user, (sums.get(user) ?? 0) + value);
      counts.set(user, (counts.get(user) ?? 0) + 1);
    }
  for (const [user, sum] of sums) sums.set(user, sum / counts.get(user));
  return summaryOf(sums);
}
function summaryOf(byUser) {
  let sum = 0;
  for (const value of byUser.values()) sum += value;
  const mean = sum / byUser.size;
  let squares = 0;
  for (const value of byUser.values()) squares += (value - mean) ** 2;
  return { size: byUser.size, mean, variance: byUser.size > 1 ? squares / (byUser.size - 1) : 0, byUser };
}

// src/core/evidence/baseline-samples.ts
function poolBaseline(runs, kept) {
  if (runs.length === 0) return { gap: "no-earlier-run-of-model" };
  const samples = [];
  for (const { runId } of runs) {
    const run = kept.get(runId) ?? { gap: "values-not-kept" };
    if ("gap" in run) return run;
    samples.push(run);
  }
  const ofMetric = /* @__PURE__ */ new Map();
  for (const metric of samples[0].ofMetric.keys()) {
    const pooled2 = poolAll(samples.map((run) => run.ofMetric.get(metric) ?? null));
    if (pooled2 !== null) ofMetric.set(metric, pooled2);
  }
  return { ofMetric, popularity: poolAll(samples.map(({ popularity }) => popularity)) };
}
function poolAll(samples) {
  const there = samples.filter((sample) => sample !== null);
  return there.length === samples.length ? pool(there) : null;
}

// src/core/statistics/mean-interval.ts
function meanInterval({ size, mean, variance }) {
  if (size < 2) return null;
  const half = studentTQuantile(0.975, size - 1) * Math.sqrt(variance / size);
  return { low: mean - half, high: mean + half };
}

// src/core/statistics/reference-windows.ts
var WINDOW = 4;
var BASELINE_RUNS = 4;
function windowValues(earlierOldestFirst, window = WINDOW) {
  const last = earlierOldestFirst.slice(-window).sort((one, other) => one - other);
  if (last.length === 0) return { best: null, median: null };
  const middle = (last.length - 1) / 2;
  return { best: last.at(-1), median: (last[Math.floor(middle)] + last[Math.ceil(middle)]) / 2 };
}
function baselineRuns(earlierOfModelOldestFirst, count = BASELINE_RUNS) {
  return earlierOfModelOldestFirst.slice(0, count);
}

// src/core/statistics/ratio-sample.ts
function ratioSample(numerators, denominators) {
  const users = [...numerators.byUser.keys()].filter((user) => denominators.byUser.has(user));
  let above = 0;
  let below4 = 0;
  for (const user of users) {
    above += numerators.byUser.get(user);
    below4 += denominators.byUser.get(user);
  }
  if (below4 === 0) return null;
  const ratio = above / below4;
  const meanBelow = below4 / users.length;
  const values = users.map(
    (user) => ratio + (numerators.byUser.get(user) - ratio * denominators.byUser.get(user)) / meanBelow
  );
  return sampleOf(users, values);
}

// src/core/statistics/cusum.ts
var DEFAULT = { allowance: 0.5, limit: 4 };
function cusum(target, runs, { allowance, limit } = DEFAULT) {
  let sum = 0;
  return runs.map(({ mean, standardError }) => {
    sum = Math.max(0, sum + (target - mean) / standardError - allowance);
    return { sum, alarm: sum > limit };
  });
}

// src/core/statistics/ewma.ts
var DEFAULT2 = { lambda: 0.3, limit: 2.7 };
function ewma(target, runs, { lambda, limit } = DEFAULT2) {
  let average = target;
  let variance = 0;
  return runs.map(({ mean, standardError }) => {
    average = lambda * mean + (1 - lambda) * average;
    variance = (lambda * standardError) ** 2 + (1 - lambda) ** 2 * variance;
    const lowerLimit = target - limit * Math.sqrt(variance);
    return { average, lowerLimit, alarm: average < lowerLimit };
  });
}

// src/core/evidence/charts.ts
var MIN_RUNS_WITHOUT_SPREAD = 8;
function chartsOf(target, spread, runs, earlierMeans) {
  const standardError = spread === null ? errorOfMeans(earlierMeans) : null;
  const means = runs.map(({ mean, users }) => ({
    mean,
    standardError: standardError ?? (spread ?? 0) / Math.sqrt(users)
  }));
  if (means.some((run) => !(run.standardError > 0))) return null;
  return {
    target,
    runs: runs.length,
    ewma: ewma(target, means).at(-1),
    cusum: cusum(target, means).at(-1)
  };
}
function errorOfMeans(means) {
  if (means.length < MIN_RUNS_WITHOUT_SPREAD) return null;
  const mean = meanOf(means);
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (means.length - 1));
}

// src/core/evidence/compare-runs.ts
function runsToRead(metrics, previous, { baseline }) {
  const compared = metrics.flatMap((metric) => {
    const found2 = previous.get(metric);
    return found2 !== void 0 && isComparable(found2) ? [found2.run.runId] : [];
  });
  return [.../* @__PURE__ */ new Set([...compared, ...baseline.map(({ runId }) => runId)])];
}
function compareRuns(comparison) {
  const { metrics, now, references } = comparison;
  const ofMetric = /* @__PURE__ */ new Map();
  for (const metric of metrics) {
    const sample = now.ofMetric.get(metric);
    if (sample !== void 0) ofMetric.set(metric, metricStatistics(comparison, metric, sample));
  }
  return {
    ofMetric,
    ...liftOf(comparison),
    cold: now.cold === null ? null : { now: now.cold, before: coldBefore(comparison) },
    streak: references.streak,
    baselineRuns: references.baseline.length
  };
}
function metricStatistics(comparison, metric, now) {
  const { references } = comparison;
  const { sample: baseline, gap: gap2 } = baselineOf(comparison, metric);
  const earlier = references.comparable.flatMap((run) => run.metrics.get(metric) ?? []);
  const { best, median } = windowValues(earlier);
  return {
    ...meanStatistics(metric, now, baseline, references),
    ...previousOf(comparison, metric, now),
    baselineGap: gap2,
    sinceBest: best === null ? null : relativeChange(best, now.mean),
    sinceMedian: median === null ? null : relativeChange(median, now.mean)
  };
}
function meanStatistics(metric, now, baseline, references) {
  return {
    mean: now.mean,
    users: now.size,
    interval: meanInterval(now),
    baseline: baseline === null ? null : compareSamples(baseline, now),
    charts: chartsFor(metric, now, baseline, references)
  };
}
function chartsFor(metric, now, baseline, references) {
  const ofBaseline = meansOf(references.baseline, metric);
  const since2 = references.sinceBaseline.flatMap((run) => {
    const mean = run.metrics.get(metric);
    return mean === void 0 ? [] : [{ mean, users: run.metrics.get("evaluated_users") ?? now.size }];
  });
  if (baseline === null && ofBaseline.length === 0) return null;
  const target = baseline?.mean ?? meanOf(ofBaseline);
  const spread = baseline === null || baseline.size < 2 ? null : Math.sqrt(baseline.variance);
  const earlier = [...ofBaseline, ...since2.map(({ mean }) => mean)];
  return chartsOf(target, spread, [...since2, { mean: now.mean, users: now.size }], earlier);
}
function meansOf(runs, metric) {
  return runs.flatMap((run) => run.metrics.get(metric) ?? []);
}
function baselineOf({ baseline }, metric) {
  if ("gap" in baseline) return { sample: null, gap: baseline.gap };
  const sample = baseline.ofMetric.get(metric) ?? null;
  return { sample, gap: sample === null ? "metric-not-kept" : null };
}
function previousOf({ previous, kept }, metric, now) {
  const found2 = previous.get(metric);
  if (found2 === void 0 || !isComparable(found2)) return { previous: null, previousGap: null };
  const run = kept.get(found2.run.runId) ?? { gap: "values-not-kept" };
  if ("gap" in run) return { previous: null, previousGap: run.gap };
  const sample = run.ofMetric.get(metric);
  if (sample === void 0) return { previous: null, previousGap: "values-not-kept" };
  return { previous: compareSamples(sample, now), previousGap: null };
}
function isComparable({ comparability: comparability2 }) {
  return !comparability2.startsWith("different-");
}
function liftOf(comparison) {
  const { popularity: listNow } = comparison.now;
  const now = liftSample(comparison.now.ofMetric.get("test_mrr") ?? null, listNow);
  if (now === null || listNow === null) return { lift: null, targets: null };
  const model = baselineOf(comparison, "test_mrr").sample;
  const list3 = "gap" in comparison.baseline ? null : comparison.baseline.popularity;
  const before = liftSample(model, list3);
  const lift = meanStatistics("lift_mrr", now, before, comparison.references);
  if (before === null || list3 === null) return { lift, targets: null };
  const areHarder = hasListFallen(comparison, list3, listNow);
  const liftFellBeyondDoubt = areHarder && isShownToFall(changeInterval(before, now, BEYOND_DOUBT));
  return { lift, targets: { areHarder, liftFellBeyondDoubt } };
}
var BEYOND_DOUBT = 0.999;
function hasListFallen({ references }, before, now) {
  const chart = chartsFor("popularity_mrr", now, before, references);
  const isLow = chart !== null && chart.ewma.average < chart.target;
  return isLow || isShownToFall(changeInterval(before, now, ONE_SIDED));
}
function liftSample(model, popularity) {
  return model === null || popularity === null ? null : ratioSample(model, popularity);
}
function coldBefore({ previous, kept }) {
  const run = kept.get(previous.get("test_mrr")?.run.runId ?? "");
  return run === void 0 || "gap" in run ? null : run.cold;
}

// src/core/evidence/references.ts
function referencesOf(historyNewestFirst, now) {
  const seen = /* @__PURE__ */ new Set([now.measurementKey]);
  const comparable = [];
  let ofModel = 0;
  let sameModel2 = true;
  for (const run of historyNewestFirst) {
    if (run.modelDigest !== null && run.modelDigest !== now.modelDigest) sameModel2 = false;
    if (!run.comparable || seen.has(run.measurementKey)) continue;
    seen.add(run.measurementKey);
    comparable.push(run);
    if (sameModel2) ofModel = comparable.length;
  }
  const earlier = comparable.slice(0, ofModel);
  const calm = earlier.findIndex(({ suspect }) => !suspect);
  const oldestFirst = earlier.toReversed();
  const baseline = baselineRuns(oldestFirst);
  return {
    comparable: comparable.toReversed(),
    baseline,
    sinceBaseline: oldestFirst.slice(baseline.length),
    streak: calm === -1 ? earlier.length : calm
  };
}

// src/core/evidence/run-samples.ts
function asStrangers(kept) {
  const { perUser } = kept;
  if (perUser.keys !== "internal_user_id") return kept;
  return { ...kept, perUser: { ...perUser, users: perUser.users.map((user) => -1 - Number(user)) } };
}
var POPULARITY = "popularity_mrr";
function runSamples({ perUser, modelKind, cold }, metrics) {
  const { users, values } = perUser;
  const samples = /* @__PURE__ */ new Map();
  if (users.length === 0) return { ofMetric: samples, popularity: null, cold };
  for (const metric of metrics) {
    const found2 = values.get(metric);
    if (found2 === void 0) continue;
    const sample = modelKind === "sequence" ? weighted(perUser, found2) : sampleOf(users, found2);
    if (sample !== null) samples.set(metric, sample);
  }
  const popularity = values.get(POPULARITY);
  return {
    ofMetric: samples,
    popularity: popularity === void 0 ? null : sampleOf(users, popularity),
    cold
  };
}
function weighted({ users, targets }, values) {
  const sums = values.map((value, index) => value * targets[index]);
  return ratioSample(sampleOf(users, sums), sampleOf(users, targets));
}

// src/formats/report/evidence-json.ts
var SCHEMA2 = 1;
var PER_USER_VERSION = "per_user.v1";
var MAX_EVIDENCE_CHARACTERS = 96 * 1024 * 1024;
var EVIDENCE_HINT = "Restore the file from another copy of the history, or delete this run in MLflow.";
function writeEvidence(measurement) {
  const head = JSON.stringify({ schema: SCHEMA2, ...measurementJson(measurement) }, finiteOnly);
  return `${head.slice(0, -1)},"per_user":${writePerUser(measurement.perUser)}}
`;
}
function writePerUser({ keys, users, targets, values }) {
  for (const [name2, perUser] of [["targets", targets], ...values]) {
    const broken2 = perUser.find((value) => !Number.isFinite(value));
    if (broken2 !== void 0) throw new Error(`evidence.json: ${name2} holds ${broken2}`);
  }
  return JSON.stringify({ version: PER_USER_VERSION, keys, users, targets, values: objectOf(values) });
}
function finiteOnly(key, value) {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`evidence.json: ${key} is ${value}`);
  return value;
}
function parseEvidence(file, text3) {
  if (text3.length > MAX_EVIDENCE_CHARACTERS)
    throw new MalformedFileError(
      file,
      `${text3.length} characters, at most ${MAX_EVIDENCE_CHARACTERS} are read`,
      EVIDENCE_HINT
    );
  const json = parse3(file, text3);
  const { schema } = ENVELOPE.safeParse(json).data ?? { schema: void 0 };
  if (schema !== void 0 && schema !== SCHEMA2)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA2}`,
      "Use a newer model-monitor."
    );
  return json;
}
function parse3(file, text3) {
  try {
    return JSON.parse(text3);
  } catch (error) {
    throw new MalformedFileError(file, "not JSON", EVIDENCE_HINT, { cause: error });
  }
}
function arrayOf(isItem, expected) {
  return external_exports.custom(
    (input) => Array.isArray(input) && input.every(isItem),
    `expected ${expected}`
  );
}
var isId = (item) => Number.isSafeInteger(item) && Number(item) >= 0;
var isHash = (item) => typeof item === "string" && /^[0-9a-f]{32}$/u.test(item);
var SHARED = {
  version: external_exports.literal(PER_USER_VERSION),
  targets: arrayOf(isId, "whole numbers"),
  values: mapOf(arrayOf(Number.isFinite, "numbers"))
};
var PER_USER = external_exports.discriminatedUnion("keys", [
  external_exports.object({
    ...SHARED,
    keys: external_exports.literal("internal_user_id"),
    users: arrayOf(isId, "internal ids")
  }),
  external_exports.object({
    ...SHARED,
    keys: external_exports.literal("hmac_sha256_128"),
    users: arrayOf(isHash, "32 hex digits each")
  })
]).refine(({ users }) => new Set(users).size === users.length, "a user occurs twice").refine(
  ({ users, targets, values }) => [targets, ...values.values()].every((array) => array.length === users.length),
  "the arrays differ in length"
).transform(({ keys, users, targets, values }) => ({ keys, users, targets, values }));
var ENVELOPE = external_exports.object({ schema: external_exports.number() });
var EVIDENCE = external_exports.object({ schema: external_exports.literal(SCHEMA2), ...MEASUREMENT_FIELDS, per_user: PER_USER }).transform(({ per_user: perUser, ...json }) => ({ ...measurementOf(json), perUser }));

// src/formats/report/kept-values.ts
var KEPT = external_exports.object({
  per_user: PER_USER,
  model: external_exports.object({ kind: external_exports.string().max(100) }),
  settings: external_exports.object({ id_mapping: external_exports.string().max(100) }),
  health: external_exports.object({ num_users: external_exports.int().nonnegative(), cold_users: external_exports.int().nonnegative() })
});
function readKeptValues(file, text3) {
  const { data } = KEPT.safeParse(parseEvidence(file, text3));
  if (data === void 0) throw new MalformedFileError(file, "not what model-monitor writes", EVIDENCE_HINT);
  const { per_user: perUser, model, settings, health } = data;
  const { num_users: all, cold_users: some } = health;
  const cold = settings.id_mapping === "mapped" && some <= all ? { some, all } : null;
  return { perUser, modelKind: model.kind, cold };
}

// src/gather-statistics.ts
async function gatherStatistics({ thresholds: thresholds2 }, world, { measurement, run, record, previous, earlierRuns }) {
  const metrics = [.../* @__PURE__ */ new Set(["test_mrr", ...thresholds2.keys()])];
  const modelDigest = measurement.model.digest;
  const references = referencesOf(earlierRuns.runs, {
    modelDigest,
    measurementKey: measurementKey(record.params)
  });
  const kept = /* @__PURE__ */ new Map();
  for (const runId of runsToRead(metrics, previous, references)) {
    const values = await readKept(world, { ...run, runId });
    const isOfModel2 = references.baseline.some((past) => past.runId === runId);
    const known = isOfModel2 || hasModel(previous, runId, modelDigest);
    kept.set(runId, "gap" in values ? values : runSamples(known ? values : asStrangers(values), metrics));
  }
  const now = runSamples(keptOf(measurement), metrics);
  const baseline = poolBaseline(references.baseline, kept);
  return compareRuns({ metrics, now, previous, references, kept, baseline });
}
function hasModel(previous, runId, digest2) {
  return [...previous.values()].some(
    ({ run }) => run.runId === runId && run.params.get(PARAMS.modelDigest) === digest2
  );
}
function keptOf({ perUser, model, settings, health }) {
  const cold = { some: health.coldUsers, all: health.counts.numUsers };
  return { perUser, modelKind: model.kind, cold: settings.idMapping === "mapped" ? cold : null };
}
async function readKept({ log, tracking }, run) {
  const file = `${EVIDENCE_ARTIFACT} of run ${run.runId}`;
  try {
    const text3 = await tracking.readArtifact(run, EVIDENCE_ARTIFACT, MAX_EVIDENCE_CHARACTERS);
    return text3 === null ? { gap: "values-not-kept" } : readKeptValues(file, text3);
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    log.info(`no intervals against run ${run.runId}: ${error.message}`);
    const damaged3 = error instanceof MalformedFileError || error instanceof UnsupportedFileError;
    return { gap: damaged3 ? "values-damaged" : "values-unreadable" };
  }
}

// src/compare.ts
async function compare(config, world, compared) {
  try {
    return await compareWithHistory(config, world, compared);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.info(`the earlier runs could not be read, so nothing is compared: ${error.message}`);
    const { metrics } = compared.measurement;
    return {
      evidence: { metrics, previous: /* @__PURE__ */ new Map(), historyUnreadable: true },
      earlierRuns: [],
      dispatches: dispatchesBefore(config, compared.measurement),
      isFirst: false,
      unreadable: error
    };
  }
}
async function compareWithHistory(config, world, { measurement, run, record, required }) {
  const search = new PreviousRunSearch(measurement, record.params, required);
  const earlierRuns = new EarlierRuns(measurement, record.params);
  const dispatches2 = dispatchesBefore(config, measurement);
  for await (const past of world.tracking.pastRuns(run.experimentId)) {
    for (const reader of [search, earlierRuns, dispatches2]) reader.offer(past);
    if (search.isComplete && earlierRuns.isFull && dispatches2.isComplete) break;
  }
  sayWhatWasFound(world, search);
  const previous = search.found;
  const statistics = await gatherStatistics(config, world, {
    measurement,
    run,
    record,
    previous,
    earlierRuns
  });
  return {
    evidence: { metrics: measurement.metrics, previous, statistics },
    earlierRuns: earlierRuns.runs,
    dispatches: dispatches2,
    isFirst: !search.sawEarlierRun && world.tracking.skippedRuns.length === 0,
    unreadable: null
  };
}
function dispatchesBefore({ retrainCooldownMs }, { startedAt, origin }) {
  return new PastDispatchSearch({ now: startedAt, window: retrainCooldownMs ?? 0, origin });
}
function sayWhatWasFound({ log, tracking }, { found: found2 }) {
  for (const skipped of tracking.skippedRuns) log.info(`passed over ${skipped.path}: ${skipped.reason}`);
  for (const past of new Set([...found2.values()].map((previous) => previous.run)))
    log.info(`previous run ${past.runId} of ${new Date(past.startTime).toISOString()}`);
  if (found2.size === 0) log.info("no run to compare with: the comparisons are skipped");
}

// src/core/rules/evidence/harder-targets.ts
function areTargetsHarder(statistics, hasFallen) {
  const { lift, targets } = statistics ?? { lift: null, targets: null };
  if (lift === null || targets === null) return false;
  return !hasFallen(lift) || targets.areHarder && !targets.liftFellBeyondDoubt;
}

// src/core/rules/evidence/below-baseline.ts
var belowBaseline = {
  id: relativeDrop.id,
  description: "`test_mrr` is more than `max-mrr-drop` below the baseline (the first up to four runs of the current model, pooled), and the one-sided 95 % upper end of the change is below zero.",
  compares: [],
  evaluate: ({ metrics, statistics }, { maxMrrDrop: limit }) => {
    const now = metrics.get("test_mrr") ?? null;
    const found2 = statistics?.ofMetric.get("test_mrr");
    const baseline = found2?.baseline ?? null;
    const [outcome, reason] = judge2(limit, now, found2, statistics);
    const finding = {
      rule: relativeDrop.id,
      metric: "test_mrr",
      outcome,
      now,
      before: baseline?.before ?? null,
      limit,
      change: baseline?.change ?? null,
      reason,
      evidence: evidenceOf(baseline, { suspect: suspectBy(outcome), reason })
    };
    return [finding];
  }
};
function judge2(limit, now, found2, statistics) {
  if (limit === null) return ["skipped", "rule-is-off"];
  if (now === null) return ["skipped", "metric-not-computed"];
  if (found2 === void 0) return ["skipped", "metric-not-kept"];
  const { baseline, baselineGap } = found2;
  if (baseline === null) return ["skipped", baselineGap ?? "no-earlier-run-of-model"];
  if (baseline.change === null) return ["skipped", "previous-is-zero"];
  if (hasTooFewUsers(baseline)) return ["skipped", "too-few-users"];
  if (!isBeyond(-baseline.change, limit)) return ["passed", "within-limit-of-baseline"];
  if (baseline.oneSided.kind !== "bounded") return ["skipped", "cannot-be-bounded"];
  if (!isShownToFall(baseline.oneSided)) return ["passed", "not-significant"];
  const hasFallen = (lift) => isClearlyBelow(lift, limit);
  if (areTargetsHarder(statistics, hasFallen)) return ["passed", "harder-targets"];
  return ["fired", "below-baseline"];
}
function isClearlyBelow({ baseline }, limit) {
  return baseline !== null && isBeyond(-(baseline.change ?? 0), limit) && isShownToFall(baseline.oneSided);
}

// src/core/rules/evidence/clearly-below-threshold.ts
var clearlyBelowThreshold = {
  id: absoluteThreshold.id,
  description: "A minimum (`thresholds`) lies above the 95 % interval of its metric. A metric that is no mean over users is decided as written.",
  compares: [],
  evaluate: (evidence, { thresholds: thresholds2 }) => [...thresholds2].map(([metric, minimum]) => judge3(evidence, metric, minimum))
};
function judge3(evidence, metric, minimum) {
  const asWritten2 = compareWithMinimum(evidence, metric, minimum);
  const found2 = evidence.statistics?.ofMetric.get(metric);
  if (found2 === void 0) {
    const suspect = suspectBy(asWritten2.outcome);
    return { ...asWritten2, evidence: { ...NOT_EVALUABLE, suspect, reason: asWritten2.reason } };
  }
  const [outcome, reason] = outcomeOf(asWritten2.outcome === "fired", minimum, found2, evidence.statistics);
  return { ...asWritten2, outcome, reason, evidence: beside2(found2, minimum, [outcome, reason]) };
}
function outcomeOf(isBelow, minimum, { interval, users }, statistics) {
  if (!isBelow) return ["passed", "at-or-above-threshold"];
  if (users < MIN_USERS || interval === null) return ["skipped", "too-few-users"];
  if (interval.high >= minimum) return ["passed", "not-significant"];
  const isExcused = !isWorseThanPopularity(statistics.lift) && areTargetsHarder(statistics, hasLiftFallen);
  return isExcused ? ["passed", "harder-targets"] : ["fired", "clearly-below-threshold"];
}
function isWorseThanPopularity(lift) {
  return lift?.interval != null && lift.interval.high < 1;
}
function hasLiftFallen({ baseline }) {
  return baseline !== null && isShownToFall(baseline.oneSided);
}
function beside2({ interval, users }, minimum, [outcome, reason]) {
  const clear = interval !== null && (interval.high < minimum || interval.low >= minimum);
  const enough = users >= MIN_USERS && interval !== null;
  return {
    ...NOT_EVALUABLE,
    verdict: !enough ? "too-few-users" : clear ? "significant" : "not-significant",
    suspect: suspectBy(outcome),
    reason,
    users,
    low: interval?.low ?? null,
    high: interval?.high ?? null
  };
}

// src/core/rules/evidence/slow-decline.ts
var slowDecline = {
  id: "slow-decline",
  description: "The moving average (EWMA) of `test_mrr` over the runs since the baseline is below its control limit. Only with `decision: evidence`; off when `max-mrr-drop` is.",
  compares: [],
  evaluate: ({ metrics, statistics }, { maxMrrDrop }) => {
    const now = metrics.get("test_mrr") ?? null;
    const found2 = statistics?.ofMetric.get("test_mrr");
    const [outcome, reason] = judge4(maxMrrDrop === null, now, found2, statistics);
    const charts = found2?.charts ?? null;
    const baseline = found2?.baseline ?? null;
    const finding = {
      rule: slowDecline.id,
      metric: "test_mrr",
      outcome,
      now: charts?.ewma.average ?? null,
      before: charts?.target ?? null,
      limit: charts?.ewma.lowerLimit ?? null,
      change: null,
      reason,
      evidence: evidenceOf(baseline, { suspect: suspectBy(outcome), reason })
    };
    return [finding];
  }
};
function judge4(isOff, now, found2, statistics) {
  if (isOff) return ["skipped", "rule-is-off"];
  if (now === null) return ["skipped", "metric-not-computed"];
  if (found2 === void 0) return ["skipped", "metric-not-kept"];
  const { charts, baselineGap, users } = found2;
  if (baselineGap === "no-earlier-run-of-model") return ["skipped", baselineGap];
  if (charts === null) return ["skipped", "no-chart"];
  if (users < MIN_USERS) return ["skipped", "too-few-users"];
  if (!charts.ewma.alarm) return ["passed", "no-slow-decline"];
  return areTargetsHarder(statistics, (lift) => lift.charts?.ewma.alarm === true) ? ["passed", "harder-targets"] : ["fired", "slow-decline"];
}

// src/core/rules/evidence/index.ts
var EVIDENCE_RULES = [clearlyBelowThreshold, belowBaseline, slowDecline, coldShare];

// src/core/rules/index.ts
var RULES = [absoluteThreshold, relativeDrop, userGrowth];

// src/core/decide.ts
function decide(evidence, limits, rules = RULES) {
  const { statistics } = evidence;
  const byEvidence = EVIDENCE_RULES.flatMap((rule) => rule.evaluate(evidence, limits));
  const isSuspect = byEvidence.some(({ outcome }) => outcome === "fired");
  if (limits.decision === "evidence") {
    const confirmed = (statistics?.streak ?? 0) + 1 >= limits.patience;
    const findings2 = byEvidence.map((finding) => confirmed ? finding : waiting(finding));
    return { ...verdictOf3(findings2, EVIDENCE_RULES), suspect: isSuspect };
  }
  const findings = rules.flatMap((rule) => rule.evaluate(evidence, limits));
  if (statistics === void 0) return { ...verdictOf3(findings, rules), suspect: null };
  const advised = findings.map((finding) => withAdvice(finding, evidence, byEvidence));
  return { ...verdictOf3(advised, rules), suspect: isSuspect };
}
function verdictOf3(findings, rules) {
  const fired = new Set(
    findings.filter((finding) => finding.outcome === "fired").map((finding) => finding.rule)
  );
  const triggers = rules.map((rule) => rule.id).filter((id) => fired.has(id));
  return { retrain: triggers.length > 0, triggers, findings };
}
function waiting(finding) {
  return finding.outcome === "fired" ? { ...finding, outcome: "passed", reason: "not-yet-confirmed" } : finding;
}
function withAdvice(finding, { statistics }, byEvidence) {
  const counterpart = byEvidence.find(
    ({ rule, metric }) => rule === finding.rule && metric === finding.metric
  );
  if (counterpart?.evidence === void 0) return finding;
  if (finding.rule !== "relative-drop") return { ...finding, evidence: counterpart.evidence };
  const { suspect, reason } = counterpart.evidence;
  const previous = statistics?.ofMetric.get(finding.metric)?.previous ?? null;
  return { ...finding, evidence: evidenceOf(previous, { suspect, reason }) };
}

// src/core/self-test/estimate.ts
var PairMean = class {
  #sums = [];
  #counts = [];
  /** All pairs of one user; a user without pairs is none. */
  add(sum, count) {
    if (count === 0) return;
    this.#sums.push(sum);
    this.#counts.push(count);
  }
  /**
   * Σ sums / Σ counts, and the error of that ratio from how far single users are off it: the ratings of one user are not
   * independent of each other.
   */
  estimate() {
    const users = this.#sums.length;
    const pairs = total(this.#counts);
    const mean = total(this.#sums) / pairs;
    const squares = total(this.#sums.map((sum, user) => (sum - mean * this.#counts[user]) ** 2));
    return { mean, error: Math.sqrt(squares * users / (users - 1)) / pairs, users, pairs };
  }
};
function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

// src/core/self-test/places.ts
var DIGIT_BITS = 11;
var DIGITS = 1 << DIGIT_BITS;
var DIGIT = DIGITS - 1;
var Places = class {
  #floats;
  #keys;
  /** Items in their order so far, and in that of the next pass. */
  #order;
  #nextOrder;
  /** How many keys have which digit, and then where those of a digit start: the lowest digit first. */
  #starts = [new Uint32Array(DIGITS), new Uint32Array(DIGITS), new Uint32Array(DIGITS)];
  constructor(numItems) {
    this.#floats = new Float32Array(numItems);
    this.#keys = new Uint32Array(this.#floats.buffer);
    this.#order = new Uint32Array(numItems);
    this.#nextOrder = new Uint32Array(numItems);
  }
  /**
   * Where every item stands in one user's list: 1 best, 0 worst, ½ in the middle; items of the same score share the
   * middle of their places. Scores are compared as float32, by integers in the same order: those are sorted by their
   * digits, in a tenth of the time that comparing them takes; a rounded tie is nothing to this test.
   */
  of(scores, places) {
    this.#floats.set(scores);
    const [low, middle, high] = this.#starts;
    toSortableKeys(this.#keys, low, middle, high);
    sortFirst(this.#keys, low, this.#order);
    sortByDigit(this.#keys, { shift: DIGIT_BITS, starts: middle }, this.#order, this.#nextOrder);
    sortByDigit(this.#keys, { shift: 2 * DIGIT_BITS, starts: high }, this.#nextOrder, this.#order);
    setPlaces(this.#keys, this.#order, places);
  }
};
function toSortableKeys(keys, low, middle, high) {
  low.fill(0);
  middle.fill(0);
  high.fill(0);
  for (let item = 0; item < keys.length; item++) {
    const bits = keys[item];
    const key = (bits >>> 31 === 1 ? ~bits : bits | 2147483648) >>> 0;
    keys[item] = key;
    low[key & DIGIT]++;
    middle[key >>> DIGIT_BITS & DIGIT]++;
    high[key >>> 2 * DIGIT_BITS]++;
  }
  toStarts(low);
  toStarts(middle);
  toStarts(high);
}
function toStarts(counts) {
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const held = counts[digit];
    counts[digit] = start;
    start += held;
  }
}
function sortFirst(keys, starts, sorted) {
  for (let item = 0; item < keys.length; item++) sorted[starts[keys[item] & DIGIT]++] = item;
}
function sortByDigit(keys, { shift, starts }, order, sorted) {
  for (let index = 0; index < order.length; index++) {
    const item = order[index];
    sorted[starts[keys[item] >>> shift & DIGIT]++] = item;
  }
}
function setPlaces(keys, order, places) {
  const count = keys.length;
  for (let from = 0, upTo = 0; from < count; from = upTo) {
    const key = keys[order[from]];
    while (upTo < count && keys[order[upTo]] === key) upTo++;
    const place3 = (from + upTo) / 2 / count;
    for (let index = from; index < upTo; index++) places[order[index]] = place3;
  }
}

// src/core/self-test/signals.ts
var MIDDLE = 1 / 2;
var MAX_USERS = 192;
var MAX_SCORES = 32e6;
var MIN_USERS2 = 20;
function measureSignals(request, share = 1) {
  const { model, interactions } = request;
  const most = Math.min(MAX_USERS, Math.floor(MAX_SCORES / model.numItems));
  const count = Math.max(MIN_USERS2, Math.floor(share * most));
  const users = evenlySpaced(interactions.users, count);
  if (users.length < MIN_USERS2) return null;
  const sample = readSample(users, request);
  return sample === null ? null : signalsOf(sample);
}
function readSample(ids, { model, interactions, train }) {
  const { numItems } = model;
  const sample = {
    users: [],
    strangers: new Uint32Array(numItems).fill(ids.length),
    strangersPlaces: new Float64Array(numItems)
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
    const placesIn = (list3) => Float64Array.from(list3, (item) => places[item]);
    sample.users.push({
      known,
      knownPlaces: placesIn(known),
      items,
      fresh,
      freshPlaces: placesIn(fresh)
    });
    addTo(sample.strangersPlaces, places);
    for (const item of known) {
      sample.strangers[item]--;
      sample.strangersPlaces[item] -= places[item];
    }
  }
  return sample;
}
function addTo(sums, values) {
  for (let index = 0; index < sums.length; index++) sums[index] += values[index];
}
function signalsOf(sample) {
  const trainPlace = new PairMean();
  const trainOwn = new PairMean();
  const freshOwn = new PairMean();
  let repeats = 0;
  for (const { known, knownPlaces, items, fresh, freshPlaces } of sample.users) {
    trainPlace.add(
      knownPlaces.reduce((sum, place3) => sum + place3 - MIDDLE, 0),
      known.length
    );
    trainOwn.add(...aboveStrangers(sample, known, knownPlaces));
    freshOwn.add(...aboveStrangers(sample, fresh, freshPlaces));
    repeats += items.length - fresh.length;
  }
  return {
    trainPlace: trainPlace.estimate(),
    trainOwn: trainOwn.estimate(),
    freshOwn: freshOwn.estimate(),
    repeats: { found: repeats, expected: expectedRepeats(sample) }
  };
}
function aboveStrangers({ strangers, strangersPlaces }, items, places) {
  let sum = 0;
  let count = 0;
  for (const [index, item] of items.entries()) {
    if (strangers[item] === 0) continue;
    sum += places[index] - strangersPlaces[item] / strangers[item];
    count++;
  }
  return [sum, count];
}
function expectedRepeats({ users, strangers }) {
  const pairs = users.reduce((sum, { known }) => sum + known.length, 0);
  if (pairs === 0) return 0;
  let expected = 0;
  for (const { known, items } of users)
    for (const item of items)
      expected += Math.min(1, known.length * (users.length - strangers[item]) / pairs);
  return expected;
}

// src/core/self-test/judge.ts
var BOUND = 3;
var CERTAIN2 = 4;
var MIN_PAIRS = 100;
var MIN_TRAIN_PLACE = 0.1;
var MIN_TRAIN_OWN = 0.05;
var FEW_PAIRS = 1e3;
var MIN_TRAIN_OWN_WITH_FEW = 0.1;
var MIN_SHARE = 1 / 3;
var TELLING_REPEATS = 2;
function judge5(signals) {
  const { trainPlace, trainOwn, freshOwn } = signals;
  if (!isEnough(trainPlace) || isFlat(trainPlace)) return null;
  if (upperBound(trainPlace) < MIN_TRAIN_PLACE) return "train-pairs-at-chance";
  if (!isEnough(trainOwn) || !isEnough(freshOwn)) return null;
  if (isCertain(freshOwn) && !isCertain(trainOwn) && upperBound(trainOwn) < lowerBound(freshOwn))
    return "train-pairs-of-others";
  const needed = freshOwn.pairs < FEW_PAIRS ? MIN_TRAIN_OWN_WITH_FEW : MIN_TRAIN_OWN;
  const isPersonal = isCertain(trainOwn) && trainOwn.mean >= needed;
  const isGone = !isCertain(freshOwn) && upperBound(freshOwn) < MIN_SHARE * trainOwn.mean;
  return isPersonal && isGone && !repeatsAreTelling(signals) ? "ratings-of-others" : null;
}
function isClear({ trainPlace, trainOwn, freshOwn }) {
  const isPlaced = trainPlace.mean >= MIN_TRAIN_PLACE;
  return isPlaced && [trainPlace, trainOwn, freshOwn].every((one) => isEnough(one) && isCertain(one));
}
function isEnough({ users, pairs }) {
  return users >= MIN_USERS2 && pairs >= MIN_PAIRS;
}
function isFlat({ mean, error }) {
  return mean === 0 && error === 0;
}
function isCertain({ mean, error }) {
  return mean > CERTAIN2 * error;
}
function upperBound({ mean, error }) {
  return mean + BOUND * error;
}
function lowerBound({ mean, error }) {
  return mean - BOUND * error;
}
function repeatsAreTelling({ repeats: { found: found2, expected } }) {
  if (Math.abs(found2 - expected) < CERTAIN2 * Math.sqrt(expected)) return false;
  return found2 >= TELLING_REPEATS * expected || found2 * TELLING_REPEATS <= expected;
}

// src/core/self-test/index.ts
var IdentifierError = class extends MonitorError {
  kind = "malformed";
  constructor(failure2) {
    const { found: found2, hint: hint2 } = TEXTS[failure2];
    super(`the identifiers do not match the model: ${found2}`, hint2);
  }
};
function checkIdentifiers(check) {
  const atFirst = measureSignals(check, FIRST_SHARE);
  if (atFirst !== null && isClear(atFirst)) return;
  const signals = measureSignals(check);
  const failure2 = signals === null ? null : judge5(signals);
  if (failure2 !== null) throw new IdentifierError(failure2);
}
var FIRST_SHARE = 1 / 4;
var WAY_OUT = "If you are sure that they belong together, leave `train-interactions` unset: nothing is masked and this test is not made.";
var TEXTS = {
  "train-pairs-at-chance": {
    found: "it ranks the pairs of `train-interactions` no better than chance",
    hint: `Point \`train-interactions\` and \`model\` at files of the same training. ${WAY_OUT}`
  },
  "train-pairs-of-others": {
    found: "it ranks what people rated higher for them than for others, but not the pairs of `train-interactions`",
    hint: `Point \`train-interactions\` at the pairs of this model's training, in its internal ids. ${WAY_OUT}`
  },
  "ratings-of-others": {
    found: "it ranks the pairs of `train-interactions` higher for their own users than for others, but not what people rated, looked up through `user-map` and `item-map`",
    hint: `Use the maps that were written by the training of this very model; ids count from 0. ${WAY_OUT}`
  }
};

// src/core/interactions.ts
function groupInteractions(pairUsers, pairItems) {
  const count = pairUsers.length;
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) keys[row] = pairUsers[row] * ID_SPAN + pairItems[row];
  keys.sort();
  const users = [];
  const offsets = [];
  const items = new Uint32Array(count);
  let distinct = 0;
  for (let index = 0; index < count; index++) {
    const key = keys[index];
    if (index > 0 && key === keys[index - 1]) continue;
    const user = Math.floor(key / ID_SPAN);
    if (users.at(-1) !== user) {
      users.push(user);
      offsets.push(distinct);
    }
    items[distinct++] = key % ID_SPAN;
  }
  offsets.push(distinct);
  return {
    users: Uint32Array.from(users),
    offsets: Uint32Array.from(offsets),
    items: items.slice(0, distinct)
  };
}
var ID_SPAN = 2 ** 26;

// src/core/titles.ts
var WHITE_SPACE = new RegExp("\\p{White_Space}+", "gu");
var TRAILING_YEAR = / ?\([0-9]{4}\)$/;
function normaliseTitle(title) {
  const collapsed = title.replace(WHITE_SPACE, " ");
  const stripped = collapsed.slice(
    collapsed.startsWith(" ") ? 1 : 0,
    collapsed.endsWith(" ") ? -1 : void 0
  );
  return stripped.toLowerCase().replace(TRAILING_YEAR, "");
}

// src/core/name-ids.ts
var UNKNOWN3 = -1;
var AMBIGUOUS = -2;
function idsOf(ratings, mapping, model) {
  return mapping.kind === "mapped" ? lookUp2(ratings, mapping) : numberByAppearance(ratings, model);
}
function lookUp2(ratings, { users, items }) {
  return {
    users: Int32Array.from(ratings.users, (name2) => users.idOf.get(name2) ?? UNKNOWN3),
    items: Int32Array.from(ratings.items, (name2) => {
      const title = normaliseTitle(name2);
      return items.ambiguousTitles.has(title) ? AMBIGUOUS : items.idOfTitle.get(title) ?? UNKNOWN3;
    })
  };
}
function numberByAppearance(ratings, model) {
  checkNumbering("user", ratings.users.length, model.numUsers);
  checkNumbering("item", ratings.items.length, model.numItems);
  return {
    users: Int32Array.from(ratings.users, (_, index) => index),
    items: Int32Array.from(ratings.items, (_, index) => index)
  };
}
function checkNumbering(kind, names, count) {
  if (names <= count) return;
  throw new ConfigError(
    `id-mapping first-seen numbers ${names} ${kind}s of the database, but the model has ${count}: the ${kind} id ${count} is outside its table`,
    "Write the id maps at training time and use id-mapping: mapped; first-seen ids describe arbitrary users anyway."
  );
}

// src/core/rating-filter.ts
var NO_FILTER = { minRating: null, newerThan: null };
function whyLeftOut({ values, timestamps }, row, { minRating, newerThan }) {
  if (minRating !== null && !(values[row] >= minRating)) return "belowMinRating";
  if (newerThan === null) return null;
  const time = timestamps?.[row] ?? Number.NaN;
  if (Number.isNaN(time)) return "withoutTime";
  return time > newerThan ? null : "tooOld";
}

// src/core/validate.ts
function validate({ ratings, mapping, model, filter = NO_FILTER }) {
  const ids = idsOf(ratings, mapping, model);
  const rows = keepKnownRows(ratings, ids, filter);
  const interactions = groupInteractions(rows.users, rows.items);
  const cold = groupInteractions(rows.cold.users, rows.cold.items);
  const health = {
    counts: countRows(ratings),
    problems: ratings.problems,
    dropped: rows.dropped,
    filtered: rows.filtered,
    unknownUsers: countOf2(ids.users, UNKNOWN3),
    coldUsers: rows.cold.numUsers,
    unknownItems: countOf2(ids.items, UNKNOWN3),
    ambiguousItems: countOf2(ids.items, AMBIGUOUS),
    numItemNames: ratings.items.length,
    evaluatedRatings: rows.users.length,
    evaluatedUsers: interactions.users.length,
    duplicateRows: rows.users.length - interactions.items.length,
    mapProblems: mapping.kind === "mapped" ? { users: mapping.users.problems, items: mapping.items.problems } : null,
    newestRating: newestOf(ratings.timestamps)
  };
  const reason = reasonForNoData(ratings, health);
  return reason === null ? { kind: "ok", health, interactions, cold, scoredRows: rows } : { kind: "no-data", reason, health };
}
var ColdRows = class {
  #names = /* @__PURE__ */ new Set();
  users = [];
  items = [];
  /** @param counts whether the filter lets the row through; the user is counted all the same */
  add(user, item, counts) {
    this.#names.add(user);
    if (!counts) return;
    this.users.push(user);
    this.items.push(item);
  }
  get numUsers() {
    return this.#names.size;
  }
};
function keepKnownRows(ratings, ids, filter) {
  const { userOfRow, itemOfRow } = ratings;
  const users = new Uint32Array(userOfRow.length);
  const items = new Uint32Array(userOfRow.length);
  const rows = new Uint32Array(userOfRow.length);
  const dropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };
  const filtered = { belowMinRating: 0, withoutTime: 0, tooOld: 0 };
  const cold = new ColdRows();
  let kept = 0;
  for (let row = 0; row < userOfRow.length; row++) {
    const user = ids.users[userOfRow[row]];
    const item = ids.items[itemOfRow[row]];
    if (item === AMBIGUOUS) dropped.ambiguousTitle++;
    else if (item === UNKNOWN3) dropped.unmatchedTitle++;
    else if (user === UNKNOWN3) {
      dropped.unknownUser++;
      cold.add(userOfRow[row], item, whyLeftOut(ratings, row, filter) === null);
    } else {
      const why = whyLeftOut(ratings, row, filter);
      if (why !== null) {
        filtered[why]++;
        continue;
      }
      rows[kept] = row;
      users[kept] = user;
      items[kept++] = item;
    }
  }
  return {
    users: users.subarray(0, kept),
    items: items.subarray(0, kept),
    rows: rows.subarray(0, kept),
    cold,
    dropped,
    filtered
  };
}
function countRows(ratings) {
  const numUsers2 = ratings.users.length;
  const numRatings2 = ratings.userOfRow.length;
  return { numUsers: numUsers2, numRatings: numRatings2, avgRatingsPerUser: numUsers2 === 0 ? 0 : numRatings2 / numUsers2 };
}
function countOf2(ids, wanted) {
  let count = 0;
  for (const id of ids) if (id === wanted) count++;
  return count;
}
function newestOf(timestamps) {
  let newest = -Infinity;
  for (const time of timestamps ?? []) if (time > newest) newest = time;
  return newest === -Infinity ? null : newest;
}
function reasonForNoData({ problems }, { counts, evaluatedRatings: evaluatedRatings2, filtered }) {
  if (evaluatedRatings2 > 0) return null;
  if (counts.numRatings === 0) return problems.malformedRows > 0 ? "no-usable-rows" : "no-rows";
  if (filtered.tooOld > 0) return "nothing-new";
  if (filtered.withoutTime > 0) return "no-usable-times";
  return filtered.belowMinRating > 0 ? "below-min-rating" : "no-known-rows";
}

// src/core/shown-items.ts
var ShownItemsTally = class {
  k;
  counts;
  shares;
  #numLists = 0;
  constructor(numItems, k) {
    this.k = Math.min(k, numItems);
    this.counts = new Uint32Array(numItems);
    this.shares = new Float64Array(numItems);
  }
  /** Lists that were added and hold anything. */
  get numLists() {
    return this.#numLists;
  }
  /** @param list distinct items, best first; those beyond the cut-off are not looked at */
  add(list3) {
    const shown4 = list3.subarray(0, this.k);
    if (shown4.length === 0) return;
    this.#numLists++;
    for (const item of shown4) {
      this.counts[item]++;
      this.shares[item] += 1 / shown4.length;
    }
  }
};

// src/core/measure-catalogue.ts
var CatalogueMeasurement = class {
  #metrics;
  #tallies;
  #longest;
  constructor(metrics, numItems) {
    this.#metrics = metrics;
    this.#tallies = new Map(metrics.map(({ k }) => [k, new ShownItemsTally(numItems, k)]));
    this.#longest = Math.max(0, ...this.#tallies.keys());
  }
  /** The length of the lists that are needed; 0: none. */
  get topK() {
    return this.#longest;
  }
  /** Counts the lists of a batch of users, best item first. */
  add(lists) {
    if (this.#longest === 0) return;
    for (let user = 0; user < lists.offsets.length - 1; user++) {
      const list3 = listOf(lists, user);
      for (const tally of this.#tallies.values()) tally.add(list3);
    }
  }
  /** After the last list. */
  measure(popularity) {
    const metrics = /* @__PURE__ */ new Map();
    const skipped = [];
    for (const metric of this.#metrics) {
      const value = metric.overall(this.#tallies.get(metric.k), popularity);
      if (typeof value === "number") metrics.set(metric.name, value);
      else skipped.push({ metric: metric.name, reason: value });
    }
    return { metrics, skipped };
  }
};

// src/core/evaluate-ratings.ts
function measureRatings(model, rated) {
  const output = model.ratingOutput;
  if (output === void 0 || rated === null) return /* @__PURE__ */ new Map();
  const ratings = [];
  const predictions = [];
  for (const [index, row] of rated.rows.entries()) {
    const rating = Math.fround(rated.values[row]);
    if (Number.isNaN(rating)) continue;
    const score = scorePair(model, rated.users[index], rated.items[index]);
    ratings.push(rating);
    predictions.push(Math.fround(predictedRating(output, score)));
  }
  if (ratings.length === 0) return /* @__PURE__ */ new Map();
  const predicted = { ratings: Float64Array.from(ratings), predictions: Float64Array.from(predictions) };
  const metrics = RATING_METRICS.map((metric) => [metric.name, metric.overall(predicted)]);
  return new Map(metrics.filter(([, value]) => Number.isFinite(value)));
}

// src/core/target-counts.ts
function medianOf(targets) {
  const sorted = targets.toSorted();
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
function mrrCeilingOf(targets) {
  let sum = 0;
  for (const count of targets) {
    let harmonic = 0;
    for (let rank = 1; rank <= count; rank++) harmonic += 1 / rank;
    sum += harmonic / count;
  }
  return sum / targets.length;
}

// src/core/evaluate.ts
var NO_POPULARITY = { kind: "unknown", reason: "no-popularity-source" };
function planEvaluation(request, usersPerBatch = usersAtOnce(request.model)) {
  const { model, interactions, train, k } = request;
  checkWithinModel2(request);
  const chosen = chooseMetrics(request.chosen ?? []);
  const catalogue = new CatalogueMeasurement(chosen.catalogue, model.numItems);
  const measurement = new UserMeasurement({
    numItems: model.numItems,
    interactions,
    train,
    metrics: eachOnce([...rankingMetrics(k), ...chosen.ranking]),
    usersPerBatch,
    onLists: (lists) => catalogue.add(lists)
  });
  return {
    job: {
      items: itemsOf(model),
      numUsers: interactions.users.length,
      numBatches: measurement.numBatches,
      batch(index) {
        const { users, targets, masked } = measurement.batch(index);
        return { ...vectorsOf(model, users), targets, masked, topK: catalogue.topK };
      },
      take: (index, ranked2) => measurement.take(index, ranked2)
    },
    finish: () => toEvaluation(request, measurement.finish(), catalogue.measure(request.popularity ?? NO_POPULARITY))
  };
}
function itemsOf({ numItems, dim, itemFactors, itemBiases, ratingOutput }) {
  const table2 = { numItems, dim, itemFactors, itemBiases };
  return ratingOutput === void 0 ? table2 : { ...table2, ratingOutput };
}
function toEvaluation({ model, interactions, rated, counts }, values, ofAllLists) {
  const targets = Uint32Array.from(
    interactions.users,
    (_, index) => interactions.offsets[index + 1] - interactions.offsets[index]
  );
  const metrics = /* @__PURE__ */ new Map();
  for (const [name2, perUser] of values) metrics.set(name2, meanOf(perUser));
  for (const [name2, value] of ofAllLists.metrics) metrics.set(name2, value);
  for (const [name2, value] of measureRatings(model, rated ?? null)) metrics.set(name2, value);
  for (const metric of DATA_METRICS) metrics.set(metric.name, metric.overall(counts));
  return {
    metrics,
    perUser: { users: interactions.users, targets, values },
    medianTargets: medianOf(targets),
    mrrCeiling: mrrCeilingOf(targets),
    skipped: ofAllLists.skipped
  };
}
function eachOnce(metrics) {
  return [...new Map(metrics.map((metric) => [metric.name, metric])).values()];
}
function checkWithinModel2({ model, interactions, train }) {
  for (const { users, items } of train === null ? [interactions] : [interactions, train]) {
    const user = users.at(-1) ?? 0;
    if (user >= model.numUsers)
      throw new RangeError(`user id ${user}, but the model has ${model.numUsers} users`);
    const item = items.find((id) => id >= model.numItems);
    if (item !== void 0)
      throw new RangeError(`item id ${item}, but the model has ${model.numItems} items`);
  }
}

// src/evaluate-model.ts
async function evaluateModel(config, world, loaded, known) {
  const { model } = loaded;
  return model.kind === "sequence" ? evaluateSequenceModel(config, world, { ...loaded, model }, known) : await evaluateFactorModel(config, world, { ...loaded, model }, known);
}
async function evaluateFactorModel({ k, metrics: chosen, coldUsers: policy }, world, { model, train, ratings, popularity }, { interactions, cold, scoredRows, health }) {
  const total2 = interactions.users.length;
  const rated = { ...scoredRows, values: ratings.ratings.values };
  const evaluation = await ranked(
    world,
    planEvaluation({ model, interactions, train, k, chosen, popularity, rated, counts: health }),
    (done) => `${done} of ${total2} users evaluated`
  );
  world.log.info(`${total2} users evaluated`);
  const { metrics } = evaluation;
  const baseline = measureBaseline({ popularity, interactions, train, metrics });
  const ofColdUsers = await ranked(
    world,
    planColdUsers({ policy, cold, model, popularity, health }),
    (done) => `${done} items of unknown users ranked`
  );
  return { evaluation, baseline, cold: ofColdUsers };
}
async function ranked({ log, rankUsers: rankUsers2 }, { job, finish }, say2) {
  if (job !== null) await rankUsers2(job, (usersDone) => log.progress(say2(usersDone)));
  return finish();
}
function evaluateSequenceModel({ k, metrics: chosen }, { log }, { model, ratings, popularity }, { interactions, scoredRows, health: counts }) {
  const { timestamps } = ratings.ratings;
  const evaluation = evaluateSequences(
    { model, scoredRows, timestamps, k, chosen, counts },
    (sequences) => log.progress(`${sequences} sequences evaluated`)
  );
  const baseline = measureBaseline({ popularity, interactions, train: null, metrics: evaluation.metrics });
  return { evaluation, baseline, cold: NOT_FOR_SEQUENCES };
}
var NOT_FOR_SEQUENCES = skipAll(
  ["cold_popularity_mrr", "cold_fold_in_mrr"],
  "sequence-model"
);

// src/core/popularity.ts
function choosePopularity(sources) {
  const { idMapping, model, modelDigest, train, manifest } = sources;
  if (model.kind === "sequence") return { kind: "unknown", reason: "sequence-model" };
  if (idMapping === "first-seen") return { kind: "unknown", reason: "first-seen-ids" };
  if (train !== null)
    return {
      kind: "known",
      source: "train-interactions",
      counts: countItems(train, model.numItems),
      numUsers: train.users.length
    };
  if (manifest === null) return { kind: "unknown", reason: "no-popularity-source" };
  return isOfModel(manifest, modelDigest) ? {
    kind: "known",
    source: "monitor.json",
    counts: manifest.popularity,
    numUsers: model.numUsers
  } : { kind: "unknown", reason: "popularity-of-another-checkpoint" };
}
function isOfModel({ checkpointDigest }, modelDigest) {
  return checkpointDigest === null || checkpointDigest === modelDigest;
}
function countItems({ items }, numItems) {
  const counts = new Float64Array(numItems);
  for (const item of items) counts[item]++;
  return counts;
}

// src/load.ts
async function load(world) {
  const { log } = world;
  const reading = world.readModel();
  const readingBeside = reading.then(async (loaded2) => await readBeside(world, loaded2));
  const [ratings, model, beside3] = await Promise.allSettled([world.readRatings(), reading, readingBeside]);
  if (ratings.status === "rejected") throw ratings.reason;
  if ("missing" in ratings.value) return ratings.value;
  if (model.status === "rejected") throw model.reason;
  const loaded = { ratings: ratings.value, ...model.value };
  log.info(`${loaded.ratings.source.path}: ${loaded.ratings.ratings.userOfRow.length} ratings`);
  if (loaded.ratings.walFramesReplayed > 0)
    log.info(`${loaded.ratings.walFramesReplayed} frames of its write-ahead log were replayed`);
  log.info(`${loaded.source.path}: ${sizeOf(loaded.model)}`);
  if (beside3.status === "rejected") throw beside3.reason;
  const { mapping, train, manifest } = beside3.value;
  log.info(maskText(loaded.model, train));
  const popularity = choosePopularity({
    idMapping: mapping.kind,
    model: loaded.model,
    modelDigest: loaded.source.digest,
    train,
    manifest
  });
  log.info(popularityText(popularity));
  return { ...loaded, mapping, train, manifest, popularity };
}
async function readBeside(world, loaded) {
  const mapping = await world.readIdMapping(loaded);
  const train = await world.readTrainInteractions(loaded.model);
  return { mapping, train, manifest: await world.readTrainingManifest(loaded.model) };
}
function sizeOf(model) {
  const size = `${model.numItems} items, ${model.dim} factors`;
  return model.kind === "sequence" ? `sequence model (${model.network}), ${size}` : `${model.kind}, ${model.numUsers} users, ${size}`;
}
function maskText({ kind }, train) {
  if (train === null) return "no train interactions: nothing is masked";
  const pairs = `${train.items.length} pairs known at training time`;
  return kind === "sequence" ? `${pairs}: a sequence model masks none of them` : `${pairs} are masked`;
}
function popularityText(popularity) {
  return popularity.kind === "known" ? `popularity from ${popularity.source}` : `no popularity baseline: ${popularity.reason}`;
}

// src/formats/mlflow/names.ts
var MAX_PARAM_CHARACTERS = 6e3;
var MAX_TAG_CHARACTERS = 8e3;
var MAX_EXPERIMENT_CHARACTERS = 500;
var MAX_KEY_CHARACTERS = 250;
var MAX_COMPONENT_BYTES = 255;
var KEY = /^[\p{L}\p{N}_\-. /]+$/u;
var EXPERIMENT_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,63}$/u;
var RUN_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;
var RESERVED_IN_EXPERIMENT = /* @__PURE__ */ new Set(["datasets", "models", "tags", "traces"]);
var RESERVED_IN_STORE = /* @__PURE__ */ new Set(["models"]);
function isExperimentId(name2) {
  return EXPERIMENT_ID.test(name2) && !RESERVED_IN_STORE.has(name2);
}
function isRunId(name2) {
  return RUN_ID.test(name2) && !RESERVED_IN_EXPERIMENT.has(name2);
}
function checkKeys(kind, keys) {
  const seen = /* @__PURE__ */ new Set();
  const folders2 = /* @__PURE__ */ new Set();
  for (const key of keys) {
    const wrong = whatIsWrong(key);
    if (wrong !== null) throw new RangeError(`the ${kind} name ${JSON.stringify(key)} ${wrong}`);
    const folded = key.toLowerCase();
    if (seen.has(folded))
      throw new RangeError(`two ${kind} names differ only in case: ${JSON.stringify(key)}`);
    seen.add(folded);
    for (let slash = folded.indexOf("/"); slash > 0; slash = folded.indexOf("/", slash + 1))
      folders2.add(folded.slice(0, slash));
  }
  const clash = [...folders2].find((folder) => seen.has(folder));
  if (clash !== void 0)
    throw new RangeError(`the ${kind} name ${JSON.stringify(clash)} is also the folder of another one`);
}
function whatIsWrong(key) {
  if (!KEY.test(key)) return "must be letters, digits, spaces and _ - . /";
  if (Array.from(key).length > MAX_KEY_CHARACTERS) return `is longer than ${MAX_KEY_CHARACTERS} characters`;
  const components = key.split("/");
  if (components.some((component) => component === "" || component === "." || component === ".."))
    return 'has an empty, "." or ".." component';
  if (components.some((component) => Buffer.byteLength(component) > MAX_COMPONENT_BYTES))
    return `has a component longer than ${MAX_COMPONENT_BYTES} bytes`;
  return null;
}
function checkExperimentName(name2) {
  const length = Array.from(name2).length;
  if (length >= 1 && length <= MAX_EXPERIMENT_CHARACTERS) return;
  throw new ConfigError(
    `the experiment name has ${length} characters; MLflow takes 1 to ${MAX_EXPERIMENT_CHARACTERS}`,
    "Set the input `experiment` to a shorter name, or remove it to use `evaluation_runs`."
  );
}
function cut(text3, limit) {
  if (text3.length <= limit) return text3.toWellFormed();
  const kept = text3.slice(0, limit - 1);
  const halfPair = /[\uD800-\uDBFF]$/.test(kept);
  return `${halfPair ? kept.slice(0, -1) : kept}\u2026`.toWellFormed();
}

// src/formats/run-inputs.ts
var MAX_NAME_CHARACTERS = 500;
function inputsOf({ database, model, health }) {
  const { numRatings: numRatings2, numUsers: numUsers2 } = health.counts;
  const { kind, numUsers: modelUsers, numItems, dim } = model;
  return [
    inputOf(database, "evaluation", { num_rows: numRatings2, num_users: numUsers2 }),
    inputOf(model, "model", { kind, num_users: modelUsers, num_items: numItems, dim })
  ];
}
function inputOf(file, context, counts) {
  const source = JSON.stringify({ uri: file.path, sha256: file.digest.replace(/^sha256:/, "") });
  const profile = JSON.stringify(counts);
  return {
    name: cut(file.path.split(/[\\/]/).at(-1) ?? "", MAX_NAME_CHARACTERS),
    digest: `${shortDigest(file.digest)}-${shortDigest(sha256(`${source}
${profile}`)).slice(0, 4)}`,
    sourceType: "local",
    source,
    profile,
    context
  };
}

// src/next-step.ts
async function nextStep(config, world) {
  try {
    return await newestStep(config, world) + 1;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}
async function newestStep({ experiment }, { tracking }) {
  const experimentId = await tracking.findExperiment(experiment);
  if (experimentId === null) return 0;
  for await (const past of tracking.pastRuns(experimentId)) {
    const step = stepOf(past);
    if (step !== null) return step;
  }
  return 0;
}

// src/log-run.ts
async function logRun(config, world, measurement) {
  const record = toRun(config, measurement, await nextStep(config, world));
  const run = await world.tracking.publish(config.experiment, record);
  world.log.info(`run ${run.runId} in ${world.tracking.location}`);
  return { record, run };
}
function toRun(config, measurement, step) {
  return {
    name: config.runName,
    startTime: measurement.startedAt,
    endTime: measurement.endedAt,
    userId: measurement.origin?.actor ?? "",
    step: step ?? 0,
    metrics: measurement.metrics,
    params: paramsOf(measurement, sha256(measurement.settings.query)),
    tags: tagsOf(measurement, step),
    artifacts: /* @__PURE__ */ new Map([[EVIDENCE_ARTIFACT, writeEvidence(measurement)]]),
    inputs: inputsOf(measurement)
  };
}

// src/core/freshness.ts
function countRatedAfter(rows, timestamps, moment) {
  let some = 0;
  let all = 0;
  for (const row of rows) {
    const time = timestamps?.[row] ?? Number.NaN;
    if (Number.isNaN(time)) continue;
    all++;
    if (time > moment) some++;
  }
  return all === 0 ? null : { some, all };
}

// src/measurement.ts
function measurementOf2(config, world, found2) {
  const { model, ratings, evaluation, baseline, cold, popularity } = found2;
  return {
    startedAt: found2.startedAt,
    endedAt: world.now(),
    metrics: new Map([...evaluation.metrics, ...baseline.metrics, ...cold.metrics]),
    settings: settingsOf(config, found2),
    model: {
      ...found2.source,
      kind: model.kind,
      // A sequence model has no table of users.
      numUsers: model.kind === "sequence" ? 0 : model.numUsers,
      numItems: model.numItems,
      dim: model.dim
    },
    database: ratings.source,
    health: found2.health,
    medianTargets: evaluation.medianTargets,
    mrrCeiling: evaluation.mrrCeiling,
    training: trainingTimes(found2),
    popularitySource: popularity.kind === "known" ? popularity.source : null,
    skippedMetrics: [...evaluation.skipped, ...baseline.skipped, ...cold.skipped],
    perUser: perUserValues(config, world, found2),
    origin: world.origin,
    monitorVersion: world.version
  };
}
function settingsOf(config, { mapping, train, ratings, model, filter }) {
  return {
    idMapping: mapping.kind,
    // Spotlight's evaluation of sequences masks no pairs.
    trainMask: train !== null && model.kind !== "sequence",
    query: ratings.query,
    ...filter,
    since: typeof config.since === "number" ? "time" : config.since ?? "all",
    k: config.k,
    coldUsers: config.coldUsers
  };
}
function trainingTimes({ manifest, source, scoredRows, ratings }) {
  if (manifest === null) return null;
  const { trainedAt, cutoff } = manifest;
  const ofThisCheckpoint = isOfModel(manifest, source.digest);
  const ratedAfter2 = countRatedAfter(scoredRows.rows, ratings.ratings.timestamps, cutoff ?? trainedAt);
  return { trainedAt, cutoff, ofThisCheckpoint, ratedAfter: ofThisCheckpoint ? ratedAfter2 : null };
}
function perUserValues(config, world, { mapping, ratings, evaluation, baseline }) {
  const { users, targets } = evaluation.perUser;
  const values = [...evaluation.perUser.values, ...baseline.perUser];
  const shared = {
    targets: [...targets],
    values: new Map(values.map(([metric, perUser]) => [metric, [...perUser]]))
  };
  if (mapping.kind === "mapped") return { keys: "internal_user_id", users: [...users], ...shared };
  const key = `${world.origin?.repository ?? ""}/${config.experiment}`;
  const names = ratings.ratings.users;
  return {
    keys: "hmac_sha256_128",
    users: [...users].map((user) => hashedName(names[user], key)),
    ...shared
  };
}

// src/no-data.ts
async function noData(config, { log, origin, tracking, history }, {
  restored,
  ...found2
}) {
  log.info(`no data to evaluate: ${found2.reason}`);
  const lastEvaluated = await newestStart(config, log, tracking);
  const saved = await history.save();
  const { reason, database, artifact: artifact2, health, filter } = found2;
  const told2 = { reason, database, artifact: artifact2, health, filter, lastEvaluated };
  return { status: "no-data", ...told2, history: { restored, saved }, origin };
}
async function newestStart({ experiment }, log, tracking) {
  try {
    return await tracking.newestStart(experiment);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.info(`when the last evaluation was is not known: ${error.message}`);
    return null;
  }
}

// src/since.ts
async function resolveSince(config, world, startedAt) {
  if (config.since === null) return null;
  const newerThan = config.since === "previous-run" ? await seenByPreviousRun(config, world, startedAt) : config.since;
  world.log.info(
    newerThan === null ? "no previous run: ratings of every age count" : `only ratings newer than ${new Date(newerThan).toISOString()} count`
  );
  return newerThan;
}
async function seenByPreviousRun({ experiment }, { tracking, origin }, startedAt) {
  const experimentId = await tracking.findExperiment(experiment);
  if (experimentId === null) return null;
  for await (const past of tracking.pastRuns(experimentId))
    if (isPreviousRun(past, { startedAt, origin })) return newestSeenBy(past);
  return null;
}
function newestSeenBy({ runId, startTime, tags }) {
  const until = tags.get(TAGS.dataUntil);
  if (until === void 0) return Math.max(startTime, EARLIEST);
  const time = momentOf(until);
  if (!Number.isNaN(time)) return time;
  throw new HistoryError(
    `the previous run ${runId}: its tag ${TAGS.dataUntil} is ${quote(until)}, which is no time`,
    "Correct the tag in MLflow, or delete it: then the start of that run counts."
  );
}
var EARLIEST = -864e13;
function momentOf(text3) {
  const time = parseIsoTime(text3);
  if (!Number.isNaN(time)) return time;
  const date = new Date(text3);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text3 ? date.getTime() : Number.NaN;
}
function requireTimes({ since: since2, ratingsQuery, database }, { ratings }) {
  if (since2 === null || ratings.timestamps !== null) return;
  if (ratingsQuery === null)
    throw new MalformedFileError(
      database,
      'the input `since` needs to know when each rating was made, but the table "ratings" has no column "timestamp"',
      "Add the column, return the time as fourth column of `ratings-query`, or remove the input `since`."
    );
  throw new ConfigError(
    "the input `since` needs to know when each rating was made, but the query of `ratings-query` returns three columns",
    "Return the time as its fourth column, after user, item and rating, or remove the input `since`."
  );
}

// src/core/plan-dispatch.ts
var RETRAIN_TRIGGERS = ["repository_dispatch", "workflow_dispatch", "none"];
function planDispatch(settings, facts) {
  const { decision, measurement } = facts;
  if (!decision.retrain)
    return { kind: "hold", why: "not-needed", target: null, payload: null, earlier: null };
  const payload = payloadOf(facts);
  const target = targetOf(settings, measurement.origin);
  const hold = (why2, earlier2 = null) => ({
    kind: "hold",
    why: why2,
    target,
    payload,
    earlier: earlier2
  });
  if (settings.trigger === "none") return hold("trigger-off");
  if (settings.dryRun) return hold("dry-run");
  if (measurement.origin === null) return hold("not-on-github");
  if (isPullRequestEvent(measurement.origin.eventName)) return hold("pull-request");
  if (measurement.origin.hasForeignHead) return hold("foreign-head");
  if (facts.isOtherBranch === true) return hold("other-branch");
  if (facts.historyUnreadable === true) return hold("history-unreadable");
  const counting = facts.dispatchesOf(eventKeyOf(target, measurement.origin.repository));
  const [why, earlier] = countedAgainst(settings, counting, facts.now);
  return why === null ? { kind: "send", target, payload } : hold(why, earlier);
}
function targetOf(settings, origin) {
  const repository = settings.repository ?? origin?.repository ?? "";
  return settings.trigger === "workflow_dispatch" ? { kind: "workflow_dispatch", repository, workflow: settings.workflow ?? "", ref: settings.ref } : { kind: "repository_dispatch", repository, eventType: settings.eventType };
}
function countedAgainst({ cooldownMs, maxPerWeek }, dispatches2, now) {
  const ofThisJob = dispatches2.find((one) => one.isSameJob);
  if (ofThisJob !== void 0) return ["already-sent", ofThisJob];
  const [newest] = dispatches2;
  if (newest !== void 0 && cooldownMs !== null && now - newest.sentAt < cooldownMs)
    return ["cooldown", newest];
  const thisWeek = dispatches2.filter(({ sentAt }) => now - sentAt < WEEK_MS);
  if (maxPerWeek !== null && thisWeek.length >= maxPerWeek) return ["weekly-limit", newest ?? null];
  return [null, null];
}
function payloadOf({ decision, measurement, previous, run }) {
  return {
    reason: decision.findings.filter((finding) => finding.outcome === "fired").map(reasonOf).join("; "),
    triggers: decision.triggers,
    metrics: Object.fromEntries(measurement.metrics),
    previous: Object.fromEntries([...previous].map(([metric, { value }]) => [metric, value])),
    run_id: run.runId,
    model_digest: measurement.model.digest,
    source_run_url: measurement.origin === null ? "" : runAddress(measurement.origin),
    monitor_version: measurement.monitorVersion
  };
}
function reasonOf(finding) {
  const { rule, metric, now, before, limit, change } = finding;
  return change === null ? `${rule}: ${metric} is ${now}, limit ${limit}` : `${rule}: ${metric} went from ${before} to ${now}, a change of ${(change * 100).toFixed(1)} %, limit ${(limit * 100).toFixed(1)} %`;
}

// src/verdict.ts
function toVerdict(config, world, { compared, ...judged }) {
  const { measurement, restored } = judged;
  const { evidence, unreadable: unreadable5, earlierRuns, dispatches: dispatches2 } = compared;
  const decidedAt = world.now();
  const plan = planDispatch(dispatchSettings(config), {
    ...judged,
    previous: evidence.previous,
    historyUnreadable: unreadable5 !== null,
    isOtherBranch: restored.notSaved === "other-branch",
    now: decidedAt,
    dispatchesOf: (event) => dispatches2.of(event)
  });
  const trend = trendOf(earlierRuns, measurement);
  const isAllKnown = restored.state === "empty" || restored.state === "found";
  const isFirst = isAllKnown && compared.isFirst;
  return {
    ...judged,
    evidence,
    unreadable: unreadable5,
    isFirst,
    trend,
    earlierRuns,
    plan,
    decidedAt
  };
}
function dispatchSettings(config) {
  return {
    trigger: config.retrainTrigger,
    eventType: config.retrainEventType,
    workflow: config.retrainWorkflow,
    ref: config.retrainRef,
    repository: config.retrainRepository,
    cooldownMs: config.retrainCooldownMs,
    maxPerWeek: config.retrainMaxPerWeek,
    dryRun: config.dryRun
  };
}

// src/monitor.ts
async function monitor(config, world, { onPublished, rules = RULES } = {}) {
  const { log } = world;
  const startedAt = world.now();
  const restored = await world.history.restore();
  const filter = { minRating: config.minRating, newerThan: await resolveSince(config, world, startedAt) };
  const loaded = await log.group("1. Load", () => load(world));
  if ("missing" in loaded)
    return await noData(config, world, { ...loaded, reason: loaded.missing, health: null, filter, restored });
  const validation = await log.group("2. Validate", async () => checkRatings(config, world, loaded, filter));
  if (validation.kind === "no-data") {
    const database = loaded.ratings.source.path;
    return await noData(config, world, { ...validation, database, artifact: null, filter, restored });
  }
  const measurement = await log.group("3. Evaluate", async () => {
    const found2 = await evaluateModel(config, world, loaded, validation);
    const { health, scoredRows } = validation;
    return measurementOf2(config, world, { ...loaded, startedAt, filter, health, scoredRows, ...found2 });
  });
  const { record, run } = await log.group("4. Log", () => logRun(config, world, measurement));
  onPublished?.(run);
  const required = rules.flatMap((rule) => rule.compares);
  const compared = await log.group(
    "5. Compare",
    () => compare(config, world, { measurement, run, record, required })
  );
  const limits = limitsOf2(config);
  const decision = await log.group("6. Decide", async () => decide(compared.evidence, limits, rules));
  const verdict = toVerdict(config, world, { measurement, run, restored, compared, decision, limits });
  return await log.group("7. Act", () => act(config, world, verdict));
}
function checkRatings(config, { log }, { ratings, mapping, model, train }, filter) {
  requireTimes(config, ratings);
  const validation = validate({ ratings: ratings.ratings, mapping, model, filter });
  const { counts, evaluatedRatings: evaluatedRatings2 } = validation.health;
  log.info(`${evaluatedRatings2} of ${counts.numRatings} ratings can be scored`);
  if (validation.kind === "ok" && mapping.kind === "mapped" && train !== null && model.kind !== "sequence")
    checkIdentifiers({ model, interactions: validation.interactions, train });
  return validation;
}
function limitsOf2(config) {
  const { thresholds: thresholds2, maxMrrDrop, maxUserGrowth, decision, patience } = config;
  return { thresholds: thresholds2, maxMrrDrop, maxUserGrowth, decision, patience };
}

// src/open-world.ts
import { resolve as resolve4 } from "node:path";

// src/adapters/files.ts
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";

// src/adapters/unfinished.ts
import { createHash as createHash2, randomUUID } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var OWNER = /(?:(?<machine>[0-9a-f]{16})-(?<pid>[1-9]\d{0,9})-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
var STAGING = new RegExp(`^\\.mlruns-staging-${OWNER.source}$`);
var TEMPORARY = new RegExp(`^\\.model-monitor-${OWNER.source}\\.tmp$`);
var STALE_AFTER_MS = 24 * 60 * 60 * 1e3;
function stagingName() {
  return `.mlruns-staging-${owner()}`;
}
function temporaryName() {
  return `.model-monitor-${owner()}.tmp`;
}
function isAbandoned(path2, name2, now) {
  const groups = (STAGING.exec(name2) ?? TEMPORARY.exec(name2))?.groups;
  if (groups === void 0) return false;
  const found2 = lstatSync(path2, { throwIfNoEntry: false });
  if (found2 === void 0 || found2.isSymbolicLink()) return false;
  const isGone = groups["machine"] === machine() && groups["machine"] !== void 0 && !isRunning(Number(groups["pid"]));
  return isGone || now - found2.mtimeMs > STALE_AFTER_MS;
}
function owner() {
  const key = machine();
  return key === void 0 ? randomUUID() : `${key}-${process.pid}-${randomUUID()}`;
}
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error !== "object" || error === null || !("code" in error) || error.code !== "ESRCH";
  }
}
function machine() {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    const numbering = readlinkSync("/proc/self/ns/pid");
    return createHash2("sha256").update(`${hostname()}
${boot}
${numbering}`).digest("hex").slice(0, 16);
  } catch {
    return void 0;
  }
}

// src/adapters/files.ts
var MAX_FILE_BYTES = 2 ** 31 - 1;
async function readInputFile(file) {
  const found2 = await stat(file.path).catch((error) => {
    throw unreadable(file, error);
  });
  if (!found2.isFile())
    throw new MalformedFileError(
      file.shownAs,
      "is not a regular file",
      `Point the input \`${file.input}\` at a file.`
    );
  if (found2.size > MAX_FILE_BYTES)
    throw new UnsupportedFileError(
      file.shownAs,
      `holds ${found2.size} bytes; at most ${MAX_FILE_BYTES} can be read`,
      "Save the model's state dict alone, without the optimizer."
    );
  return await readFile(file.path).catch((error) => {
    throw unreadable(file, error);
  });
}
async function fileInside(path2, names) {
  if (!await isKind(path2, "isDirectory")) return path2;
  for (const name2 of names) {
    if (await isKind(join2(path2, name2), "isFile")) return join2(path2, name2);
  }
  return null;
}
async function isKind(path2, kind) {
  const found2 = await stat(path2).catch(() => null);
  return found2?.[kind]() === true;
}
async function readSmallFileIfPresent(file, maxBytes) {
  const found2 = await stat(file.path).catch((error) => {
    if (error.code === "ENOENT") return null;
    throw unreadable(file, error);
  });
  if (found2 === null) return null;
  if (found2.size > maxBytes)
    throw new MalformedFileError(
      file.shownAs,
      `holds ${found2.size} bytes; at most ${maxBytes} are read`,
      "Write it again with the training, or remove it."
    );
  return await readInputFile(file);
}
function unreadable(file, error) {
  const hint2 = `Check the path in the input \`${file.input}\`, and that an earlier step made or fetched the file.`;
  return error.code === "ENOENT" ? new MalformedFileError(file.shownAs, "there is no such file", file.hintWhenMissing ?? hint2, {
    cause: error
  }) : new MalformedFileError(file.shownAs, `cannot be read (${error.code ?? "unknown error"})`, hint2, {
    cause: error
  });
}
async function writeNewFile(path2, bytes) {
  await mkdir(dirname(path2), { recursive: true });
  await writeFile(path2, bytes, { flag: "wx" });
}
async function readTextIfPresent(path2) {
  return await readFile(path2, "utf8").catch((error) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
async function writeWhole(path2, content) {
  const folder = dirname(path2);
  await mkdir(folder, { recursive: true });
  for (const name2 of await readdir(folder))
    if (isAbandoned(join2(folder, name2), name2, Date.now())) await unlink(join2(folder, name2)).catch(() => null);
  const temporary = join2(folder, temporaryName());
  await writeFile(temporary, content, "utf8");
  await rename(temporary, path2);
}

// src/adapters/ranking-pool.ts
import { availableParallelism } from "node:os";
import { setImmediate as setImmediate2 } from "node:timers/promises";

// src/core/ranking-board.ts
var MOST_AHEAD = 64;
var RankingBoard = class {
  #numBatches;
  #waiting = /* @__PURE__ */ new Map();
  #nextUnclaimed = 0;
  #nextToTake = 0;
  constructor(numBatches) {
    this.#numBatches = numBatches;
  }
  /** Whether every batch was taken. */
  get isDone() {
    return this.#nextToTake === this.#numBatches;
  }
  /** A batch that nobody has; null: there is none, or too much waits for an earlier one. */
  claim() {
    const end = Math.min(this.#numBatches, this.#nextToTake + MOST_AHEAD);
    return this.#nextUnclaimed < end ? this.#nextUnclaimed++ : null;
  }
  /**
   * A batch that somebody has and that is not back yet; null: there is none. The one for which all others wait while some
   * are unclaimed, then the last one, to which its thread comes last.
   */
  claimMissing() {
    if (this.isDone) return null;
    if (this.#nextUnclaimed < this.#numBatches) return this.#nextToTake;
    let last = this.#numBatches - 1;
    while (this.#waiting.has(last)) last--;
    return last;
  }
  /** Keeps a result until its turn; one that another thread has delivered before changes nothing. */
  deliver(index, ranked2) {
    if (index >= this.#nextToTake && !this.#waiting.has(index)) this.#waiting.set(index, ranked2);
  }
  /** Hands over what has its turn. */
  take(take) {
    for (; ; ) {
      const ranked2 = this.#waiting.get(this.#nextToTake);
      if (ranked2 === void 0) return;
      this.#waiting.delete(this.#nextToTake);
      take(this.#nextToTake++, ranked2);
    }
  }
};

// src/adapters/ranking-thread.ts
import { Worker } from "node:worker_threads";
var QUESTIONS_AT_ONCE = 2;
var RankingThread = class {
  #worker;
  #customer;
  #questions = 0;
  #hasEnded = false;
  constructor(program, items, customer) {
    const task = { items };
    this.#customer = customer;
    this.#worker = new Worker(program, { workerData: task });
    this.#worker.on("message", ({ index, ranked: ranked2 }) => {
      this.#questions--;
      customer.deliver(index, ranked2);
      this.feed();
    });
    this.#worker.on("error", (error) => this.#lose(error.message));
    this.#worker.on("exit", (code2) => this.#lose(`it ended with code ${code2}`));
  }
  /** Gives the thread something to do, where it has too little. */
  feed() {
    while (!this.#hasEnded && this.#questions < QUESTIONS_AT_ONCE) {
      const question = this.#customer.next();
      if (question === null) return;
      this.#questions++;
      this.#worker.postMessage(question, movable(question.batch));
    }
  }
  async end() {
    this.#hasEnded = true;
    await this.#worker.terminate();
  }
  #lose(reason) {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#customer.lost(reason);
  }
};
function movable({ factors, biases, targets, masked }) {
  return buffersOf([factors, biases, targets.offsets, targets.ids, masked.offsets, masked.ids]);
}

// src/adapters/ranking-pool.ts
async function rankUsers(job, options = {}) {
  const { threads = threadsFor(job, availableParallelism()), program = PROGRAM } = options;
  const pool2 = new Pool(job, options);
  try {
    for (let thread = 1; thread < threads; thread++) pool2.start(program);
    await pool2.rank();
  } finally {
    await pool2.end();
  }
}
var PROGRAM = new URL(
  import.meta.url.endsWith(".ts") ? "./ranking-worker.ts" : "./ranking-worker.js",
  import.meta.url
);
var Pool = class {
  #job;
  #options;
  #board;
  #threads = [];
  #usersDone = 0;
  /** The job has come to nothing. */
  #isOff = false;
  /** What was thrown while a message was handled, where nobody could catch it. */
  #failure = null;
  constructor(job, options) {
    this.#job = job;
    this.#options = options;
    this.#board = new RankingBoard(job.numBatches);
  }
  start(program) {
    const thread = new RankingThread(program, this.#job.items, {
      next: () => this.#nextForOthers(),
      deliver: (index, ranked2) => this.#board.deliver(index, ranked2),
      lost: (reason) => this.#options.onLost?.(reason)
    });
    this.#threads.push(thread);
    thread.feed();
  }
  async rank() {
    const ranker = rankerFor(this.#job.items, loadRankingKernel());
    for (; ; ) {
      const index = this.#board.claim() ?? this.#board.claimMissing();
      const batch = index === null || this.#isOff ? null : this.#job.batch(index);
      if (index === null || batch === null) return;
      this.#board.deliver(index, ranker.rank(batch));
      if (this.#threads.length > 0) await setImmediate2();
      if (this.#failure !== null) throw this.#failure.error;
      this.#board.take((taken, ranked2) => {
        this.#job.take(taken, ranked2);
        this.#usersDone += ranked2.lists.offsets.length - 1;
        this.#options.onProgress?.(this.#usersDone);
      });
      for (const thread of this.#threads) thread.feed();
    }
  }
  async end() {
    await Promise.all(this.#threads.map(async (thread) => await thread.end()));
  }
  #nextForOthers() {
    try {
      const index = this.#isOff ? null : this.#board.claim();
      if (index === null) return null;
      const batch = this.#job.batch(index);
      this.#isOff = batch === null;
      return batch === null ? null : { index, batch };
    } catch (error) {
      this.#failure ??= { error };
      return null;
    }
  }
};

// src/adapters/sqlite.ts
var MAX_TIMER_MS = 2 ** 31 - 1;
async function loadRatings(request) {
  const { promise, resolve: resolve6, reject } = Promise.withResolvers();
  const worker = takeSqliteThread();
  let rows = 0;
  const timer = setTimeout(
    // Not at once: while this thread was busy with other files, the answer may have come and wait behind the timer.
    () => setImmediate(() => reject(tooSlow(request, rows))),
    Math.min(request.timeoutMs, MAX_TIMER_MS)
  );
  worker.on("message", (message) => {
    if (message.kind === "progress") {
      if ("rows" in message.progress) rows = message.progress.rows;
      request.onProgress?.(message.progress);
    } else if (message.kind === "refused") reject(fromPlainError(message.error));
    else if (message.kind === "missing") resolve6(null);
    else resolve6({ ...message.loaded, ratings: decodeRatings(message.loaded.ratings) });
  });
  worker.on("error", (error) => reject(crash(request, error)));
  worker.on(
    "exit",
    (code2) => reject(new Error(`the thread that reads the database ended with code ${code2}`))
  );
  const { file, shownAs, query } = request;
  worker.postMessage({ file, shownAs, query }, []);
  try {
    const loaded = await promise;
    void worker.terminate();
    return loaded;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
function tooSlow({ shownAs, timeoutMs }, rows) {
  const progress = rows === 0 ? "" : `; more than ${rows} rows were read by then`;
  return new MalformedFileError(
    shownAs,
    `reading the ratings did not end within ${timeoutMs / 1e3} s${progress}`,
    "Raise the input `query-timeout`, or make the query of `ratings-query` cheaper."
  );
}
function crash({ shownAs }, error) {
  if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
  return new MalformedFileError(
    shownAs,
    `the names of its users and items need more than ${WORKER_HEAP_MB} MiB of memory`,
    "Narrow the query with the input `ratings-query`, for example to the newest ratings."
  );
}

// src/adapters/tracking/index.ts
import { resolve as resolve2, relative as relative3 } from "node:path";
import { fileURLToPath as fileURLToPath2 } from "node:url";

// src/formats/mlflow-rest/wire-json.ts
var TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
var NEEDS_CARE = /NaN|Infinity|\d{16}/;
function parseWireJson(text3) {
  return JSON.parse(NEEDS_CARE.test(text3) ? text3.replaceAll(TOKENS, keepExact) : text3);
}
function keepExact(token) {
  if (token.startsWith('"')) return token;
  const isExact = /^-?\d/.test(token) && (!/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token)));
  return isExact ? token : `"${token}"`;
}
function writeDouble(value) {
  return Number.isFinite(value) ? value : String(value);
}

// src/formats/mlflow-rest/server-error.ts
var MlflowServerError = class extends ServiceError {
  facts;
  constructor(message, hint2, options) {
    super(message, hint2, options);
    this.facts = options.facts;
  }
};
var RETRY_BY_STATUS = /* @__PURE__ */ new Map([
  [408, "yes"],
  [429, "yes"],
  // A server on a file store with one malformed run answers 500 for ever.
  [500, "few"],
  [502, "yes"],
  [503, "yes"],
  [504, "yes"]
]);
function explainAnswer(server, call, answer) {
  const { status, body, retryAfterMs } = answer;
  const errorCode = errorCodeOf(body);
  const servesNoArtifacts = status === 503 && body.includes("serve-artifacts");
  const retry = servesNoArtifacts ? "no" : retryOf(status, errorCode);
  const [found2, hint2] = wordsFor(server, answer, { errorCode, servesNoArtifacts });
  const code2 = errorCode === null ? "" : ` ${errorCode}`;
  return new MlflowServerError(`${server}: ${found2} (${call}: HTTP ${status}${code2})`, hint2, {
    facts: { status, errorCode, retry, retryAfterMs, servesNoArtifacts }
  });
}
function retryOf(status, errorCode) {
  if (status === 400 && errorCode === "BAD_REQUEST") return "few";
  return RETRY_BY_STATUS.get(status) ?? "no";
}
function wordsFor(server, { status, body, contentType: contentType2, location }, { errorCode, servesNoArtifacts }) {
  if (servesNoArtifacts) return NO_ARTIFACTS;
  if (status === 401) return UNAUTHORIZED;
  if (status === 403 && /invalid host header|cross-origin request blocked/i.test(body))
    return [
      "MLflow refuses the name under which it was asked: its security settings do not list this host",
      `Start the server with \`--allowed-hosts ${new URL(server).host}\` (MLflow \u2265 3.5).`
    ];
  if (status === 403) return FORBIDDEN;
  if (status >= 300 && status < 400) return redirected(location);
  if (errorCode === null && (status === 404 || status === 405 || isHtml(contentType2, body))) {
    if (status < 500) return NOT_MLFLOW;
  }
  if (status === 429) return BUSY;
  if (status >= 500) return FAILED;
  return [
    "MLflow refused the request",
    "Look into the log of the MLflow server; if the request looks wrong, please report it."
  ];
}
var NO_ARTIFACTS = [
  "the server stores no artifacts: it runs with --no-serve-artifacts",
  "Start the server with `--serve-artifacts` and `--artifacts-destination`."
];
var UNAUTHORIZED = [
  "MLflow does not know who asks",
  "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the `env` of the step, from secrets."
];
var FORBIDDEN = [
  "MLflow knows the user, who may not do this",
  "Give the user permission to edit the experiment, or use another user."
];
var NOT_MLFLOW = [
  "something answers there, but not as MLflow does",
  "Check `tracking-uri`: the address under which MLflow's page opens, without what follows a #."
];
var BUSY = [
  "the server has had too many requests",
  "Run the job again later, or at another time than others."
];
var FAILED = [
  "the server failed",
  "Look into the log of the MLflow server, then run the job again."
];
function redirected(location) {
  const origin = location !== null && URL.canParse(location) ? new URL(location).origin : "another address";
  return [
    `the server redirects to ${origin}, and credentials are not carried along`,
    "Set `tracking-uri` to the address that MLflow itself answers under; a login page in front of it must let this step pass."
  ];
}
function unexpectedAnswer(server, call, { status, contentType: contentType2, body }) {
  const html = isHtml(contentType2, body);
  const [found2, hint2] = html ? NOT_MLFLOW : CUT;
  return new MlflowServerError(`${server}: ${found2} (${call}: HTTP ${status})`, hint2, {
    // A cut answer without a length looks like this.
    facts: {
      status,
      errorCode: null,
      retry: html ? "no" : "few",
      retryAfterMs: null,
      servesNoArtifacts: false
    }
  });
}
var CUT = [
  "the answer is damaged, or not one of MLflow",
  "Run the job again; if it stays, look at what stands between the runner and the server."
];
function isHtml(contentType2, body) {
  return contentType2.includes("html") || /^\s*</.test(body);
}
function errorCodeOf(body) {
  try {
    const value = parseWireJson(body);
    if (typeof value !== "object" || value === null || !("error_code" in value)) return null;
    const code2 = value.error_code;
    return typeof code2 === "string" && /^[A-Z][A-Z_]{1,60}$/.test(code2) ? code2 : null;
  } catch {
    return null;
  }
}

// src/adapters/mlflow-rest/connection.ts
import { readFile as readFile2 } from "node:fs/promises";
var CONNECT_TIMEOUT_MS = 15e3;
async function connect({ tls, proxy, timeoutMs }) {
  const { EnvHttpProxyAgent, request } = (await import("./vendor-undici-entry.js")).default;
  const requestTls = {
    rejectUnauthorized: tls.verify,
    ...await certificates(tls),
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false
  };
  const dispatcher = new EnvHttpProxyAgent({
    // Both: one server has one scheme, and undici takes the proxy for http: also for https:, which nobody else does.
    httpProxy: proxy?.url ?? "",
    httpsProxy: proxy?.url ?? "",
    noProxy: proxy?.except ?? "",
    connect: requestTls,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS, allowH2: false },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Through a proxy each server gets one; more would be of no use, as requests come one after the other.
    connections: 2
  });
  return async (url, options) => await request(url, { ...options, dispatcher });
}
async function certificates({
  caFile,
  clientFile
}) {
  const ca = caFile === null ? {} : { ca: await readPem("MLFLOW_TRACKING_SERVER_CERT_PATH", caFile) };
  if (clientFile === null) return ca;
  const pem = await readPem("MLFLOW_TRACKING_CLIENT_CERT_PATH", clientFile);
  return { ...ca, cert: pem, key: pem };
}
async function readPem(variable, file) {
  try {
    const text3 = await readFile2(file, "utf8");
    if (text3.includes("-----BEGIN ")) return text3;
  } catch (error) {
    throw new ConfigError(`${variable}: the file it names cannot be read`, PEM_HINT, { cause: error });
  }
  throw new ConfigError(`${variable}: the file it names holds no PEM`, PEM_HINT);
}
var PEM_HINT = "Name a file in PEM form (it begins with -----BEGIN), written by a step before this one.";

// src/formats/mlflow-rest/network-error.ts
var CHECK_ADDRESS = "Check `tracking-uri`, and that the server runs and can be reached from this runner.";
var BY_CODE = /* @__PURE__ */ new Map([
  [
    "ECONNREFUSED",
    { found: "nothing answers there: the connection was refused", hint: CHECK_ADDRESS, retry: "yes" }
  ],
  ["ENOTFOUND", { found: "no such host is known", hint: CHECK_ADDRESS, retry: "no" }],
  ["EAI_AGAIN", { found: "the host's name could not be looked up", hint: CHECK_ADDRESS, retry: "yes" }],
  ["EHOSTUNREACH", { found: "the host cannot be reached", hint: CHECK_ADDRESS, retry: "yes" }],
  ["ENETUNREACH", { found: "the network cannot be reached", hint: CHECK_ADDRESS, retry: "yes" }],
  ["ETIMEDOUT", { found: "no connection within the time limit", hint: CHECK_ADDRESS, retry: "yes" }],
  [
    "UND_ERR_CONNECT_TIMEOUT",
    { found: "no connection within the time limit", hint: CHECK_ADDRESS, retry: "yes" }
  ]
]);
var TIMED_OUT = {
  found: "no whole answer within the time limit",
  hint: "Set MLFLOW_HTTP_REQUEST_TIMEOUT to more seconds, or look at what keeps the server busy.",
  retry: "few"
};
var CUT2 = {
  found: "the connection broke before the answer was whole",
  hint: "Run the job again; if it stays, look at what stands between the runner and the server.",
  retry: "yes"
};
var TLS = {
  found: "the server's certificate is not trusted, or it does not speak TLS",
  hint: "Set MLFLOW_TRACKING_SERVER_CERT_PATH to a PEM file of the authority that signed the certificate, and check that `tracking-uri` begins with the right one of http: and https:.",
  retry: "no"
};
var PROXY = {
  found: "the proxy did not let the request through",
  hint: "Check HTTPS_PROXY or HTTP_PROXY and its user and password, or name the server's host in NO_PROXY.",
  retry: "few"
};
var TIME_OUT_CODES = /* @__PURE__ */ new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
var PROXY_CODES = /* @__PURE__ */ new Set(["UND_ERR_PRX_TLS", "UND_ERR_PRX_CONN", "UND_ERR_INVALID_ARG"]);
var TLS_CODES = /CERT|SIGNATURE|^ERR_SSL|^ERR_TLS|^EPROTO$|^UNABLE_TO/;
function explainNetworkError(error, { server, call, proxy }) {
  const { found: found2, hint: hint2, retry } = wordsFor2(error, proxy !== null);
  const code2 = textOf(error, "code");
  const through = proxy === null ? "" : ` through the proxy ${proxy}`;
  const shown4 = /^[A-Z][A-Z0-9_]{1,60}$/.test(code2) ? `: ${code2}` : "";
  return new MlflowServerError(`${server}: ${found2} (${call}${through}${shown4})`, hint2, {
    cause: error,
    facts: { status: null, errorCode: null, retry, retryAfterMs: null, servesNoArtifacts: false }
  });
}
function wordsFor2(error, isProxied) {
  const code2 = textOf(error, "code");
  const name2 = textOf(error, "name");
  if (name2 === "TimeoutError" || TIME_OUT_CODES.has(code2)) return TIMED_OUT;
  const known = BY_CODE.get(code2);
  if (known !== void 0) return known;
  if (isProxied && (PROXY_CODES.has(code2) || name2 === "AbortError" || code2 === "UND_ERR_ABORTED"))
    return PROXY;
  return TLS_CODES.test(code2) ? TLS : CUT2;
}
function textOf(error, property) {
  if (typeof error !== "object" || error === null) return "";
  const value = Reflect.get(error, property);
  return typeof value === "string" ? value : "";
}

// src/formats/mlflow-rest/retry-delay.ts
var MAX_DELAY_MS = 6e4;
var FIRST_DELAY_MS = 1e3;
function readRetryAfter(value, now) {
  const text3 = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text3)) return Number(text3) * 1e3;
  const date = /^[A-Z][a-z]{2}/.test(text3) ? Date.parse(text3) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
function retryDelay(tries, retryAfterMs, chance) {
  const delay = retryAfterMs ?? FIRST_DELAY_MS * 2 ** (tries - 1);
  return Math.min(delay, MAX_DELAY_MS) + Math.round(chance * 1e3);
}

// src/adapters/mlflow-rest/exchange.ts
var MAX_ERROR_BYTES = 64 * 1024;
async function exchange(send2, request) {
  const { url, call, server, proxy, timeoutMs, maxBytes, ...options } = request;
  try {
    const answer = await send2(url, { ...options, signal: AbortSignal.timeout(timeoutMs) });
    const head = headOf(answer.statusCode, answer.headers);
    if (head.status >= 200 && head.status < 300) {
      const bytes2 = await readAtMost(answer.body, maxBytes);
      if (bytes2.isWhole) return { ...bytes2, ...head };
      throw tooLarge(request, head.status);
    }
    const { bytes } = await readAtMost(answer.body, MAX_ERROR_BYTES);
    throw explainAnswer(server, call, { ...head, body: new TextDecoder().decode(bytes) });
  } catch (error) {
    throw error instanceof MlflowServerError ? error : explainNetworkError(error, { server, call, proxy });
  }
}
function headOf(status, headers) {
  const header2 = (name2) => {
    const value = headers[name2];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    status,
    contentType: header2("content-type") ?? "",
    location: header2("location") ?? null,
    retryAfterMs: readRetryAfter(header2("retry-after"), Date.now())
  };
}
async function readAtMost(body, maxBytes) {
  const chunks2 = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return { bytes: Buffer.concat(chunks2), isWhole: false };
    chunks2.push(chunk);
  }
  return { bytes: Buffer.concat(chunks2), isWhole: true };
}
function tooLarge({ server, call, maxBytes }, status) {
  return new MlflowServerError(
    `${server}: the answer has more than ${maxBytes} bytes (${call})`,
    "Check what the server holds there; nothing of it was used.",
    {
      facts: {
        status,
        errorCode: null,
        retry: "no",
        retryAfterMs: null,
        servesNoArtifacts: false,
        tooLarge: true
      }
    }
  );
}

// src/adapters/mlflow-rest/retry.ts
import { setTimeout as sleep } from "node:timers/promises";
var FEW2 = 2;
var REAL_PACE = {
  wait: async (ms) => {
    await sleep(ms);
  },
  chance: Math.random
};
async function withRetries(attempt3, { retries, pace, lookFor }) {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt3();
    } catch (error) {
      if (!(error instanceof MlflowServerError)) throw error;
      const { retry, retryAfterMs } = error.facts;
      if (retry === "no" || tries > (retry === "few" ? Math.min(FEW2, retries) : retries)) throw error;
      await pace.wait(retryDelay(tries, retryAfterMs, pace.chance()));
    }
    const found2 = await lookFor?.() ?? null;
    if (found2 !== null) return found2;
  }
}

// src/adapters/mlflow-rest/client.ts
var MAX_JSON_BYTES = 64 * 1024 * 1024;
var FILE_TIMEOUT_MS = 30 * 6e4;
var API = "api/2.0/mlflow/";
var MlflowRest = class {
  #options;
  #send = null;
  constructor(options) {
    this.#options = options;
  }
  /** The server's address without credentials. */
  get location() {
    return this.#options.url;
  }
  /** @param call below `api/2.0/mlflow/`, for example `runs/get` */
  async getJson(call, query, schema) {
    const request = this.#request({ call, method: "GET", url: `${API}${call}${queryText(query)}` });
    return await this.#retrying(async () => this.#parse(call, await this.#exchange(request), schema));
  }
  /**
   * Sent again when the answer is lost, unless the options say what else to do: only for calls that may be done twice.
   * @param call below `api/2.0/mlflow/`, for example `runs/update`
   */
  async postJson(call, body, schema, { lookFor, once = false } = {}) {
    const request = this.#request({
      call,
      method: "POST",
      url: `${API}${call}`,
      // Exactly this: anything else is answered with 400.
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body)
    });
    const attempt3 = async () => this.#parse(call, await this.#exchange(request), schema);
    return await this.#retrying(attempt3, { lookFor, ...once ? { retries: 0 } : {} });
  }
  /**
   * Uploads a file.
   * @param path below the server's address, each of its segments encoded
   */
  async putFile(path2, content, contentType2) {
    const request = this.#request({
      call: "upload of an artifact",
      method: "PUT",
      url: path2,
      headers: { "content-type": contentType2 },
      body: content,
      timeoutMs: FILE_TIMEOUT_MS
    });
    await this.#retrying(async () => await this.#exchange(request));
  }
  /**
   * Downloads a file into memory.
   * @param path below the server's address, each of its segments encoded
   * @throws MlflowServerError also when it has more than `maxBytes`
   */
  async download(path2, query, maxBytes) {
    const request = this.#request({
      call: "download of an artifact",
      method: "GET",
      url: `${path2}${queryText(query)}`,
      timeoutMs: FILE_TIMEOUT_MS,
      maxBytes
    });
    return await this.#retrying(async () => (await this.#exchange(request)).bytes);
  }
  #request(request) {
    const { url, authorization, workspace, userAgent, timeoutMs, proxy } = this.#options;
    return {
      server: url,
      proxy: proxy?.shownAs ?? null,
      body: null,
      timeoutMs,
      maxBytes: MAX_JSON_BYTES,
      ...request,
      url: `${url}/${request.url}`,
      headers: {
        accept: "*/*",
        // Of a compressed answer only the size on the wire would be bounded.
        "accept-encoding": "identity",
        "user-agent": userAgent,
        ...authorization === null ? {} : { authorization },
        ...workspace === null ? {} : { "x-mlflow-workspace": workspace },
        ...request.headers
      }
    };
  }
  async #exchange(request) {
    this.#send ??= connect(this.#options);
    return await exchange(await this.#send, request);
  }
  async #retrying(attempt3, options = {}) {
    const { retries, pace = REAL_PACE } = this.#options;
    return await withRetries(attempt3, { retries, pace, ...options });
  }
  #parse(call, { bytes, ...head }, schema) {
    const body = new TextDecoder().decode(bytes);
    try {
      const result = schema.safeParse(parseWireJson(body));
      if (result.success) return result.data;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw unexpectedAnswer(this.location, call, { ...head, body });
  }
};
function queryText(query) {
  const text3 = new URLSearchParams(query).toString();
  return text3 === "" ? "" : `?${text3}`;
}

// src/adapters/tracking/dry-run.ts
var DryRun = class {
  #shared;
  #directory;
  /** Ids of the directory, which the shared store does not know, to the names that both know. */
  #experiments = /* @__PURE__ */ new Map();
  constructor(shared, directory) {
    this.#shared = shared;
    this.#directory = directory;
  }
  get location() {
    return this.#directory.location;
  }
  get skippedRuns() {
    return this.#shared.skippedRuns;
  }
  async publish(experiment, run) {
    const published = await this.#directory.publish(experiment, run);
    this.#experiments.set(published.experimentId, experiment);
    return published;
  }
  async *pastRuns(experimentId) {
    const experiment = this.#experiments.get(experimentId);
    const id = experiment === void 0 ? experimentId : await this.#shared.findExperiment(experiment);
    if (id !== null) yield* this.#shared.pastRuns(id);
  }
  /** A run that others see, since only those are compared with. */
  async readArtifact({ experimentId, runId }, path2, maxBytes) {
    const experiment = this.#experiments.get(experimentId);
    const id = experiment === void 0 ? experimentId : await this.#shared.findExperiment(experiment);
    return id === null ? null : await this.#shared.readArtifact({ experimentId: id, runId }, path2, maxBytes);
  }
  async findExperiment(experiment) {
    return await this.#shared.findExperiment(experiment);
  }
  async newestStart(experiment) {
    return await this.#shared.newestStart(experiment);
  }
  async amend(run, amendment) {
    await this.#directory.amend(run, amendment);
  }
};

// src/adapters/tracking/is-inside.ts
import { isAbsolute, relative } from "node:path";
function isInside(folder, path2) {
  const from = relative(folder, path2);
  return from !== "" && from !== ".." && !/^\.\.[/\\]/.test(from) && !isAbsolute(from);
}

// src/adapters/tracking/kept-locally.ts
var KeptLocally = class {
  #server;
  #directory;
  #failure = null;
  constructor(server, directory) {
    this.#server = server;
    this.#directory = directory;
  }
  get location() {
    return this.#inUse.location;
  }
  get skippedRuns() {
    return this.#inUse.skippedRuns;
  }
  get notes() {
    return this.#inUse.notes ?? [];
  }
  async publish(experiment, run) {
    try {
      return await this.#server.publish(experiment, run);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { location } = this.#directory;
      this.#failure = new ServiceError(
        `${error.message}; this run was kept in ${location} of the workspace instead`,
        error.hint,
        { cause: error }
      );
      return await this.#directory.publish(experiment, run);
    }
  }
  /** @throws ServiceError that says where the run is, when the server did not take it */
  pastRuns(experimentId) {
    if (this.#failure !== null) throw this.#failure;
    return this.#server.pastRuns(experimentId);
  }
  async readArtifact(run, path2, maxBytes) {
    return await this.#inUse.readArtifact(run, path2, maxBytes);
  }
  async findExperiment(experiment) {
    return await this.#server.findExperiment(experiment);
  }
  async newestStart(experiment) {
    return await this.#server.newestStart(experiment);
  }
  async amend(run, amendment) {
    await this.#inUse.amend(run, amendment);
  }
  get #inUse() {
    return this.#failure === null ? this.#server : this.#directory;
  }
};

// src/adapters/tracking/mlflow-database.ts
import { randomUUID as randomUUID3 } from "node:crypto";
import { mkdir as mkdir3, readFile as readFile3, rm as rm2 } from "node:fs/promises";
import { dirname as dirname4, join as join5 } from "node:path";

// src/formats/mlflow/check-record.ts
var RUN_NAME_TAG = "mlflow.runName";
function checkRecord({ startTime, endTime, step }) {
  for (const time of [startTime, endTime])
    if (!Number.isSafeInteger(time)) throw new RangeError(`a time must be whole milliseconds, not ${time}`);
  if (!Number.isSafeInteger(step)) throw new RangeError(`a step must be a whole number, not ${step}`);
}

// src/formats/mlflow/database-rows.ts
var MAX_RUN_NAME_CHARACTERS = 250;
var MAX_USER_CHARACTERS = 256;
var INFINITE = Number.MAX_VALUE;
var DATABASE_REPAIR_HINT = "Restore the database from a backup, or delete that run in MLflow if it is of no use.";
function runRows(record, place3) {
  checkRecord(record);
  const { runId } = place3;
  const name2 = cut(record.name, MAX_RUN_NAME_CHARACTERS);
  const metrics = [...record.metrics].map(([key, value]) => metricRow(key, value, record, runId));
  checkKeys("metrics", record.metrics.keys());
  checkKeys("artifacts", record.artifacts.keys());
  return /* @__PURE__ */ new Map([
    ["runs", [runRow(record, name2, place3)]],
    ["metrics", metrics],
    ["latest_metrics", metrics],
    ["params", textRows("params", record.params, runId)],
    ["tags", textRows("tags", new Map(record.tags).set(RUN_NAME_TAG, name2), runId)]
  ]);
}
function textRows(table2, values, runId) {
  const limit = table2 === "params" ? MAX_PARAM_CHARACTERS : MAX_TAG_CHARACTERS;
  checkKeys(table2, values.keys());
  return [...values].map(([key, value]) => ({ key, value: cut(value, limit), run_uuid: runId }));
}
function experimentRow(name2, now) {
  return { name: name2, lifecycle_stage: "active", creation_time: now, last_update_time: now };
}
function runRow({ startTime, endTime, userId }, name2, place3) {
  return {
    run_uuid: place3.runId,
    name: name2,
    source_type: "UNKNOWN",
    source_name: "",
    entry_point_name: "",
    user_id: cut(userId, MAX_USER_CHARACTERS),
    status: "FINISHED",
    start_time: startTime,
    end_time: endTime,
    source_version: "",
    lifecycle_stage: "active",
    artifact_uri: place3.artifactUri,
    experiment_id: BigInt(place3.experimentId),
    deleted_time: null
  };
}
function metricRow(key, value, { endTime, step }, runId) {
  if (!Number.isFinite(value)) throw new RangeError(`a metric must be a finite number, not ${value}`);
  return { key, value, timestamp: endTime, run_uuid: runId, step, is_nan: 0 };
}
var METRICS = external_exports.array(
  external_exports.object({ key: external_exports.string(), value: external_exports.number(), is_nan: external_exports.union([external_exports.literal(0n), external_exports.literal(1n)]) })
);
var TEXTS2 = external_exports.array(
  external_exports.object({ key: external_exports.string(), value: external_exports.string().nullable() }).transform(({ key, value }) => [key, value ?? ""])
);
function readMetricRows(rows, where) {
  const read = METRICS.safeParse(rows);
  if (!read.success) throw malformed(where, "a metric is not a number under a name");
  return new Map(
    read.data.map(({ key, value, is_nan }) => [key, is_nan === 1n ? Number.NaN : unlimited(value)])
  );
}
function readTextRows(rows, where) {
  const read = TEXTS2.safeParse(rows);
  if (!read.success) throw malformed(where, "a param or tag is not text under a name");
  return new Map(read.data);
}
function readStartTime(value, where) {
  const time = typeof value === "bigint" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(time)) throw malformed(where, "start_time must be milliseconds since 1970");
  return time;
}
function unlimited(value) {
  return Math.abs(value) === INFINITE ? Math.sign(value) * Infinity : value;
}
function malformed(where, found2) {
  return new MalformedFileError(where, found2, DATABASE_REPAIR_HINT);
}

// src/adapters/tracking/database-artifacts.ts
import { dirname as dirname2, join as join3, relative as relative2, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
var FOLDER = "mlruns";
var DatabaseArtifacts = class {
  /** Nothing is written outside, whatever the database says. */
  root;
  #file;
  #isRelative;
  constructor(file, workspace) {
    this.#file = file;
    this.#isRelative = isInside(workspace, file.path);
    this.root = this.#isRelative ? workspace : dirname2(file.path);
  }
  /** The location of a new experiment. */
  locationOf(id) {
    return this.#uriOf(join3(this.root, FOLDER, id));
  }
  /**
   * The folder of a new run, and the location of its artifacts in the folder `artifacts` there. The experiment's own
   * location is kept to when it is inside the root; one of another machine leads nowhere here.
   * @throws ConfigError when the experiment's artifacts are not kept in files
   */
  placeOf(experiment, runId) {
    const { id, location } = experiment;
    const kept = location === null ? null : this.#pathOf(location);
    const folder = join3(kept ?? join3(this.root, FOLDER, id), runId);
    return { folder, uri: this.#uriOf(join3(folder, "artifacts")) };
  }
  /** The folder of the artifacts of a run that is there already; null when it is none of ours. */
  pathOfRun(uri) {
    return this.#pathOf(uri);
  }
  /** null: outside of the root, or not to be told apart from a URI once it is written down. */
  #pathOf(location) {
    const path2 = resolve(this.root, this.#localPath(location));
    return isInside(this.root, path2) && /^[\w./ -]+$/.test(slashed(relative2(this.root, path2))) ? path2 : null;
  }
  #localPath(location) {
    const scheme = /^(?<scheme>[a-z][a-z0-9+.-]+):/i.exec(location)?.groups?.["scheme"]?.toLowerCase();
    if (scheme === void 0) return location;
    if (scheme !== "file") throw this.#cannotWrite(scheme);
    try {
      return location.startsWith("file:/") ? fileURLToPath(location) : location.slice("file:".length);
    } catch (error) {
      throw this.#cannotWrite(scheme, error);
    }
  }
  #uriOf(path2) {
    return this.#isRelative ? slashed(relative2(this.root, path2)) : pathToFileURL(path2).href;
  }
  #cannotWrite(scheme, cause) {
    return new ConfigError(
      `${this.#file.shownAs}: the artifacts of the experiment are kept at ${quote(`${scheme}:`)}, where model-monitor cannot write`,
      "Set the input `experiment` to a new name, whose artifacts are kept in files, or `tracking-uri` to the MLflow server of this database.",
      { cause }
    );
  }
};
function slashed(path2) {
  return path2.replaceAll("\\", "/");
}

// src/formats/mlflow/database-schema.ts
var TABLES = {
  alembic_version: ["version_num"],
  experiments: [
    "experiment_id",
    "name",
    "artifact_location",
    "lifecycle_stage",
    "creation_time",
    "last_update_time"
  ],
  runs: [
    "run_uuid",
    "name",
    "source_type",
    "source_name",
    "entry_point_name",
    "user_id",
    "status",
    "start_time",
    "end_time",
    "source_version",
    "lifecycle_stage",
    "artifact_uri",
    "experiment_id",
    "deleted_time"
  ],
  metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  latest_metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  params: ["key", "value", "run_uuid"],
  tags: ["key", "value", "run_uuid"],
  datasets: [
    "dataset_uuid",
    "experiment_id",
    "name",
    "digest",
    "dataset_source_type",
    "dataset_source",
    "dataset_schema",
    "dataset_profile"
  ],
  inputs: ["input_uuid", "source_type", "source_id", "destination_type", "destination_id"],
  input_tags: ["input_uuid", "name", "value"]
};
var WORKSPACE = { column: "workspace", value: "default" };
function whatIsUnknown(tables) {
  for (const [name2, known] of Object.entries(TABLES)) {
    const table2 = tables.get(name2);
    const wrong = table2 === void 0 ? "is missing" : whatIsWrong2(table2, known);
    if (wrong !== null) return `the table ${name2} ${wrong}`;
  }
  return null;
}
function whatIsWrong2({ type, columns, triggers }, known) {
  if (type !== "table") return "is not an ordinary table";
  if (triggers > 0) return "has a trigger";
  const missing2 = known.find((name2) => !columns.some((column) => column.name === name2));
  if (missing2 !== void 0) return `has no column ${missing2}`;
  if (columns.some(({ generated }) => generated)) return "has a computed column";
  const isNew = ({ name: name2, required }) => required && !known.includes(name2) && name2 !== WORKSPACE.column;
  return columns.some(isNew) ? "needs a column that is not known here" : null;
}

// src/adapters/tracking/database-insert.ts
function insertRows(database, table2, rows, onConflict = "") {
  for (const row of rows) {
    const columns = Object.keys(row);
    const names = columns.map((column) => `"${column}"`).join(", ");
    const places = columns.map(() => "?").join(", ");
    database.prepare(`INSERT INTO "${table2}" (${names}) VALUES (${places}) ${onConflict}`).run(...Object.values(row));
  }
}

// src/adapters/tracking/database-schema.ts
var TYPE = external_exports.object({ type: external_exports.string() }).optional();
var COLUMNS = external_exports.array(
  external_exports.object({ name: external_exports.string(), notnull: external_exports.bigint(), dflt_value: external_exports.string().nullable(), hidden: external_exports.bigint() })
);
var COUNT5 = external_exports.object({ count: external_exports.bigint() });
function checkSchema(file, database) {
  const tables = /* @__PURE__ */ new Map();
  for (const name2 of Object.keys(TABLES)) {
    const table2 = findTable(database, name2);
    if (table2 !== null) tables.set(name2, table2);
  }
  const unknown = whatIsUnknown(tables);
  if (unknown === null) return;
  throw new ConfigError(
    `${file.shownAs}: is not a database of MLflow 2.22 or later: ${unknown}`,
    tables.size < Object.keys(TABLES).length ? `Bring it up to date with \`mlflow db upgrade ${file.shownAs}\`, after a backup; or set the input \`tracking-uri\` to another database or to a directory.` : "Set the input `tracking-uri` to another database, to a directory, or to the MLflow server of this database."
  );
}
function hasWorkspaces(database) {
  return columnsOf(database, "experiments").some(({ name: name2 }) => name2 === WORKSPACE.column);
}
function findTable(database, name2) {
  const found2 = TYPE.parse(
    database.prepare("SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?").get(name2)
  );
  if (found2 === void 0) return null;
  const triggers = database.prepare("SELECT count(*) AS count FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = ?").get(name2);
  const columns = columnsOf(database, name2).map((column) => ({
    name: column.name,
    required: column.notnull !== 0n && column.dflt_value === null,
    generated: column.hidden !== 0n
  }));
  return { type: found2.type, columns, triggers: Number(COUNT5.parse(triggers).count) };
}
function columnsOf(database, table2) {
  return COLUMNS.parse(
    database.prepare(`SELECT name, "notnull", dflt_value, hidden FROM pragma_table_xinfo(?)`).all(table2)
  );
}

// src/adapters/tracking/database-experiments.ts
var FOUND = external_exports.object({ id: external_exports.string(), stage: external_exports.string(), location: external_exports.string().nullable() }).optional();
var CREATED = external_exports.object({ id: external_exports.string() });
var COUNT6 = external_exports.object({ count: external_exports.bigint() });
function findExperiment(file, database, name2) {
  const inWorkspace = hasWorkspaces(database) ? `AND ${WORKSPACE.column} = '${WORKSPACE.value}'` : "";
  const row = database.prepare(
    `SELECT CAST(experiment_id AS TEXT) AS id, lifecycle_stage AS stage, artifact_location AS location
       FROM experiments WHERE name = ? ${inWorkspace} LIMIT 1`
  ).get(name2);
  const found2 = FOUND.safeParse(row);
  if (!found2.success) throw unreadable2(file, name2);
  if (found2.data === void 0) return null;
  const { id, stage, location } = found2.data;
  if (!isIntegerId(id)) throw unreadable2(file, name2);
  if (stage === "active") return { id, location };
  throw new HistoryError(
    `the experiment ${quote(name2)} was deleted in MLflow (${file.shownAs}), and MLflow keeps its name taken`,
    `Run \`MLFLOW_TRACKING_URI=${file.shownAs} mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`
  );
}
function isIntegerId(id) {
  return /^\d{1,19}$/.test(id) && BigInt(id) < 2n ** 63n;
}
function createExperiment(database, name2, locationOf, now) {
  const { count } = COUNT6.parse(database.prepare("SELECT count(*) AS count FROM experiments").get());
  if (count === 0n) {
    const first = { experiment_id: 0, artifact_location: locationOf("0"), ...experimentRow("Default", now) };
    insertRows(database, "experiments", [first]);
    if (name2 === "Default") return { id: "0", location: first.artifact_location };
  }
  insertRows(database, "experiments", [experimentRow(name2, now)]);
  const { id } = CREATED.parse(database.prepare("SELECT CAST(last_insert_rowid() AS TEXT) AS id").get());
  const location = locationOf(id);
  database.prepare("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?").run(location, BigInt(id));
  return { id, location };
}
function unreadable2({ shownAs }, name2) {
  return new HistoryError(
    `the history is damaged: ${shownAs}: the experiment ${quote(name2)} cannot be read`,
    "Restore the database from a backup, or set the input `experiment` to another name."
  );
}

// src/adapters/tracking/database-file.ts
import { statSync } from "node:fs";
import { pathToFileURL as pathToFileURL2 } from "node:url";

// src/adapters/tracking/load-quietly.ts
async function loadQuietly(load2) {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (...[warning, kind, ...rest]) => {
    if (!isExperimental(warning, kind)) Reflect.apply(emitWarning, process, [warning, kind, ...rest]);
  };
  try {
    return await load2();
  } finally {
    process.emitWarning = emitWarning;
  }
}
function isExperimental(warning, kind) {
  const named = typeof kind === "object" && kind !== null && "type" in kind ? kind.type : kind;
  const name2 = typeof warning === "object" && warning !== null && "name" in warning ? warning.name : named;
  return name2 === "ExperimentalWarning";
}

// src/adapters/tracking/database-file.ts
var BUSY_TIMEOUT_MS = 2e4;
var MAX_HEAP_BYTES = 256 * 1024 * 1024;
async function withDatabase(file, work) {
  const database = await openDatabase(file);
  try {
    return await work(database);
  } catch (error) {
    throw unusable(file, error);
  } finally {
    database.close();
  }
}
async function openDatabase(file) {
  const { DatabaseSync: Database } = await loadQuietly(async () => await import("node:sqlite"));
  requireFile(file);
  const url = new URL(pathToFileURL2(file.path));
  url.searchParams.set("mode", "rw");
  let database = null;
  try {
    database = new Database(url, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
      // Ids are 64-bit integers.
      readBigInts: true
    });
    database.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
    database.exec(`PRAGMA hard_heap_limit = ${MAX_HEAP_BYTES};`);
    checkSchema(file, database);
    return database;
  } catch (error) {
    database?.close();
    throw unusable(file, error);
  }
}
async function inTransaction(database, work) {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = await work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
function requireFile({ path: path2, shownAs }) {
  const found2 = statSync(path2, { throwIfNoEntry: false });
  if (found2?.isFile() === true) return;
  if (found2 !== void 0)
    throw new ConfigError(
      `${shownAs}: is not a file`,
      "Set the input `tracking-uri` to the database of MLflow."
    );
  throw new ConfigError(
    `${shownAs}: there is no such file, and model-monitor creates no database`,
    `Create it once with \`mlflow db upgrade ${shownAs}\` (MLflow 2: \`MLFLOW_TRACKING_URI=${shownAs} mlflow experiments search\`), or check the input \`tracking-uri\`.`
  );
}
var REASONS = new Map([
  ...[3, 8, 14, 23].map(
    (code2) => [code2, cannot("be opened for writing", "make the file and its folder writable for this step")]
  ),
  ...[5, 6].map(
    (code2) => [
      code2,
      cannot(
        `be locked within ${BUSY_TIMEOUT_MS / 1e3} seconds, because another program is writing to it`,
        "wait until that program has ended and run the job again"
      )
    ]
  ),
  [
    7,
    cannot(
      "be read within the limit of memory",
      "restore it from a backup: MLflow writes nothing of that size"
    )
  ],
  [10, cannot("be read or written by this machine", "look at its disk")],
  [11, cannot("be used, because it is damaged", "restore it from a backup")],
  [13, cannot("grow, because the disk is full", "make room on the disk")],
  [
    26,
    cannot(
      "be read, because it is not an SQLite database",
      "look at what it holds; a Git LFS pointer needs `lfs: true` at the checkout"
    )
  ]
]);
function cannot(what, todo) {
  return [`cannot ${what}`, `Nothing was written: ${todo}.`];
}
function unusable(file, error) {
  if (error instanceof MonitorError) return error;
  const number3 = resultCodeOf(error);
  const code2 = number3 === null ? codeOf(error) : `SQLite code ${number3}`;
  if (code2 === null || code2.startsWith("ERR_")) return error;
  const [reason, hint2] = REASONS.get((number3 ?? 0) & 255) ?? [
    `cannot be read or written (${code2})`,
    "Check the input `tracking-uri`, the permissions of that file and the space on its disk."
  ];
  return new HistoryError(`${file.shownAs}: ${reason}`, hint2, { cause: error });
}
function resultCodeOf(error) {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode : null;
}

// src/adapters/tracking/database-inputs.ts
import { randomUUID as randomUUID2 } from "node:crypto";

// src/formats/mlflow/database-inputs.ts
function datasetRow(input, experimentId, datasetId2) {
  return {
    dataset_uuid: datasetId2,
    experiment_id: BigInt(experimentId),
    name: input.name,
    digest: input.digest,
    dataset_source_type: input.sourceType,
    dataset_source: input.source,
    dataset_schema: null,
    dataset_profile: input.profile
  };
}
function inputRows({ context }, ids) {
  const { inputId, datasetId: datasetId2, runId } = ids;
  return /* @__PURE__ */ new Map([
    [
      "inputs",
      {
        input_uuid: inputId,
        source_type: "DATASET",
        source_id: datasetId2,
        destination_type: "RUN",
        destination_id: runId
      }
    ],
    ["input_tags", { input_uuid: inputId, name: "mlflow.data.context", value: context }]
  ]);
}

// src/adapters/tracking/database-inputs.ts
function insertInputs(database, inputs, { runId, experimentId }) {
  for (const input of inputs) {
    const row = datasetRow(input, experimentId, newId());
    insertRows(database, "datasets", [row], "ON CONFLICT (experiment_id, name, digest) DO NOTHING");
    const datasetId2 = idOf(database, input, experimentId);
    for (const [table2, one] of inputRows(input, { inputId: newId(), datasetId: datasetId2, runId }))
      insertRows(database, table2, [one]);
  }
}
function idOf(database, { name: name2, digest: digest2 }, experimentId) {
  const row = database.prepare("SELECT dataset_uuid AS id FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?").get(BigInt(experimentId), name2, digest2);
  return String(row?.["id"]);
}
function newId() {
  return randomUUID2().replaceAll("-", "");
}

// src/adapters/tracking/store-directory.ts
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync as lstatSync2,
  opendirSync,
  openSync,
  readSync,
  statSync as statSync2
} from "node:fs";

// src/formats/mlflow/yaml.ts
var import_yaml = __toESM(require_dist(), 1);
var REPAIR_HINT = "Restore the file from an earlier copy, or remove its directory: MLflow itself stops at a file like this.";
function writeYaml(values) {
  const keys = Object.keys(values).sort();
  return keys.map((key) => `${key}:${yamlValue(values[key])}
`).join("");
}
function yamlValue(value) {
  if (typeof value === "object" && value !== null && !("length" in value))
    return Object.keys(value).sort().map((key) => `
  ${key}: ${yamlText(value[key])}`).join("");
  return ` ${typeof value === "string" ? yamlText(value) : JSON.stringify(value)}`;
}
function yamlText(value) {
  return JSON.stringify(value.toWellFormed()).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
function readYaml(text3, file) {
  const parsed2 = readPlainLines(text3) ?? parseScalars(text3);
  if (parsed2 instanceof Map) return parsed2;
  const found2 = text3.trim() === "" ? "is empty" : "is not a YAML mapping";
  throw new MalformedFileError(file, found2, REPAIR_HINT);
}
var PLAIN_LINE = /^([a-z_]+): (?:"([ !#-[\]-~]*)"|'([ !-&(-~]*)'|([A-Za-z0-9](?:[\w./-]|:(?=[\w./-]))*)|(-\d+)|(\[\]))$/;
function readPlainLines(text3) {
  if (!text3.endsWith("\n")) return null;
  const values = /* @__PURE__ */ new Map();
  for (const line3 of text3.slice(0, -1).split("\n")) {
    const [, key, doubleQuoted, singleQuoted, word, negative, list3] = PLAIN_LINE.exec(line3) ?? [];
    if (key === void 0) return null;
    values.set(key, list3 === void 0 ? doubleQuoted ?? singleQuoted ?? word ?? negative : []);
  }
  return values;
}
function parseScalars(text3) {
  try {
    const document = (0, import_yaml.parseDocument)(text3, { schema: "failsafe", uniqueKeys: false, prettyErrors: false });
    return document.errors.length === 0 ? document.toJS({ mapAsMap: true, maxAliasCount: 0 }) : null;
  } catch {
    return null;
  }
}

// src/adapters/tracking/store-directory.ts
var MAX_ENTRIES = 5e4;
var MAX_PATH_CHARACTERS = 1e3;
function locate(store, relative5) {
  return relative5 === "" ? store.path : `${store.path}/${relative5}`;
}
function listDirectory(store, relative5) {
  const path2 = locate(store, relative5);
  try {
    const found2 = relative5 === "" ? statSync2(path2) : lstatSync2(path2);
    if (found2.isDirectory()) return entriesOf2(path2, relative5);
    throw new MalformedFileError(relative5, "is not a directory", REPAIR_HINT);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw unreadable3(store, relative5, error);
    if (lstatSync2(path2, { throwIfNoEntry: false }) === void 0) return [];
    throw new MalformedFileError(relative5, "is a link to a place that does not exist", REPAIR_HINT);
  }
}
function entriesOf2(path2, relative5) {
  const entries2 = [];
  const directory = opendirSync(path2);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (entries2.length === MAX_ENTRIES)
        throw new MalformedFileError(relative5, `holds more than ${MAX_ENTRIES} entries`, REPAIR_HINT);
      entries2.push(entry);
    }
  } finally {
    directory.closeSync();
  }
  return entries2;
}
function listOrThrow(store, relative5) {
  return orDamaged(store, () => listDirectory(store, relative5));
}
function orDamaged(store, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedFileError ? damaged(store, error) : error;
  }
}
function hasMeta(store, relative5) {
  return listDirectory(store, relative5).some(isMeta);
}
function isMeta(entry) {
  return entry.name === "meta.yaml";
}
function readText(store, relative5, maxBytes) {
  const path2 = locate(store, relative5);
  const malformed3 = (found2) => new MalformedFileError(relative5, found2, REPAIR_HINT);
  try {
    if (NO_FOLLOW === 0 && !lstatSync2(path2).isFile()) throw malformed3(NO_REGULAR_FILE);
    const file = openSync(path2, constants.O_RDONLY | NO_FOLLOW | NO_WAITING);
    try {
      const found2 = fstatSync(file);
      if (!found2.isFile()) throw malformed3(NO_REGULAR_FILE);
      if (found2.size > maxBytes) throw malformed3(`holds ${found2.size} bytes; at most ${maxBytes} are read`);
      return UTF8.decode(bytesOf(file, found2.size));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code2 = codeOf(error) ?? "";
    if (code2 === "ENOENT" || code2 === "ENOTDIR") return null;
    if (code2 === "ERR_ENCODING_INVALID_ENCODED_DATA") throw malformed3("is not UTF-8 text");
    if (REFUSED_BY_OPENING.has(code2)) throw malformed3(NO_REGULAR_FILE);
    throw unreadable3(store, relative5, error);
  }
}
var NO_REGULAR_FILE = "is not a regular file";
var NO_FOLLOW = process.platform === "win32" ? 0 : constants.O_NOFOLLOW;
var NO_WAITING = process.platform === "win32" ? 0 : constants.O_NONBLOCK;
var REFUSED_BY_OPENING = /* @__PURE__ */ new Set(["ELOOP", "EMLINK", "ENXIO", "EOPNOTSUPP"]);
var UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var SMALL_FILE = Buffer.allocUnsafe(64 * 1024);
function bytesOf(file, size) {
  const bytes = size <= SMALL_FILE.length ? SMALL_FILE : Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
function filesBelow(store, relative5) {
  const files = [];
  const folders2 = [""];
  for (let folder = folders2.pop(); folder !== void 0; folder = folders2.pop()) {
    for (const entry of listDirectory(store, joined2(relative5, folder))) {
      const path2 = joined2(folder, entry.name);
      const wrong = whatIsWrong3(entry, path2, files.length + folders2.length);
      if (wrong !== null) throw new MalformedFileError(joined2(relative5, path2), wrong, REPAIR_HINT);
      (entry.isDirectory() ? folders2 : files).push(path2);
    }
  }
  return files;
}
function whatIsWrong3(entry, path2, count) {
  if (!entry.isDirectory() && !entry.isFile()) return "is neither a file nor a directory";
  if (path2.length > MAX_PATH_CHARACTERS) return "is nested too deeply";
  return count >= MAX_ENTRIES ? `is one of more than ${MAX_ENTRIES} files` : null;
}
function joined2(folder, name2) {
  return folder === "" || name2 === "" ? `${folder}${name2}` : `${folder}/${name2}`;
}
function shownPath(relative5) {
  return /^[\w./ -]*$/.test(relative5) ? relative5 : quote(relative5);
}
function damaged(store, error) {
  return new HistoryError(
    `the history is damaged: ${store.shownAs}${shownPath(error.file)}: ${foundIn(error)}`,
    "Restore it from an earlier copy of the history, or move it out of the tracking directory if it is of no use.",
    { cause: error }
  );
}
function foundIn(error) {
  return error.message.slice(`${error.file}: `.length);
}
function unreadable3(store, relative5, error) {
  const code2 = codeOf(error);
  if (code2 === null) return error;
  return new HistoryError(
    `${store.shownAs}${shownPath(relative5)}: cannot be read or written (${code2})`,
    "Check the input `tracking-uri`, the permissions of that directory and the space on its disk.",
    { cause: error }
  );
}

// src/adapters/tracking/database-runs.ts
var MAX_RUNS2 = 5e4;
var MAX_RUN_BYTES = 64 * 1024 * 1024;
var MAX_RUN_ENTRIES = 5e4;
var OURS = `key GLOB '${OUR_PREFIX}*'`;
var LISTED = external_exports.array(external_exports.object({ id: external_exports.string(), start: external_exports.unknown() }));
var SIZE = external_exports.object({ entries: external_exports.bigint(), bytes: external_exports.bigint() });
var ANSWER = external_exports.object({ answer: external_exports.bigint() });
var DatabaseRuns = class {
  #file;
  #skipped = /* @__PURE__ */ new Map();
  constructor(file) {
    this.#file = file;
  }
  get skipped() {
    return [...this.#skipped.values()];
  }
  /**
   * FINISHED, not deleted runs, newest first, then by run id; the values of a run are read when it is asked for.
   * @throws HistoryError naming the run, when one of ours is damaged
   */
  *pastRuns(database, experimentId) {
    for (const run of listFinished(database, experimentId)) {
      const past = this.#readOrSkip(database, run, () => readRun(database, run));
      if (past !== null) yield past;
    }
  }
  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  newestStart(database, experimentId) {
    for (const run of listFinished(database, experimentId)) {
      const start = this.#readOrSkip(database, run, () => startOf2(run));
      if (start !== null) return start;
    }
    return null;
  }
  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  checkOurs(database, experimentId) {
    for (const run of listFinished(database, experimentId))
      if (isOurs(database, run.id)) this.#readOrSkip(database, run, () => readRun(database, run));
  }
  #readOrSkip(database, run, read) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (isOurs(database, run.id)) throw damaged2(this.#file, error);
      this.#skipped.set(run.id, { path: error.file, reason: foundIn(error) });
      return null;
    }
  }
};
function listFinished(database, experimentId) {
  const rows = database.prepare(
    `SELECT substr(CAST(run_uuid AS TEXT), 1, 300) AS id,
         CASE typeof(start_time) WHEN 'integer' THEN start_time END AS start
       FROM runs WHERE experiment_id = ? AND status = 'FINISHED' AND lifecycle_stage = 'active'
       ORDER BY start_time DESC, run_uuid ASC LIMIT ${MAX_RUNS2}`
  ).all(BigInt(experimentId));
  return LISTED.parse(rows);
}
function readRun(database, run) {
  const startTime = startOf2(run);
  checkSize(database, run.id);
  const where = shown(run.id);
  const rows = (table2, columns) => database.prepare(`SELECT ${columns} FROM ${table2} WHERE run_uuid = ?`).all(run.id);
  const metrics = readMetricRows(rows("latest_metrics", "key, value, is_nan"), where);
  const params = readTextRows(rows("params", "key, value"), where);
  const tags = readTextRows(rows("tags", "key, value"), where);
  if (metrics.size === 0 && isOurs(database, run.id))
    throw new MalformedFileError(where, "holds no metric", DATABASE_REPAIR_HINT);
  return { runId: run.id, startTime, metrics, params, tags };
}
function startOf2({ id, start }) {
  if (!isRunId(id)) throw new MalformedFileError(shown(id), "is no id of MLflow", DATABASE_REPAIR_HINT);
  return readStartTime(start, shown(id));
}
function checkSize(database, runId) {
  const parts = ["latest_metrics", "params", "tags"].map(sizesIn).join(" UNION ALL ");
  const { entries: entries2, bytes } = SIZE.parse(
    database.prepare(`SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM (${parts})`).get({ ":run": runId })
  );
  const wrong = (found2) => new MalformedFileError(shown(runId), found2, DATABASE_REPAIR_HINT);
  if (entries2 > MAX_RUN_ENTRIES)
    throw wrong(`has ${entries2} metrics, params and tags; at most ${MAX_RUN_ENTRIES} are read`);
  if (bytes > MAX_RUN_BYTES) throw wrong(`holds ${bytes} bytes; at most ${MAX_RUN_BYTES} are read`);
}
function sizesIn(table2) {
  return `SELECT octet_length(key) + octet_length(value) AS bytes FROM ${table2} WHERE run_uuid = :run`;
}
function isOurs(database, runId) {
  const row = database.prepare(`SELECT ${hasOurs("params")} OR ${hasOurs("tags")} AS answer`).get({ ":run": runId });
  return ANSWER.parse(row).answer === 1n;
}
function hasOurs(table2) {
  return `EXISTS (SELECT 1 FROM ${table2} WHERE run_uuid = :run AND ${OURS})`;
}
function shown(runId) {
  return `run ${isRunId(runId) ? runId : quote(runId)}`;
}
function damaged2({ shownAs }, error) {
  return new HistoryError(`the history is damaged: ${shownAs}: ${error.message}`, error.hint, {
    cause: error
  });
}

// src/adapters/tracking/place-directory.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { lstat, mkdir as mkdir2, readdir as readdir2, rename as rename2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { basename, dirname as dirname3, join as join4 } from "node:path";
var MARKER2 = "meta.yaml";
async function placeDirectory({ files, target, stagingParent }) {
  const staging = join4(stagingParent, stagingName());
  const built = join4(staging, basename(target));
  try {
    await mkdir2(staging);
    writeFiles(built, files, { recursive: false });
    await rename2(built, target);
    return true;
  } catch (error) {
    if (await exists(join4(target, MARKER2))) return false;
    if (!["EXDEV", "EEXIST", "ENOTEMPTY"].includes(codeOf(error) ?? "")) throw error;
    await buildInPlace(target, files);
    return true;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
async function buildInPlace(target, files) {
  const others = new Map(files);
  others.delete(MARKER2);
  writeFiles(target, others, { recursive: true });
  const marker = files.get(MARKER2);
  if (marker !== void 0)
    await replaceFile({ path: join4(target, MARKER2), content: marker, temporaryIn: target });
}
function writeFiles(root, files, making) {
  for (const folder of foldersOf(files.keys())) mkdirSync(join4(root, folder), making);
  for (const [path2, content] of files) writeFileSync(join4(root, path2), content, "utf8");
}
function foldersOf(paths) {
  const folders2 = /* @__PURE__ */ new Set([""]);
  for (const path2 of paths)
    for (let slash = path2.indexOf("/"); slash > 0; slash = path2.indexOf("/", slash + 1))
      folders2.add(path2.slice(0, slash));
  return folders2;
}
async function replaceFile(file) {
  const temporary = join4(file.temporaryIn, temporaryName());
  try {
    await writeFile2(temporary, file.content, "utf8");
    await mkdir2(dirname3(file.path), { recursive: true });
    await rename2(temporary, file.path);
  } finally {
    await rm(temporary, { force: true });
  }
}
async function removeAbandonedStaging(stagingParent, now) {
  for (const name2 of await readdir2(stagingParent)) {
    const path2 = join4(stagingParent, name2);
    if (!isAbandoned(path2, name2, now)) continue;
    const aside = join4(stagingParent, stagingName());
    await rename2(path2, aside).then(async () => await rm(aside, { recursive: true, force: true })).catch(() => null);
  }
}
async function exists(path2) {
  return await lstat(path2).then(
    () => true,
    () => false
  );
}

// src/adapters/tracking/mlflow-database.ts
var MlflowDatabase = class {
  #options;
  #file;
  #artifacts;
  #runs;
  constructor(options) {
    this.#options = options;
    this.#file = options.file;
    this.#artifacts = new DatabaseArtifacts(options.file, options.workspace);
    this.#runs = new DatabaseRuns(options.file);
  }
  get location() {
    return this.#file.shownAs;
  }
  get skippedRuns() {
    return this.#runs.skipped;
  }
  /**
   * @throws ConfigError when the experiment's name does not fit, the database is missing or holds other tables, or its
   *   artifacts are not kept in files; HistoryError when it is damaged, locked or cannot be written: nothing is written then
   */
  async publish(experiment, run) {
    checkExperimentName(experiment);
    return await withDatabase(this.#file, async (database) => {
      const found2 = findExperiment(this.#file, database, experiment);
      if (found2 !== null) this.#runs.checkOurs(database, found2.id);
      await removeAbandonedStaging(this.#artifacts.root, this.#options.now());
      return await this.#publishInto(database, experiment, run);
    });
  }
  /** @throws HistoryError when a run of ours is damaged or the database cannot be read */
  async *pastRuns(experimentId) {
    checkId(isIntegerId(experimentId), experimentId);
    const database = await openDatabase(this.#file);
    try {
      yield* this.#runs.pastRuns(database, experimentId);
    } catch (error) {
      throw unusable(this.#file, error);
    } finally {
      database.close();
    }
  }
  /** @throws MalformedFileError when it is too large, no regular file or not UTF-8, HistoryError when it cannot be read */
  async readArtifact({ runId }, path2, maxBytes) {
    checkId(isRunId(runId), runId);
    checkKeys("artifacts", [path2]);
    return await withDatabase(this.#file, async (database) => {
      const folder = { path: this.#folderOf(database, runId), shownAs: `artifacts of run ${runId}: ` };
      return readText(folder, path2, maxBytes);
    });
  }
  /** @throws HistoryError as `newestStart` does */
  async findExperiment(experiment) {
    return await withDatabase(
      this.#file,
      async (database) => findExperiment(this.#file, database, experiment)?.id ?? null
    );
  }
  /** @throws HistoryError as `publish` does: a database that cannot be read is never one without runs */
  async newestStart(experiment) {
    return await withDatabase(this.#file, async (database) => {
      const found2 = findExperiment(this.#file, database, experiment);
      return found2 === null ? null : this.#runs.newestStart(database, found2.id);
    });
  }
  /** @throws HistoryError when the run is gone, an artifact differs from the published one, or nothing can be written */
  async amend(run, { artifacts = /* @__PURE__ */ new Map(), tags = /* @__PURE__ */ new Map() }) {
    checkId(isRunId(run.runId), run.runId);
    checkKeys("artifacts", artifacts.keys());
    const rows = textRows("tags", tags, run.runId);
    await withDatabase(this.#file, async (database) => {
      const folder = this.#folderOf(database, run.runId);
      for (const [path2, content] of artifacts) await this.#addArtifact(folder, path2, content);
      await inTransaction(
        database,
        async () => insertRows(
          database,
          "tags",
          rows,
          "ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value"
        )
      );
    });
  }
  /** The rows of a run, then its artifacts; the commit follows at once. */
  async #publishInto(database, name2, run) {
    let placed = null;
    try {
      return await inTransaction(database, async () => {
        const { folder, ...published } = this.#insert(database, name2, run);
        placed = folder;
        await this.#placeArtifacts(folder, run.artifacts);
        return published;
      });
    } catch (error) {
      if (placed !== null) await rm2(placed, { recursive: true, force: true });
      throw error;
    }
  }
  #insert(database, name2, run) {
    const experiment = findExperiment(this.#file, database, name2) ?? createExperiment(database, name2, (id) => this.#artifacts.locationOf(id), this.#options.now());
    const runId = randomUUID3().replaceAll("-", "");
    const { folder, uri } = this.#artifacts.placeOf(experiment, runId);
    const rows = runRows(run, { runId, experimentId: experiment.id, artifactUri: uri });
    for (const [table2, ofTable] of rows) insertRows(database, table2, ofTable);
    insertInputs(database, run.inputs, { runId, experimentId: experiment.id });
    return { runId, experimentId: experiment.id, folder };
  }
  async #placeArtifacts(folder, artifacts) {
    const files = new Map([...artifacts].map(([path2, content]) => [`artifacts/${path2}`, content]));
    await mkdir3(dirname4(folder), { recursive: true });
    await placeDirectory({ files, target: folder, stagingParent: this.#artifacts.root });
  }
  async #addArtifact(folder, path2, content) {
    const target = join5(folder, ...path2.split("/"));
    const published = await readFile3(target, "utf8").catch((error) => {
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    });
    if (published === content) return;
    if (published !== null)
      throw new HistoryError(
        `${this.location}: an artifact of the run is there already with other content; a published artifact never changes`,
        "Start a new run instead of adding to this one again."
      );
    await replaceFile({ path: target, content, temporaryIn: dirname4(folder) });
  }
  /** Where the artifacts of a run are. @throws HistoryError when the run is not there any more */
  #folderOf(database, runId) {
    const row = database.prepare("SELECT artifact_uri AS uri FROM runs WHERE run_uuid = ? AND lifecycle_stage = 'active'").get(runId);
    const uri = row?.["uri"];
    const folder = typeof uri === "string" ? this.#artifacts.pathOfRun(uri) : null;
    if (folder !== null) return folder;
    throw new HistoryError(
      `${this.location}: the run ${runId} is not there any more`,
      "Let nothing remove or change runs in the database while model-monitor is at work."
    );
  }
};
function checkId(isValid, id) {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}

// src/adapters/tracking/mlflow-files.ts
import { randomUUID as randomUUID4 } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdir as mkdir4, realpath } from "node:fs/promises";
import { basename as basename2, dirname as dirname5 } from "node:path";

// src/formats/history/copy.ts
import { createHash as createHash4 } from "node:crypto";

// src/formats/mlflow/experiment.ts
import { createHash as createHash3 } from "node:crypto";

// src/formats/mlflow/meta-fields.ts
function wholeNumber(what) {
  const error = `must be ${what}`;
  return external_exports.string({ error }).regex(/^-?\d{1,16}(?:\.\d*)?$/, { error }).transform((text3) => Math.trunc(Number(text3)));
}
function readFields(schema, text3, file) {
  const yaml = readYaml(text3, file);
  const known = Object.keys(schema.shape).filter((key) => yaml.has(key));
  const result = schema.safeParse(Object.fromEntries(known.map((key) => [key, yaml.get(key)])));
  if (result.success) return result.data;
  const { path: path2, message } = result.error.issues[0];
  throw new MalformedFileError(
    file,
    `${String(path2[0])} ${shown2(yaml.get(path2[0]))}; it ${message}`,
    REPAIR_HINT
  );
}
function checkRepeats(field, found2, directory, file) {
  if (found2 === directory) return;
  throw new MalformedFileError(
    file,
    `${field} ${shown2(found2)}; it must be the name of its directory, ${quote(directory)}`,
    REPAIR_HINT
  );
}
function shown2(found2) {
  if (found2 === void 0) return "is missing";
  return `is ${typeof found2 === "string" ? quote(found2) : "not a scalar"}`;
}

// src/formats/mlflow/experiment.ts
var META = external_exports.object({
  experiment_id: external_exports.string({ error: "must be the name of its directory" }),
  name: external_exports.string({ error: "must be text" }),
  lifecycle_stage: external_exports.enum(["active", "deleted"], { error: "must be active or deleted" }),
  creation_time: wholeNumber("milliseconds since 1970").optional()
});
var UPDATE = external_exports.object({ last_update_time: wholeNumber("milliseconds since 1970").optional() });
function experimentIdOf(name2, attempt3) {
  if (name2 === "Default" && attempt3 === 0) return "0";
  const hash = createHash3("sha256").update(attempt3 === 0 ? name2 : `${name2}
${attempt3}`, "utf8");
  const digits2 = BigInt(`0x${hash.digest("hex")}`) % 900000000000000000n;
  return String(digits2 + 100000000000000000n);
}
function writeExperimentMeta(experiment, store) {
  return writeYaml({
    artifact_location: `${store}/${experiment.id}`,
    creation_time: experiment.creationTime,
    experiment_id: experiment.id,
    last_update_time: experiment.creationTime,
    lifecycle_stage: experiment.lifecycleStage,
    name: experiment.name
  });
}
function readExperimentMeta(text3, file, directory) {
  const meta = readFields(META, text3, file);
  checkRepeats("experiment_id", meta.experiment_id, directory, file);
  return {
    id: directory,
    name: meta.name,
    lifecycleStage: meta.lifecycle_stage,
    creationTime: meta.creation_time ?? -1
  };
}
function readExperimentUpdate(text3, directory) {
  try {
    const { last_update_time: updated } = readFields(UPDATE, text3, directory);
    return updated ?? 0;
  } catch {
    return 0;
  }
}

// src/formats/mlflow/run-meta.ts
var FINISHED = 3;
var SOURCE_TYPE = 4;
var META2 = external_exports.object({
  run_id: external_exports.string({ error: "must be the name of its directory" }).optional(),
  run_uuid: external_exports.string({ error: "must be the name of its directory" }).optional(),
  experiment_id: external_exports.string({ error: "must be the name of the experiment's directory" }),
  lifecycle_stage: external_exports.enum(["active", "deleted"], { error: "must be active or deleted" }).default("active"),
  // A missing status is RUNNING to MLflow.
  status: wholeNumber("a number from 1 to 5").default(1),
  start_time: wholeNumber("milliseconds since 1970")
});
function writeRunMeta(place3, run) {
  return writeYaml({
    artifact_uri: `${place3.store}/${place3.experimentId}/${place3.runId}/artifacts`,
    end_time: run.endTime,
    entry_point_name: "",
    experiment_id: place3.experimentId,
    lifecycle_stage: "active",
    run_id: place3.runId,
    run_name: run.name,
    run_uuid: place3.runId,
    source_name: "",
    source_type: SOURCE_TYPE,
    source_version: "",
    start_time: run.startTime,
    status: FINISHED,
    tags: [],
    user_id: run.userId
  });
}
function readRunMeta(text3, file, place3) {
  const meta = readFields(META2, text3, file);
  checkRepeats("experiment_id", meta.experiment_id, place3.experimentId, file);
  checkRepeats("run_id", meta.run_id ?? meta.run_uuid, place3.runId, file);
  return {
    runId: place3.runId,
    startTime: meta.start_time,
    counts: meta.status === FINISHED && meta.lifecycle_stage === "active"
  };
}
function readRunLife(text3, place3) {
  try {
    const { start_time: startTime, lifecycle_stage: stage } = readFields(
      META2,
      text3,
      `${place3.runId}/meta.yaml`
    );
    return { startTime, isDeleted: stage === "deleted" };
  } catch {
    return { startTime: 0, isDeleted: false };
  }
}

// src/formats/history/copy.ts
var REVISION_TAG = `${OUR_PREFIX}revision`;
var TRASH = ".trash";
var META3 = "meta.yaml";
var EMPTY2 = /* @__PURE__ */ new Map();
function readCopy(tree, savedAt) {
  const experiments = /* @__PURE__ */ new Map();
  const runs = /* @__PURE__ */ new Map();
  for (const [id, { isDeleted, files }] of byExperiment(tree)) {
    const folders2 = byFirstFolder(files);
    const own = folders2.get("") ?? EMPTY2;
    if (own.has(META3)) experiments.set(id, experimentCopy(id, { isDeleted, own, folders: folders2 }, savedAt));
    for (const [runId, run] of folders2)
      if (isRunId(runId) && run.has(META3)) runs.set(`${id}/${runId}`, runCopy(id, runId, run, savedAt));
  }
  return { experiments, runs };
}
function treeOf({ experiments, runs }) {
  const tree = /* @__PURE__ */ new Map();
  const put = (folder, files) => {
    for (const [path2, content] of files) tree.set(`${folder}/${path2}`, content);
  };
  for (const [id, { state, files }] of experiments) {
    put(folderOf(experiments, id), state.files);
    put(folderOf(experiments, id), files);
  }
  for (const { experimentId, runId, meta, tags, files } of runs.values())
    for (const part of [meta.files, tags.files, files])
      put(`${folderOf(experiments, experimentId)}/${runId}`, part);
  return tree;
}
function folderOf(experiments, id) {
  return experiments.get(id)?.state.isDeleted === true ? `${TRASH}/${id}` : id;
}
function byExperiment(tree) {
  const experiments = /* @__PURE__ */ new Map();
  for (const [path2, content] of tree) {
    const isDeleted = path2.startsWith(`${TRASH}/`);
    const [id, rest] = splitOnce(isDeleted ? path2.slice(TRASH.length + 1) : path2);
    if (rest === null || !isExperimentId(id)) continue;
    const found2 = experiments.get(id) ?? { isDeleted, files: /* @__PURE__ */ new Map() };
    if (found2.isDeleted && !isDeleted) found2.files.clear();
    if (isDeleted && !found2.isDeleted) continue;
    found2.isDeleted = isDeleted;
    found2.files.set(rest, content);
    experiments.set(id, found2);
  }
  return experiments;
}
function byFirstFolder(files) {
  const folders2 = /* @__PURE__ */ new Map();
  for (const [path2, content] of files) {
    const [first, rest] = splitOnce(path2);
    const folder = rest === null ? "" : first;
    const inside2 = folders2.get(folder) ?? /* @__PURE__ */ new Map();
    inside2.set(rest ?? first, content);
    folders2.set(folder, inside2);
  }
  return folders2;
}
function splitOnce(path2) {
  const slash = path2.indexOf("/");
  return slash === -1 ? [path2, null] : [path2.slice(0, slash), path2.slice(slash + 1)];
}
function experimentCopy(id, {
  isDeleted,
  own,
  folders: folders2
}, savedAt) {
  const meta = own.get(META3);
  const files = new Map([[META3, meta], ...below2("tags", folders2.get("tags") ?? EMPTY2)]);
  const rank = [readExperimentUpdate(textOf2(meta), id), Number(isDeleted), savedAt, digestOf2(files)];
  return {
    state: { files, rank, isDeleted },
    files: new Map(below2("datasets", folders2.get("datasets") ?? EMPTY2))
  };
}
function runCopy(experimentId, runId, all, savedAt) {
  const meta = /* @__PURE__ */ new Map([[META3, all.get(META3)]]);
  const tags = new Map([...all].filter(([path2]) => isTag(path2)));
  const { isDeleted } = readRunLife(textOf2(all.get(META3)), { experimentId, runId });
  const revision = revisionOf(tags);
  return {
    experimentId,
    runId,
    meta: { files: meta, rank: [Number(isDeleted), revision, savedAt, digestOf2(meta)] },
    tags: { files: tags, rank: [revision, savedAt, digestOf2(tags)] },
    files: new Map([...all].filter(([path2]) => path2 !== META3 && !isTag(path2)))
  };
}
function isTag(path2) {
  return path2.startsWith("tags/");
}
function revisionOf(tags) {
  const text3 = tags.get(`tags/${REVISION_TAG}`);
  return text3 === void 0 || !/^\d{1,9}$/.test(textOf2(text3)) ? 0 : Number(textOf2(text3));
}
function below2(folder, files) {
  return [...files].map(([path2, content]) => [`${folder}/${path2}`, content]);
}
function digestOf2(files) {
  const hash = createHash4("sha256");
  for (const path2 of [...files.keys()].sort())
    hash.update(`${path2}\0${files.get(path2).length}\0`).update(files.get(path2));
  return hash.digest("hex");
}
function textOf2(content) {
  return Buffer.from(content).toString("utf8");
}

// src/formats/mlflow/dataset-files.ts
import { createHash as createHash5 } from "node:crypto";
function datasetFile(input) {
  const { name: name2, digest: digest2, source, profile, sourceType } = input;
  return {
    directory: `datasets/${datasetId(input)}`,
    // An absent schema is written as null by MLflow too.
    meta: writeYaml({ name: name2, digest: digest2, source, source_type: sourceType, schema: null, profile })
  };
}
function inputFile(input, runId) {
  const dataset = datasetId(input);
  const meta = writeYaml({
    source_type: "DATASET",
    source_id: dataset,
    destination_type: "RUN",
    // Not the run: every MLflow up to 3.17 writes it so, and knows the run by the directory.
    destination_id: dataset,
    tags: { "mlflow.data.context": input.context }
  });
  return [`inputs/${md5(dataset, runId)}/meta.yaml`, meta];
}
function datasetId({ name: name2, digest: digest2 }) {
  return md5(name2, digest2);
}
function md5(...texts) {
  return createHash5("md5").update(texts.join(""), "utf8").digest("hex");
}

// src/formats/mlflow/metric-lines.ts
var INTEGER = /^[+-]?\d{1,20}$/;
var DECIMAL_ALONE = new RegExp(`^${DECIMAL.source}$`, "i");
var NOT_FINITE = /^(?<sign>[+-]?)(?<kind>nan|inf|infinity)$/i;
function writeMetricLine({ timestamp, value, step }) {
  if (!Number.isFinite(value)) throw new RangeError(`a metric must be a finite number, not ${value}`);
  return `${timestamp} ${pythonFloat(value)} ${step}
`;
}
function pythonFloat(value) {
  if (Object.is(value, -0)) return "-0.0";
  const text3 = String(value);
  return /^-?\d+$/.test(text3) ? `${text3}.0` : text3;
}
function currentValue(text3, file) {
  let best = null;
  let line3 = 0;
  for (let start = 0; start < text3.length; line3++) {
    const newline = text3.indexOf("\n", start);
    const end = newline === -1 ? text3.length : newline;
    const point = readLine(text3.slice(start, end), file, line3 + 1);
    if (best === null || isLater(point, best)) best = point;
    start = end + 1;
  }
  if (best === null)
    throw new MalformedFileError(file, "is empty; a metric has at least one line", REPAIR_HINT);
  return best.value;
}
function readLine(line3, file, number3) {
  const fields = line3.trim().split(" ");
  const timestamp = integer(fields[0]);
  const value = pythonNumber(fields[1] ?? "");
  const step = integer(fields[2] ?? "0");
  if (timestamp !== null && value !== null && step !== null && fields.length !== 4)
    return { timestamp, value, step };
  throw new MalformedFileError(
    file,
    `line ${number3} is ${quote(line3)}, not "milliseconds value step"`,
    REPAIR_HINT
  );
}
function integer(text3) {
  return INTEGER.test(text3) ? Number(text3) : null;
}
function pythonNumber(text3) {
  if (DECIMAL_ALONE.test(text3)) return Number(text3);
  const { sign, kind } = NOT_FINITE.exec(text3)?.groups ?? {};
  if (kind === void 0) return null;
  if (kind.toLowerCase() === "nan") return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}
function isLater(point, than) {
  if (Number.isNaN(point.value) || Number.isNaN(than.value))
    return Number.isNaN(than.value) && !Number.isNaN(point.value);
  if (point.step !== than.step) return point.step > than.step;
  if (point.timestamp !== than.timestamp) return point.timestamp > than.timestamp;
  return point.value > than.value;
}

// src/formats/mlflow/run-files.ts
function runFiles(record, place3) {
  checkRecord(record);
  const name2 = cut(record.name, MAX_TAG_CHARACTERS);
  const tags = new Map(record.tags).set(RUN_NAME_TAG, name2);
  const metrics = new Map(
    [...record.metrics].map(([key, value]) => [
      key,
      writeMetricLine({ timestamp: record.endTime, value, step: record.step })
    ])
  );
  return new Map([
    ...section("metrics", metrics),
    ...section("params", shortened(record.params, MAX_PARAM_CHARACTERS)),
    ...section("tags", shortened(tags, MAX_TAG_CHARACTERS)),
    ...section("artifacts", record.artifacts),
    ...record.inputs.map((input) => inputFile(input, place3.runId)),
    ["meta.yaml", writeRunMeta(place3, { ...record, name: name2 })]
  ]);
}
function amendmentFiles(amendment) {
  const tags = shortened(amendment.tags ?? /* @__PURE__ */ new Map(), MAX_TAG_CHARACTERS);
  return { artifacts: below3("artifacts", amendment.artifacts ?? /* @__PURE__ */ new Map()), tags: below3("tags", tags) };
}
function artifactFile(path2) {
  return [...below3("artifacts", /* @__PURE__ */ new Map([[path2, ""]])).keys()][0];
}
function section(name2, content) {
  if (content.size === 0) throw new RangeError(`a run must have at least one entry in ${name2}`);
  return below3(name2, content);
}
function below3(name2, content) {
  checkKeys(name2, content.keys());
  return new Map([...content].map(([key, value]) => [`${name2}/${key}`, value]));
}
function shortened(values, limit) {
  return new Map([...values].map(([key, value]) => [key, cut(value, limit)]));
}

// src/adapters/tracking/mlflow-experiments.ts
var MAX_META_BYTES = 64 * 1024;
function findExperiment2(store, name2, onUnreadable) {
  const { experiments, unreadable: unreadable5 } = listExperiments(store);
  const namesakes = experiments.filter((experiment) => experiment.name === name2);
  const [active] = namesakes.filter(({ lifecycleStage }) => lifecycleStage === "active").sort(shownByMlflow);
  if (active !== void 0) {
    unreadable5.forEach(onUnreadable);
    return { id: active.id, exists: true };
  }
  if (namesakes[0] !== void 0) throw deletedExperiment(store, namesakes[0]);
  if (unreadable5[0] !== void 0) throw damaged(store, unreadable5[0]);
  return { id: newId2(name2, experiments), exists: false };
}
function shownByMlflow(one, other) {
  return other.creationTime - one.creationTime || (one.id < other.id ? -1 : 1);
}
function listExperiments(store) {
  const experiments = [];
  const unreadable5 = [];
  for (const folder of ["", TRASH]) {
    for (const id of experimentIds(store, folder)) {
      const path2 = folder === "" ? id : `${folder}/${id}`;
      try {
        const experiment = readExperiment(store, path2, id);
        if (experiment === null) continue;
        experiments.push(folder === "" ? experiment : { ...experiment, lifecycleStage: "deleted" });
      } catch (error) {
        if (!(error instanceof MalformedFileError)) throw error;
        unreadable5.push(error);
      }
    }
  }
  return { experiments, unreadable: unreadable5 };
}
function readExperiment(store, path2, id) {
  const file = `${path2}/meta.yaml`;
  const entries2 = listDirectory(store, path2);
  const text3 = entries2.some(isMeta) ? readText(store, file, MAX_META_BYTES) : null;
  if (text3 !== null) return readExperimentMeta(text3, file, id);
  for (const entry of entries2)
    if (entry.isDirectory() && isRunId(entry.name) && hasMeta(store, `${path2}/${entry.name}`))
      throw new MalformedFileError(file, "is missing, but there are runs beside it", REPAIR_HINT);
  return null;
}
function experimentIds(store, folder) {
  const entries2 = listOrThrow(store, folder).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return entries2.map(({ name: name2 }) => name2).filter(isExperimentId).sort();
}
function deletedExperiment(store, { id, name: name2 }) {
  return new HistoryError(
    `the experiment ${quote(name2)} was deleted in MLflow (${store.shownAs}${shownPath(`${TRASH}/${id}`)}), and MLflow keeps its name taken`,
    `Run \`mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`
  );
}
function newId2(name2, experiments) {
  const taken = new Set(experiments.map(({ id }) => id));
  let attempt3 = 0;
  while (taken.has(experimentIdOf(name2, attempt3))) attempt3++;
  return experimentIdOf(name2, attempt3);
}
function refuseToHideDatabase(store, besideStore) {
  if (!besideStore.includes("mlflow.db")) return;
  for (const id of experimentIds(store, "")) if (/^\d+$/.test(id) && hasMeta(store, id)) return;
  throw new ConfigError(
    `mlflow.db lies beside ${store.shownAs}, which holds no experiment: a new one there would hide the database from a plain \`mlflow ui\``,
    "To go on in that database write `tracking-uri: sqlite:///mlflow.db`; otherwise name the directory that is meant, for example `tracking-uri: monitoring/mlruns`."
  );
}

// src/adapters/tracking/mlflow-repair.ts
import { mkdirSync as mkdirSync2, rmSync } from "node:fs";
var NEEDED = ["metrics", "params", "artifacts"];
function repairRuns(store, now) {
  for (const experiment of experimentIds(store, ""))
    attempt2(() => {
      const entries2 = listDirectory(store, experiment);
      removeTemporaryFiles(store, { directory: experiment, entries: entries2 }, now);
      for (const entry of entries2)
        if (entry.isDirectory() && isRunId(entry.name))
          attempt2(() => repairRun(store, `${experiment}/${entry.name}`, now));
    });
}
function repairRun(store, directory, now) {
  const entries2 = listDirectory(store, directory);
  removeTemporaryFiles(store, { directory, entries: entries2 }, now);
  const present = new Set(entries2.map(({ name: name2 }) => name2));
  if (!present.has("meta.yaml")) return;
  for (const name2 of NEEDED) if (!present.has(name2)) mkdirSync2(locate(store, `${directory}/${name2}`));
}
function removeTemporaryFiles(store, { directory, entries: entries2 }, now) {
  for (const entry of entries2) {
    const path2 = locate(store, `${directory}/${entry.name}`);
    if (entry.isFile() && isAbandoned(path2, entry.name, now)) attempt2(() => rmSync(path2, { force: true }));
  }
}
function attempt2(repair) {
  try {
    repair();
  } catch {
  }
}

// src/adapters/tracking/mlflow-runs.ts
import { lstatSync as lstatSync3 } from "node:fs";
var MAX_RUN_BYTES2 = 64 * 1024 * 1024;
var MAX_REMEMBERED = 64 * 1024 * 1024;
var RunReader = class {
  #store;
  #skipped = /* @__PURE__ */ new Map();
  #remembered = /* @__PURE__ */ new Map();
  #rememberedCharacters = 0;
  constructor(store) {
    this.#store = store;
  }
  get skipped() {
    return [...this.#skipped.values()];
  }
  /** Remembers something that was passed over, once. */
  skip(directory, error) {
    this.#skipped.set(directory, { path: shownPath(error.file), reason: foundIn(error) });
  }
  /**
   * FINISHED, not deleted runs, newest first, then by run id. All `meta.yaml` are read first, the values of a run only
   * when it is asked for.
   * @throws HistoryError naming the file, when a run of ours is damaged or the directory cannot be read
   */
  *pastRuns(experimentId) {
    for (const { directory, meta } of this.#finishedRuns(experimentId)) {
      const values = this.#readOrSkip(directory, () => this.#values(directory));
      if (values !== null) yield { runId: meta.runId, startTime: meta.startTime, ...values };
    }
  }
  /**
   * Every run of ours is checked before anything is written and read again to be compared with: the second time from
   * memory, unless something was added to it or replaced in between.
   */
  #values(directory) {
    const stamp = stampOf(this.#store, directory);
    const known = this.#remembered.get(directory);
    if (known !== void 0 && known.stamp === stamp) return known.values;
    const { values, characters } = readValues(this.#store, directory);
    this.#rememberedCharacters += characters;
    if (this.#rememberedCharacters <= MAX_REMEMBERED) this.#remembered.set(directory, { stamp, values });
    return values;
  }
  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  newestStart(experimentId) {
    const [newest] = this.#finishedRuns(experimentId);
    return newest?.meta.startTime ?? null;
  }
  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  checkOurs(experimentId) {
    for (const { directory } of this.#finishedRuns(experimentId))
      if (isOurs2(this.#store, directory)) this.#readOrSkip(directory, () => this.#values(directory));
  }
  #finishedRuns(experimentId) {
    const finished = [];
    for (const directory of this.#runDirectories(experimentId)) {
      const meta = this.#readMeta(experimentId, directory);
      if (meta?.counts === true) finished.push({ directory, meta });
    }
    return finished.sort(newestFirst);
  }
  #runDirectories(experimentId) {
    const directories = [];
    for (const entry of listOrThrow(this.#store, experimentId)) {
      const directory = `${experimentId}/${entry.name}`;
      if (entry.isDirectory() && isRunId(entry.name)) directories.push(directory);
      if (entry.isSymbolicLink())
        this.skip(
          directory,
          new MalformedFileError(directory, "is a symbolic link and is not followed", REPAIR_HINT)
        );
    }
    return directories;
  }
  /** null: passed over, or no run at all (MLflow too ignores a directory without `meta.yaml`). */
  #readMeta(experimentId, directory) {
    const file = `${directory}/meta.yaml`;
    return this.#readOrSkip(directory, () => {
      const text3 = readText(this.#store, file, MAX_META_BYTES);
      const runId = directory.slice(experimentId.length + 1);
      return text3 === null ? null : readRunMeta(text3, file, { experimentId, runId });
    });
  }
  #readOrSkip(directory, read) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (isOurs2(this.#store, directory)) throw damaged(this.#store, error);
      this.skip(directory, error);
      return null;
    }
  }
};
function newestFirst({ meta: one }, { meta: other }) {
  if (one.startTime !== other.startTime) return other.startTime - one.startTime;
  return one.runId < other.runId ? -1 : 1;
}
function isOurs2(store, directory) {
  for (const section2 of ["tags", "params"]) {
    try {
      const entries2 = listDirectory(store, `${directory}/${section2}`);
      if (entries2.some(({ name: name2 }) => name2.startsWith(OUR_PREFIX))) return true;
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
    }
  }
  return false;
}
var SECTIONS = ["metrics", "params", "tags"];
function stampOf(store, directory) {
  return SECTIONS.map((section2) => {
    const found2 = lstatSync3(locate(store, `${directory}/${section2}`), { throwIfNoEntry: false });
    return found2 === void 0 ? "" : `${found2.ino}:${found2.mtimeMs}`;
  }).join();
}
function readValues(store, directory) {
  const budget = { bytes: MAX_RUN_BYTES2 };
  const metrics = readSection({ store, path: `${directory}/metrics`, budget }, currentValue);
  const params = readSection({ store, path: `${directory}/params`, budget }, asWritten);
  const tags = readSection({ store, path: `${directory}/tags`, budget }, asWritten);
  if (metrics.size === 0 && [...params.keys(), ...tags.keys()].some((key) => key.startsWith(OUR_PREFIX)))
    throw new MalformedFileError(`${directory}/metrics`, "holds no metric", REPAIR_HINT);
  return { values: { metrics, params, tags }, characters: MAX_RUN_BYTES2 - budget.bytes };
}
function asWritten(text3) {
  return text3;
}
function readSection({ store, path: path2, budget }, parse6) {
  const values = /* @__PURE__ */ new Map();
  for (const key of filesBelow(store, path2)) {
    const file = `${path2}/${key}`;
    const text3 = readText(store, file, budget.bytes);
    if (text3 === null) continue;
    budget.bytes -= text3.length;
    values.set(key, parse6(text3, file));
  }
  return values;
}

// src/adapters/tracking/mlflow-files.ts
var MAX_ARTIFACT_BYTES = 512 * 1024 * 1024;
var MAX_ATTEMPTS = 3;
var DEFAULT_EXPERIMENT = { id: "0", name: "Default" };
var MlflowFiles = class {
  #store;
  #options;
  #reader;
  constructor(options) {
    this.#options = options;
    this.#store = options.directory;
    this.#reader = new RunReader(options.directory);
  }
  get location() {
    return this.#store.shownAs;
  }
  get skippedRuns() {
    return this.#reader.skipped;
  }
  /**
   * @throws ConfigError when the experiment's name does not fit or a database would be hidden, HistoryError when the
   *   history is damaged or the directory cannot be used: nothing is written then
   */
  async publish(experiment, run) {
    checkExperimentName(experiment);
    const besideStore = this.#namesBeside();
    if (!this.#options.explicit) refuseToHideDatabase(this.#store, besideStore);
    for (let attempt3 = 0; attempt3 < MAX_ATTEMPTS; attempt3++) {
      const place3 = this.#find(experiment);
      this.#reader.checkOurs(place3.id);
      const published = { runId: randomUUID4().replaceAll("-", ""), experimentId: place3.id };
      const files = runFiles(run, { store: basename2(this.#store.path), ...published });
      const stagingParent = await this.#writing(() => this.#prepare());
      const isReady = place3.exists || await this.#create({ id: place3.id, name: experiment }, stagingParent);
      if (!isReady) continue;
      await this.#writing(() => this.#placeDatasets(place3.id, run, stagingParent));
      await this.#writing(() => this.#place(`${place3.id}/${published.runId}`, files, stagingParent));
      return published;
    }
    throw new HistoryError(
      `${this.location}: the experiment could not be created; something else creates and removes it at the same time`,
      "Run the job again, and let only one program at a time change the tracking directory."
    );
  }
  /** @throws HistoryError when a run of ours is damaged or the directory cannot be read */
  pastRuns(experimentId) {
    checkId2(isExperimentId(experimentId), experimentId);
    return asAsync(this.#reader.pastRuns(experimentId));
  }
  /** @throws MalformedFileError when it is too large, no regular file or not UTF-8, HistoryError when it cannot be read */
  async readArtifact({ experimentId, runId }, path2, maxBytes) {
    checkId2(isExperimentId(experimentId), experimentId);
    checkId2(isRunId(runId), runId);
    return readText(this.#store, `${experimentId}/${runId}/${artifactFile(path2)}`, maxBytes);
  }
  /** @throws HistoryError as `newestStart` does */
  async findExperiment(experiment) {
    const { id, exists: exists2 } = this.#find(experiment);
    return exists2 ? id : null;
  }
  /** @throws HistoryError as `publish` does: an experiment that cannot be read is never one without runs */
  async newestStart(experiment) {
    return this.#reader.newestStart(this.#find(experiment).id);
  }
  /** @throws HistoryError when the run is gone, an artifact differs from the published one, or nothing can be written */
  async amend(run, amendment) {
    checkId2(isExperimentId(run.experimentId), run.experimentId);
    checkId2(isRunId(run.runId), run.runId);
    const { artifacts, tags } = amendmentFiles(amendment);
    const directory = `${run.experimentId}/${run.runId}`;
    if (!orDamaged(this.#store, () => hasMeta(this.#store, directory))) throw this.#gone(directory);
    const missing2 = [];
    for (const [path2, content] of artifacts)
      if (this.#isNew(`${directory}/${path2}`, content)) missing2.push([path2, content]);
    const revision = [`tags/${REVISION_TAG}`, String(this.#revisionOf(directory) + 1)];
    for (const [path2, content] of [...missing2, ...tags, revision])
      await this.#replace(directory, path2, content);
  }
  #revisionOf(directory) {
    const path2 = `tags/${REVISION_TAG}`;
    const text3 = orDamaged(this.#store, () => readText(this.#store, `${directory}/${path2}`, MAX_META_BYTES));
    return text3 === null ? 0 : revisionOf(/* @__PURE__ */ new Map([[path2, Buffer.from(text3)]]));
  }
  #find(experiment) {
    return findExperiment2(this.#store, experiment, (error) => this.#reader.skip(error.file, error));
  }
  async #place(relative5, files, stagingParent) {
    return await placeDirectory({ files, target: locate(this.#store, relative5), stagingParent });
  }
  /** Before the run, which names them. One that is there already says the same; one without a run is seen by nobody. */
  async #placeDatasets(experimentId, { inputs }, stagingParent) {
    for (const { directory, meta } of inputs.map(datasetFile)) {
      const relative5 = `${experimentId}/${directory}`;
      if (hasMeta(this.#store, relative5)) continue;
      await mkdir4(dirname5(locate(this.#store, relative5)), { recursive: true });
      await this.#place(relative5, /* @__PURE__ */ new Map([["meta.yaml", meta]]), stagingParent);
    }
  }
  async #create(experiment, stagingParent) {
    const created = { ...experiment, lifecycleStage: "active", creationTime: this.#options.now() };
    const files = /* @__PURE__ */ new Map([["meta.yaml", writeExperimentMeta(created, basename2(this.#store.path))]]);
    return await this.#writing(() => this.#place(experiment.id, files, stagingParent));
  }
  /** Brings the store into the state that MLflow expects, and returns where to build: beside it, on its file system. */
  async #prepare() {
    await mkdir4(locate(this.#store, TRASH), { recursive: true });
    const stagingParent = dirname5(await realpath(this.#store.path));
    await removeAbandonedStaging(stagingParent, this.#options.now());
    if (!hasMeta(this.#store, "0") && !hasMeta(this.#store, `${TRASH}/0`))
      await this.#create(DEFAULT_EXPERIMENT, stagingParent);
    repairRuns(this.#store, this.#options.now());
    return stagingParent;
  }
  #namesBeside() {
    try {
      return readdirSync(dirname5(this.#store.path));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw unreadable3(this.#store, "", error);
    }
  }
  /** Whether an artifact is still to be written. */
  #isNew(relative5, content) {
    const published = orDamaged(this.#store, () => readText(this.#store, relative5, MAX_ARTIFACT_BYTES));
    if (published === null || published === content) return published === null;
    throw new HistoryError(
      `${this.location}${shownPath(relative5)} is there already with other content; a published artifact never changes`,
      "Start a new run instead of adding to this one again."
    );
  }
  async #replace(directory, path2, content) {
    const target = locate(this.#store, `${directory}/${path2}`);
    const temporaryIn = locate(this.#store, directory);
    await this.#writing(() => replaceFile({ path: target, content, temporaryIn }));
  }
  #gone(directory) {
    return new HistoryError(
      `${this.location}${directory}: the run is not there any more`,
      "Let nothing remove runs from the tracking directory while model-monitor is at work."
    );
  }
  async #writing(write2) {
    try {
      return await write2();
    } catch (error) {
      if (error instanceof MalformedFileError) throw damaged(this.#store, error);
      throw unreadable3(this.#store, "", error);
    }
  }
};
function checkId2(isValid, id) {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}
async function* asAsync(items) {
  yield* items;
}

// src/formats/mlflow-rest/answers.ts
var EXPERIMENT_ID2 = external_exports.coerce.string().refine(isExperimentId, { error: "is no experiment id" });
var RUN_ID2 = external_exports.string().refine(isRunId, { error: "is no run id" });
var INT64 = external_exports.union([external_exports.number(), external_exports.string().regex(/^-?\d{1,19}$/)], { error: "is no whole number" }).transform(Number).refine(Number.isSafeInteger, { error: "is no whole number that a time can be" });
var DOUBLE_TEXT = new RegExp(`^(?:-?inf(?:inity)?|nan|${DECIMAL.source})$`, "i");
var DOUBLE = external_exports.union([external_exports.number(), external_exports.string().regex(DOUBLE_TEXT)], { error: "is no number" }).transform((value) => typeof value === "number" ? value : toDouble(value));
function toDouble(text3) {
  const infinity = /^(-?)inf/i.exec(text3);
  if (infinity !== null) return infinity[1] === "-" ? -Infinity : Infinity;
  return Number(text3);
}
var EXPERIMENT_FOUND = external_exports.object({
  experiment: external_exports.object({ experiment_id: EXPERIMENT_ID2, lifecycle_stage: external_exports.string().default("active") })
});
var EXPERIMENT_CREATED = external_exports.object({ experiment_id: EXPERIMENT_ID2 });
var RUN_INFO = external_exports.object({ run_id: RUN_ID2, artifact_uri: external_exports.string().default("") });
var RUN_PLACE = external_exports.object({ run: external_exports.object({ info: RUN_INFO }) }).transform(({ run }) => run.info);
var RUN_PLACES = external_exports.object({ runs: external_exports.array(external_exports.object({ info: RUN_INFO })).default([]) }).transform(({ runs }) => runs.map(({ info }) => info));
var RUNS_PAGE = external_exports.object({
  runs: external_exports.array(external_exports.unknown()).default([]),
  next_page_token: external_exports.string().max(4096).default("")
});
var ARTIFACTS = external_exports.object({ files: external_exports.array(external_exports.object({ path: external_exports.string() })).default([]) }).transform(({ files }) => files.map(({ path: path2 }) => path2));
var DONE = external_exports.object({});

// src/formats/mlflow-rest/log-inputs.ts
function logInputsRequest(runId, inputs) {
  return {
    run_id: runId,
    datasets: inputs.map(({ name: name2, digest: digest2, sourceType, source, profile, context }) => ({
      tags: [{ key: "mlflow.data.context", value: context }],
      dataset: { name: name2, digest: digest2, source_type: sourceType, source, profile }
    }))
  };
}

// src/formats/mlflow-rest/requests.ts
var MAX_METRICS2 = 800;
var MAX_PARAMS = 100;
var MAX_TAGS = 100;
var PAGE_SIZE = 50;
var PUBLICATION_TAG = `${OUR_PREFIX}publication`;
function createRequest(experimentId, run, publication) {
  checkKeys("tags", run.tags.keys());
  return {
    experiment_id: experimentId,
    run_name: cut(run.name, MAX_TAG_CHARACTERS),
    user_id: run.userId,
    start_time: run.startTime,
    tags: entries(new Map([...run.tags, [PUBLICATION_TAG, publication]]), MAX_TAG_CHARACTERS)
  };
}
function valueBatches(runId, run) {
  checkKeys("metrics", run.metrics.keys());
  checkKeys("params", run.params.keys());
  const metrics = [...run.metrics].map(([key, value]) => ({
    key,
    value: writeDouble(value),
    timestamp: run.endTime,
    step: run.step
  }));
  return [
    ...chunks(entries(run.params, MAX_PARAM_CHARACTERS), MAX_PARAMS).map((params) => ({
      run_id: runId,
      params
    })),
    ...chunks(metrics, MAX_METRICS2).map((chunk) => ({ run_id: runId, metrics: chunk }))
  ];
}
function tagBatches(runId, tags) {
  checkKeys("tags", tags.keys());
  return chunks(entries(tags, MAX_TAG_CHARACTERS), MAX_TAGS).map((chunk) => ({ run_id: runId, tags: chunk }));
}
function pastRunsRequest(experimentId, pageToken) {
  return {
    experiment_ids: [experimentId],
    filter: "attributes.status = 'FINISHED'",
    run_view_type: "ACTIVE_ONLY",
    max_results: PAGE_SIZE,
    order_by: ["attributes.start_time DESC"],
    ...pageToken === "" ? {} : { page_token: pageToken }
  };
}
function publicationRequest(experimentId, publication) {
  return {
    experiment_ids: [experimentId],
    filter: `tags.\`${PUBLICATION_TAG}\` = '${publication}'`,
    run_view_type: "ACTIVE_ONLY",
    max_results: 10
  };
}
function entries(values, limit) {
  return [...values].map(([key, value]) => ({ key, value: cut(value, limit) }));
}
function chunks(items, size) {
  const found2 = [];
  for (let start = 0; start < items.length; start += size) found2.push(items.slice(start, start + size));
  return found2;
}

// src/formats/mlflow-rest/artifact-path.ts
var ARTIFACTS_ROUTE = "api/2.0/mlflow-artifacts/artifacts";
function artifactRoute(segments) {
  return [ARTIFACTS_ROUTE, ...segments.map(encodeURIComponent)].join("/");
}
function artifactPath(artifactUri, server, file) {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(artifactUri) ?? [];
  if (scheme.toLowerCase() !== "mlflow-artifacts") return { kind: "elsewhere", scheme: shownScheme(scheme) };
  const [, host, folder = ""] = /^(?:\/\/([^/]*))?(.*)$/s.exec(rest) ?? [];
  if (host !== void 0 && host !== "" && host !== new URL(server).host)
    return { kind: "elsewhere", scheme: "mlflow-artifacts, on another server" };
  const segments = [...folder.split("/").map(decoded), ...file.split("/")].filter(
    (segment) => segment !== ""
  );
  if (segments.some((segment) => segment === "." || segment === ".."))
    return { kind: "elsewhere", scheme: "mlflow-artifacts, in a folder that cannot be meant" };
  return { kind: "through-server", segments };
}
function shownScheme(scheme) {
  if (scheme === "" || scheme.toLowerCase() === "file") return "a directory of the server";
  return /^[a-z0-9+.-]{1,20}$/i.test(scheme) ? `${scheme.toLowerCase()}:` : "an unknown place";
}
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// src/adapters/tracking/server-artifacts.ts
var MAX_ARTIFACT_BYTES2 = 512 * 1024 * 1024;
async function uploadArtifacts(server, run, artifacts) {
  for (const [file, content] of artifacts) {
    const target = artifactPath(run.artifact_uri, server.location, file);
    if (target.kind === "elsewhere") return whereItIs(target);
    try {
      await server.putFile(artifactRoute(target.segments), content, contentType(file));
    } catch (error) {
      if (!(error instanceof MlflowServerError) || !error.facts.servesNoArtifacts) throw error;
      return "the server runs with --no-serve-artifacts";
    }
  }
  return null;
}
function notStored(files, why) {
  return {
    message: `the run has no ${files.join(" and no ")}: ${why}; metrics, params and tags are there`,
    hint: "Start the server with `--serve-artifacts` and `--artifacts-destination`, and let the experiment keep its artifacts at `mlflow-artifacts:/`."
  };
}
async function missingArtifacts(server, run, artifacts) {
  const missing2 = new Map(artifacts);
  for (const [file, content] of artifacts) {
    const target = artifactPath(run.artifact_uri, server.location, file);
    if (target.kind === "elsewhere") return artifacts;
    if (!await hasArtifact(server, run.run_id, file)) continue;
    const bytes = await server.download(artifactRoute(target.segments), {}, MAX_ARTIFACT_BYTES2);
    if (new TextDecoder().decode(bytes) !== content)
      throw new HistoryError(
        `${server.location}: the run ${run.run_id} has ${file} already, with other content; a published artifact never changes`,
        "Start a new run instead of adding to this one again."
      );
    missing2.delete(file);
  }
  return missing2;
}
async function downloadText(server, { runId, path: path2 }, maxBytes) {
  if (!await hasArtifact(server, runId, path2)) return null;
  const malformed3 = (found2, cause) => new MalformedFileError(`${path2} of run ${runId}`, found2, "Delete that run in MLflow.", { cause });
  const bytes = await server.download("get-artifact", { run_uuid: runId, path: path2 }, maxBytes).catch((error) => {
    if (!(error instanceof MlflowServerError) || error.facts.tooLarge !== true) throw error;
    throw malformed3(`holds more than ${maxBytes} bytes`, error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw malformed3("is not UTF-8 text", error);
  }
}
async function hasArtifact(server, runId, path2) {
  const folder = path2.split("/").slice(0, -1).join("/");
  const query = { run_id: runId, ...folder === "" ? {} : { path: folder } };
  return (await server.getJson("artifacts/list", query, ARTIFACTS)).includes(path2);
}
function whereItIs({ scheme }) {
  return `the server keeps artifacts in a place that it does not write for others (${scheme})`;
}
function contentType(file) {
  return file.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8";
}

// src/adapters/tracking/server-creation.ts
import { randomUUID as randomUUID5 } from "node:crypto";
var RunCreation = class {
  #server;
  #experimentId;
  #publication = randomUUID5();
  #wasLost = false;
  constructor(server, experimentId) {
    this.#server = server;
    this.#experimentId = experimentId;
  }
  async create(run) {
    const request = createRequest(this.#experimentId, run, this.#publication);
    const lookFor = async () => {
      this.#wasLost = true;
      const [created] = await this.#created();
      return created ?? null;
    };
    return await this.#server.postJson("runs/create", request, RUN_PLACE, { lookFor });
  }
  /** A slow server can carry out a lost request after we had looked for its run and asked again. */
  async removeTwins(runId) {
    if (!this.#wasLost) return;
    for (const twin of await this.#created())
      if (twin.run_id !== runId) await this.#server.postJson("runs/delete", { run_id: twin.run_id }, DONE);
  }
  async #created() {
    const request = publicationRequest(this.#experimentId, this.#publication);
    return await this.#server.postJson("runs/search", request, RUN_PLACES);
  }
};

// src/adapters/tracking/server-experiments.ts
async function findExperiment3(server, name2) {
  try {
    const query = { experiment_name: name2 };
    const { experiment } = await server.getJson("experiments/get-by-name", query, EXPERIMENT_FOUND);
    if (experiment.lifecycle_stage === "active") return experiment.experiment_id;
    throw deleted(server, name2, experiment.experiment_id);
  } catch (error) {
    if (hasCode(error, "RESOURCE_DOES_NOT_EXIST")) return null;
    throw error;
  }
}
async function findOrCreateExperiment(server, name2) {
  const found2 = await findExperiment3(server, name2);
  if (found2 !== null) return found2;
  try {
    const created = await server.postJson("experiments/create", { name: name2 }, EXPERIMENT_CREATED);
    return created.experiment_id;
  } catch (error) {
    if (!hasCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
    const theirs = await findExperiment3(server, name2);
    if (theirs === null) throw error;
    return theirs;
  }
}
function hasCode(error, code2) {
  return error instanceof MlflowServerError && error.facts.errorCode === code2;
}
function deleted(server, name2, id) {
  return new HistoryError(
    `${server.location}: the experiment ${quote(name2)} was deleted in MLflow, which keeps its name taken`,
    `Run \`mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`
  );
}

// src/formats/mlflow-rest/past-run.ts
var TEXT2 = external_exports.object({ key: external_exports.string(), value: external_exports.string().default("") });
var RUN = external_exports.object({
  info: external_exports.object({
    run_id: RUN_ID2,
    status: external_exports.string(),
    lifecycle_stage: external_exports.string().default("active"),
    start_time: INT64
  }),
  data: external_exports.object({
    metrics: external_exports.array(external_exports.object({ key: external_exports.string(), value: DOUBLE })).default([]),
    params: external_exports.array(TEXT2).default([]),
    tags: external_exports.array(TEXT2).default([])
  }).default({ metrics: [], params: [], tags: [] })
});
var KEYS = external_exports.array(external_exports.object({ key: external_exports.string() })).catch([]);
var LABELS = external_exports.object({
  info: external_exports.object({ run_id: RUN_ID2 }).nullable().catch(null),
  data: external_exports.object({ params: KEYS, tags: KEYS }).catch({ params: [], tags: [] })
});
function readPastRun(answer) {
  const result = RUN.safeParse(answer);
  if (!result.success) {
    const { path: path2, message } = result.error.issues[0];
    return malformed2(answer, `${path2.join(".")} ${message}`);
  }
  const { info, data } = result.data;
  if (info.status !== "FINISHED" || info.lifecycle_stage !== "active") return { kind: "other" };
  if (data.metrics.length === 0 && labelsOf(answer).isOurs) return malformed2(answer, "holds no metric");
  return {
    kind: "read",
    run: {
      runId: info.run_id,
      startTime: info.start_time,
      metrics: byKey(data.metrics),
      params: byKey(data.params),
      tags: byKey(data.tags)
    }
  };
}
function byKey(entries2) {
  return new Map(entries2.map(({ key, value }) => [key, value]));
}
function malformed2(answer, reason) {
  return { kind: "malformed", reason, ...labelsOf(answer) };
}
function labelsOf(answer) {
  const result = LABELS.safeParse(answer);
  if (!result.success) return { runId: null, isOurs: false };
  const { info, data } = result.data;
  const keys = [...data.params, ...data.tags];
  return { runId: info?.run_id ?? null, isOurs: keys.some(({ key }) => key.startsWith(OUR_PREFIX)) };
}

// src/adapters/tracking/server-runs.ts
var MAX_PAGES = 2e4;
var ServerRunReader = class {
  #server;
  #skipped = /* @__PURE__ */ new Map();
  constructor(server) {
    this.#server = server;
  }
  get skipped() {
    return [...this.#skipped.values()];
  }
  /**
   * FINISHED, not deleted runs, newest first; a page is asked for when the one before it is used up.
   * @throws HistoryError when a run of ours is damaged, MlflowServerError when a page cannot be had
   */
  async *pastRuns(experimentId) {
    let token = "";
    for (let page = 0; page < MAX_PAGES; page++) {
      const { runs, next } = await this.#page(experimentId, token);
      yield* runs;
      if (next === "" || next === token) return;
      token = next;
    }
  }
  /** Reads the newest page, so that a history that is damaged there, or unreadable, is found before anything is written. */
  async check(experimentId) {
    await this.#page(experimentId, "");
  }
  async #page(experimentId, token) {
    const request = pastRunsRequest(experimentId, token);
    const answer = await this.#server.postJson("runs/search", request, RUNS_PAGE);
    const runs = answer.runs.flatMap(
      (run, index) => this.#readOrSkip(run, `${experimentId}/run ${index} of a page`)
    );
    return { runs, next: answer.next_page_token };
  }
  #readOrSkip(answer, unnamed) {
    const read = readPastRun(answer);
    if (read.kind === "read") return [read.run];
    if (read.kind === "other") return [];
    const path2 = read.runId === null ? unnamed : `run ${read.runId}`;
    if (read.isOurs)
      throw new HistoryError(
        `${this.#server.location}: ${path2}, written by model-monitor, is damaged: ${read.reason}`,
        "Delete the run in MLflow, or restore what it held, then run the job again."
      );
    this.#skipped.set(path2, { path: path2, reason: read.reason });
    return [];
  }
};

// src/adapters/tracking/mlflow-server.ts
var MlflowServerStore = class {
  #server;
  #reader;
  #published = /* @__PURE__ */ new Map();
  /** Files that were not uploaded, by the reason. */
  #notStored = /* @__PURE__ */ new Map();
  constructor(server) {
    this.#server = server;
    this.#reader = new ServerRunReader(server);
  }
  get location() {
    return this.#server.location;
  }
  get skippedRuns() {
    return this.#reader.skipped;
  }
  get notes() {
    return [...this.#notStored].map(([why, files]) => notStored(files, why));
  }
  /** @throws HistoryError when the experiment was deleted or a newer run of ours is damaged: nothing is written then */
  async publish(experiment, run) {
    checkExperimentName(experiment);
    const experimentId = await findOrCreateExperiment(this.#server, experiment);
    await this.#reader.check(experimentId);
    const creation = new RunCreation(this.#server, experimentId);
    const place3 = await creation.create(run);
    const runId = place3.run_id;
    this.#published.set(runId, place3);
    try {
      for (const batch of valueBatches(runId, run))
        await this.#server.postJson("runs/log-batch", batch, DONE);
      if (run.inputs.length > 0)
        await this.#server.postJson("runs/log-inputs", logInputsRequest(runId, run.inputs), DONE);
      await this.#upload(place3, run.artifacts);
      await creation.removeTwins(runId);
    } catch (error) {
      await this.#abandon(runId, run.endTime);
      throw error;
    }
    await this.#server.postJson(
      "runs/update",
      { run_id: runId, status: "FINISHED", end_time: run.endTime },
      DONE
    );
    return { runId, experimentId };
  }
  /** @throws HistoryError when a run of ours is damaged */
  pastRuns(experimentId) {
    return this.#reader.pastRuns(experimentId);
  }
  /** @throws MalformedFileError when it is not UTF-8 */
  async readArtifact({ runId }, path2, maxBytes) {
    return await downloadText(this.#server, { runId, path: path2 }, maxBytes);
  }
  /** @throws HistoryError when the experiment was deleted */
  async findExperiment(experiment) {
    return await findExperiment3(this.#server, experiment);
  }
  /** @throws HistoryError as `pastRuns` and `findExperiment` do */
  async newestStart(experiment) {
    const experimentId = await this.findExperiment(experiment);
    if (experimentId === null) return null;
    for await (const { startTime } of this.pastRuns(experimentId)) return startTime;
    return null;
  }
  /** @throws HistoryError when an artifact is there already with other content */
  async amend({ runId }, { artifacts, tags }) {
    if (artifacts !== void 0 && artifacts.size > 0 && !this.#isKnownToStoreNone(artifacts)) {
      const place3 = this.#published.get(runId) ?? await this.#server.getJson("runs/get", { run_id: runId }, RUN_PLACE);
      await this.#upload(place3, await missingArtifacts(this.#server, place3, artifacts));
    }
    for (const batch of tagBatches(runId, tags ?? /* @__PURE__ */ new Map()))
      await this.#server.postJson("runs/log-batch", batch, DONE);
  }
  /** Says that the run came to nothing, once: whoever was to be told is probably not there. */
  async #abandon(runId, endTime) {
    const failed = { run_id: runId, status: "FAILED", end_time: endTime };
    await this.#server.postJson("runs/update", failed, DONE, { once: true }).catch(() => null);
  }
  /** A server that stored none before is not asked for a list of them: some answer that with an error. */
  #isKnownToStoreNone(artifacts) {
    for (const files of this.#notStored.values()) {
      files.push(...artifacts.keys());
      return true;
    }
    return false;
  }
  async #upload(place3, artifacts) {
    const why = await uploadArtifacts(this.#server, place3, artifacts);
    if (why !== null) this.#notStored.set(why, [...this.#notStored.get(why) ?? [], ...artifacts.keys()]);
  }
};

// src/adapters/tracking/index.ts
var STORES = /* @__PURE__ */ new Map([
  ["", (uri, options) => openDirectory(uri, options)],
  ["file", (uri, options) => openDirectory(pathOfFileUri(uri), options)],
  ["http", openServer],
  ["https", openServer],
  ["sqlite", openDatabase2]
]);
var TRACKING_SCHEMES = [...STORES.keys()];
var DEFAULT_DIRECTORY = "mlruns";
var HINT = "Set the input `tracking-uri` to a directory (the default is `mlruns`), a `file:` URI, the http: or https: address of a server, or a database such as `sqlite:///mlflow.db`.";
function openTracking(uri, options) {
  const scheme = schemeOf(uri);
  const open = STORES.get(scheme);
  if (open !== void 0) return open(uri, options);
  throw new ConfigError(
    `the tracking URI starts with "${scheme}:"; supported are a directory, file:, sqlite:, http: and https:`,
    HINT
  );
}
function schemeOf(uri) {
  if (/^databricks(?:-uc)?$/.test(uri)) return uri;
  return /^(?<scheme>[a-z][a-z0-9+.-]+):/i.exec(uri)?.groups?.["scheme"]?.toLowerCase() ?? "";
}
function pathOfFileUri(uri) {
  const path2 = uri.slice("file:".length);
  try {
    return path2.startsWith("/") ? fileURLToPath2(uri) : decodeURIComponent(path2);
  } catch (error) {
    throw new ConfigError("the tracking URI is not a file: URI of this machine", HINT, { cause: error });
  }
}
function trackingDirectory(uri, workspace) {
  const scheme = schemeOf(uri);
  if (scheme === "") return directoryAt(uri, workspace);
  return scheme === "file" ? directoryAt(pathOfFileUri(uri), workspace) : null;
}
function openDirectory(directory, { workspace, explicit, now }) {
  return new MlflowFiles({ directory: directoryAt(directory, workspace), explicit, now });
}
function directoryAt(directory, workspace) {
  if (directory.trim() === "" || directory.includes("\0"))
    throw new ConfigError("the tracking URI names no directory", HINT);
  const path2 = resolve2(workspace, directory);
  return { path: path2, shownAs: `${shortest(workspace, path2)}/` };
}
function openDatabase2(uri, options) {
  const { workspace, now, dryRun = false } = options;
  const file = /^sqlite:\/\/\/(?<file>[^?#\0]+)$/i.exec(uri)?.groups?.["file"];
  if (file === void 0 || file.startsWith(":memory:") || file.startsWith("file:"))
    throw new ConfigError("the tracking URI names no SQLite file", HINT);
  const path2 = resolve2(workspace, file);
  const shownAs = `sqlite:///${shortest(workspace, path2).replaceAll("\\", "/")}`;
  const store = new MlflowDatabase({ file: { path: path2, shownAs }, workspace, now });
  return dryRun ? new DryRun(store, localRuns(options)) : store;
}
function shortest(workspace, path2) {
  return isInside(workspace, path2) ? relative3(workspace, path2) : path2;
}
function openServer(_uri, options) {
  const { server, dryRun = false } = options;
  if (server === void 0 || server === null)
    throw new RangeError("a server is opened by how to reach it, not by its address alone");
  const store = new MlflowServerStore(new MlflowRest(server));
  return dryRun ? new DryRun(store, localRuns(options)) : new KeptLocally(store, localRuns(options));
}
function localRuns(options) {
  return openDirectory(DEFAULT_DIRECTORY, { ...options, explicit: true });
}

// src/core/plan-logging.ts
function isUnseen(isDryRun, origin) {
  return isDryRun || origin !== null && isPullRequestEvent(origin.eventName);
}

// src/open-artifacts.ts
import { existsSync } from "node:fs";
import { isAbsolute as isAbsolute2, join as join6, resolve as resolve3 } from "node:path";

// src/formats/zip.ts
import { constants as constants2, crc32, inflateRawSync } from "node:zlib";

// src/formats/zip-source.ts
var HINT2 = "Copy, download or write the file again: it is cut short, damaged or was made to mislead.";
function zipSource(file, bytes) {
  return { file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
function brokenZip(source, found2) {
  return new MalformedFileError(source.file, found2, HINT2);
}
function uint64(source, at) {
  return Number(source.view.getBigUint64(at, true));
}

// src/formats/zip-end-record.ts
var END_RECORD = { signature: 101010256, length: 22 };
var ZIP64_LOCATOR = { signature: 117853008, length: 20 };
var ZIP64_END_RECORD = { signature: 101075792, length: 56 };
var CENTRAL_HEADER_LENGTH = 46;
var MAX_COMMENT = 65535;
var IN_ZIP64 = 4294967295;
var IN_ZIP64_COUNT = 65535;
var MAX_RECORDS = 1e5;
function findZipDirectory(source) {
  const at = endRecordPosition(source);
  const { view } = source;
  const [disk, firstDisk, countHere] = [4, 6, 8].map((field) => view.getUint16(at + field, true));
  const narrow = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
    end: at
  };
  const wide = zip64Directory(source, at);
  if (wide !== null && contradicts(narrow, wide)) {
    throw brokenZip(source, "the two end records of the zip archive contradict each other");
  }
  if (disk !== firstDisk || countHere !== narrow.count) {
    throw brokenZip(source, "the zip archive is split over several disks");
  }
  return checked(source, wide ?? narrow);
}
function endRecordPosition(source) {
  const last = source.bytes.length - END_RECORD.length;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    const commentLength = source.view.getUint16(at + 20, true);
    if (commentLength === last - at && source.view.getUint32(at, true) === END_RECORD.signature) return at;
  }
  const present = source.bytes.length;
  throw brokenZip(
    source,
    `the zip archive is cut short: no directory at the end of the ${present} bytes that are there`
  );
}
function zip64Directory(source, endRecord) {
  const { view } = source;
  const locator = endRecord - ZIP64_LOCATOR.length;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR.signature) return null;
  const at = uint64(source, locator + 8);
  if (at > locator - ZIP64_END_RECORD.length || view.getUint32(at, true) !== ZIP64_END_RECORD.signature) {
    throw brokenZip(source, "the zip64 end record is not where the archive says it is");
  }
  const count = uint64(source, at + 32);
  const disks = [locator + 4, at + 16, at + 20].map((field) => view.getUint32(field, true));
  if (uint64(source, at + 4) !== locator - at - 12 || uint64(source, at + 24) !== count || disks.some((disk) => disk !== 0)) {
    throw brokenZip(source, "the zip64 end record has a wrong length or speaks of several disks");
  }
  return { count, size: uint64(source, at + 40), offset: uint64(source, at + 48), end: at };
}
function contradicts(narrow, wide) {
  return narrow.count !== IN_ZIP64_COUNT && narrow.count !== wide.count || narrow.size !== IN_ZIP64 && narrow.size !== wide.size || narrow.offset !== IN_ZIP64 && narrow.offset !== wide.offset;
}
function checked(source, directory) {
  const { count, size, offset, end } = directory;
  if (offset + size !== end) {
    const found2 = `the zip directory is declared as ${size} bytes at offset ${offset}, which do not end at ${end} where they should`;
    throw brokenZip(source, found2);
  }
  if (count * CENTRAL_HEADER_LENGTH > size) {
    throw brokenZip(
      source,
      `the zip directory declares ${count} records, more than fit in its ${size} bytes`
    );
  }
  if (count > MAX_RECORDS)
    throw brokenZip(source, `the zip archive has ${count} records; at most ${MAX_RECORDS} are read`);
  return directory;
}

// src/formats/zip-directory.ts
var CENTRAL_HEADER = { signature: 33639248, length: 46 };
var LOCAL_HEADER = { signature: 67324752, length: 30 };
var IN_ZIP642 = 4294967295;
var ZIP64_EXTRA_ID = 1;
var ENCRYPTED_FLAGS = 8257;
var STREAMED_FLAG = 8;
var STORED = 0;
var DEFLATED = 8;
var UTF82 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function readZipRecords(source) {
  const directory = findZipDirectory(source);
  const records = /* @__PURE__ */ new Map();
  let position = directory.offset;
  for (let index = 0; index < directory.count; index++) {
    const { header: header2, next } = readCentralHeader(source, position, directory.end);
    if (records.has(header2.name)) {
      throw brokenZip(source, `two records of the archive are named ${quote(header2.name)}`);
    }
    const dataOffset = checkedDataOffset(source, header2, directory.offset);
    records.set(header2.name, { ...header2, deflated: header2.method === DEFLATED, dataOffset });
    position = next;
  }
  if (position !== directory.end) {
    throw brokenZip(
      source,
      `the zip directory holds more than the ${directory.count} records that it declares`
    );
  }
  refuseSharedBytes(source, records);
  return records;
}
function readCentralHeader(source, at, end) {
  const { view } = source;
  if (at + CENTRAL_HEADER.length > end || view.getUint32(at, true) !== CENTRAL_HEADER.signature) {
    throw brokenZip(source, "the zip directory declares more records than it holds");
  }
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const extraAt = at + CENTRAL_HEADER.length + nameLength;
  const next = extraAt + extraLength + view.getUint16(at + 32, true);
  if (next > end) throw brokenZip(source, "a record of the zip directory is longer than the directory");
  const wide = widened(source, [at + 24, at + 20, at + 42], { start: extraAt, end: extraAt + extraLength });
  const header2 = {
    name: readName(source, at + CENTRAL_HEADER.length, nameLength),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size: wide[0],
    compressedSize: wide[1],
    headerOffset: wide[2]
  };
  refuseUnreadable(source, header2);
  return { header: header2, next };
}
function refuseUnreadable(source, header2) {
  const name2 = quote(header2.name);
  if ((header2.flags & ENCRYPTED_FLAGS) !== 0)
    throw brokenZip(source, `record ${name2} of the archive is encrypted`);
  if (header2.method !== STORED && header2.method !== DEFLATED) {
    const found2 = `record ${name2} is compressed by method ${header2.method}; stored (0) and deflated (8) can be read`;
    throw brokenZip(source, found2);
  }
  if (header2.method === STORED && header2.size !== header2.compressedSize) {
    const found2 = `record ${name2} is stored, but declares ${header2.compressedSize} bytes packed and ${header2.size} unpacked`;
    throw brokenZip(source, found2);
  }
}
function checkedDataOffset(source, header2, directoryOffset) {
  const { view } = source;
  const name2 = quote(header2.name);
  const at = header2.headerOffset;
  if (at + LOCAL_HEADER.length > directoryOffset || view.getUint32(at, true) !== LOCAL_HEADER.signature) {
    throw brokenZip(source, `record ${name2} is not at byte ${at}, where the zip directory says it is`);
  }
  const nameLength = view.getUint16(at + 26, true);
  const extraAt = at + LOCAL_HEADER.length + nameLength;
  const dataOffset = extraAt + view.getUint16(at + 28, true);
  if (dataOffset + header2.compressedSize > directoryOffset) {
    throw brokenZip(
      source,
      `record ${name2} declares ${header2.compressedSize} bytes, more than the file holds`
    );
  }
  if (readName(source, at + LOCAL_HEADER.length, nameLength) !== header2.name) {
    throw brokenZip(source, `record ${name2} has another name in its local header`);
  }
  if (!localAgrees(source, header2, widened(source, [at + 22, at + 18], { start: extraAt, end: dataOffset }))) {
    throw brokenZip(source, `record ${name2} has another size, checksum or method in its local header`);
  }
  return dataOffset;
}
function localAgrees({ view }, header2, sizes) {
  const at = header2.headerOffset;
  const flags = view.getUint16(at + 6, true);
  const streamed = (flags & STREAMED_FLAG) !== 0;
  const same = (local, central) => local === central || streamed && local === 0;
  return ((flags ^ header2.flags) & (ENCRYPTED_FLAGS | STREAMED_FLAG)) === 0 && view.getUint16(at + 8, true) === header2.method && same(view.getUint32(at + 14, true), header2.crc) && same(sizes[0], header2.size) && same(sizes[1], header2.compressedSize);
}
function refuseSharedBytes(source, records) {
  let free = 0;
  for (const record of [...records.values()].sort((one, other) => one.headerOffset - other.headerOffset)) {
    if (record.headerOffset < free) {
      throw brokenZip(source, `record ${quote(record.name)} overlaps another record of the archive`);
    }
    free = record.dataOffset + record.compressedSize;
  }
}
function widened(source, fields, extra) {
  const zip64 = zip64Extra(source, extra);
  let at = zip64.start;
  return fields.map((field) => {
    const narrow = source.view.getUint32(field, true);
    if (narrow !== IN_ZIP642 || at + 8 > zip64.end) return narrow;
    at += 8;
    return uint64(source, at - 8);
  });
}
function zip64Extra({ view }, extra) {
  let at = extra.start;
  while (at + 4 <= extra.end) {
    const stop = at + 4 + view.getUint16(at + 2, true);
    if (stop <= extra.end && view.getUint16(at, true) === ZIP64_EXTRA_ID) return { start: at + 4, end: stop };
    at = stop;
  }
  return { start: extra.end, end: extra.end };
}
function readName(source, at, length) {
  const name2 = decodeName(source, source.bytes.subarray(at, at + length));
  if (name2.includes("\0")) throw brokenZip(source, `record name ${quote(name2)} contains a NUL character`);
  return name2;
}
function decodeName(source, bytes) {
  try {
    return UTF82.decode(bytes);
  } catch {
    throw brokenZip(source, "a record of the zip archive has a name that is not UTF-8 text");
  }
}

// src/formats/zip.ts
var MAX_INFLATED_BYTES = 2 ** 30;
var MAX_RATIO = 250;
var RATIO_CHECKED_ABOVE = 2 ** 24;
var LOCAL_HEADER_START = [80, 75, 3, 4];
var LOCAL_HEADER_LENGTH = 30;
var EMPTY_ARCHIVE_START = [80, 75, 5, 6];
function isZip(bytes) {
  return startsWith(bytes, LOCAL_HEADER_START) || startsWith(bytes, EMPTY_ARCHIVE_START);
}
function startsWith(bytes, start) {
  return start.every((byte, index) => bytes[index] === byte);
}
function firstZipName(bytes) {
  if (!startsWith(bytes, LOCAL_HEADER_START) || bytes.length < LOCAL_HEADER_LENGTH) return null;
  const length = bytes[26] + 256 * bytes[27];
  const name2 = bytes.subarray(LOCAL_HEADER_LENGTH, LOCAL_HEADER_LENGTH + length);
  return name2.length === length ? Buffer.from(name2).toString("latin1") : null;
}
function openZip(file, bytes) {
  const source = zipSource(file, bytes);
  const entries2 = readZipRecords(source);
  const recordOf = (name2) => {
    const record = entries2.get(name2);
    if (record === void 0) throw brokenZip(source, `the archive has no record ${quote(name2)}`);
    return record;
  };
  let inflated = 0;
  const counted = /* @__PURE__ */ new Set();
  return {
    entries: entries2,
    read(name2) {
      const record = recordOf(name2);
      if (record.deflated) {
        refuseRatio(source, record);
        inflated += counted.has(record) ? 0 : record.size;
        counted.add(record);
        const most = Math.min(MAX_INFLATED_BYTES, Math.max(RATIO_CHECKED_ABOVE, bytes.length * MAX_RATIO));
        if (inflated > most) throw brokenZip(source, `its records unpack to more than ${most} bytes`);
      }
      return checkedContent(source, record);
    },
    start(name2, length) {
      const record = recordOf(name2);
      const packed = packedBytes(source, record);
      return record.deflated ? inflateStart(packed, length) : packed.subarray(0, length);
    }
  };
}
var START_PACKED_BYTES = 1024;
function inflateStart(packed, length) {
  try {
    const start = packed.subarray(0, START_PACKED_BYTES);
    return inflateRawSync(start, { finishFlush: constants2.Z_SYNC_FLUSH }).subarray(0, length);
  } catch {
    return new Uint8Array();
  }
}
function packedBytes({ bytes }, { dataOffset, compressedSize }) {
  return bytes.subarray(dataOffset, dataOffset + compressedSize);
}
function checkedContent(source, record) {
  const packed = packedBytes(source, record);
  const content = record.deflated ? inflate(source, packed, record) : packed;
  if (crc32(content) === record.crc) return content;
  throw brokenZip(
    source,
    `record ${quote(record.name)} is damaged: its CRC-32 is not the one that was written`
  );
}
function refuseRatio(source, { name: name2, size, compressedSize }) {
  if (size <= RATIO_CHECKED_ABOVE || size <= compressedSize * MAX_RATIO) return;
  const found2 = `record ${quote(name2)} would unpack from ${compressedSize} to ${size} bytes, more than ${MAX_RATIO}:1`;
  throw brokenZip(source, found2);
}
function inflate(source, packed, { name: name2, size }) {
  const content = inflateAtMost(packed, size);
  if (content?.length === size) return content;
  const found2 = content === null ? "cannot be unpacked" : `unpacks to ${content.length} bytes`;
  throw brokenZip(source, `record ${quote(name2)} ${found2}; ${size} bytes are declared`);
}
function inflateAtMost(packed, size) {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return null;
  }
}

// src/formats/artifact-archive.ts
var MAX_ARTIFACT_FILES = 1e3;
var MAX_ARTIFACT_PATH = 240;
var HINT3 = "Upload the artifact again, with only the files that model-monitor reads.";
function openArtifact(shownAs, bytes, { name: name2, fileName }) {
  if (fileName === name2 || !isZip(bytes)) {
    refuseUnsafe(shownAs, name2);
    return { names: [name2], read: () => bytes, start: (_, length) => bytes.subarray(0, length) };
  }
  const archive = openZip(shownAs, bytes);
  const names = [...archive.entries.keys()].filter((entry) => !entry.endsWith("/"));
  if (names.length > MAX_ARTIFACT_FILES)
    throw new MalformedFileError(
      shownAs,
      `holds ${names.length} files; at most ${MAX_ARTIFACT_FILES} are unpacked`,
      HINT3
    );
  for (const entry of names) refuseUnsafe(shownAs, entry);
  return {
    names,
    read: (entry) => archive.read(entry),
    start: (entry, length) => archive.start(entry, length)
  };
}
function refuseUnsafe(shownAs, name2) {
  const parts = name2.split("/");
  const isSafe = name2.length <= MAX_ARTIFACT_PATH && !/[\\:\p{Cc}]/u.test(name2) && parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (isSafe) return;
  throw new MalformedFileError(
    shownAs,
    `holds a file with the name ${quote(name2)}, which is not unpacked`,
    HINT3
  );
}
function pathInArtifact(names, wanted) {
  const parts = wanted.replaceAll("\\", "/").split("/").filter((part) => part !== "" && part !== ".");
  for (let skipped = 0; skipped < parts.length; skipped++) {
    const candidate = parts.slice(skipped).join("/");
    if (names.some((name2) => name2 === candidate || name2.startsWith(`${candidate}/`))) return candidate;
  }
  return null;
}

// src/formats/database-in-artifact.ts
var COMPANIONS = ["-wal", "-shm", "-journal"];
var MAX_SHOWN = 5;
function databaseInArtifact(shownAs, files, explicit) {
  if (explicit !== null) return pathInArtifact(files.names, explicit);
  const databases = files.names.filter((name2) => SQLITE_START.equals(files.start(name2, SQLITE_START.length)));
  if (databases.length > 1)
    throw new ConfigError(
      `${shownAs} holds ${databases.length} SQLite databases: ${quoteFirst(databases, MAX_SHOWN)}`,
      "Set the input `database` to the one that holds the ratings."
    );
  return databases[0] ?? (files.names.length === 1 ? files.names[0] : null);
}
function withCompanions(files, database) {
  const companions = COMPANIONS.map((suffix) => database + suffix);
  return [database, ...companions.filter((name2) => files.names.includes(name2))];
}

// src/open-artifacts.ts
function workspacePlace(workspace) {
  return (path2) => ({ path: resolve3(workspace, path2), shownAs: path2 });
}
function firstPlace(places, path2) {
  const found2 = places.map((place3) => place3(path2));
  return found2.find((located) => existsSync(located.path)) ?? found2.at(-1);
}
async function openDatabaseArtifact(config, shell) {
  const fetched = await fetchFor(config, shell, "database");
  if ("refused" in fetched) return { missing: "artifact-missing", database: fetched.name, artifact: fetched };
  const { shownAs, files } = opened(fetched);
  const explicit = config.databaseExplicit ? config.database : null;
  const database = databaseInArtifact(shownAs, files, explicit);
  if (database === null)
    return { missing: "not-in-artifact", database: `${fetched.name}/${explicit ?? ""}`, artifact: null };
  await unpack(shownAs, files, { names: withCompanions(files, database), folder: fetched.folder });
  return inside(fetched, database);
}
async function openModelArtifact(config, shell) {
  const fetched = await fetchFor(config, shell, "model");
  if ("refused" in fetched)
    throw new MalformedFileError(
      `artifact ${fetched.name}`,
      plainOf(missingArtifact(fetched)),
      plainOf(adviceForMissing(fetched, "model"))
    );
  const { shownAs, files } = opened(fetched);
  if (pathInArtifact(files.names, config.model) === null)
    throw new MalformedFileError(
      shownAs,
      `holds no ${config.model}, but ${files.names.length === 0 ? "no file at all" : quoteFirst(files.names, MAX_SHOWN)}`,
      "Set the input `model` to the path of the checkpoint inside the artifact."
    );
  await unpack(shownAs, files, { names: files.names, folder: fetched.folder });
  const { name: name2, folder } = fetched;
  const { names } = files;
  return (path2) => isAbsolute2(path2) ? { path: path2, shownAs: path2 } : inside({ name: name2, folder }, pathInArtifact(names, path2) ?? path2);
}
function hasArtifact2(input, what) {
  if (input.name !== null) return true;
  const given = ["workflow", "runId", "branch", "repository"].find((key) => input[key] !== null);
  if (given === void 0) return false;
  throw new ConfigError(
    `the input "${what}-${given === "runId" ? "run-id" : given}" is set, and no artifact is named`,
    `Set \`${what}-artifact\` to the name of the artifact, or remove the input.`
  );
}
async function fetchFor(config, shell, what) {
  const input = what === "database" ? config.databaseArtifact : config.modelArtifact;
  const fetched = await shell.fetchArtifact(config)({ ...input, name: input.name }, what);
  if ("refused" in fetched) return fetched;
  const { name: name2, id, runId, branch, repository } = fetched;
  shell.log.info(`${what} from artifact ${name2} (${id}) of run ${runId} on ${branch} in ${repository}`);
  return fetched;
}
function opened(fetched) {
  const shownAs = `artifact ${fetched.name}`;
  return { shownAs, files: openArtifact(shownAs, fetched.bytes, fetched) };
}
async function unpack(shownAs, files, { names, folder }) {
  for (const name2 of names) {
    const bytes = files.read(name2);
    await writeNewFile(join6(folder, name2), bytes).catch((error) => {
      throw new MalformedFileError(
        shownAs,
        `its file ${quote(name2)} cannot be unpacked beside the others`,
        "Upload the artifact again: names must differ by more than upper and lower case.",
        { cause: error }
      );
    });
  }
}
function inside({ name: name2, folder }, path2) {
  return { path: join6(folder, path2), shownAs: `${name2}/${path2}` };
}

// src/open-model.ts
import { basename as basename4, dirname as dirname7, join as join10, relative as relative4 } from "node:path";

// src/formats/checkpoint/model-directory.ts
var MODEL_FILES_OF_DIRECTORY = ["python_model.pkl", "data/model.pth"];
function foreignDirectory(directory) {
  const found2 = `this is a directory, but none that MLflow writes for a Python model: it holds neither ${MODEL_FILES_OF_DIRECTORY.join(" nor ")}`;
  const hint2 = "Point the input `model` at the checkpoint itself: what torch.save wrote, a .safetensors or an .npz file.";
  return new UnsupportedFileError(directory, found2, hint2);
}
var CHECKPOINT_FILE = /\.(?:pt|pth|pkl|npz|safetensors)$/i;

// src/formats/mlflow-rest/model-answers.ts
var MODEL_VERSION = external_exports.object({
  model_version: external_exports.object({
    name: external_exports.string(),
    version: external_exports.coerce.string().regex(/^\d{1,10}$/),
    run_id: external_exports.union([RUN_ID2, external_exports.literal("")]).nullable().default(null)
  })
}).transform(({ model_version }) => model_version);
var DOWNLOAD_URI = external_exports.object({ artifact_uri: external_exports.string().max(2e3) }).transform(({ artifact_uri }) => artifact_uri);
var FILES = external_exports.object({ files: external_exports.array(external_exports.object({ path: external_exports.string(), is_dir: external_exports.boolean().default(false) })).default([]) }).transform(({ files }) => files);
var RUN_EXPERIMENT = external_exports.object({
  run: external_exports.object({
    info: external_exports.object({ experiment_id: external_exports.coerce.string(), artifact_uri: external_exports.string().default("") })
  })
}).transform(({ run }) => run.info);
var LOGGED_MODELS = external_exports.object({
  models: external_exports.array(external_exports.object({ info: external_exports.object({ artifact_uri: external_exports.string().max(2e3) }) })).default([])
}).transform(({ models }) => models.map(({ info }) => info.artifact_uri));

// src/formats/mlflow-rest/model-uri.ts
var ALLOWED = "models:/name/version, models:/name@alias or runs:/id/path";
function parseModelUri(text3) {
  const [, scheme, rest = ""] = /^(models|runs):\/*(.*)$/s.exec(text3) ?? [];
  if (scheme === void 0) return null;
  const uri = scheme === "models" ? registered(rest) : inRun(rest);
  if (uri !== null) return uri;
  throw new ConfigError(
    `input "model": found ${quote(text3)}; allowed: a path, ${ALLOWED}`,
    "Name the version by its number, or give it an alias in MLflow and name that."
  );
}
function registered(rest) {
  const [, name2, version] = /^([^/:\p{Cc}]{1,256})\/(\d{1,10})$/u.exec(rest) ?? [];
  if (name2 !== void 0 && version !== void 0) return { kind: "version", name: name2, version };
  const [, owner2, alias] = /^([^/:\p{Cc}]{1,256})@([\w-]{1,255})$/u.exec(rest) ?? [];
  return owner2 !== void 0 && alias !== void 0 ? { kind: "alias", name: owner2, alias } : null;
}
function parseRunUri(text3) {
  const [, rest] = /^runs:\/*(.*)$/s.exec(text3) ?? [];
  return rest === void 0 ? null : inRun(rest);
}
function inRun(rest) {
  const [runId = "", ...segments] = rest.replace(/\/+$/, "").split("/");
  const isPath = segments.length > 0 && segments.every(isSegment);
  return isRunId(runId) && isPath ? { kind: "run", runId, path: segments.join("/") } : null;
}
function isSegment(text3) {
  return text3 !== "" && text3 !== "." && text3 !== ".." && !/[\p{Cc}\\]/u.test(text3);
}

// src/adapters/mlflow-models/artifact-folder.ts
var MAX_LISTING_BYTES = 4 * 1024 * 1024;
var ProxyFolder = class _ProxyFolder {
  #server;
  #path;
  /** @param path segments, not encoded */
  constructor(server, path2) {
    this.#server = server;
    this.#path = path2;
  }
  async list(folder) {
    const path2 = join7(...this.#path, folder);
    const bytes = await this.#server.download(ARTIFACTS_ROUTE, { path: path2 }, MAX_LISTING_BYTES);
    const body = new TextDecoder().decode(bytes);
    const answer = FILES.safeParse(parseWireJson(body));
    if (answer.success) return entriesOf3(answer.data);
    throw unexpectedAnswer(this.#server.location, "list of artifacts", {
      status: 200,
      contentType: "",
      body
    });
  }
  async download(file, maxBytes) {
    const segments = join7(...this.#path, file).split("/");
    return await this.#server.download(artifactRoute(segments), {}, maxBytes);
  }
  parent() {
    const name2 = this.#path.at(-1);
    return name2 === void 0 ? null : { folder: new _ProxyFolder(this.#server, this.#path.slice(0, -1)), name: name2 };
  }
};
var RunFolder = class _RunFolder {
  #server;
  #runId;
  #path;
  constructor(server, runId, path2) {
    this.#server = server;
    this.#runId = runId;
    this.#path = path2;
  }
  async list(folder) {
    const path2 = join7(...this.#path, folder);
    const query = { run_id: this.#runId, ...path2 === "" ? {} : { path: path2 } };
    return entriesOf3(await this.#server.getJson("artifacts/list", query, FILES));
  }
  async download(file, maxBytes) {
    const query = { run_uuid: this.#runId, path: join7(...this.#path, file) };
    return await this.#server.download("get-artifact", query, maxBytes);
  }
  parent() {
    const name2 = this.#path.at(-1);
    const above = this.#path.slice(0, -1);
    return name2 === void 0 ? null : { folder: new _RunFolder(this.#server, this.#runId, above), name: name2 };
  }
};
function entriesOf3(files) {
  return files.map(({ path: path2, is_dir }) => ({ name: path2.split("/").at(-1) ?? "", isFolder: is_dir })).filter(({ name: name2 }) => isSegment(name2));
}
function join7(...segments) {
  return segments.filter((segment) => segment !== "").join("/");
}

// src/adapters/mlflow-models/resolve.ts
async function resolveModel(server, uri, shownAs) {
  try {
    if (uri.kind === "run") return { folder: await ofRun(server, uri), version: null };
    const version = uri.kind === "alias" ? await server.getJson("registered-models/alias", { name: uri.name, alias: uri.alias }, MODEL_VERSION) : await server.getJson("model-versions/get", { name: uri.name, version: uri.version }, MODEL_VERSION);
    const { name: name2, version: number3, run_id: runId } = version;
    const source = await server.getJson(
      "model-versions/get-download-uri",
      { name: name2, version: number3 },
      DOWNLOAD_URI
    );
    const folder = await ofSource(server, { source, runId, shownAs });
    return { folder, version: { name: name2, version: number3 } };
  } catch (error) {
    throw missing(server, shownAs, error) ?? error;
  }
}
async function ofSource(server, { source, runId, shownAs }) {
  const uri = parseRunUri(source);
  if (uri !== null) return await ofRun(server, uri);
  const place3 = artifactPath(source, server.location, "");
  if (place3.kind === "through-server") return new ProxyFolder(server, place3.segments);
  const below4 = runId === null || runId === "" ? null : await belowRun(server, runId, source);
  if (runId !== null && below4 !== null) return new RunFolder(server, runId, below4);
  throw new UnsupportedFileError(
    shownAs,
    `it was registered from ${place3.scheme}, which the MLflow server does not hand out`,
    "Register the model from a run of this server, or download it in a step before and set `model` to its path."
  );
}
async function ofRun(server, { runId, path: path2 }) {
  const segments = path2.split("/");
  const folder = new RunFolder(server, runId, segments);
  if ((await folder.list("")).length > 0) return folder;
  const run = await server.getJson("runs/get", { run_id: runId }, RUN_EXPERIMENT);
  const request = {
    experiment_ids: [run.experiment_id],
    filter: `name = '${path2.replaceAll("'", "")}' AND source_run_id = '${runId}'`,
    max_results: 2
  };
  const [logged] = await server.postJson("logged-models/search", request, LOGGED_MODELS).catch((error) => {
    if (error instanceof MlflowServerError && error.facts.status !== null && error.facts.status < 500)
      return [];
    throw error;
  });
  const place3 = logged === void 0 ? null : artifactPath(logged, server.location, "");
  return place3?.kind === "through-server" ? new ProxyFolder(server, place3.segments) : folder;
}
async function belowRun(server, runId, source) {
  const run = await server.getJson("runs/get", { run_id: runId }, RUN_EXPERIMENT);
  const root = `${withoutFile(run.artifact_uri).replace(/\/+$/, "")}/`;
  const place3 = withoutFile(source);
  if (root === "/" || !`${place3}/`.startsWith(root)) return null;
  const below4 = place3.slice(root.length).split("/").filter((segment) => segment !== "");
  return below4.every(isSegment) ? below4 : null;
}
function withoutFile(uri) {
  return uri.replace(/^file:(?:\/\/)?(?=\/)/, "");
}
function missing(server, shownAs, error) {
  if (!(error instanceof MlflowServerError)) return null;
  const { errorCode } = error.facts;
  if (errorCode !== "RESOURCE_DOES_NOT_EXIST" && errorCode !== "INVALID_PARAMETER_VALUE") return null;
  return new MalformedFileError(
    shownAs,
    `there is no such model on ${server.location}`,
    `Compare ${quote(shownAs)} with the page "Models" of MLflow, and check that this is the right server.`,
    { cause: error }
  );
}

// src/adapters/mlflow-models/index.ts
var MAX_CHECKPOINT_BYTES = 2 ** 31 - 1;
var MAX_COMPANION_BYTES = 512 * 1024 * 1024;
var ARTIFACTS2 = "artifacts";
var MlflowModel = class {
  #server;
  #uri;
  #shownAs;
  #version = null;
  /** @param shownAs the URI as the user wrote it */
  constructor(options, uri, shownAs) {
    this.#server = new MlflowRest(options);
    this.#uri = uri;
    this.#shownAs = shownAs;
  }
  /**
   * Downloads the checkpoint and those of the companions that lie in the model's folder or in its `artifacts/`. An alias
   * is looked up here, once: whoever moves it meanwhile does not have the tags on another version.
   * @throws MonitorError naming the URI
   */
  async download(companionNames) {
    const { folder, version } = await resolveModel(this.#server, this.#uri, this.#shownAs);
    this.#version = version;
    const { folder: root, file } = await this.#findCheckpoint(folder);
    const checkpoint = await this.#file(root, file, MAX_CHECKPOINT_BYTES);
    const companions = /* @__PURE__ */ new Map();
    for (const place3 of [ARTIFACTS2, ""])
      for (const { name: name2, isFolder } of await root.list(place3))
        if (!isFolder && companionNames.includes(name2))
          companions.set(name2, await this.#file(root, join8(place3, name2), MAX_COMPANION_BYTES));
    return { checkpoint, companions };
  }
  /** Sets tags on the version of the registered model that was downloaded; a model named by its run has none. */
  async setTags(tags) {
    if (this.#version === null) return;
    for (const [key, value] of tags)
      await this.#server.postJson("model-versions/set-tag", { ...this.#version, key, value }, DONE);
  }
  async #file(folder, path2, maxBytes) {
    return { shownAs: `${this.#shownAs}, ${path2}`, bytes: await folder.download(path2, maxBytes) };
  }
  /** As in a directory of the workspace, or the only checkpoint in it. */
  async #findCheckpoint(folder) {
    const entries2 = await folder.list("");
    if (entries2.length === 0) return await this.#single(folder);
    for (const file of MODEL_FILES_OF_DIRECTORY) {
      const [first = "", second] = file.split("/");
      const isThere = entries2.some(({ name: name2 }) => name2 === first);
      if (!isThere) continue;
      if (second === void 0 || (await folder.list(first)).some(({ name: name2 }) => name2 === second))
        return { folder, file };
    }
    const candidates = entries2.filter(({ name: name2, isFolder }) => !isFolder && CHECKPOINT_FILE.test(name2));
    const [only] = candidates;
    if (only === void 0) throw foreignDirectory(this.#shownAs);
    if (candidates.length === 1) return { folder, file: only.name };
    throw new UnsupportedFileError(
      this.#shownAs,
      `this is a directory with ${candidates.length} files that could be the checkpoint`,
      "Name the file itself with runs:/id/path, or register a directory with one of them."
    );
  }
  /** What has nothing below it is a file, or is not there. */
  async #single(file) {
    const above = file.parent();
    const entries2 = await above?.folder.list("") ?? [];
    if (above !== null && entries2.some(({ name: name2 }) => name2 === above.name))
      return { folder: above.folder, file: above.name };
    throw new MalformedFileError(
      this.#shownAs,
      `${this.#server.location} holds no files there`,
      "Look at the artifacts of the run in MLflow: the model may have been removed, or never uploaded."
    );
  }
};
function join8(folder, name2) {
  return folder === "" ? name2 : `${folder}/${name2}`;
}

// src/core/id-maps.ts
function checkIdsFit(file, kind, maxId, count) {
  if (maxId < count) return;
  throw new MalformedFileError(
    file,
    `it holds the ${kind} id ${maxId}; the model has ${count} ${kind}s, ids 0 to ${count - 1}`,
    "Use the file that was written together with this model."
  );
}
function checkCoversItems(file, { numIds, problems }, count) {
  if (numIds + problems.malformedRows >= count) return;
  throw new MalformedFileError(
    file,
    `it holds ${numIds} items; the model has ${count}`,
    "Use the item map that was written together with this model, one row for each of its items."
  );
}

// src/formats/id-map-builders.ts
var MAX_ROWS3 = 2 ** 24 - 1;
var UserMapBuilder = class {
  #idOf = /* @__PURE__ */ new Map();
  #conflicting = /* @__PURE__ */ new Set();
  #ids;
  #malformedRows = 0;
  /** @param mostRows well-formed rows that are taken */
  constructor(mostRows = MAX_ROWS3) {
    this.#ids = new IdUse(mostRows);
  }
  /** @param id null: the row has none that is a non-negative integer */
  add(name2, id) {
    if (name2 === void 0 || id === null) {
      this.#malformedRows++;
      return;
    }
    if (!this.#ids.add(id, name2)) return;
    const known = this.#idOf.get(name2);
    if (known !== void 0 && known !== id) this.#conflicting.add(name2);
    this.#idOf.set(name2, id);
  }
  /** @throws MalformedFileError when no row is well formed, or too many are */
  finish(file) {
    checkRows(file, this.#ids, this.#malformedRows);
    for (const name2 of this.#conflicting) this.#idOf.delete(name2);
    const problems = {
      malformedRows: this.#malformedRows,
      conflictingNames: this.#conflicting.size,
      sharedIds: this.#ids.shared
    };
    return { idOf: this.#idOf, maxId: this.#ids.maxId, rows: this.#ids.rows, problems };
  }
};
var ItemMapBuilder = class {
  #idOfTitle = /* @__PURE__ */ new Map();
  #ambiguousTitles = /* @__PURE__ */ new Set();
  #ids;
  #malformedRows = 0;
  /** @param mostRows well-formed rows that are taken */
  constructor(mostRows = MAX_ROWS3) {
    this.#ids = new IdUse(mostRows);
  }
  /** @param id null: the row has none that is a non-negative integer */
  add(rawTitle, id) {
    const title = normaliseTitle(rawTitle ?? "");
    if (id === null || title === "") {
      this.#malformedRows++;
      return;
    }
    if (!this.#ids.add(id, title)) return;
    const known = this.#idOfTitle.get(title);
    if (known !== void 0 && known !== id) this.#ambiguousTitles.add(title);
    this.#idOfTitle.set(title, id);
  }
  /** @throws MalformedFileError when no row is well formed, or too many are */
  finish(file) {
    checkRows(file, this.#ids, this.#malformedRows);
    for (const title of this.#ambiguousTitles) this.#idOfTitle.delete(title);
    return {
      idOfTitle: this.#idOfTitle,
      ambiguousTitles: this.#ambiguousTitles,
      numIds: this.#ids.distinct,
      maxId: this.#ids.maxId,
      rows: this.#ids.rows,
      problems: { malformedRows: this.#malformedRows, sharedIds: this.#ids.shared }
    };
  }
};
var IdUse = class {
  #nameOf = /* @__PURE__ */ new Map();
  #shared = /* @__PURE__ */ new Set();
  mostRows;
  rows = 0;
  maxId = -1;
  /** Whether there were more rows than are taken. */
  isTooLong = false;
  constructor(mostRows) {
    this.mostRows = mostRows;
  }
  /** @returns false for a row too many. */
  add(id, name2) {
    if (this.rows === this.mostRows) {
      this.isTooLong = true;
      return false;
    }
    const known = this.#nameOf.get(id);
    if (known === void 0) this.#nameOf.set(id, name2);
    else if (known !== name2) this.#shared.add(id);
    this.rows++;
    this.maxId = Math.max(this.maxId, id);
    return true;
  }
  get distinct() {
    return this.#nameOf.size;
  }
  /** Ids with several names. */
  get shared() {
    return this.#shared.size;
  }
};
function checkRows(file, { rows, mostRows, isTooLong }, malformedRows) {
  if (isTooLong)
    throw new MalformedFileError(
      file,
      `it has more than ${mostRows} rows`,
      "Check that this is the right file: a map has one row for each id of the model."
    );
  if (rows > 0) return;
  throw new MalformedFileError(
    file,
    malformedRows === 0 ? "it has a header and no row" : `none of its ${malformedRows} rows is well formed`,
    "Write the map again at training time, one row for each id of the model."
  );
}

// src/formats/pickle/values.ts
function globalName({ module, name: name2 }) {
  return `${module}.${name2}`;
}
function isKind2(value, kind) {
  return value !== null && typeof value === "object" && value.kind === kind;
}

// src/formats/checkpoint/carried-maps.ts
var NO_MAPS = { users: null, items: null };
function carriedMaps(file, root) {
  const parts = attributesOf(root);
  const users = parts?.get("user_map");
  const items = parts?.get("item_map");
  return {
    users: isKind2(users, "dict") ? userMap(`${file}, user_map`, users) : null,
    items: items === void 0 ? null : itemMap(`${file}, item_map`, items)
  };
}
function attributesOf(root) {
  if (isKind2(root, "dict")) return root.entries;
  if (!isKind2(root, "object")) return null;
  return isKind2(root.state, "dict") ? root.state.entries : root.entries;
}
function userMap(file, { entries: entries2 }) {
  const map = new UserMapBuilder();
  for (const [name2, id] of entries2) map.add(textOf3(name2), idOf2(id));
  return map.finish(file);
}
function itemMap(file, items) {
  const map = new ItemMapBuilder();
  if (isKind2(items, "list")) for (const [id, title] of items.items.entries()) map.add(textOf3(title), id);
  else if (isKind2(items, "dict"))
    for (const [key, value] of items.entries)
      if (typeof key === "string") map.add(key, idOf2(value));
      else map.add(textOf3(value), idOf2(key));
  else return null;
  return map.finish(file);
}
function textOf3(value) {
  return typeof value === "string" ? value : void 0;
}
function idOf2(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

// src/formats/checkpoint/attribute-text.ts
function attributeText(value) {
  if (value === void 0) return "nothing";
  if (typeof value !== "object" || value === null) return quote(String(value));
  return "floats" in value ? "a tensor" : quote(value.join(", "));
}

// src/formats/checkpoint/murmur-hash3.ts
function murmurHash3(value, seed) {
  let block = Math.imul(value, 3432918353);
  block = Math.imul(block << 15 | block >>> 17, 461845907);
  let hash = seed ^ block;
  hash = Math.imul(hash << 13 | hash >>> 19, 5) + 3864292196;
  hash ^= 4;
  hash = Math.imul(hash ^ hash >>> 16, 2246822507);
  hash = Math.imul(hash ^ hash >>> 13, 3266489909);
  return hash ^ hash >>> 16;
}

// src/formats/checkpoint/bloom-embedding.ts
var LAYERS = [
  { layer: "user_embeddings", biases: "user_biases.weight" },
  { layer: "item_embeddings", biases: "item_biases.weight" }
];
var SEEDS = [
  179424941,
  179425457,
  179425907,
  179426369,
  179424977,
  179425517,
  179425943,
  179426407,
  179424989,
  179425529,
  179425993,
  179426447,
  179425003,
  179425537,
  179426003,
  179426453,
  179425019,
  179425559,
  179426029,
  179426491,
  179425027,
  179425579,
  179426081,
  179426549
];
var DEFAULT_HASHES = 4;
var MAX_NUMBERS = 2 ** 25;
var HINT4 = "Save the model with plain embedding layers, or save it again as it was trained.";
function withoutBloom(file, parts) {
  const tensors = new Map(parts.tensors);
  for (const { layer, biases } of LAYERS) {
    const name2 = `${layer}.embeddings.weight`;
    const compressed = tensors.get(name2);
    const idBiases = tensors.get(biases);
    const ids = idBiases?.shape[0];
    if (idBiases === void 0 || ids === void 0 || tensors.has(`${layer}.weight`)) continue;
    if (compressed?.shape.length !== 2) continue;
    const attribute = (attributeName) => parts.attributes.get(`${layer}.${attributeName}`);
    tensors.delete(name2);
    tensors.set(`${layer}.weight`, resolved({ file, name: name2, compressed, biases: idBiases, ids, attribute }));
  }
  return { ...parts, tensors };
}
function resolved(layer) {
  const { compressed, ids } = layer;
  const dim = compressed.shape[1];
  return {
    dtype: compressed.dtype,
    shape: [ids, dim],
    place: `bloom ${compressed.place}`,
    floats() {
      if (ids * dim > MAX_NUMBERS) {
        const found2 = `${layer.name} stands for ${ids} \xD7 ${dim} numbers; at most ${MAX_NUMBERS} are supported`;
        throw new UnsupportedFileError(layer.file, found2, HINT4);
      }
      layer.biases.floats();
      return sumRows(layer, readHashes(layer));
    }
  };
}
function sumRows({ compressed, ids }, hashes) {
  const dim = compressed.shape[1];
  const table2 = compressed.floats();
  const sums = new Float32Array(ids * dim);
  for (let id = 0; id < ids; id++) {
    for (let index = 0; index < hashes.functions; index++) {
      const start = hashes.rowOf(id, index) * dim;
      for (let axis = 0; axis < dim; axis++) sums[id * dim + axis] += table2[start + axis];
    }
  }
  return sums;
}
function readHashes(layer) {
  const cached = layer.attribute("_hashes");
  if (layer.attribute("_bag") === true) {
    const found2 = `${layer.name} belongs to a BloomEmbedding with bag=True, whose scores depend on the minibatch`;
    throw new UnsupportedFileError(layer.file, found2, HINT4);
  }
  return typeof cached === "object" && cached !== null && "floats" in cached ? cachedHashes(layer, cached) : computedHashes(layer);
}
function cachedHashes({ file, name: name2, compressed, ids }, cached) {
  const [count, functions = 0] = cached.shape;
  if (cached.shape.length !== 2 || count !== ids || functions < 1 || functions > SEEDS.length) {
    const found2 = `the hashes of ${name2} have the shape [${cached.shape.join(", ")}]; ${ids} ids \xD7 1 to ${SEEDS.length} functions are needed`;
    throw new MalformedFileError(file, found2, HINT4);
  }
  const rows = cached.floats();
  const numRows = compressed.shape[0];
  const wrong = rows.find((row) => row < 0 || row >= numRows);
  if (wrong !== void 0) {
    const found2 = `a hash of ${name2} is ${wrong}; the table has ${numRows} rows`;
    throw new MalformedFileError(file, found2, HINT4);
  }
  return { functions, rowOf: (id, index) => rows[id * functions + index] };
}
function computedHashes(layer) {
  const functions = wholeNumber2(layer, "num_hash_functions", {
    fallback: DEFAULT_HASHES,
    most: SEEDS.length
  });
  const padding = wholeNumber2(layer, "padding_idx", { fallback: 0, most: layer.ids - 1 });
  const numRows = layer.compressed.shape[0];
  if (functions === 0 || numRows === 0) {
    const found2 = `${layer.name} has ${numRows} rows and ${functions} hash functions; neither may be 0`;
    throw new MalformedFileError(layer.file, found2, HINT4);
  }
  return {
    functions,
    rowOf(id, index) {
      if (id === padding) return 0;
      const remainder = murmurHash3(id, SEEDS[index]) % numRows;
      return remainder < 0 ? remainder + numRows : remainder;
    }
  };
}
function wholeNumber2({ file, name: name2, attribute }, key, { fallback, most }) {
  const value = attribute(key) ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  const found2 = `${key} of ${name2} is ${attributeText(value)}; a whole number up to ${most} is needed`;
  throw new MalformedFileError(file, found2, HINT4);
}

// src/formats/checkpoint/float-types.ts
var FLOAT_TYPES = /* @__PURE__ */ new Map([
  ["float32", { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ["float64", { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ["float16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 5) }],
  ["bfloat16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 8) }]
]);
var INDEX_TYPES = /* @__PURE__ */ new Map([
  ["int64", { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  ["int32", { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }]
]);
function narrowFloat(bits, exponentBits) {
  const fractionBits = 15 - exponentBits;
  const highest2 = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = bits >> fractionBits & highest2;
  const fraction2 = (bits & 2 ** fractionBits - 1) / 2 ** fractionBits;
  if (exponent === highest2) return fraction2 === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction2 * 2 ** (1 - bias) : sign * (1 + fraction2) * 2 ** (exponent - bias);
}

// src/formats/checkpoint/tables.ts
var HINT5 = "Check that the file is Spotlight's model as it was trained: tables that fit together.";
var NetworkTables = class {
  #file;
  #tensors;
  constructor(file, tensors) {
    this.#file = file;
    this.#tensors = tensors;
  }
  /**
   * Rows and columns of a table of embeddings, neither 0.
   *
   * @throws MalformedFileError for another shape, UnsupportedFileError for more rows than ids can have.
   */
  tableShape(name2) {
    const { shape } = this.#tensor(name2);
    const [rows = 0, columns = 0] = shape;
    if (shape.length !== 2 || rows === 0 || columns === 0)
      throw this.#wrongShape(name2, shape, "rows \xD7 factors, neither 0, are needed");
    if (rows > ID_SPAN) {
      const found2 = `${name2} has ${rows} rows; at most ${ID_SPAN} are supported`;
      throw new UnsupportedFileError(this.#file, found2, HINT5);
    }
    return [rows, columns];
  }
  /**
   * The numbers of a tensor that must have this shape, row by row.
   *
   * @throws MalformedFileError for another shape, UnsupportedFileError for elements that are no floats.
   */
  floats(name2, wanted) {
    this.requireShape(name2, wanted);
    return this.#tensor(name2).floats();
  }
  /** @throws MalformedFileError for another shape. */
  requireShape(name2, wanted) {
    const { shape } = this.#tensor(name2);
    if (shape.length === wanted.length && shape.every((length, axis) => length === wanted[axis])) return;
    throw this.#wrongShape(name2, shape, `${shown3(wanted)} is needed`);
  }
  /** The shape as it is, empty where there is no such tensor. */
  shape(name2) {
    return this.#tensors.get(name2)?.shape ?? [];
  }
  #wrongShape(name2, shape, needed) {
    return new MalformedFileError(this.#file, `${name2} has the shape ${shown3(shape)}; ${needed}`, HINT5);
  }
  #tensor(name2) {
    const tensor = this.#tensors.get(name2);
    if (tensor === void 0) throw new MalformedFileError(this.#file, `there is no ${quote(name2)}`, HINT5);
    if (FLOAT_TYPES.has(tensor.dtype)) return tensor;
    const found2 = `${name2} has elements of the type ${quote(tensor.dtype)}; supported are ${[...FLOAT_TYPES.keys()].join(", ")}`;
    throw new UnsupportedFileError(
      this.#file,
      found2,
      "Save the model with float32 weights: model._net.float()."
    );
  }
};
function shown3(shape) {
  return `[${shape.join(", ")}]`;
}

// src/formats/checkpoint/bilinear.ts
var USER_TABLE = "user_embeddings.weight";
var ITEM_TABLE = "item_embeddings.weight";
var USER_BIASES = "user_biases.weight";
var ITEM_BIASES = "item_biases.weight";
var NAMES = [USER_TABLE, ITEM_TABLE, USER_BIASES, ITEM_BIASES];
var RATING_OUTPUTS = /* @__PURE__ */ new Map([
  ["regression", "identity"],
  ["poisson", "exp"],
  ["logistic", "sigmoid"]
]);
var HINT6 = "Check that the file is Spotlight's factorization model as it was trained: four tables that fit together.";
var BILINEAR_NET = {
  name: "BilinearNet",
  matches: (tensors) => NAMES.every((name2) => tensors.has(name2)),
  build(file, { tensors, loss }) {
    refuseFurtherTensors(file, tensors);
    const tables = new NetworkTables(file, tensors);
    const [numUsers2, dim] = tables.tableShape(USER_TABLE);
    const [numItems, itemDim] = tables.tableShape(ITEM_TABLE);
    if (dim !== itemDim) {
      const found2 = `${USER_TABLE} has ${dim} factors a user, ${ITEM_TABLE} has ${itemDim} an item; they must be as many`;
      throw new MalformedFileError(file, found2, HINT6);
    }
    tables.requireShape(USER_BIASES, [numUsers2, 1]);
    tables.requireShape(ITEM_BIASES, [numItems, 1]);
    const ratingOutput = RATING_OUTPUTS.get(loss ?? "");
    return {
      kind: "factorization",
      numUsers: numUsers2,
      numItems,
      dim,
      userFactors: tables.floats(USER_TABLE, [numUsers2, dim]),
      itemFactors: tables.floats(ITEM_TABLE, [numItems, dim]),
      userBiases: tables.floats(USER_BIASES, [numUsers2, 1]),
      itemBiases: tables.floats(ITEM_BIASES, [numItems, 1]),
      ...ratingOutput === void 0 ? {} : { ratingOutput }
    };
  }
};
function refuseFurtherTensors(file, tensors) {
  const further = [...tensors.keys()].find((name2) => !NAMES.includes(name2));
  if (further === void 0) return;
  const found2 = `beside the four tables of Spotlight's BilinearNet the net has ${quote(further)}, so that it is another network`;
  throw new UnsupportedFileError(file, found2, "Save a net of Spotlight's own factorization models.");
}

// src/core/networks/item-tables.ts
function scoreAgainst({ rows, dim, factors, biases }, vector, scores) {
  for (let item = 0; item < rows; item++) {
    scores[item] = saturate(dotAt(factors, item * dim, vector) + biases[item]);
  }
}
function embed({ dim, factors }, sequence) {
  return Array.from(sequence, (item) => Float64Array.from(factors.subarray(item * dim, (item + 1) * dim)));
}
function dotAt(table2, start, vector) {
  let sum = 0;
  for (let axis = 0; axis < vector.length; axis++) sum += table2[start + axis] * vector[axis];
  return sum;
}

// src/core/networks/cnn-net.ts
function cnnNet(tables, layers, settings) {
  return (sequence, scores) => {
    let steps = [new Float64Array(tables.dim), ...embed(tables, sequence)];
    for (const layer of layers) steps = convolve(layer, settings, steps);
    scoreAgainst(tables, steps.at(-1), scores);
  };
}
function convolve({ kernelWidth, dilation, weights, biases }, { nonlinearity, residual }, steps) {
  const dim = biases.length;
  return steps.map(
    (own, at) => own.map((_, output) => {
      let sum = biases[output];
      for (let position = 0; position < kernelWidth; position++) {
        const input = steps[at - (kernelWidth - 1 - position) * dilation];
        if (input === void 0) continue;
        for (let channel = 0; channel < dim; channel++)
          sum += weights[(output * dim + channel) * kernelWidth + position] * input[channel];
      }
      const activated = nonlinearity === "tanh" ? Math.tanh(sum) : Math.max(0, sum);
      return residual ? activated + own[output] : activated;
    })
  );
}

// src/formats/checkpoint/sequence-net.ts
var ITEM_TABLE2 = "item_embeddings.weight";
var ITEM_BIASES2 = "item_biases.weight";
function hasExactly(tensors, further) {
  const names = [ITEM_TABLE2, ITEM_BIASES2, ...further];
  return tensors.size === names.length && names.every((name2) => tensors.has(name2));
}
function readItemTables(file, tables) {
  const [rows, dim] = tables.tableShape(ITEM_TABLE2);
  if (rows === 1) {
    const found2 = `${ITEM_TABLE2} has one row, the padding of short sequences, and no item`;
    throw new UnsupportedFileError(file, found2, "Save the model after it was trained.");
  }
  const factors = tables.floats(ITEM_TABLE2, [rows, dim]);
  return { rows, dim, factors, biases: tables.floats(ITEM_BIASES2, [rows, 1]) };
}
function sequenceModel(network, { rows, dim }, score) {
  return { kind: "sequence", network, numUsers: ID_SPAN, numItems: rows - 1, dim, score };
}

// src/formats/checkpoint/cnn-net.ts
var NAME = "CNNNet";
var NONLINEARITIES = /* @__PURE__ */ new Map([
  ["tanh", "tanh"],
  ["relu", "relu"]
]);
var MAX_DILATION = 1e6;
var MAX_WEIGHTS = 2 ** 25;
var CNN_NET = {
  name: NAME,
  matches: (tensors) => tensors.has("cnn_0.weight") && hasExactly(
    tensors,
    layerNames(tensors).flatMap((name2) => [`${name2}.weight`, `${name2}.bias`])
  ),
  build(file, { tensors, attributes }) {
    const tables = new NetworkTables(file, tensors);
    const names = layerNames(tensors);
    const settings = readSettings(file, attributes);
    const dilations = readDilations(file, attributes.get("dilation"), names.length);
    const items = readItemTables(file, tables);
    const kernelWidths = names.map((name2) => tables.shape(`${name2}.weight`)[2] ?? 0);
    refuseTooManyWeights(file, items.dim, kernelWidths);
    const layers = names.map((name2, index) => {
      const kernelWidth = kernelWidths[index];
      return {
        kernelWidth,
        dilation: dilations[index],
        weights: tables.floats(`${name2}.weight`, [items.dim, items.dim, Math.max(1, kernelWidth), 1]),
        biases: tables.floats(`${name2}.bias`, [items.dim])
      };
    });
    return sequenceModel(NAME, items, cnnNet(items, layers, settings));
  }
};
function layerNames(tensors) {
  const count = [...tensors.keys()].filter((name2) => /^cnn_\d+\.weight$/.test(name2)).length;
  return Array.from({ length: count }, (_, index) => `cnn_${index}`);
}
function refuseTooManyWeights(file, dim, kernelWidths) {
  const weights = kernelWidths.reduce((sum, width) => sum + dim * dim * width, 0);
  if (weights <= MAX_WEIGHTS) return;
  const found2 = `the layers of the CNNNet have ${weights} weights; at most ${MAX_WEIGHTS} are supported`;
  throw new UnsupportedFileError(file, found2, "Save a net with fewer layers or narrower kernels.");
}
function readSettings(file, attributes) {
  const residual = attributes.get("residual_connections");
  const pickled = attributes.get("nonlinearity");
  if (residual === void 0 || pickled === void 0) throw untold(file);
  const name2 = typeof pickled === "string" ? pickled.slice(pickled.lastIndexOf(".") + 1) : "";
  const nonlinearity = NONLINEARITIES.get(name2);
  if (nonlinearity === void 0 || typeof residual !== "boolean") {
    const found2 = `the CNNNet has the nonlinearity ${attributeText(pickled)} and the residual connections ${attributeText(residual)}; supported are tanh and relu, true and false`;
    throw new UnsupportedFileError(file, found2, "Use one of Spotlight's own nonlinearities.");
  }
  return { nonlinearity, residual };
}
function readDilations(file, value, layers) {
  if (value === void 0) throw untold(file);
  const dilations = Array.isArray(value) ? value : [];
  const usable = dilations.every(
    (dilation) => Number.isInteger(dilation) && dilation > 0 && dilation <= MAX_DILATION
  );
  if (usable && dilations.length === layers) return dilations;
  const found2 = `the CNNNet has ${layers} layers and ${dilations.length} dilations; each layer needs one from 1 to ${MAX_DILATION}`;
  throw new UnsupportedFileError(file, found2, "Save the net again as it was trained.");
}
function untold(file) {
  const found2 = "a state dict of a CNNNet does not say its dilations, nonlinearity and residual connections, and other values give other scores";
  return new UnsupportedFileError(file, found2, "Save the net itself: torch.save(model._net, path).");
}

// src/core/networks/lstm-net.ts
function lstmNet(tables, layer) {
  return (sequence, scores) => scoreAgainst(tables, lastHidden(tables, layer, sequence), scores);
}
function lastHidden(tables, layer, sequence) {
  const { dim } = tables;
  let hidden = new Float64Array(dim);
  const cell = new Float64Array(dim);
  for (const input of [new Float64Array(dim), ...embed(tables, sequence)]) {
    const gates = gatesOf(layer, input, hidden);
    hidden = Float64Array.from({ length: dim }, (_, unit) => {
      cell[unit] = sigmoid(gates[dim + unit]) * cell[unit] + sigmoid(gates[unit]) * Math.tanh(gates[2 * dim + unit]);
      return sigmoid(gates[3 * dim + unit]) * Math.tanh(cell[unit]);
    });
  }
  return hidden;
}
function gatesOf(layer, input, hidden) {
  const dim = input.length;
  return Float64Array.from(
    { length: 4 * dim },
    (_, row) => dotAt(layer.inputWeights, row * dim, input) + layer.inputBiases[row] + dotAt(layer.hiddenWeights, row * dim, hidden) + layer.hiddenBiases[row]
  );
}
function sigmoid(value) {
  return 1 / (1 + Math.exp(-value));
}

// src/formats/checkpoint/lstm-net.ts
var NAME2 = "LSTMNet";
var LSTM_TENSORS = [
  "lstm.weight_ih_l0",
  "lstm.weight_hh_l0",
  "lstm.bias_ih_l0",
  "lstm.bias_hh_l0"
];
var LSTM_NET = {
  name: NAME2,
  matches: (tensors) => hasExactly(tensors, LSTM_TENSORS),
  build(file, { tensors }) {
    const tables = new NetworkTables(file, tensors);
    const items = readItemTables(file, tables);
    return sequenceModel(NAME2, items, lstmNet(items, readLstmLayer(tables, items.dim)));
  }
};
function readLstmLayer(tables, dim) {
  const [inputWeights, hiddenWeights, inputBiases, hiddenBiases] = LSTM_TENSORS;
  return {
    inputWeights: tables.floats(inputWeights, [4 * dim, dim]),
    hiddenWeights: tables.floats(hiddenWeights, [4 * dim, dim]),
    inputBiases: tables.floats(inputBiases, [4 * dim]),
    hiddenBiases: tables.floats(hiddenBiases, [4 * dim])
  };
}

// src/core/networks/mixture-lstm-net.ts
function mixtureLstmNet(tables, layer, projection) {
  const { rows, dim, factors, biases } = tables;
  const { mixtures } = projection;
  return (sequence, scores) => {
    const hidden = lastHidden(tables, layer, sequence);
    const projected = Float64Array.from(
      projection.biases,
      (bias, row) => dotAt(projection.weights, row * dim, hidden) + bias
    );
    const item = new Float64Array(dim);
    const weights = new Float64Array(mixtures);
    for (let id = 0; id < rows; id++) {
      item.set(factors.subarray(id * dim, (id + 1) * dim));
      for (let taste = 0; taste < mixtures; taste++)
        weights[taste] = dotAt(projected, (mixtures + taste) * dim, item);
      softmax(weights);
      let sum = biases[id];
      for (let taste = 0; taste < mixtures; taste++)
        sum += weights[taste] * dotAt(projected, taste * dim, item);
      scores[id] = saturate(sum);
    }
  };
}
function softmax(values) {
  const largest = values.reduce((most, value) => Math.max(most, value));
  let sum = 0;
  for (const [index, value] of values.entries()) sum += values[index] = Math.exp(value - largest);
  for (let index = 0; index < values.length; index++) values[index] /= sum;
}

// src/formats/checkpoint/mixture-lstm-net.ts
var NAME3 = "MixtureLSTMNet";
var WEIGHTS = "projection.weight";
var BIASES = "projection.bias";
var MIXTURE_LSTM_NET = {
  name: NAME3,
  matches: (tensors) => hasExactly(tensors, [...LSTM_TENSORS, WEIGHTS, BIASES]),
  build(file, { tensors }) {
    const tables = new NetworkTables(file, tensors);
    const items = readItemTables(file, tables);
    const layer = readLstmLayer(tables, items.dim);
    const [rows = 0] = tables.shape(WEIGHTS);
    const mixtures = rows / (2 * items.dim);
    if (mixtures === 0 || !Number.isInteger(mixtures)) {
      const found2 = `${WEIGHTS} has ${rows} rows; each taste takes ${2 * items.dim}`;
      throw new MalformedFileError(
        file,
        found2,
        "Copy the checkpoint again, or save it again with torch.save."
      );
    }
    const weights = tables.floats(WEIGHTS, [rows, items.dim, 1]);
    const projection = { mixtures, weights, biases: tables.floats(BIASES, [rows]) };
    return sequenceModel(NAME3, items, mixtureLstmNet(items, layer, projection));
  }
};

// src/core/networks/pool-net.ts
function poolNet(tables) {
  return (sequence, scores) => scoreAgainst(tables, pooled(tables, sequence), scores);
}
function pooled(tables, sequence) {
  const vectors = embed(tables, sequence);
  return Float64Array.from({ length: tables.dim }, (_, axis) => {
    let sum = 0;
    let entries2 = 1;
    for (const vector of vectors) {
      sum += vector[axis];
      if (vector[axis] !== 0) entries2++;
    }
    return sum / entries2;
  });
}

// src/formats/checkpoint/pool-net.ts
var NAME4 = "PoolNet";
var POOL_NET = {
  name: NAME4,
  matches: (tensors) => hasExactly(tensors, []),
  build(file, { tensors, attributes }) {
    const items = readItemTables(file, new NetworkTables(file, tensors));
    if (!attributes.has("class")) requirePadding(file, items);
    return sequenceModel(NAME4, items, poolNet(items));
  }
};
function requirePadding(file, { dim, factors, biases }) {
  if (biases[0] === 0 && factors.subarray(0, dim).every((factor) => factor === 0)) return;
  const found2 = "there are tables of items and none of users, and the row 0 of the items is not the padding of a sequence model";
  throw new UnsupportedFileError(
    file,
    found2,
    "Save the whole net: torch.save(model._net, path), or the state dict of all of it."
  );
}

// src/formats/checkpoint/networks.ts
var NETWORKS = [BILINEAR_NET, POOL_NET, LSTM_NET, MIXTURE_LSTM_NET, CNN_NET];

// src/formats/checkpoint/find-model.ts
var ITEM_TABLE3 = "item_embeddings.";
var MAX_CANDIDATES = 16;
var MAX_NETWORK_TENSORS = 1e3;
var MAX_SHOWN2 = 12;
var ANONYMOUS_CLASSES = /^(?:numpy|torch|_codecs|functools|collections)\./;
var SAVE_HINT = "Save one of Spotlight's own models, its _net or the net's state_dict() with torch.save.";
function findModel(file, source) {
  const [first, ...others] = distinctCandidates(file, source.groups);
  if (first === void 0) throw noModel(file, source);
  const model = first.network.build(file, first);
  for (const other of others) {
    if (sameModel(first, other)) continue;
    other.network.build(file, other);
    const found2 = `holds different models, at ${place(first)} and at ${place(other)}`;
    throw new UnsupportedFileError(file, found2, "Save only the model that is to be evaluated.");
  }
  return model;
}
function distinctCandidates(file, groups) {
  const candidates = groups.flatMap((group) => candidatesOf(file, group));
  const distinct = /* @__PURE__ */ new Map();
  for (const candidate of candidates.sort((one, other) => knowledgeOf(other) - knowledgeOf(one))) {
    const names = [...candidate.tensors.keys()].sort();
    const key = names.map((name2) => `${name2} ${candidate.tensors.get(name2).place}`).join("\n");
    if (!distinct.has(key)) distinct.set(key, candidate);
  }
  if (distinct.size <= MAX_CANDIDATES) return [...distinct.values()];
  const found2 = `holds ${distinct.size} models; at most ${MAX_CANDIDATES} are compared`;
  throw new UnsupportedFileError(file, found2, "Save only the model that is to be evaluated.");
}
function knowledgeOf({ attributes, loss }) {
  return (loss === null ? 0 : 2) + (attributes.size === 0 ? 0 : 1);
}
function candidatesOf(file, { where, tensors, attributes, loss }) {
  const prefixes = new Set(
    [...tensors.keys()].map((name2) => prefixOf(name2)).filter((prefix) => prefix !== null)
  );
  return [...prefixes].slice(0, MAX_CANDIDATES + 1).flatMap((prefix) => {
    const own = withoutPrefix(tensors, prefix);
    if (own.size > MAX_NETWORK_TENSORS) return [];
    const parts = withoutBloom(file, {
      tensors: own,
      attributes: withoutPrefix(attributes ?? /* @__PURE__ */ new Map(), prefix),
      loss: loss ?? null
    });
    const network = NETWORKS.find((known) => known.matches(parts.tensors));
    return network === void 0 ? [] : [{ where: where + (prefix === "" ? "" : ` ${prefix}`), network, ...parts }];
  });
}
function prefixOf(name2) {
  const at = name2.lastIndexOf(ITEM_TABLE3);
  return at === 0 || name2[at - 1] === "." ? name2.slice(0, at) : null;
}
function withoutPrefix(values, prefix) {
  if (prefix === "") return values;
  const below4 = [...values].filter(([name2]) => name2.startsWith(prefix));
  return new Map(below4.map(([name2, value]) => [name2.slice(prefix.length), value]));
}
function sameModel(one, other) {
  if (one.network !== other.network || one.tensors.size !== other.tensors.size) return false;
  if (other.loss !== null && one.loss !== other.loss) return false;
  return [...one.tensors].every(([name2, tensor]) => {
    const same = other.tensors.get(name2);
    return same !== void 0 && tensor.shape.join() === same.shape.join() && sameBytes(tensor.floats(), same.floats());
  });
}
function sameBytes(one, other) {
  return bytesOf2(one).equals(bytesOf2(other));
}
function bytesOf2({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
function noModel(file, { groups, classes }) {
  const tensors = groups.flatMap((group) => [...group.tensors.keys()]);
  const telling = [...classes].filter((name2) => !ANONYMOUS_CLASSES.test(name2));
  const found2 = `holds no model that can be evaluated; tensors: ${list2(tensors)}; classes: ${list2(telling)}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT);
}
function list2(names) {
  return names.length === 0 ? "none" : quoteFirst(names, MAX_SHOWN2);
}
function place({ where }) {
  return where === "" ? "the root" : quote(where);
}

// src/formats/checkpoint/foreign-files.ts
var START_BYTES = 256;
var SAVE_HINT2 = "Save the model with torch.save, for example torch.save(model, path).";
var FOREIGN_KINDS = [
  {
    found: "the file is empty (0 bytes)",
    hint: "Look whether the step that wrote or downloaded the checkpoint succeeded.",
    matches: (bytes) => bytes.length === 0
  },
  {
    found: "this is a Git LFS pointer, not the checkpoint itself",
    hint: "Give actions/checkout the input `lfs: true`, or run `git lfs pull` before this step.",
    matches: (_, start) => start.startsWith("version https://git-lfs.github.com/spec/")
  },
  {
    found: "this is a DVC pointer, not the checkpoint itself",
    hint: "Run `dvc pull` before this step.",
    matches: (_, start) => /^(?:md5: \S+\n)?outs:\s*\n\s*- (?:md5|hash|etag|size|path):/.test(start)
  },
  {
    found: "this is an HTML or XML page, not a checkpoint",
    hint: "The download gave an error or log-in page: open the address in a browser, and check the token it needs.",
    matches: (_, start) => /^\s*<(?:!doctype|html|\?xml|!--)/i.test(start)
  },
  {
    found: "this is a file of Keras or HDF5, not of PyTorch",
    hint: SAVE_HINT2,
    matches: (_, start) => start.startsWith("\x89HDF\r\n\n")
  },
  {
    found: "this is a gzip archive, not a checkpoint",
    hint: "Unpack it in an earlier step (tar -xzf, gunzip) and point `model` at the checkpoint inside.",
    matches: (_, start) => start.startsWith("\x8B")
  }
];
function foreignFile(file, bytes) {
  const start = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1");
  const kind = FOREIGN_KINDS.find((candidate) => candidate.matches(bytes, start));
  if (kind !== void 0) return new UnsupportedFileError(file, kind.found, kind.hint);
  const found2 = `this is no checkpoint (torch, safetensors, npz): its ${bytes.length} bytes begin with ${quote(start.slice(0, 16))}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT2);
}

// src/formats/npy-header.ts
var MAX_HEADER_BYTES = 1e4;
var MAX_DIMENSIONS = 64;
var MAGIC = [147, 78, 85, 77, 80, 89];
var VERSION_END = 8;
var TOKEN = /\s*(?:([{}(),:])|'([^'\\]*)'|"([^"\\]*)"|(True|False)|(\d{1,15}))/y;
function readNpyHeader(bytes) {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) throw new SyntaxError("it is not an npy array");
  const { start, length } = headerBounds(bytes);
  if (length > MAX_HEADER_BYTES) {
    throw new SyntaxError(`its header of ${length} bytes is longer than ${MAX_HEADER_BYTES}`);
  }
  if (start + length > bytes.length) throw new SyntaxError("it ends inside its header");
  const text3 = new TextDecoder().decode(bytes.subarray(start, start + length));
  const fields = parseDictionary(text3);
  const descr = fields.get("descr");
  const fortranOrder = fields.get("fortran_order");
  const shape = fields.get("shape");
  if (typeof descr !== "string" || typeof fortranOrder !== "boolean" || !isShape(shape) || fields.size !== 3) {
    throw new SyntaxError("its header does not hold exactly descr, fortran_order and shape");
  }
  if (shape.length > MAX_DIMENSIONS) {
    throw new SyntaxError(`its ${shape.length} dimensions are more than the ${MAX_DIMENSIONS} of NumPy`);
  }
  return { descr, fortranOrder, shape, dataOffset: start + length };
}
function headerBounds(bytes) {
  const major = bytes[VERSION_END - 2];
  if (major !== 1 && major !== 2 && major !== 3) {
    throw new SyntaxError(`its npy version is ${major ?? "missing"}; versions 1, 2 and 3 are read`);
  }
  const start = VERSION_END + (major === 1 ? 2 : 4);
  if (bytes.length < start) throw new SyntaxError("it ends inside its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset + VERSION_END, start - VERSION_END);
  return { start, length: major === 1 ? view.getUint16(0, true) : view.getUint32(0, true) };
}
function parseDictionary(text3) {
  const tokens = tokenise(text3);
  const fields = /* @__PURE__ */ new Map();
  let at = 0;
  const take = (expected) => {
    if (tokens[at++] !== expected) throw notALiteral();
  };
  take("{");
  while (tokens[at] !== "}") {
    const key = tokens[at++];
    if (typeof key !== "object" || typeof key.value !== "string" || fields.has(key.value))
      throw notALiteral();
    take(":");
    const [value, next] = parseValue(tokens, at);
    fields.set(key.value, value);
    at = next;
    if (tokens[at] !== "}") take(",");
  }
  if (at !== tokens.length - 1) throw notALiteral();
  return fields;
}
function parseValue(tokens, start) {
  const first = tokens[start];
  if (typeof first === "object" && typeof first.value !== "number") return [first.value, start + 1];
  if (first !== "(") throw notALiteral();
  const sizes = [];
  let at = start + 1;
  while (tokens[at] !== ")") {
    const size = tokens[at++];
    if (typeof size !== "object" || typeof size.value !== "number") throw notALiteral();
    sizes.push(size.value);
    if (tokens[at] !== ")" && tokens[at++] !== ",") throw notALiteral();
  }
  return [sizes, at + 1];
}
function tokenise(text3) {
  const tokens = [];
  const end = text3.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text3);
    if (match === null) throw notALiteral();
    const [, punctuation, single, double, boolean, size] = match;
    if (punctuation !== void 0) tokens.push(punctuation);
    else if (boolean !== void 0) tokens.push({ value: boolean === "True" });
    else if (size !== void 0) tokens.push({ value: Number(size) });
    else tokens.push({ value: single ?? double ?? "" });
  }
  return tokens;
}
function isShape(value) {
  return Array.isArray(value);
}
function notALiteral() {
  return new SyntaxError("its header is not the literal that NumPy writes for a plain array");
}

// src/formats/npy.ts
var ELEMENT_TYPES = /* @__PURE__ */ new Map([
  ["u1", { array: Uint8Array, read: (view, at) => view.getUint8(at) }],
  ["i1", { array: Int8Array, read: (view, at) => view.getInt8(at) }],
  ["u2", { array: Uint16Array, read: (view, at, little) => view.getUint16(at, little) }],
  ["i2", { array: Int16Array, read: (view, at, little) => view.getInt16(at, little) }],
  ["u4", { array: Uint32Array, read: (view, at, little) => view.getUint32(at, little) }],
  ["i4", { array: Int32Array, read: (view, at, little) => view.getInt32(at, little) }],
  ["u8", { array: Float64Array, read: (view, at, little) => readWide(view, at, little, false) }],
  ["i8", { array: Float64Array, read: (view, at, little) => readWide(view, at, little, true) }],
  ["f2", { array: Float32Array, read: (...place3) => FLOAT_TYPES.get("float16").read(...place3) }],
  ["f4", { array: Float32Array, read: (view, at, little) => view.getFloat32(at, little) }],
  ["f8", { array: Float64Array, read: (view, at, little) => view.getFloat64(at, little) }]
]);
var DTYPE_NAMES = /* @__PURE__ */ new Map([
  ["u", "uint"],
  ["i", "int"],
  ["f", "float"]
]);
var REWRITE_HINT = "Write the file again with numpy.savez; it may be cut short or was made to mislead.";
var PLAIN_HINT = "Save plain arrays of integers or floats (numpy.savez with array.astype(...)).";
function readNpy(file, name2, bytes) {
  const header2 = headerOf(file, name2, bytes);
  const { descr, shape, fortranOrder, dataOffset } = header2;
  const type = elementTypeOf(descr);
  if (type === void 0) throw unreadable4(file, name2, `elements of type ${quote(descr)}`);
  const width = widthOf(descr);
  const kind = descr.slice(1, 2) === "f" ? "float" : "integer";
  const count = checkedCount(file, name2, bytes, header2);
  const present = bytes.length - dataOffset;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
  const values = new type.array(count);
  const littleEndian = !descr.startsWith(">");
  for (let index = 0; index < count; index++) values[index] = type.read(view, index * width, littleEndian);
  if (kind === "integer") checkExact(file, name2, values);
  return { kind, shape, values: fortranOrder ? toRowMajor(shape, values, new type.array(count)) : values };
}
function describeNpy(file, name2, bytes) {
  const header2 = headerOf(file, name2, bytes);
  const { descr, shape } = header2;
  if (elementTypeOf(descr) === void 0) return { dtype: descr, shape };
  checkedCount(file, name2, bytes, header2);
  return { dtype: DTYPE_NAMES.get(descr.slice(1, 2)) + String(8 * widthOf(descr)), shape };
}
function widthOf(descr) {
  return Number(descr.slice(2));
}
function checkedCount(file, name2, bytes, header2) {
  const { descr, shape, dataOffset } = header2;
  const count = shape.reduce((product, size) => product * size, 1);
  const taken = count * widthOf(descr);
  const present = bytes.length - dataOffset;
  if (taken === present) return count;
  const found2 = `array ${quote(name2)} of shape (${shape.join(", ")}) takes ${taken} bytes, ${present} are there`;
  throw new MalformedFileError(file, found2, REWRITE_HINT);
}
function headerOf(file, name2, bytes) {
  try {
    const header2 = readNpyHeader(bytes);
    if (header2.descr.slice(1, 2) === "O")
      throw unreadable4(file, name2, "Python objects, which are never loaded");
    return header2;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedFileError(file, `array ${quote(name2)} cannot be read: ${error.message}`, REWRITE_HINT);
  }
}
function elementTypeOf(descr) {
  const order = descr.slice(0, 1);
  return order === "<" || order === ">" || order === "|" && descr.endsWith("1") ? ELEMENT_TYPES.get(descr.slice(1)) : void 0;
}
function unreadable4(file, name2, what) {
  const found2 = `array ${quote(name2)} holds ${what}; integers and floats are read`;
  return new UnsupportedFileError(file, found2, PLAIN_HINT);
}
function checkExact(file, name2, values) {
  const rounded = values.findIndex((value) => !Number.isSafeInteger(value));
  if (rounded === -1) return;
  throw new UnsupportedFileError(
    file,
    `array ${quote(name2)} holds an integer beyond 2^53 at position ${rounded}`,
    "Ids and counts are below 2^53; check how the array was made."
  );
}
function toRowMajor(shape, values, ordered) {
  const position = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  let source = 0;
  for (let target = 0; target < values.length; target++) {
    ordered[target] = values[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++position[axis] < shape[axis]) break;
      source -= steps[axis] * shape[axis];
      position[axis] = 0;
    }
  }
  return ordered;
}
function readWide(view, at, littleEndian, signed) {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  const highAt = littleEndian ? at + 4 : at;
  const high = signed ? view.getInt32(highAt, littleEndian) : view.getUint32(highAt, littleEndian);
  return high * 2 ** 32 + low;
}

// src/formats/npz.ts
var EXTENSION = ".npy";
var MAX_NAMES_SHOWN = 10;
function openNpz(file, bytes) {
  const zip = openZip(file, bytes);
  const names = [...zip.entries.keys()].filter((entry) => entry.endsWith(EXTENSION)).map((entry) => entry.slice(0, -EXTENSION.length));
  const bytesOf3 = (name2) => {
    if (zip.entries.has(name2 + EXTENSION)) return zip.read(name2 + EXTENSION);
    const shown4 = names.slice(0, MAX_NAMES_SHOWN).map(quote).join(", ");
    throw new MalformedFileError(
      file,
      `there is no array ${quote(name2)}; it holds ${shown4 === "" ? "no array" : shown4}`,
      `Save the array under this name: numpy.savez(path, ${name2}=...).`
    );
  };
  return {
    names,
    describe: (name2) => describeNpy(file, name2, bytesOf3(name2)),
    read: (name2) => readNpy(file, name2, bytesOf3(name2))
  };
}

// src/formats/checkpoint/npz-state.ts
var ARRAY_EXTENSION = ".npy";
var NPZ_STATE = {
  name: "NumPy archive",
  // A torch checkpoint is a zip archive too; NumPy writes nothing but arrays, torch begins with its pickle.
  matches: (bytes) => firstZipName(bytes)?.endsWith(ARRAY_EXTENSION) === true,
  read(file, bytes) {
    const archive = openNpz(file, bytes);
    const tensors = new Map(archive.names.map((name2) => [name2, tensorOf(file, name2, archive)]));
    return { groups: [{ where: "", tensors }], classes: /* @__PURE__ */ new Set() };
  }
};
function tensorOf(file, name2, archive) {
  const { dtype, shape } = archive.describe(name2);
  return {
    dtype,
    shape,
    place: name2,
    floats() {
      const { kind, values } = archive.read(name2);
      if (kind === "float") return Float32Array.from(values);
      const found2 = `array ${quote(name2)} has elements of the type ${quote(dtype)}`;
      throw new UnsupportedFileError(file, found2, "Save float arrays: array.astype(numpy.float32).");
    }
  };
}

// src/formats/pickle/cloudpickle.ts
var MODULES = /* @__PURE__ */ new Set(["cloudpickle.cloudpickle", "cloudpickle.cloudpickle_fast"]);
var CLASS_MAKERS = /* @__PURE__ */ new Set([
  "_builtin_type",
  "_make_skeleton_class",
  "_make_skeleton_enum"
]);
var CARRIERS = /* @__PURE__ */ new Set([
  ...CLASS_MAKERS,
  "_class_setstate",
  "_fill_function",
  "_function_setstate",
  "_make_cell",
  "_make_dict_items",
  "_make_dict_keys",
  "_make_dict_values",
  "_make_empty_cell",
  "_make_function",
  "_make_skel_func",
  "_make_typevar",
  "_rehydrate_skeleton_class",
  "dynamic_subimport",
  "subimport"
]);
var CARRIED_CLASS = { kind: "global", module: "cloudpickle", name: "carried class" };
function isCarrier({ module, name: name2 }) {
  return MODULES.has(module) && CARRIERS.has(name2);
}
function isCarriedClass(value) {
  return isKind2(value, "object") && MODULES.has(value.class.module) && CLASS_MAKERS.has(value.class.name);
}

// src/formats/pickle/dangerous.ts
var DANGEROUS_MODULES = /* @__PURE__ */ new Set([
  "_osx_support",
  "_pickle",
  "_posixsubprocess",
  "asyncio",
  "bdb",
  "cProfile",
  "cloudpickle",
  "code",
  "codeop",
  "commands",
  "ctypes",
  "dill",
  "doctest",
  "ftplib",
  "http",
  "httplib",
  "httpx",
  "imp",
  "importlib",
  "linecache",
  "marshal",
  "multiprocessing",
  "nt",
  "os",
  "pdb",
  "pickle",
  "pip",
  "pkgutil",
  "popen2",
  "posix",
  "profile",
  "pty",
  "pydoc",
  "requests",
  "runpy",
  "shelve",
  "shutil",
  "signal",
  "site",
  "smtplib",
  "socket",
  "ssl",
  "subprocess",
  "sys",
  "tempfile",
  "threading",
  "timeit",
  "trace",
  "urllib",
  "urllib2",
  "venv",
  "webbrowser",
  "zipimport"
]);
var DANGEROUS_SUBMODULES = [
  "numpy.distutils",
  "numpy.f2py",
  "numpy.testing",
  "torch._dynamo",
  "torch._inductor",
  "torch.distributed",
  "torch.hub",
  "torch.jit",
  "torch.package",
  "torch.serialization",
  "torch.utils.bottleneck",
  "torch.utils.collect_env",
  "torch.utils.cpp_extension"
];
var DANGEROUS_BUILTINS = /* @__PURE__ */ new Set([
  "__import__",
  "apply",
  "breakpoint",
  "compile",
  "delattr",
  "eval",
  "exec",
  "execfile",
  "exit",
  "file",
  "filter",
  "getattr",
  "globals",
  "help",
  "input",
  "locals",
  "map",
  "memoryview",
  "open",
  "reload",
  "setattr",
  "type",
  "vars"
]);
var BUILTIN_MODULES = /* @__PURE__ */ new Set(["builtins", "__builtin__", "__builtins__"]);
function isDangerous({ module, name: name2 }) {
  if (name2.includes(".")) return true;
  if (BUILTIN_MODULES.has(module)) return DANGEROUS_BUILTINS.has(name2);
  if (DANGEROUS_MODULES.has(module.split(".", 1)[0])) return true;
  if (module === "types") return name2 === "CodeType" || name2 === "FunctionType";
  if (module === "torch") return name2 === "load" || name2 === "compile";
  return DANGEROUS_SUBMODULES.some((prefix) => module === prefix || module.startsWith(`${prefix}.`));
}

// src/formats/pickle/torch-values.ts
var MAX_DIMENSIONS2 = 16;
var STORAGE_KEY = /^\d{1,20}$/;
var STORAGE_DTYPES = /* @__PURE__ */ new Map([
  ["FloatStorage", "float32"],
  ["DoubleStorage", "float64"],
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["LongStorage", "int64"],
  ["IntStorage", "int32"],
  ["ShortStorage", "int16"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["BoolStorage", "bool"],
  ["UntypedStorage", "untyped"]
]);
var ELEMENT_BYTES = /* @__PURE__ */ new Map([
  ["float32", 4],
  ["float64", 8],
  ["float16", 2],
  ["bfloat16", 2],
  ["int64", 8],
  ["int32", 4],
  ["int16", 2],
  ["int8", 1],
  ["uint8", 1],
  ["bool", 1],
  ["untyped", 1],
  ["ComplexFloatStorage", 8],
  ["ComplexDoubleStorage", 16],
  ["QInt8Storage", 1],
  ["QUInt8Storage", 1],
  ["QInt32Storage", 4],
  ["QUInt4x2Storage", 1],
  ["QUInt2x4Storage", 1]
]);
function rebuildStorage(id, fail) {
  const parts = itemsOf2(id) ?? [];
  const [tag, storageClass, key, , numel] = parts;
  if (parts.length < 5 || tag !== "storage") throw fail("a persistent id is not that of a torch storage");
  if (!isKind2(storageClass, "global")) throw fail("a storage names no storage class");
  if (typeof key !== "string" || !STORAGE_KEY.test(key)) {
    throw fail(
      `a storage has the key ${typeof key === "string" ? quote(key) : "of another type"}; keys are digits`
    );
  }
  const count = naturalNumber(numel);
  if (count === null) throw fail(`storage ${key} declares an impossible number of elements`);
  const known = /^torch(?:\.(?:storage|cuda))?$/.test(storageClass.module) ? STORAGE_DTYPES.get(storageClass.name) : void 0;
  return { kind: "storage", dtype: known ?? storageClass.name, key, count };
}
function storageBytes({ dtype, count }) {
  const width = ELEMENT_BYTES.get(dtype);
  return width === void 0 ? null : width * count;
}
function rebuildTensor(args, dtype, fail) {
  const [storage, offsetValue, sizeValue, strideValue] = args;
  if (!isKind2(storage, "storage")) throw fail("a tensor has no storage");
  const offset = naturalNumber(offsetValue);
  if (offset === null) throw fail(`a tensor's offset into its storage is not a natural number below 2^53`);
  const size = naturalNumbers(sizeValue);
  if (size === null) throw fail(`a tensor's sizes are not at most ${MAX_DIMENSIONS2} natural numbers`);
  const stride = naturalNumbers(strideValue);
  if (stride === null) throw fail("a tensor's strides are not natural numbers (torch has no negative ones)");
  if (stride.length !== size.length)
    throw fail(`a tensor has ${size.length} sizes and ${stride.length} strides`);
  if (storage.dtype !== "untyped" && lastElement(offset, size, stride) >= storage.count) {
    throw fail(`a tensor of ${size.join("\xD7")} reaches outside its storage of ${storage.count} elements`);
  }
  return { kind: "tensor", dtype: dtype ?? storage.dtype, storage, offset, size, stride };
}
function lastElement(offset, size, stride) {
  if (size.includes(0)) return -1;
  return size.reduce((position, length, axis) => position + (length - 1) * stride[axis], offset);
}
function itemsOf2(value) {
  return isKind2(value, "tuple") || isKind2(value, "list") ? value.items : null;
}
function naturalNumbers(value) {
  const items = itemsOf2(value);
  if (items === null || items.length > MAX_DIMENSIONS2) return null;
  const numbers = items.map((item) => naturalNumber(item));
  return numbers.every((number3) => number3 !== null) ? numbers : null;
}
function naturalNumber(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

// src/formats/pickle/globals.ts
var REBUILDERS = /* @__PURE__ */ new Map([
  ["collections OrderedDict", (args, context) => dictOf(args[0], context)],
  // The argument is the factory of missing values, not content.
  ["collections defaultdict", () => emptyDict()],
  ["builtins dict", (args, context) => dictOf(args[0], context)],
  ["__builtin__ dict", (args, context) => dictOf(args[0], context)],
  ["builtins set", (args) => setOf(args[0])],
  ["__builtin__ set", (args) => setOf(args[0])],
  ["builtins frozenset", (args) => setOf(args[0])],
  ["__builtin__ frozenset", (args) => setOf(args[0])],
  ["torch.storage _load_from_bytes", (args, { loadStorage }) => loadStorage(args[0])],
  ["torch._utils _rebuild_tensor", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v2", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v3", (args, { fail }) => rebuildTensor(args, dtypeOf(args[6], fail), fail)],
  ["torch._utils _rebuild_parameter", (args) => tensorOf2(args[0])],
  ["torch._utils _rebuild_parameter_with_state", (args) => tensorOf2(args[0])]
]);
function rebuilderOf(module, name2) {
  return REBUILDERS.get(`${module} ${name2}`);
}
function emptyDict() {
  return { kind: "dict", entries: /* @__PURE__ */ new Map(), attributes: null };
}
function dictOf(source, { fail, spend }) {
  const dict = emptyDict();
  if (source === void 0) return dict;
  if (!isKind2(source, "list")) return void 0;
  spend(source.items.length);
  for (const pair of source.items) {
    const parts = isKind2(pair, "tuple") || isKind2(pair, "list") ? pair.items : [];
    if (parts.length !== 2) throw fail("a dict is made of something else than pairs");
    dict.entries.set(parts[0], parts[1]);
  }
  return dict;
}
function setOf(source) {
  if (source === void 0) return { kind: "set", items: [] };
  if (!isKind2(source, "list")) return void 0;
  return { kind: "set", items: source.items };
}
function tensorOf2(data) {
  return isKind2(data, "tensor") ? data : void 0;
}
function dtypeOf(dtype, fail) {
  if (isKind2(dtype, "global") && dtype.module === "torch") return dtype.name;
  throw fail("a tensor names no element type");
}

// src/formats/pickle/builder.ts
var MAX_CONTAINERS = 25e4;
var MAX_COPIED_VALUES = 1e6;
var PickleBuilder = class {
  #errors;
  #dialect;
  #containers = 0;
  #copied = 0;
  constructor(errors, dialect) {
    this.#errors = errors;
    this.#dialect = dialect;
  }
  tuple(items) {
    this.#count();
    return { kind: "tuple", items };
  }
  list(items) {
    this.#count();
    return { kind: "list", items };
  }
  set(items) {
    this.#count();
    return { kind: "set", items };
  }
  dict() {
    this.#count();
    return { kind: "dict", entries: /* @__PURE__ */ new Map(), attributes: null };
  }
  /**
   * What REDUCE or NEWOBJ stand for: the value of our own function where there is one, else an inert record.
   *
   * @throws UnsupportedFileError when Python would run something that no checkpoint needs.
   */
  call(callee, args) {
    const named = this.#calledName(callee);
    this.#count();
    return this.#rebuilt(named, args) ?? {
      kind: "object",
      class: named,
      args,
      state: void 0,
      items: [],
      entries: null
    };
  }
  /** What is called, by name, unless that is an attack. */
  #calledName(callee) {
    const { carriesCode } = this.#dialect;
    if (carriesCode && isCarriedClass(callee)) return CARRIED_CLASS;
    if (!isKind2(callee, "global"))
      throw this.#errors.unsafe("calls something else than a named class or function");
    if (carriesCode && isCarrier(callee)) return callee;
    if (!isDangerous(callee)) return callee;
    throw this.#errors.unsafe(`calls ${quote(globalName(callee))} when Python loads it`);
  }
  /** BUILD sets attributes. On a tensor they would replace its contents, so only objects and dicts may have them. */
  setState(target, state) {
    if (isKind2(target, "object") && target.state === void 0) target.state = state;
    else if (isKind2(target, "dict") && target.attributes === null) target.attributes = state;
    else throw this.#errors.broken("attributes are set twice, or on a value that has none");
  }
  addItems(target, items) {
    if (!isKind2(target, "list") && !isKind2(target, "set") && !isKind2(target, "object")) {
      throw this.#errors.broken("items are added to a value that is no list, set or object");
    }
    for (const item of items) target.items.push(item);
  }
  setItems(target, items) {
    if (!isKind2(target, "dict") && !isKind2(target, "object")) {
      throw this.#errors.broken("keys are set on a value that is no dict or object");
    }
    if (items.length % 2 !== 0) throw this.#errors.broken("a key has no value");
    const entries2 = isKind2(target, "dict") ? target.entries : target.entries ??= /* @__PURE__ */ new Map();
    for (let index = 0; index < items.length; index += 2) entries2.set(items[index], items[index + 1]);
  }
  #rebuilt(callee, args) {
    const rebuild = rebuilderOf(callee.module, callee.name);
    if (rebuild === void 0) return void 0;
    if (!isKind2(args, "tuple"))
      throw this.#errors.broken(`a call of ${quote(globalName(callee))} has no tuple of arguments`);
    return rebuild(args.items, {
      fail: this.#errors.broken,
      spend: (values) => this.#spend(values),
      loadStorage: this.#dialect.loadStorage
    });
  }
  #count() {
    this.#containers++;
    if (this.#containers > MAX_CONTAINERS)
      throw this.#errors.tooMuch(`more than ${MAX_CONTAINERS} tuples, lists, dicts and objects`);
  }
  #spend(values) {
    this.#copied += values;
    if (this.#copied > MAX_COPIED_VALUES)
      throw this.#errors.tooMuch(`more than ${MAX_COPIED_VALUES} values are copied`);
  }
};

// src/formats/pickle/errors.ts
var DAMAGED_HINT = "Copy or download the checkpoint again, or save it again with torch.save.";
var SMALLER_HINT = "Save only the numbers: torch.save(model._net.state_dict(), path).";
var UNSAFE_HINT = "Do not load this file in Python: find out who made it, or save only the numbers with torch.save(model._net.state_dict(), path).";
function pickleErrors(file, position) {
  return {
    broken: (found2) => new MalformedFileError(file, `its pickle is damaged at byte ${position()}: ${found2}`, DAMAGED_HINT),
    tooMuch: (found2) => new UnsupportedFileError(file, `its pickle holds more than is read: ${found2}`, SMALLER_HINT),
    unsafe: (found2) => new UnsupportedFileError(
      file,
      `its pickle ${found2}; nothing was run, the file is refused`,
      UNSAFE_HINT
    )
  };
}

// src/formats/pickle/cursor.ts
var MAX_LINE_BYTES = 200;
var MAX_INTEGER_BYTES = 4096;
var TEXT3 = new TextDecoder("utf-8", { ignoreBOM: true });
var PickleCursor = class {
  /** Errors that say where the cursor stands. */
  errors;
  #bytes;
  #view;
  #position;
  constructor(file, bytes, start = 0) {
    this.#position = start;
    this.errors = pickleErrors(file, () => this.#position);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  /** Bytes from the beginning of the file to the next one that is read. */
  get position() {
    return this.#position;
  }
  /** Bytes that were not read yet. */
  get left() {
    return this.#bytes.length - this.#position;
  }
  uint8() {
    return this.#view.getUint8(this.#take(1));
  }
  uint16() {
    return this.#view.getUint16(this.#take(2), true);
  }
  int32() {
    return this.#view.getInt32(this.#take(4), true);
  }
  uint32() {
    return this.#view.getUint32(this.#take(4), true);
  }
  /** An 8-byte length. Rounding above 2^53 does not matter: no file is that long. */
  length8() {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }
  /** The one big-endian number of the format. */
  float64() {
    return this.#view.getFloat64(this.#take(8), false);
  }
  /** A view, not a copy. */
  bytes(length) {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }
  text(length) {
    return TEXT3.decode(this.bytes(length));
  }
  /** Text up to the next line feed, which is consumed. */
  line() {
    const end = this.#bytes.subarray(this.#position, this.#position + MAX_LINE_BYTES).indexOf(10);
    if (end === -1) throw this.errors.broken("a name does not end");
    const text3 = this.text(end);
    this.#take(1);
    return text3;
  }
  /** Little-endian two's complement; a number where it is exact, else a bigint. */
  integer(length) {
    if (length > MAX_INTEGER_BYTES)
      throw this.errors.broken(`an integer of ${length} bytes; at most ${MAX_INTEGER_BYTES} are read`);
    const hex = Buffer.from(this.bytes(length).toReversed()).toString("hex");
    const value = BigInt.asIntN(8 * length, BigInt(`0x0${hex}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  /** Checks a declared length without reading it. */
  expect(length) {
    if (length < 0 || length > this.left)
      throw this.errors.broken(`${length} bytes are declared, ${this.left} are left`);
  }
  #take(length) {
    this.expect(length);
    const start = this.#position;
    this.#position += length;
    return start;
  }
};

// src/formats/pickle/opcodes.ts
var OPCODES = {
  MARK: 40,
  EMPTY_TUPLE: 41,
  STOP: 46,
  POP: 48,
  POP_MARK: 49,
  BINBYTES: 66,
  SHORT_BINBYTES: 67,
  BINFLOAT: 71,
  BININT: 74,
  BININT1: 75,
  BININT2: 77,
  NONE: 78,
  BINPERSID: 81,
  REDUCE: 82,
  BINSTRING: 84,
  SHORT_BINSTRING: 85,
  BINUNICODE: 88,
  EMPTY_LIST: 93,
  APPEND: 97,
  BUILD: 98,
  GLOBAL: 99,
  DICT: 100,
  APPENDS: 101,
  BINGET: 104,
  LONG_BINGET: 106,
  LIST: 108,
  BINPUT: 113,
  LONG_BINPUT: 114,
  SETITEM: 115,
  TUPLE: 116,
  SETITEMS: 117,
  EMPTY_DICT: 125,
  PROTO: 128,
  NEWOBJ: 129,
  TUPLE1: 133,
  TUPLE2: 134,
  TUPLE3: 135,
  NEWTRUE: 136,
  NEWFALSE: 137,
  LONG1: 138,
  LONG4: 139,
  SHORT_BINUNICODE: 140,
  BINUNICODE8: 141,
  BINBYTES8: 142,
  EMPTY_SET: 143,
  ADDITEMS: 144,
  FROZENSET: 145,
  NEWOBJ_EX: 146,
  STACK_GLOBAL: 147,
  MEMOIZE: 148,
  FRAME: 149,
  BYTEARRAY8: 150
};
var REFUSED_OPCODES = /* @__PURE__ */ new Map([
  [50, "DUP"],
  [70, "FLOAT"],
  [73, "INT"],
  [76, "LONG"],
  [80, "PERSID"],
  [83, "STRING"],
  [86, "UNICODE"],
  [103, "GET"],
  [105, "INST"],
  [111, "OBJ"],
  [112, "PUT"],
  [130, "EXT1"],
  [131, "EXT2"],
  [132, "EXT4"],
  [151, "NEXT_BUFFER"],
  [152, "READONLY_BUFFER"]
]);

// src/formats/pickle/stack.ts
var MAX_HEIGHT = 1e6;
var MAX_MARKS = 5e5;
var PickleStack = class {
  #errors;
  #values = [];
  #marks = [];
  constructor(errors) {
    this.#errors = errors;
  }
  push(value) {
    this.#values.push(value);
    if (this.#values.length > MAX_HEIGHT)
      throw this.#errors.tooMuch(`more than ${MAX_HEIGHT} values on the stack`);
  }
  mark() {
    this.#marks.push(this.#values.length);
    if (this.#marks.length > MAX_MARKS)
      throw this.#errors.tooMuch(`more than ${MAX_MARKS} marks on the stack`);
  }
  top() {
    this.#require(1);
    return this.#values.at(-1);
  }
  pop() {
    this.#require(1);
    return this.#values.pop();
  }
  /** The topmost values, in the order they were pushed. */
  popMany(count) {
    this.#require(count);
    return this.#values.splice(this.#values.length - count);
  }
  /** Everything above the last mark, and the mark. */
  popMark() {
    const mark = this.#marks.pop();
    if (mark === void 0) throw this.#errors.broken("there is no mark on the stack");
    return this.#values.splice(mark);
  }
  /** What lies below the last mark belongs to the container that is being made: as in CPython, it cannot be taken. */
  #require(count) {
    if (this.#values.length - (this.#marks.at(-1) ?? 0) < count)
      throw this.#errors.broken("there are too few values on the stack");
  }
};

// src/formats/pickle/machine.ts
var MAX_OPCODES = 1e7;
var MAX_MEMO = 1e6;
var MAX_NAME_LENGTH = 200;
var HIGHEST_PROTOCOL = 5;
function readPickle(file, bytes, dialect) {
  return readPickleAt(file, bytes, { start: 0, dialect }).value;
}
function readPickleAt(file, bytes, { start, dialect }) {
  const cursor = new PickleCursor(file, bytes, start);
  const value = new PickleMachine(file, cursor, dialect).run();
  return { value, end: cursor.position };
}
var PickleMachine = class {
  #file;
  #cursor;
  #dialect;
  #errors;
  #stack;
  #builder;
  /** A Map, because an index is whatever the file says: an array could get 2^32 places. */
  #memo = /* @__PURE__ */ new Map();
  constructor(file, cursor, dialect) {
    this.#file = file;
    this.#cursor = cursor;
    this.#dialect = dialect;
    this.#errors = cursor.errors;
    this.#stack = new PickleStack(this.#errors);
    this.#builder = new PickleBuilder(this.#errors, dialect);
  }
  run() {
    for (let count = 0; count < MAX_OPCODES; count++) {
      if (this.#cursor.left === 0) throw this.#errors.broken("it ends without the opcode STOP");
      const opcode = this.#cursor.uint8();
      if (opcode === OPCODES.STOP) return this.#stack.pop();
      this.#execute(opcode);
    }
    throw this.#errors.tooMuch(`more than ${MAX_OPCODES} opcodes`);
  }
  #execute(opcode) {
    const cursor = this.#cursor;
    const stack = this.#stack;
    const builder = this.#builder;
    switch (opcode) {
      case OPCODES.PROTO:
        return this.#checkProtocol(cursor.uint8());
      case OPCODES.FRAME:
        return cursor.expect(cursor.length8());
      case OPCODES.MARK:
        return stack.mark();
      case OPCODES.POP:
        stack.pop();
        return;
      case OPCODES.POP_MARK:
        stack.popMark();
        return;
      case OPCODES.NONE:
        return stack.push(null);
      case OPCODES.NEWTRUE:
        return stack.push(true);
      case OPCODES.NEWFALSE:
        return stack.push(false);
      case OPCODES.BININT:
        return stack.push(cursor.int32());
      case OPCODES.BININT1:
        return stack.push(cursor.uint8());
      case OPCODES.BININT2:
        return stack.push(cursor.uint16());
      case OPCODES.LONG1:
        return stack.push(cursor.integer(cursor.uint8()));
      case OPCODES.LONG4:
        return stack.push(cursor.integer(cursor.int32()));
      case OPCODES.BINFLOAT:
        return stack.push(cursor.float64());
      case OPCODES.SHORT_BINUNICODE:
      case OPCODES.SHORT_BINSTRING:
        return stack.push(cursor.text(cursor.uint8()));
      case OPCODES.BINUNICODE:
        return stack.push(cursor.text(cursor.uint32()));
      case OPCODES.BINSTRING:
        return stack.push(cursor.text(cursor.int32()));
      case OPCODES.BINUNICODE8:
        return stack.push(cursor.text(cursor.length8()));
      case OPCODES.SHORT_BINBYTES:
        return this.#pushBytes(cursor.uint8());
      case OPCODES.BINBYTES:
        return this.#pushBytes(cursor.uint32());
      case OPCODES.BINBYTES8:
      case OPCODES.BYTEARRAY8:
        return this.#pushBytes(cursor.length8());
      case OPCODES.EMPTY_TUPLE:
        return stack.push(EMPTY_TUPLE);
      case OPCODES.TUPLE:
        return stack.push(builder.tuple(stack.popMark()));
      case OPCODES.TUPLE1:
        return stack.push(builder.tuple(stack.popMany(1)));
      case OPCODES.TUPLE2:
        return stack.push(builder.tuple(stack.popMany(2)));
      case OPCODES.TUPLE3:
        return stack.push(builder.tuple(stack.popMany(3)));
      case OPCODES.EMPTY_LIST:
        return stack.push(builder.list([]));
      case OPCODES.LIST:
        return stack.push(builder.list(stack.popMark()));
      case OPCODES.EMPTY_SET:
        return stack.push(builder.set([]));
      case OPCODES.FROZENSET:
        return stack.push(builder.set(stack.popMark()));
      case OPCODES.EMPTY_DICT:
        return stack.push(builder.dict());
      case OPCODES.DICT: {
        const items = stack.popMark();
        stack.push(builder.dict());
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.APPEND: {
        const items = stack.popMany(1);
        return builder.addItems(stack.top(), items);
      }
      case OPCODES.APPENDS:
      case OPCODES.ADDITEMS: {
        const items = stack.popMark();
        return builder.addItems(stack.top(), items);
      }
      case OPCODES.SETITEM: {
        const items = stack.popMany(2);
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.SETITEMS: {
        const items = stack.popMark();
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.BINPUT:
        return this.#memoize(cursor.uint8());
      case OPCODES.LONG_BINPUT:
        return this.#memoize(cursor.uint32());
      case OPCODES.MEMOIZE:
        return this.#memoize(this.#memo.size);
      case OPCODES.BINGET:
        return this.#recall(cursor.uint8());
      case OPCODES.LONG_BINGET:
        return this.#recall(cursor.uint32());
      case OPCODES.GLOBAL:
        return stack.push({ kind: "global", module: cursor.line(), name: cursor.line() });
      case OPCODES.STACK_GLOBAL:
        return this.#pushGlobal();
      case OPCODES.REDUCE:
      case OPCODES.NEWOBJ: {
        const args = stack.pop();
        return stack.push(builder.call(stack.pop(), args));
      }
      case OPCODES.NEWOBJ_EX: {
        const args = stack.popMany(2);
        return stack.push(builder.call(stack.pop(), builder.tuple(args)));
      }
      case OPCODES.BUILD: {
        const state = stack.pop();
        return builder.setState(stack.top(), state);
      }
      case OPCODES.BINPERSID:
        return stack.push(this.#dialect.persistent(stack.pop(), this.#errors.broken));
      default:
        throw this.#refusedOpcode(opcode);
    }
  }
  #checkProtocol(protocol) {
    if (protocol <= HIGHEST_PROTOCOL) return;
    const found2 = `its pickle has protocol ${protocol}; 2 to ${HIGHEST_PROTOCOL} can be read`;
    throw new UnsupportedFileError(
      this.#file,
      found2,
      "Save the checkpoint with torch.save and its default pickle protocol."
    );
  }
  #refusedOpcode(opcode) {
    const name2 = REFUSED_OPCODES.get(opcode);
    if (name2 === void 0)
      return this.#errors.broken(`there is no pickle opcode 0x${opcode.toString(16).padStart(2, "0")}`);
    return this.#errors.unsafe(`uses the opcode ${name2}, which torch.save never writes`);
  }
  #pushBytes(length) {
    this.#stack.push({ kind: "bytes", bytes: this.#cursor.bytes(length) });
  }
  #pushGlobal() {
    const [module, name2] = this.#stack.popMany(2);
    if (typeof module !== "string" || typeof name2 !== "string")
      throw this.#errors.broken("a class has a name that is not text");
    if (module.length > MAX_NAME_LENGTH || name2.length > MAX_NAME_LENGTH)
      throw this.#errors.broken("a class has an endless name");
    this.#stack.push({ kind: "global", module, name: name2 });
  }
  #memoize(index) {
    this.#memo.set(index, this.#stack.top());
    if (this.#memo.size > MAX_MEMO) throw this.#errors.tooMuch(`more than ${MAX_MEMO} values in the memo`);
  }
  #recall(index) {
    const value = this.#memo.get(index);
    if (value === void 0) throw this.#errors.broken(`value ${index} of the memo was never stored`);
    this.#stack.push(value);
  }
};
var EMPTY_TUPLE = { kind: "tuple", items: [] };

// src/formats/pickle/legacy-dialect.ts
var LegacyDialect = class {
  storages = /* @__PURE__ */ new Map();
  carriesCode = false;
  loadStorage;
  constructor(loadStorage) {
    this.loadStorage = loadStorage;
  }
  /** A storage, with a sixth part for views of other storages (before version 0.4); or a module's class with its source code. */
  persistent(id, fail) {
    const parts = isKind2(id, "tuple") ? id.items : [];
    if (parts[0] === "module" && isKind2(parts[1], "global")) return parts[1];
    const storage = rebuildStorage(id, fail);
    if ((parts[5] ?? null) !== null) throw fail(`storage ${storage.key} is a part of another one`);
    const known = this.storages.get(storage.key);
    if (known === void 0) {
      this.storages.set(storage.key, storage);
      return storage;
    }
    if (known.dtype === storage.dtype && known.count === storage.count) return known;
    throw fail(`storage ${storage.key} is named with two types or sizes`);
  }
};

// src/formats/checkpoint/torch-module.ts
var MAX_ATTRIBUTES = 200;
var MAX_NUMBERS2 = 64;
var MAX_TEXT2 = 200;
function isModule(value) {
  return isKind2(value, "object") && attributeDict(value, "_modules") !== null && attributeDict(value, "_parameters") !== null;
}
function attributeDict(object, name2) {
  if (!isKind2(object.state, "dict")) return null;
  const value = object.state.entries.get(name2);
  return isKind2(value, "dict") ? value : null;
}
function* plainAttributes({
  class: ownClass,
  state
}) {
  yield ["class", globalName(ownClass)];
  if (!isKind2(state, "dict") || state.entries.size > MAX_ATTRIBUTES) return;
  for (const [name2, value] of state.entries) {
    const plain = plainValue(value);
    if (typeof name2 === "string" && name2.length <= MAX_TEXT2 && plain !== void 0) yield [name2, plain];
  }
}
function plainValue(value) {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value.length <= MAX_TEXT2 ? value : void 0;
  if (isKind2(value, "global")) return globalName(value);
  if (isKind2(value, "tensor")) return value;
  return isKind2(value, "tuple") || isKind2(value, "list") ? numbersOf(value.items) : void 0;
}
function numbersOf(items) {
  if (items.length > MAX_NUMBERS2) return void 0;
  const numbers = items.filter((item) => typeof item === "number");
  return numbers.length === items.length ? numbers : void 0;
}
function netWithLoss({
  state
}) {
  if (!isKind2(state, "dict")) return null;
  const net = state.entries.get("_net");
  const loss = state.entries.get("_loss");
  return isKind2(net, "object") && typeof loss === "string" ? { net, loss } : null;
}

// src/formats/checkpoint/object-graph.ts
var MAX_MODULE_DEPTH = 8;
var MAX_NAMES = 1e5;
var MAX_GROUPS = 1e4;
var MAX_NAME_LENGTH2 = 1e3;
var MAX_PATH_NAMES = 8;
var MAX_LABEL_LENGTH = 80;
var MAX_PATH_STEPS = 32;
function collectTensors(file, root) {
  return new GraphWalk(file).run(root);
}
var GraphWalk = class {
  #file;
  #origins = /* @__PURE__ */ new Map();
  #queue = [];
  #groups = [];
  /** Net → loss of the model around it. */
  #losses = /* @__PURE__ */ new Map();
  #classes = /* @__PURE__ */ new Set();
  /** Modules and dicts whose tensors are part of a module that was met before. */
  #covered = /* @__PURE__ */ new Set();
  #names = 0;
  constructor(file) {
    this.#file = file;
  }
  run(root) {
    this.#discover(root, null, "");
    for (let container = this.#queue.pop(); container !== void 0; container = this.#queue.pop()) {
      this.#visit(container);
    }
    const groups = this.#groups.map(({ container, ...group }) => ({
      ...group,
      loss: this.#losses.get(container) ?? null
    }));
    return { groups, classes: this.#classes };
  }
  #visit(container) {
    switch (container.kind) {
      case "tuple":
      case "list":
      case "set":
        container.items.forEach((item, index) => this.#discover(item, container, `[${index}]`));
        return;
      case "dict":
        this.#collectDict(container);
        this.#discover(container.attributes, container, "");
        this.#discoverEntries(container, container.entries);
        return;
      case "object":
        this.#classes.add(globalName(container.class));
        this.#collectModel(container);
        this.#collectModule(container);
        this.#discover(container.args, container, "");
        this.#discover(container.state ?? null, container, "");
        container.items.forEach((item, index) => this.#discover(item, container, `[${index}]`));
        if (container.entries !== null) this.#discoverEntries(container, container.entries);
    }
  }
  #discoverEntries(parent, entries2) {
    for (const [key, value] of entries2) this.#discover(value, parent, typeof key === "string" ? key : "[]");
  }
  #discover(value, parent, label) {
    if (!isContainer(value) || this.#origins.has(value)) return;
    this.#origins.set(value, { parent, label });
    this.#queue.push(value);
  }
  #collectDict(dict) {
    if (this.#covered.has(dict)) return;
    const tensors = /* @__PURE__ */ new Map();
    for (const [name2, value] of dict.entries) {
      if (!isKind2(value, "tensor") || !isName(name2)) continue;
      this.#countName();
      tensors.set(name2, value);
    }
    this.#addGroup(dict, tensors, /* @__PURE__ */ new Map());
  }
  #addGroup(container, tensors, attributes) {
    if (tensors.size === 0) return;
    this.#groups.push({ container, where: this.#path(container), tensors, attributes });
    if (this.#groups.length > MAX_GROUPS) throw this.#tooMuch(`${MAX_GROUPS} dicts and modules with tensors`);
  }
  #collectModel(object) {
    const model = netWithLoss(object);
    if (model !== null) this.#losses.set(model.net, model.loss);
  }
  #collectModule(root) {
    if (this.#covered.has(root) || !isModule(root)) return;
    const tensors = /* @__PURE__ */ new Map();
    const attributes = /* @__PURE__ */ new Map();
    const open = [{ module: root, prefix: "", depth: 0 }];
    for (let next = open.pop(); next !== void 0; next = open.pop()) {
      this.#covered.add(next.module);
      for (const [name2, tensor] of this.#ownTensors(next)) tensors.set(name2, tensor);
      for (const [name2, value] of plainAttributes(next.module)) {
        this.#countName();
        attributes.set(next.prefix + name2, value);
      }
      for (const submodule of this.#submodules(next)) open.push(submodule);
    }
    this.#addGroup(root, tensors, attributes);
  }
  /** Parameters and buffers of one module, without its submodules. */
  *#ownTensors({ module, prefix }) {
    for (const dict of [attributeDict(module, "_parameters"), attributeDict(module, "_buffers")]) {
      if (dict === null) continue;
      this.#covered.add(dict);
      for (const [name2, value] of this.#named(prefix, dict)) {
        if (isKind2(value, "tensor")) yield [name2, value];
      }
    }
  }
  *#submodules({ module, prefix, depth }) {
    const dict = attributeDict(module, "_modules");
    if (dict === null || depth === MAX_MODULE_DEPTH) return;
    for (const [name2, value] of this.#named(prefix, dict)) {
      if (isModule(value)) yield { module: value, prefix: `${name2}.`, depth: depth + 1 };
    }
  }
  *#named(prefix, dict) {
    for (const [name2, value] of dict.entries) {
      this.#countName();
      if (isName(name2) && prefix.length + name2.length <= MAX_NAME_LENGTH2) yield [prefix + name2, value];
    }
  }
  #countName() {
    this.#names++;
    if (this.#names > MAX_NAMES) throw this.#tooMuch(`${MAX_NAMES} tensors, attributes and modules by name`);
  }
  #tooMuch(what) {
    const hint2 = "Save only the net to evaluate: torch.save(model._net.state_dict(), path).";
    return new UnsupportedFileError(this.#file, `holds more than ${what}`, hint2);
  }
  /** Names from the root to a container; attributes look like `model._net`. */
  #path(container) {
    const names = [];
    let at = container;
    for (let step = 0; at !== null && step < MAX_PATH_STEPS && names.length < MAX_PATH_NAMES; step++) {
      const origin = this.#origins.get(at);
      if (origin !== void 0 && origin.label !== "") names.unshift(origin.label.slice(0, MAX_LABEL_LENGTH));
      at = origin?.parent ?? null;
    }
    return names.join(".");
  }
};
function isContainer(value) {
  if (value === null || typeof value !== "object") return false;
  return value.kind !== "bytes" && value.kind !== "global" && value.kind !== "storage" && value.kind !== "tensor";
}
function isName(key) {
  return typeof key === "string" && key.length <= MAX_NAME_LENGTH2;
}

// src/formats/checkpoint/strided.ts
function elementCount(size) {
  return size.reduce((product, length) => product * length, 1);
}
function gather(storage, { offset, size, stride }, type, littleEndian) {
  const numbers = new Float32Array(elementCount(size));
  const rowLength = size.at(-1) ?? 1;
  const rowStep = (stride.at(-1) ?? 1) * type.bytes;
  const index = size.map(() => 0);
  for (let start = 0; start < numbers.length; start += rowLength) {
    let at = index.reduce((position, step, axis) => position + step * stride[axis], offset) * type.bytes;
    for (let column = 0; column < rowLength; column++) {
      numbers[start + column] = type.read(storage, at, littleEndian);
      at += rowStep;
    }
    advance(index, size);
  }
  return numbers;
}
function advance(index, size) {
  for (let axis = size.length - 2; axis >= 0; axis--) {
    index[axis]++;
    if (index[axis] < size[axis]) return;
    index[axis] = 0;
  }
}

// src/formats/checkpoint/torch-tensor.ts
var HINT7 = "Copy or download the checkpoint again, or save it again with torch.save.";
function torchTensor(file, tensor, storages) {
  return boundTensor(file, tensor, storages, FLOAT_TYPES);
}
function torchIndices(file, tensor, storages) {
  return boundTensor(file, tensor, storages, INDEX_TYPES);
}
function boundTensor(file, tensor, storages, types) {
  const { dtype, size, stride, offset, storage } = tensor;
  return {
    dtype,
    shape: size,
    place: [dtype, storage.key, offset, size.join("\xD7"), stride.join(",")].join(" "),
    floats() {
      const type = types.get(dtype);
      if (type === void 0)
        throw new UnsupportedFileError(file, `a tensor has elements of the type ${quote(dtype)}`, HINT7);
      const bytes = storage.bytes ?? storages.storage(storage.key);
      checkStorage(file, tensor, bytes, type);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return gather(view, tensor, type, storage.bytes !== void 0 || storages.littleEndian);
    }
  };
}
function checkStorage(file, { storage, offset, size, stride }, bytes, type) {
  const declared = storage.dtype === "untyped" ? storage.count : storage.count * type.bytes;
  if (declared !== bytes.length) {
    const found2 = `storage ${storage.key} declares ${declared} bytes, its record has ${bytes.length}`;
    throw new MalformedFileError(file, found2, HINT7);
  }
  const present = Math.floor(bytes.length / type.bytes);
  if (lastElement(offset, size, stride) >= present) {
    const found2 = `a tensor of ${size.join("\xD7")} reaches outside storage ${storage.key} of ${present} elements`;
    throw new MalformedFileError(file, found2, HINT7);
  }
  if (elementCount(size) > present) {
    const found2 = `a tensor of ${size.join("\xD7")} repeats the ${present} elements of storage ${storage.key}`;
    throw new MalformedFileError(file, found2, "Save a copy of the model whose tensors are contiguous.");
  }
}

// src/formats/checkpoint/torch-source.ts
function torchSource(file, root, storages) {
  const { groups, classes } = collectTensors(file, root);
  const attribute = (value) => typeof value === "object" && value !== null && "kind" in value ? torchIndices(file, value, storages) : value;
  const bound = ({ where, tensors, attributes, loss }) => ({
    where,
    tensors: new Map([...tensors].map(([name2, tensor]) => [name2, torchTensor(file, tensor, storages)])),
    attributes: new Map([...attributes].map(([name2, value]) => [name2, attribute(value)])),
    ...loss === null ? {} : { loss }
  });
  return {
    classes,
    maps: carriedMaps(file, root),
    groups: groups.map(bound)
  };
}

// src/formats/checkpoint/torch-legacy.ts
var PICKLED_MAGIC = [138, 10, 108, 252, 156, 70, 249, 32, 106, 168, 80, 25];
var MAGIC_PLACES = [2, 11];
var FORMAT_VERSION = 1001;
var COUNT_BYTES = 8;
var HINT8 = "Copy or download the checkpoint again, or save it again with torch.save.";
var TORCH_LEGACY = {
  name: "torch file from before version 1.6",
  matches: isLegacy,
  read(file, bytes) {
    const { objects, storage } = readLegacy(file, bytes, storageLoader(file));
    return torchSource(file, objects, { storage, littleEndian: true });
  }
};
function isLegacy(bytes) {
  return MAGIC_PLACES.some((place3) => PICKLED_MAGIC.every((byte, index) => bytes[place3 + index] === byte));
}
function readLegacy(file, bytes, loadStorage) {
  const dialect = new LegacyDialect(loadStorage);
  let start = 0;
  const next = (what) => {
    if (start >= bytes.length) throw cutShort(file, bytes, what);
    const { value, end } = readPickleAt(file, bytes, { start, dialect });
    start = end;
    return value;
  };
  next("its magic number");
  checkVersion(file, next("its version"));
  checkMachine(file, next("the facts about the machine"));
  const objects = next("the objects");
  const keys = next("the keys of its storages");
  const contents = /* @__PURE__ */ new Map();
  for (const storage of listed(file, keys, dialect.storages)) {
    const numbers = numbersAt(file, bytes, start, storage);
    contents.set(storage.key, numbers);
    start += COUNT_BYTES + numbers.length;
  }
  return {
    objects,
    storage(key) {
      const numbers = contents.get(key);
      if (numbers !== void 0) return numbers;
      throw new MalformedFileError(file, `the file has no numbers for its storage ${key}`, HINT8);
    }
  };
}
function checkVersion(file, version) {
  if (version === FORMAT_VERSION) return;
  const found2 = `another version is declared where torch's older format has the version ${FORMAT_VERSION} here`;
  throw new UnsupportedFileError(file, found2, HINT8);
}
function checkMachine(file, machine2) {
  if (!isKind2(machine2, "dict") || machine2.entries.get("little_endian") !== false) return;
  const found2 = "its numbers are declared as big-endian, which torch's older format never has";
  throw new UnsupportedFileError(file, found2, "Save it again with a current torch.save.");
}
function listed(file, keys, known) {
  const items = isKind2(keys, "list") ? keys.items : [null];
  const storages = items.flatMap((key) => typeof key === "string" ? known.get(key) ?? [] : []);
  if (new Set(storages).size === items.length) return storages;
  const found2 = "the list of its storages holds something else than each storage of its objects once";
  throw new MalformedFileError(file, found2, HINT8);
}
function numbersAt(file, bytes, start, storage) {
  const size = storageBytes(storage);
  if (size === null) {
    const found2 = `a storage has elements of the type ${quote(storage.dtype)}, whose size is not known here`;
    throw new UnsupportedFileError(file, found2, HINT8);
  }
  if (start + COUNT_BYTES > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  const count = new DataView(bytes.buffer, bytes.byteOffset + start, COUNT_BYTES).getBigUint64(0, true);
  if (count !== BigInt(storage.count)) {
    const found2 = `storage ${storage.key} is named with ${storage.count} elements and written with ${count}`;
    throw new MalformedFileError(file, found2, HINT8);
  }
  if (start + COUNT_BYTES + size > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  return bytes.subarray(start + COUNT_BYTES, start + COUNT_BYTES + size);
}
function cutShort(file, bytes, where) {
  const found2 = `the file (torch's format from before version 1.6) is cut short: its ${bytes.length} bytes end where ${where} should be`;
  return new MalformedFileError(file, found2, HINT8);
}
function storageLoader(file) {
  const loaded = /* @__PURE__ */ new Map();
  return (value) => {
    if (!isKind2(value, "bytes") || !isLegacy(value.bytes)) {
      const found2 = "a storage inside its pickle is not in the form that torch writes in pickle protocol 3 and higher";
      throw new UnsupportedFileError(file, found2, "Save the model with torch.save instead of pickle.dump.");
    }
    const known = loaded.get(value);
    if (known !== void 0) return known;
    const storage = innerStorage(file, value.bytes, loaded.size);
    loaded.set(value, storage);
    return storage;
  };
}
function innerStorage(file, bytes, index) {
  const { objects, storage } = readLegacy(file, bytes, () => {
    throw new UnsupportedFileError(file, "a storage inside its pickle holds another one inside", HINT8);
  });
  if (!isKind2(objects, "storage"))
    throw new UnsupportedFileError(
      file,
      "a storage inside its pickle holds something else than a storage",
      HINT8
    );
  return { ...objects, key: `inside-${index}`, bytes: storage(objects.key) };
}

// src/formats/checkpoint/python-pickle.ts
var PROTO = 128;
var SAVE_HINT3 = "Save the model with torch.save(model, path); of a directory that MLflow wrote, name the checkpoint below artifacts/.";
var PYTHON_PICKLE = {
  name: "Python pickle",
  matches: (bytes) => bytes[0] === PROTO && bytes[1] >= 2 && bytes[1] <= 5,
  read(file, bytes) {
    const objects = readPickle(file, bytes, {
      persistent(_, fail) {
        throw fail("it names numbers outside of it");
      },
      loadStorage: storageLoader(file),
      carriesCode: true
    });
    const source = torchSource(file, objects, {
      storage(key) {
        throw new UnsupportedFileError(file, `storage ${key} is not in the file`, SAVE_HINT3);
      },
      littleEndian: true
    });
    if (source.groups.length > 0) return source;
    const found2 = "this is a bare Python pickle without any tensor; nothing of it was run";
    throw new UnsupportedFileError(file, found2, SAVE_HINT3);
  }
};

// src/formats/checkpoint/safetensors-header.ts
var MAX_DIMENSIONS3 = 16;
var TOKEN2 = /[ \t\n\r]*(?:([{}[\]:,])|("[^"\\]*(?:\\.[^"\\]*)*")|(0|[1-9]\d{0,15})(?![\d.eE]))/y;
function readSafetensorsHeader(text3) {
  return new HeaderParser(text3).tensors();
}
var HeaderParser = class {
  #text;
  #end;
  #position = 0;
  constructor(text3) {
    this.#text = text3;
    this.#end = text3.trimEnd().length;
  }
  tensors() {
    const tensors = /* @__PURE__ */ new Map();
    this.#object((name2) => {
      if (name2 === "__metadata__") this.#object(() => void this.#string());
      else tensors.set(name2, this.#tensor());
    });
    if (this.#position < this.#end) throw new SyntaxError("holds something behind its JSON object");
    return tensors;
  }
  #tensor() {
    const fields = /* @__PURE__ */ new Map();
    this.#object((name2) => fields.set(name2, name2 === "dtype" ? this.#string() : this.#numbers()));
    const [dtype, shape, offsets] = ["dtype", "shape", "data_offsets"].map((name2) => fields.get(name2));
    if (fields.size !== 3 || typeof dtype !== "string" || !isNumbers(shape) || !isNumbers(offsets)) {
      throw new SyntaxError("describes a tensor by something else than dtype, shape and data_offsets");
    }
    if (shape.length > MAX_DIMENSIONS3)
      throw new SyntaxError(`has a tensor of ${shape.length} dimensions; at most ${MAX_DIMENSIONS3} are read`);
    if (offsets.length !== 2) throw new SyntaxError("has a tensor without a begin and an end");
    return { dtype, shape, begin: offsets[0], end: offsets[1] };
  }
  /** Calls `member` at each value with its name. */
  #object(member) {
    const names = /* @__PURE__ */ new Set();
    this.#expect("{");
    for (let next = this.#token(); next !== "}"; next = this.#token()) {
      if (names.size > 0 && next !== ",") throw notJson();
      const name2 = names.size > 0 ? this.#string() : stringOf(next);
      if (names.has(name2)) throw new SyntaxError("names something twice");
      names.add(name2);
      this.#expect(":");
      member(name2);
    }
  }
  #numbers() {
    const numbers = [];
    this.#expect("[");
    for (let next = this.#token(); next !== "]"; next = this.#token()) {
      if (numbers.length > 0 && next !== ",") throw notJson();
      numbers.push(numberOf(numbers.length > 0 ? this.#token() : next));
    }
    return numbers;
  }
  #string() {
    return stringOf(this.#token());
  }
  #expect(punctuation) {
    if (this.#token() !== punctuation) throw notJson();
  }
  #token() {
    TOKEN2.lastIndex = this.#position;
    const match = TOKEN2.exec(this.#text);
    if (match === null) throw notJson();
    this.#position = TOKEN2.lastIndex;
    const [, punctuation, string, number3] = match;
    if (punctuation !== void 0) return punctuation;
    return { value: number3 === void 0 ? unescaped(string) : Number(number3) };
  }
};
function stringOf(token) {
  if (typeof token === "object" && typeof token.value === "string") return token.value;
  throw notJson();
}
function numberOf(token) {
  if (typeof token === "object" && Number.isSafeInteger(token.value)) return Number(token.value);
  throw notJson();
}
function unescaped(literal) {
  try {
    return String(JSON.parse(literal));
  } catch {
    throw notJson();
  }
}
function isNumbers(value) {
  return Array.isArray(value);
}
function notJson() {
  return new SyntaxError("is not the JSON object of tensors that the format asks for");
}

// src/formats/checkpoint/safetensors.ts
var ELEMENT_TYPES2 = /* @__PURE__ */ new Map([
  ["F64", { dtype: "float64", bytes: 8 }],
  ["F32", { dtype: "float32", bytes: 4 }],
  ["F16", { dtype: "float16", bytes: 2 }],
  ["BF16", { dtype: "bfloat16", bytes: 2 }],
  ["I64", { dtype: "int64", bytes: 8 }],
  ["I32", { dtype: "int32", bytes: 4 }],
  ["I16", { dtype: "int16", bytes: 2 }],
  ["I8", { dtype: "int8", bytes: 1 }],
  ["U8", { dtype: "uint8", bytes: 1 }],
  ["BOOL", { dtype: "bool", bytes: 1 }]
]);
var LENGTH_BYTES = 8;
var OPENING_BRACE = 123;
var MAX_HEADER_BYTES2 = 2 ** 20;
var HINT9 = "Copy or download the file again, or save it again with safetensors.torch.save_file.";
var SAFETENSORS = {
  name: "safetensors",
  // A text with a brace in this place holds no NUL; a length has some.
  matches: (bytes) => bytes[LENGTH_BYTES] === OPENING_BRACE && bytes.subarray(0, LENGTH_BYTES).includes(0),
  read(file, bytes) {
    const { declared, numbers } = split(file, bytes);
    checkCover(file, declared, numbers.length);
    const tensors = new Map(
      [...declared].map(([name2, one]) => [name2, tensorOf3(file, name2, one, numbers)])
    );
    return { groups: [{ where: "", tensors }], classes: /* @__PURE__ */ new Set() };
  }
};
function broken(file, found2) {
  return new MalformedFileError(file, `this safetensors file is damaged: ${found2}`, HINT9);
}
function split(file, bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  const present = bytes.length - LENGTH_BYTES;
  if (length > present) throw broken(file, `its header declares ${length} bytes, ${present} are there`);
  if (length > MAX_HEADER_BYTES2) {
    const found2 = `the header of this safetensors file has ${length} bytes; at most ${MAX_HEADER_BYTES2} are read`;
    throw new UnsupportedFileError(file, found2, "Save only the network that is to be evaluated.");
  }
  const end = LENGTH_BYTES + length;
  return { declared: headerOf2(file, bytes.subarray(LENGTH_BYTES, end)), numbers: bytes.subarray(end) };
}
function headerOf2(file, bytes) {
  try {
    return readSafetensorsHeader(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(file, `its header ${error.message}`);
    throw broken(file, "its header is not UTF-8 text");
  }
}
function checkCover(file, declared, present) {
  let free = 0;
  const inOrder = [...declared].sort(([, one], [, other]) => one.begin - other.begin || one.end - other.end);
  for (const [name2, { dtype, shape, begin, end }] of inOrder) {
    const range = `tensor ${quote(name2)} has the bytes ${begin} to ${end}`;
    if (end < begin || end > present) throw broken(file, `${range}, ${present} are there`);
    if (begin < free) throw broken(file, `${range}, which overlap those of another tensor`);
    if (begin > free) throw broken(file, `${range}, and the bytes from ${free} on belong to no tensor`);
    const width = ELEMENT_TYPES2.get(dtype)?.bytes;
    if (width !== void 0 && elementCount(shape) * width !== end - begin) {
      throw broken(file, `${range}, but the shape [${shape.join(", ")}] of ${dtype}`);
    }
    free = end;
  }
  if (free !== present) throw broken(file, `the bytes from ${free} to ${present} belong to no tensor`);
}
function tensorOf3(file, name2, declared, numbers) {
  const { begin, end, shape } = declared;
  const dtype = ELEMENT_TYPES2.get(declared.dtype)?.dtype ?? declared.dtype;
  return {
    dtype,
    shape,
    place: `${dtype} ${begin} ${shape.join("\xD7")}`,
    floats() {
      const type = FLOAT_TYPES.get(dtype);
      if (type === void 0) {
        const found2 = `tensor ${quote(name2)} has elements of the type ${quote(dtype)}`;
        throw new UnsupportedFileError(file, found2, HINT9);
      }
      const view = new DataView(numbers.buffer, numbers.byteOffset + begin, end - begin);
      const flat = { offset: 0, size: [elementCount(shape)], stride: [1] };
      return gather(view, flat, type, true);
    }
  };
}

// src/formats/checkpoint/torch-zip.ts
var SAVE_HINT4 = "Save the model with torch.save, for example torch.save(model, path).";
var TORCH_ZIP = {
  name: "torch zip archive",
  matches: isZip,
  read(file, bytes) {
    const archive = openZip(file, bytes);
    const root = rootFolder(file, archive);
    refuseDeflated(file, archive);
    const littleEndian = isLittleEndian(file, archive, `${root}/byteorder`);
    const objects = readPickle(file, archive.read(`${root}/data.pkl`), {
      persistent: rebuildStorage,
      loadStorage: storageLoader(file),
      carriesCode: false
    });
    const storage = (key) => archive.read(`${root}/data/${key}`);
    return torchSource(file, objects, { storage, littleEndian });
  }
};
function rootFolder(file, archive) {
  const names = [...archive.entries.keys()];
  const pickles = names.filter((name2) => name2 === "data.pkl" || name2.endsWith("/data.pkl"));
  if (pickles.length > 1) {
    const found2 = `the archive holds ${pickles.length} checkpoints: ${pickles.slice(0, 3).map(quote).join(", ")}`;
    throw new MalformedFileError(file, found2, SAVE_HINT4);
  }
  const root = pickles[0]?.slice(0, -"/data.pkl".length) ?? "";
  if (root === "" || root.includes("/")) throw otherArchive(file, names);
  if (archive.entries.has(`${root}/constants.pkl`) || names.some((name2) => name2.startsWith(`${root}/code/`))) {
    const found2 = "this is a TorchScript archive (torch.jit.save), which contains code; it is not supported";
    throw new UnsupportedFileError(file, found2, SAVE_HINT4);
  }
  return root;
}
function otherArchive(file, names) {
  const shown4 = names.slice(0, 5).map(quote).join(", ");
  const found2 = `this is a zip archive, but no checkpoint of torch.save: it has no data.pkl in its folder; it holds ${shown4 || "nothing"}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT4);
}
function isLittleEndian(file, archive, name2) {
  if (!archive.entries.has(name2)) return true;
  const order = Buffer.from(archive.read(name2).subarray(0, 16)).toString("latin1");
  if (order === "little" || order === "big") return order === "little";
  throw new MalformedFileError(
    file,
    `record ${quote(name2)} says ${quote(order)} instead of little or big`,
    SAVE_HINT4
  );
}
function refuseDeflated(file, archive) {
  const deflated = [...archive.entries.values()].find((entry) => entry.deflated);
  if (deflated === void 0) return;
  const found2 = `record ${quote(deflated.name)} is compressed, which torch.save never does`;
  throw new UnsupportedFileError(file, found2, SAVE_HINT4);
}

// src/formats/checkpoint/index.ts
var FORMATS = [NPZ_STATE, TORCH_ZIP, TORCH_LEGACY, PYTHON_PICKLE, SAFETENSORS];
function readCheckpoint(file, bytes) {
  const format = FORMATS.find((candidate) => candidate.matches(bytes));
  if (format === void 0) throw foreignFile(file, bytes);
  const source = format.read(file, bytes);
  return { model: findModel(file, source), maps: source.maps ?? NO_MAPS };
}

// src/formats/csv.ts
import { isUtf8 } from "node:buffer";
var MAX_CSV_BYTES = 2 ** 28;
var MAX_COLUMNS = 1e4;
var MAX_COLUMNS_SHOWN = 10;
function readCsv(file, bytes, headers, onRow) {
  checkText(file, bytes, headers);
  let columns = null;
  let width = 0;
  const onRecord = (record, { lines }) => {
    if (columns === null) {
      columns = findColumns(file, record, headers);
      width = record.length;
    } else onRow(record.length === width ? columns.map((column) => record[column]) : null, lines);
    return null;
  };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      onRecord
    });
  } catch (error) {
    if (error instanceof CsvError) throw new MalformedFileError(file, describe(error), hintFor(headers));
    throw error;
  }
  if (columns === null) throw new MalformedFileError(file, "it has no header", hintFor(headers));
}
function checkText(file, bytes, headers) {
  if (bytes.length === 0) throw new MalformedFileError(file, "it is empty", hintFor(headers));
  if (bytes.length > MAX_CSV_BYTES) {
    throw new MalformedFileError(
      file,
      `its ${bytes.length} bytes are more than the ${MAX_CSV_BYTES} that are read`,
      "Check that this is the right file."
    );
  }
  if (!isUtf8(bytes)) throw new MalformedFileError(file, "it is not UTF-8 text", hintFor(headers));
  const wide = firstWideLine(bytes);
  if (wide === null) return;
  throw new MalformedFileError(
    file,
    `line ${wide} belongs to a row of more than ${MAX_COLUMNS} columns`,
    hintFor(headers)
  );
}
var [QUOTE, COMMA, LINE_FEED, RETURN] = Buffer.from('",\n\r');
function firstWideLine(bytes) {
  let isQuoted = false;
  let columns = 1;
  let line3 = 1;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED) line3++;
    if (isQuoted) continue;
    if (byte === COMMA) columns++;
    else if (byte === LINE_FEED || byte === RETURN) columns = 1;
    if (columns > MAX_COLUMNS) return line3;
  }
  return null;
}
function findColumns(file, header2, headers) {
  for (const names of headers) {
    const columns = names.map((name2) => header2.indexOf(name2));
    const unique = names.every((name2) => header2.indexOf(name2) === header2.lastIndexOf(name2));
    if (unique && !columns.includes(-1)) return columns;
  }
  const shown4 = header2.slice(0, MAX_COLUMNS_SHOWN).map(quote).join(", ");
  const wanted = headers.map((names) => names.join(",")).join(" or ");
  throw new MalformedFileError(
    file,
    `its header has the columns ${shown4}${header2.length > MAX_COLUMNS_SHOWN ? ", \u2026" : ""}; ${wanted} are needed, each once`,
    hintFor(headers)
  );
}
function describe(error) {
  const line3 = error["lines"];
  return `line ${typeof line3 === "number" ? line3 : "?"}: its quotes do not pair up`;
}
function hintFor(headers) {
  const wanted = headers.map((names) => names.join(",")).join(" or ");
  return `Write a UTF-8 CSV file with the header ${wanted}, fields with commas, quotes or line breaks in double quotes.`;
}

// src/formats/ids.ts
var ZERO = 48;
var NINE = 57;
var MAX_DIGITS = 16;
function parseId(text3) {
  if (!isCanonical(text3)) return null;
  const id = Number(text3);
  return Number.isSafeInteger(id) ? id : null;
}
function isCanonical(text3) {
  const { length } = text3;
  if (length === 0 || length > MAX_DIGITS) return false;
  if (length > 1 && text3.charCodeAt(0) === ZERO) return false;
  for (let index = 0; index < length; index++) {
    const code2 = text3.charCodeAt(index);
    if (code2 < ZERO || code2 > NINE) return false;
  }
  return true;
}

// src/formats/train-interactions.ts
var HEADERS = [
  ["internal_user_id", "internal_item_id"],
  ["user", "item"]
];
var MAX_ID = 4294967295;
function readTrainInteractions(file, bytes) {
  const pairs = isZip(bytes) ? readArrays(openNpz(file, bytes), file) : readRows(file, bytes);
  if (pairs.users.length === 0) throw new MalformedFileError(file, "it holds no pair of user and item", HINT10);
  return pairs;
}
var HINT10 = "Write it at training time: numpy.savez_compressed(path, user=interactions.user_ids, item=interactions.item_ids).";
function readArrays(archive, file) {
  const users = toIds(file, "user", archive.read("user"));
  const items = toIds(file, "item", archive.read("item"));
  if (users.length === items.length) return { users, items };
  throw new MalformedFileError(
    file,
    `"user" has ${users.length} entries and "item" ${items.length}; they are pairs`,
    HINT10
  );
}
function toIds(file, name2, { kind, shape, values }) {
  if (kind !== "integer" || shape.length !== 1) {
    throw new MalformedFileError(
      file,
      `array ${quote(name2)} is of kind ${kind} with ${shape.length} dimensions; integers with one dimension are needed`,
      HINT10
    );
  }
  const wrong = values.findIndex((value) => value < 0 || value > MAX_ID);
  if (wrong === -1) return Uint32Array.from(values);
  throw new MalformedFileError(
    file,
    `array ${quote(name2)} holds ${values[wrong]} at position ${wrong}; ids are 0 to ${MAX_ID}`,
    HINT10
  );
}
function readRows(file, bytes) {
  const users = [];
  const items = [];
  readCsv(file, bytes, HEADERS, (cells, line3) => {
    const [user, item] = (cells ?? []).map(parseId);
    if (user === void 0 || item === void 0 || user === null || item === null || user > MAX_ID || item > MAX_ID) {
      const found2 = cells === null ? "another number of columns than the header" : cells.map(quote).join(" and ");
      throw new MalformedFileError(
        file,
        `line ${line3} has ${found2}; two ids, 0 to ${MAX_ID}, are needed`,
        HINT10
      );
    }
    users.push(user);
    items.push(item);
  });
  return { users: Uint32Array.from(users), items: Uint32Array.from(items) };
}

// src/formats/training-manifest.ts
var MANIFEST_NAME = "monitor.json";
var MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
var SCHEMA3 = 1;
var HINT11 = "Write it with this model's training (examples/training/export_for_monitor.py), or remove it.";
var TIME2 = external_exports.string().max(64).transform((text3, context) => {
  const time = parseTimestamp(text3);
  if (!Number.isNaN(time)) return time;
  context.addIssue("a time such as 2025-03-03T04:00:00Z is needed");
  return external_exports.NEVER;
});
var COUNTS2 = external_exports.custom(
  (input) => Array.isArray(input) && input.every((count) => Number.isSafeInteger(count) && count >= 0),
  "a list of whole numbers is needed"
);
var MANIFEST = external_exports.object({
  schema: external_exports.literal(SCHEMA3),
  trained_at: TIME2,
  cutoff: TIME2.nullish(),
  num_users: external_exports.int().nonnegative(),
  num_items: external_exports.int().nonnegative(),
  popularity: COUNTS2,
  checkpoint_sha256: external_exports.string().regex(/^[0-9a-f]{64}$/, "64 hex digits are needed").nullish()
});
function readTrainingManifest(file, bytes, model) {
  const json = parse4(file, bytes);
  const schema = external_exports.object({ schema: external_exports.number() }).safeParse(json).data?.schema;
  if (schema !== void 0 && schema !== SCHEMA3)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA3}`,
      "Use a newer model-monitor, or write the file with the export script of this version."
    );
  const { data: manifest, error } = MANIFEST.safeParse(json);
  if (manifest === void 0) throw new MalformedFileError(file, problemIn(error), HINT11);
  checkCount(file, "num_users", manifest.num_users, ["users", model.numUsers]);
  checkCount(file, "num_items", manifest.num_items, ["items", model.numItems]);
  checkCount(file, "the length of popularity", manifest.popularity.length, ["items", model.numItems]);
  const digest2 = manifest.checkpoint_sha256 ?? null;
  return {
    trainedAt: manifest.trained_at,
    cutoff: manifest.cutoff ?? null,
    popularity: Float64Array.from(manifest.popularity),
    checkpointDigest: digest2 === null ? null : `sha256:${digest2}`
  };
}
function parse4(file, bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new MalformedFileError(file, "it is not JSON", HINT11, { cause: error });
  }
}
function problemIn({ issues }) {
  const [issue] = issues;
  const path2 = issue?.path.map(String).join(".") ?? "";
  return path2 === "" ? "it is not a JSON object" : `${path2}: ${issue.message}`;
}
function checkCount(file, what, found2, [kind, count]) {
  if (found2 === count) return;
  throw new MalformedFileError(file, `${what} is ${found2}; the model has ${count} ${kind}`, HINT11);
}

// src/open-maps.ts
import { basename as basename3, dirname as dirname6, join as join9 } from "node:path";

// src/formats/id-maps.ts
var USER_COLUMNS = ["username", "internal_user_id"];
var ITEM_COLUMNS = ["internal_item_id", "title"];
function readUserMap(file, bytes) {
  const map = new UserMapBuilder();
  readCsv(file, bytes, [USER_COLUMNS], (cells) => {
    const [name2, id] = cells ?? [];
    map.add(name2, id === void 0 ? null : parseId(id));
  });
  return map.finish(file);
}
function readItemMap(file, bytes) {
  const map = new ItemMapBuilder();
  readCsv(file, bytes, [ITEM_COLUMNS], (cells) => {
    const [id, title] = cells ?? [];
    map.add(title, id === void 0 ? null : parseId(id));
  });
  return map.finish(file);
}

// src/open-maps.ts
async function openMaps(config, places, loaded, beside3 = /* @__PURE__ */ new Map()) {
  if (config.idMapping === "first-seen") return { kind: "first-seen" };
  const { model, maps } = loaded;
  const find = async (search) => await findMap(config.model, places, search);
  const [users, items] = await Promise.all([
    find({
      input: "user-map",
      path: config.userMap,
      isExplicit: config.userMapExplicit,
      read: readUserMap,
      carried: maps.users,
      beside: beside3
    }),
    find({
      input: "item-map",
      path: config.itemMap,
      isExplicit: config.itemMapExplicit,
      read: readItemMap,
      carried: maps.items,
      beside: beside3
    })
  ]);
  checkIdsFit(users.shownAs, "user", users.map.maxId, model.numUsers);
  checkIdsFit(items.shownAs, "item", items.map.maxId, model.numItems);
  checkCoversItems(items.shownAs, items.map, model.numItems);
  return { kind: "mapped", users: users.map, items: items.map };
}
async function findMap(modelPath, places, { input, path: path2, isExplicit, read, carried, beside: beside3 }) {
  const found2 = isExplicit ? firstPlace(places, path2) : await firstOf(places, path2, modelPath);
  const downloaded = found2 === null ? beside3.get(basename3(path2)) : void 0;
  if (downloaded !== void 0)
    return { shownAs: downloaded.shownAs, map: read(downloaded.shownAs, downloaded.bytes) };
  if (found2 === null && carried !== null) return { shownAs: `${modelPath}, the map inside`, map: carried };
  const located = found2 ?? places.at(-1)(path2);
  const { shownAs } = located;
  const file = { ...located, input, hintWhenMissing: HOW_TO_WRITE_MAPS };
  return { shownAs, map: read(shownAs, await readInputFile(file)) };
}
async function firstOf(places, path2, modelPath) {
  const isFolder = await isKind(firstPlace(places, modelPath).path, "isDirectory");
  const folder = isFolder ? modelPath : dirname6(modelPath);
  const name2 = basename3(path2);
  for (const place3 of places) {
    for (const candidate of [path2, join9(folder, name2), join9(folder, "artifacts", name2)]) {
      const located = place3(candidate);
      if (await isKind(located.path, "isFile")) return located;
    }
  }
  return null;
}
var HOW_TO_WRITE_MAPS = `Write both maps where the model is trained (or set \`id-mapping: first-seen\`, which describes arbitrary users):
import csv
with open("models/frontend_user_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("username", "internal_user_id"), *user_ids.items()])
with open("models/item_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("internal_item_id", "movie_id", "title"), *items])`;

// src/open-model.ts
function openModel(config, shell) {
  const uri = parseModelUri(config.model);
  if (uri === null) return modelInFiles(config, shell);
  if (hasArtifact2(config.modelArtifact, "model"))
    throw new ConfigError(
      'the inputs "model" and "model-artifact" name two places: an MLflow server and a workflow artifact',
      "Remove one of them; with `model-artifact`, `model` is a path inside the artifact."
    );
  if (config.modelServer !== null) {
    const server = { ...config.modelServer, userAgent: USER_AGENT };
    return modelOnServer(config, shell, new MlflowModel(server, uri, config.model));
  }
  throw new ConfigError(
    'input "model" names a model of an MLflow server, and no server is named',
    "Set `tracking-uri` or the environment variable MLFLOW_TRACKING_URI to the http: or https: address of the server."
  );
}
function modelInFiles(config, shell) {
  const inWorkspace = workspacePlace(shell.workspace);
  const open = async () => hasArtifact2(config.modelArtifact, "model") ? [await openModelArtifact(config, shell), inWorkspace] : [inWorkspace];
  let opened2 = null;
  const places = async () => await (opened2 ??= open());
  return {
    readModel: async () => {
      const located = await modelFile(config, (await places())[0]);
      return modelOf(located.shownAs, await readInputFile({ ...located, input: "model" }), located.shownAs);
    },
    readIdMapping: async (loaded) => await openMaps(config, await places(), loaded),
    readTrainInteractions: async (model) => await readTrain(config, await places(), model),
    readTrainingManifest: async (model) => {
      const located = (await places())[0](join10(dirname7(config.model), MANIFEST_NAME));
      const bytes = await readSmallFileIfPresent({ ...located, input: "model" }, MAX_MANIFEST_BYTES);
      return bytes === null ? null : readTrainingManifest(located.shownAs, bytes, model);
    }
  };
}
function modelOnServer(config, { workspace, origin }, server) {
  const places = [workspacePlace(workspace)];
  let downloaded = null;
  return {
    readModel: async () => {
      downloaded = await server.download(companionsOf(config));
      const { shownAs, bytes } = downloaded.checkpoint;
      return modelOf(shownAs, bytes, config.model);
    },
    readIdMapping: async (loaded) => await openMaps(config, places, loaded, downloaded?.companions),
    readTrainInteractions: async (model) => await readTrain(config, places, model),
    readTrainingManifest: async (model) => {
      const found2 = downloaded?.companions.get(MANIFEST_NAME);
      return found2 === void 0 ? null : readTrainingManifest(found2.shownAs, found2.bytes, model);
    },
    ...isUnseen(config.dryRun, origin) ? {} : { linkModel: async (tags) => await server.setTags(tags) }
  };
}
function modelOf(shownAs, bytes, path2) {
  return { ...readCheckpoint(shownAs, bytes), source: { path: path2, digest: sha256(bytes), bytes: bytes.length } };
}
function companionsOf({ userMap: userMap2, itemMap: itemMap2 }) {
  return [basename4(userMap2), basename4(itemMap2), MANIFEST_NAME];
}
async function modelFile({ model }, place3) {
  const directory = place3(model);
  const file = await fileInside(directory.path, MODEL_FILES_OF_DIRECTORY);
  if (file === null) throw foreignDirectory(directory.shownAs);
  if (file === directory.path) return directory;
  const shownAs = `${directory.shownAs.replace(/[\\/]+$/, "")}/${relative4(directory.path, file)}`;
  return { path: file, shownAs };
}
async function readTrain({ trainInteractions }, places, model) {
  if (trainInteractions === null) return null;
  const located = firstPlace(places, trainInteractions);
  const bytes = await readInputFile({ ...located, input: "train-interactions" });
  const pairs = readTrainInteractions(located.shownAs, bytes);
  checkIdsFit(located.shownAs, "user", highest(pairs.users), model.numUsers);
  checkIdsFit(located.shownAs, "item", highest(pairs.items), model.numItems);
  return groupInteractions(pairs.users, pairs.items);
}
function highest(ids) {
  let highestYet = 0;
  for (const id of ids) if (id > highestYet) highestYet = id;
  return highestYet;
}

// src/open-world.ts
function openWorld(config, shell) {
  const { log, origin, workspace } = shell;
  const alerts = config.alertIssue && !config.dryRun ? shell.openAlerts(config) : null;
  return {
    log,
    origin,
    now: Date.now,
    version: VERSION,
    tracking: openTracking(config.trackingUri, {
      workspace,
      now: Date.now,
      explicit: config.trackingUriExplicit,
      dryRun: isUnseen(config.dryRun, origin),
      server: config.mlflowServer === null ? null : { ...config.mlflowServer, userAgent: USER_AGENT }
    }),
    history: shell.openHistory(config),
    readRatings: async () => await readRatings(config, shell),
    ...openModel(config, shell),
    rankUsers: async (job, onProgress) => await rankUsers(job, {
      onProgress,
      onLost: (reason) => log.info(`a thread that ranks users was lost (${reason}): the others do its work`)
    }),
    writeReport: async (json) => {
      const path2 = resolve4(workspace, config.report, "report.json");
      await writeWhole(path2, json);
      return path2;
    },
    ...alerts === null ? {} : { alerts },
    sendRetrainEvent: shell.sendRetrainEvent(config)
  };
}
function progressText(progress) {
  if ("rows" in progress) return `${progress.rows} ratings read`;
  const [done, all] = [progress.bytesDigested, progress.bytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
  return `${done} of ${all} MiB of the database read`;
}
async function readRatings(config, shell) {
  const located = hasArtifact2(config.databaseArtifact, "database") ? await openDatabaseArtifact(config, shell) : workspacePlace(shell.workspace)(config.database);
  if ("missing" in located) return located;
  const { path: file, shownAs } = located;
  const loaded = await loadRatings({
    file,
    shownAs,
    query: config.ratingsQuery,
    timeoutMs: config.queryTimeoutMs,
    onProgress: (progress) => shell.log.progress(progressText(progress))
  });
  if (loaded === null) return { missing: "database-missing", database: shownAs, artifact: null };
  const { ratings, digest: digest2, bytes, walFramesReplayed } = loaded;
  const query = config.ratingsQuery ?? DEFAULT_RATINGS_QUERY;
  return { ratings, query, source: { path: shownAs, digest: digest2, bytes }, walFramesReplayed };
}

// src/main.ts
async function main(shell) {
  let config = null;
  let run = null;
  let outcome;
  try {
    config = await shell.readConfig();
    const onPublished = (published) => {
      run = published;
    };
    outcome = await monitor(config, openWorld(config, shell), { onPublished });
  } catch (error) {
    outcome = { status: "error", ...explain(error), run, origin: shell.origin };
  }
  outcome = await shell.tell(outcome, config);
  const failOn = config?.failOn ?? await shell.readFailOn();
  return { outcome, failed: failuresOf(outcome, failOn).length > 0 };
}

// src/adapters/tracking/history-directory.ts
import { lstatSync as lstatSync4, readFileSync as readFileSync2 } from "node:fs";
import { mkdir as mkdir5, realpath as realpath2, rename as rename3, rm as rm3 } from "node:fs/promises";
import { dirname as dirname8 } from "node:path";

// src/formats/history/tree.ts
var MAX_FILES = 2e5;
var MAX_BYTES = 512 * 1024 * 1024;
var MAX_COMPONENT_BYTES2 = 255;
var MAX_PATH_BYTES = 1e3;
var NEVER_IN_PATHS = /[\p{Cc}\p{Cs}\\\u2028\u2029]/u;
var DAMAGED_HINT2 = "Nothing was changed. Delete that copy if another one is whole; otherwise restore it from an earlier one.";
var TreeBuilder = class {
  #files = /* @__PURE__ */ new Map();
  #origin;
  #bytes = 0;
  /** @param origin names the copy in messages */
  constructor(origin) {
    this.#origin = origin;
  }
  /** @throws HistoryError for a path that leads out of the copy, a repeated one, and beyond the limits */
  add(path2, content) {
    const wrong = this.#whatIsWrong(path2, content.length);
    if (wrong !== null) throw damagedCopy(this.#origin, wrong);
    this.#files.set(path2, content);
    this.#bytes += content.length;
  }
  get tree() {
    return this.#files;
  }
  #whatIsWrong(path2, length) {
    if (!isSafePath(path2)) return `the path ${quote(path2)} does not belong into a history`;
    if (this.#files.has(path2)) return `the path ${quote(path2)} is there twice`;
    if (this.#files.size >= MAX_FILES) return `it holds more than ${MAX_FILES} files`;
    return this.#bytes + length > MAX_BYTES ? `it holds more than ${MAX_BYTES} bytes` : null;
  }
};
function isSafePath(path2) {
  if (NEVER_IN_PATHS.test(path2) || Buffer.byteLength(path2) > MAX_PATH_BYTES) return false;
  if (/^[a-z]:/i.test(path2)) return false;
  return path2.split("/").every(
    (part) => part !== "" && part !== "." && part !== ".." && Buffer.byteLength(part) <= MAX_COMPONENT_BYTES2
  );
}
function damagedCopy(origin, found2, options) {
  return new HistoryError(`the history is damaged: ${origin}: ${found2}`, DAMAGED_HINT2, options);
}
function isSameContent(one, other) {
  return Buffer.compare(one, other) === 0;
}

// src/adapters/tracking/history-directory.ts
var NOT_REMEMBERED = /* @__PURE__ */ new Set(["models", "traces"]);
var MAX_FOREIGN_ARTIFACT_BYTES = 1024 * 1024;
var HistoryDirectory = class {
  #store;
  #now;
  /** @param now milliseconds since 1970 UTC */
  constructor(store, now) {
    this.#store = store;
    this.#now = now;
  }
  get location() {
    return this.#store.shownAs;
  }
  /** Absolute. */
  get path() {
    return this.#store.path;
  }
  /**
   * The files of all experiments and runs; links and what is no file are left out.
   * @throws HistoryError when it cannot be read
   */
  read() {
    try {
      const builder = new TreeBuilder(this.#store.shownAs);
      for (const folder of ["", `${TRASH}/`])
        for (const { name: name2 } of folders(this.#store, folder.slice(0, -1)))
          if (isExperimentId(name2)) addExperiment(this.#store, `${folder}${name2}`, builder);
      return builder.tree;
    } catch (error) {
      throw error instanceof MalformedFileError ? damaged(this.#store, error) : error;
    }
  }
  /**
   * Every run is whole before and after each step: a new one comes by one rename, a file by another.
   * @throws HistoryError when the directory cannot be written
   */
  async apply(changes) {
    if (changes.length === 0) return;
    try {
      await mkdir5(locate(this.#store, TRASH), { recursive: true });
      const stagingParent = dirname8(await realpath2(this.#store.path));
      await removeAbandonedStaging(stagingParent, this.#now());
      for (const change of changes) await this.#apply(change, stagingParent);
    } catch (error) {
      throw unreadable3(this.#store, "", error);
    }
  }
  async #apply(change, stagingParent) {
    if (change.kind === "move") {
      await rename3(locate(this.#store, change.from), locate(this.#store, change.to));
      return;
    }
    const target = locate(this.#store, change.folder);
    if (change.kind === "place") {
      await mkdir5(dirname8(target), { recursive: true });
      await placeDirectory({ files: change.files, target, stagingParent });
      return;
    }
    for (const [path2, content] of change.files)
      await replaceFile({
        path: locate(this.#store, `${change.folder}/${path2}`),
        content,
        temporaryIn: target
      });
    for (const path2 of change.remove)
      await rm3(locate(this.#store, `${change.folder}/${path2}`), { force: true });
  }
};
function addExperiment(store, experiment, builder) {
  addFiles(store, listed2(store, experiment, { deep: false }), builder);
  for (const { name: name2 } of folders(store, experiment)) {
    const folder = `${experiment}/${name2}`;
    if (NOT_REMEMBERED.has(name2)) continue;
    const files = listed2(store, folder, { deep: true });
    addFiles(store, isRunId(name2) ? withoutLargeArtifacts(folder, files) : files, builder);
  }
}
function withoutLargeArtifacts(run, files) {
  const prefixes = [`${run}/tags/${OUR_PREFIX}`, `${run}/params/${OUR_PREFIX}`];
  if (files.some(({ path: path2 }) => prefixes.some((prefix) => path2.startsWith(prefix)))) return files;
  const isArtifact = ({ path: path2 }) => path2.startsWith(`${run}/artifacts/`);
  const bytes = files.filter(isArtifact).reduce((sum, file) => sum + file.bytes, 0);
  return bytes <= MAX_FOREIGN_ARTIFACT_BYTES ? files : files.filter((file) => !isArtifact(file));
}
function listed2(store, folder, { deep }) {
  const files = [];
  const open = [folder];
  for (let current = open.pop(); current !== void 0; current = open.pop())
    for (const entry of listDirectory(store, current)) {
      const path2 = `${current}/${entry.name}`;
      if (!isSafePath(path2)) continue;
      if (entry.isDirectory() && deep) open.push(path2);
      if (!entry.isFile() || isAbandoned(locate(store, path2), entry.name, Infinity)) continue;
      const found2 = lstatSync4(locate(store, path2), { throwIfNoEntry: false });
      if (found2?.isFile() === true) files.push({ path: path2, bytes: found2.size });
    }
  return files;
}
function addFiles(store, files, builder) {
  for (const { path: path2 } of files) {
    try {
      builder.add(path2, readFileSync2(locate(store, path2)));
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw unreadable3(store, path2, error);
    }
  }
}
function folders(store, folder) {
  return listDirectory(store, folder).filter((entry) => entry.isDirectory());
}

// src/core/plan-history.ts
var HISTORY_SETTINGS = ["auto", "branch", "none"];
function planHistory({ setting, isDirectory, isDryRun, github }) {
  if (!isDirectory) return nowhere("remote");
  if (setting === "none") return nowhere("off");
  if (github === null) return DIRECTORY;
  if (setting === "auto" && !github.hasRuntimeToken) return DIRECTORY;
  const stores = storesOf(setting, github.isGhes);
  const held = whyHeld(github);
  const readFrom = held === null ? stores : stores.filter((store) => store !== "cache");
  const notSaved = held ?? (isDryRun ? "dry-run" : null);
  return { place: "stores", readFrom, saveTo: notSaved === null ? stores : [], notSaved };
}
var DIRECTORY = { place: "directory", readFrom: [], saveTo: [], notSaved: null };
function nowhere(notSaved) {
  return { place: "nowhere", readFrom: [], saveTo: [], notSaved };
}
function storesOf(setting, isGhes) {
  if (setting === "branch") return ["branch"];
  return isGhes ? ["cache"] : ["artifact", "cache"];
}
function whyHeld({
  eventName,
  isForeignHead,
  ref,
  defaultBranch
}) {
  if (isPullRequestEvent(eventName)) return "pull-request";
  if (isForeignHead) return "foreign-head";
  return ref === `refs/heads/${defaultBranch}` ? null : "other-branch";
}

// src/formats/history/changes.ts
function changesBetween(present, wanted) {
  return [...experimentChanges(present, wanted), ...runChanges(present, wanted)];
}
function* experimentChanges(present, wanted) {
  for (const [id, { state, files }] of wanted.experiments) {
    const known = present.experiments.get(id);
    const folder = folderOf(wanted.experiments, id);
    if (known === void 0) {
      yield { kind: "place", folder, files: new Map([...files, ...state.files]) };
      continue;
    }
    const before = folderOf(present.experiments, id);
    if (before !== folder) yield { kind: "move", from: before, to: folder };
    yield* replacement(
      folder,
      [{ known: known.files, wanted: files }],
      [{ known: known.state, wanted: state }]
    );
  }
}
function* runChanges(present, wanted) {
  for (const [key, run] of wanted.runs) {
    const folder = `${folderOf(wanted.experiments, run.experimentId)}/${run.runId}`;
    const known = present.runs.get(key);
    if (known === void 0) yield { kind: "place", folder, files: allFiles(run) };
    else
      yield* replacement(
        folder,
        [{ known: known.files, wanted: run.files }],
        // meta.yaml last: it says of a run that it is deleted, the tags say what happened to it.
        [
          { known: known.tags, wanted: run.tags },
          { known: known.meta, wanted: run.meta }
        ]
      );
  }
}
function* replacement(folder, written, parts) {
  const missing2 = written.flatMap(({ known, wanted }) => [...wanted].filter(([path2]) => !known.has(path2)));
  const newer2 = parts.filter(({ known, wanted }) => known !== wanted && !isSameState(known, wanted));
  const replaced = newer2.flatMap(({ wanted }) => [...wanted.files].sort(revisionLast));
  const remove = newer2.flatMap(
    ({ known, wanted }) => [...known.files.keys()].filter((path2) => !wanted.files.has(path2))
  );
  const files = new Map([...missing2, ...replaced]);
  if (files.size > 0 || remove.length > 0) yield { kind: "replace", folder, files, remove };
}
function isSameState(one, other) {
  return one.rank.at(-1) === other.rank.at(-1);
}
function revisionLast([one], [other]) {
  return Number(one.endsWith(REVISION_TAG)) - Number(other.endsWith(REVISION_TAG));
}
function allFiles({ files, tags, meta }) {
  return new Map([...files, ...tags.files, ...meta.files]);
}

// src/formats/history/keep.ts
var DAY = 24 * 60 * 60 * 1e3;
var COUNTED_DAYS = 7;
var DAYS_BEFORE_DISPATCH = 1;
var DISPATCH_TAG = `tags/${TAGS.dispatch}`;
function keepRuns(copy, keep, now, cooldownMs = null) {
  const countedFrom = now - Math.max(COUNTED_DAYS * DAY, cooldownMs ?? 0) - DAYS_BEFORE_DISPATCH * DAY;
  const kept = /* @__PURE__ */ new Set();
  for (const runs2 of byExperiment2(copy))
    for (const { key } of newestOf2(runs2, fitsInto(keep, now), countedFrom)) kept.add(key);
  const runs = new Map([...copy.runs].filter(([key]) => kept.has(key)));
  return { copy: { experiments: copy.experiments, runs }, pruned: copy.runs.size - runs.size };
}
function byExperiment2({ runs }) {
  const experiments = /* @__PURE__ */ new Map();
  for (const [key, run] of runs) {
    const meta = Buffer.from(run.meta.files.get("meta.yaml")).toString("utf8");
    const dated = { key, run, startTime: readRunLife(meta, run).startTime };
    const known = experiments.get(run.experimentId);
    if (known === void 0) experiments.set(run.experimentId, [dated]);
    else known.push(dated);
  }
  return experiments.values();
}
function newestOf2(runs, fits, countedFrom) {
  const newestFirst2 = [...runs].sort((a, b) => b.startTime - a.startTime || (a.key < b.key ? -1 : 1));
  let isFull = false;
  return newestFirst2.filter((dated, index) => {
    isFull ||= !fits(dated, index);
    return !isFull || index === 0 || hasCountedDispatch(dated, countedFrom);
  });
}
function fitsInto(keep, now) {
  if (keep.by === "runs") return (_, index) => index < keep.runs;
  if (keep.by === "days") return ({ startTime }) => startTime >= now - keep.days * DAY;
  let used = 0;
  return ({ run }) => {
    used += sizeOf2(run);
    return used <= keep.bytes;
  };
}
function hasCountedDispatch({ run, startTime }, countedFrom) {
  const dispatch = run.tags.files.get(DISPATCH_TAG);
  if (dispatch === void 0 || startTime < countedFrom) return false;
  return Buffer.from(dispatch).toString("utf8") !== "refused";
}
function sizeOf2({ meta, tags, files }) {
  let bytes = 0;
  for (const part of [meta.files, tags.files, files])
    for (const content of part.values()) bytes += content.length;
  return bytes;
}

// src/formats/history/manifest.ts
var MANIFEST_NAME2 = "model-monitor-history.json";
var STORE_FOLDER = "mlruns/";
var SCHEMA4 = 1;
var MAX_MANIFEST_BYTES2 = 64 * 1024;
var MANIFEST2 = external_exports.object({ schema: external_exports.number(), saved_at: external_exports.iso.datetime() });
function writeStored(tree, { savedAt }) {
  const manifest = { schema: SCHEMA4, saved_at: new Date(savedAt).toISOString() };
  const stored = /* @__PURE__ */ new Map([
    [MANIFEST_NAME2, Buffer.from(`${JSON.stringify(manifest, null, 2)}
`, "utf8")]
  ]);
  for (const [path2, content] of tree) stored.set(`${STORE_FOLDER}${path2}`, content);
  return stored;
}
function readStored(stored, origin) {
  const manifest = stored.get(MANIFEST_NAME2);
  const tree = /* @__PURE__ */ new Map();
  for (const [path2, content] of stored)
    if (path2.startsWith(STORE_FOLDER)) tree.set(path2.slice(STORE_FOLDER.length), content);
  if (manifest === void 0 && tree.size === 0) return { tree: stored, savedAt: 0 };
  return { tree, savedAt: manifest === void 0 ? 0 : readSavedAt(manifest, origin) };
}
function readSavedAt(content, origin) {
  const result = MANIFEST2.safeParse(parsed(content));
  if (!result.success) throw damagedCopy(origin, `${MANIFEST_NAME2} is not the manifest of a history`);
  const { schema, saved_at: savedAt } = result.data;
  if (schema === SCHEMA4) return Date.parse(savedAt);
  throw damagedCopy(
    origin,
    `${MANIFEST_NAME2} has schema ${schema}, and this version of model-monitor reads ${SCHEMA4}`
  );
}
function parsed(content) {
  if (content.length > MAX_MANIFEST_BYTES2) return null;
  try {
    return JSON.parse(Buffer.from(content).toString("utf8"));
  } catch {
    return null;
  }
}

// src/formats/history/merge.ts
function mergeCopies(one, other) {
  return {
    experiments: mergeMaps(one.experiments, other.experiments, mergeExperiments),
    runs: mergeMaps(one.runs, other.runs, mergeRuns)
  };
}
function mergeMaps(one, other, merge2) {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const present = merged.get(key);
    merged.set(key, present === void 0 ? value : merge2(present, value, key));
  }
  return merged;
}
function mergeExperiments(one, other, id) {
  return { state: newer(one.state, other.state), files: union(one.files, other.files, id) };
}
function mergeRuns(one, other, key) {
  for (const folder of ["metrics", "params"]) requireSameNames(one, other, folder);
  return {
    ...one,
    meta: newer(one.meta, other.meta),
    tags: newer(one.tags, other.tags),
    files: union(one.files, other.files, key)
  };
}
function newer(one, other) {
  for (const [index, rank] of one.rank.entries()) {
    const against = other.rank[index];
    if (rank !== against) return rank > against ? one : other;
  }
  return one;
}
function union(one, other, folder) {
  return mergeMaps(one, other, (a, b, path2) => {
    if (isSameContent(a, b)) return a;
    throw conflict(`${folder}/${path2}`, "two copies hold different contents of it, and it is written once");
  });
}
function requireSameNames(one, other, folder) {
  const missingIn = (files, { files: others }) => [...others.keys()].filter((path3) => path3.startsWith(`${folder}/`) && !files.has(path3));
  const [odd] = [...missingIn(one.files, other), ...missingIn(other.files, one)].sort();
  if (odd === void 0) return;
  const path2 = `${one.experimentId}/${one.runId}/${odd}`;
  throw conflict(path2, "one copy holds it and the other does not, and it is written once");
}
function conflict(path2, found2) {
  return damagedCopy(`mlruns/${/^[\w./ -]*$/.test(path2) ? path2 : quote(path2)}`, found2);
}

// src/remember.ts
function remember(parts) {
  const { plan, directory } = parts;
  if (directory === null || plan.place === "nowhere") {
    const why = plan.notSaved ?? "remote";
    return { restore: async () => NOTHING_TO_ASK, save: async () => ({ kind: "held", why }) };
  }
  if (plan.place === "directory") {
    const { location } = directory;
    return { restore: async () => NOTHING_TO_ASK, save: async () => ({ kind: "directory", location }) };
  }
  return {
    restore: async () => {
      const restored = await restore(parts, directory);
      return plan.notSaved === null ? restored : { ...restored, notSaved: plan.notSaved };
    },
    save: async () => await save(parts, directory)
  };
}
var NOTHING_TO_ASK = { state: "empty", refusals: [] };
async function restore({ plan, stores, log }, directory) {
  const readers = stores.filter(({ kind }) => plan.readFrom.includes(kind));
  if (readers.length === 0) return { state: "unasked", refusals: [] };
  const answers = await allOf(readers.map(async (store) => await store.read()));
  for (const [index, { kind }] of readers.entries())
    log.info(`history in the ${kind}: ${told(answers[index])}`);
  const refusals = answers.flatMap((answer) => answer.kind === "refused" ? [answer.refusal] : []);
  const copies = answers.flatMap((answer) => answer.kind === "found" ? answer.copies : []);
  const [refusal] = refusals;
  if (copies.length === 0 && refusal !== void 0) throw unknownHistory(refusal);
  if (copies.length === 0)
    return { state: answers.some(({ kind }) => kind === "lost") ? "lost" : "empty", refusals };
  const isAnyLeft = await unite(copies, directory, log);
  return { state: isAnyLeft ? "found" : "lost", refusals };
}
function told(answer) {
  return answer.kind === "found" ? `${answer.copies.length} to read` : WORDS[answer.kind];
}
var WORDS = { empty: "none", lost: "expired", refused: "cannot be asked" };
async function allOf(asked) {
  await Promise.allSettled(asked);
  return await Promise.all(asked);
}
async function unite(copies, directory, log) {
  const present = readCopy(directory.read(), Infinity);
  let wanted = present;
  let isAnyLeft = false;
  for (const read of copies) {
    const copy = await read();
    if (copy === null) continue;
    isAnyLeft = true;
    wanted = mergeCopies(wanted, copyOf(copy));
  }
  await directory.apply(changesBetween(present, wanted));
  log.info(`runs known: ${wanted.runs.size}, of them in ${directory.location} before: ${present.runs.size}`);
  return isAnyLeft;
}
function unknownHistory({ message, hint: hint2 }) {
  return new HistoryError(`the history cannot be read, so nothing was evaluated: ${message}`, hint2);
}
async function save({ plan, stores, keep, cooldownMs, now, log }, directory) {
  if (plan.notSaved !== null) return { kind: "held", why: plan.notSaved };
  const ours = readCopy(directory.read(), Infinity);
  if (ours.runs.size === 0) return { kind: "held", why: "no-runs" };
  let size = { runs: 0, pruned: 0 };
  const stored = (present) => {
    const all = present === null ? ours : mergeCopies(ours, copyOf(present));
    const kept = keepRuns(all, keep, now(), cooldownMs);
    size = { runs: kept.copy.runs.size, pruned: kept.pruned };
    return writeStored(treeOf(kept.copy), { savedAt: now() });
  };
  const savers = stores.filter((store) => plan.saveTo.includes(store.kind));
  const snapshot = { stored, folder: directory.path, title: `Remember ${ours.runs.size} runs` };
  const results = await allOf(savers.map(async (store) => await store.save(snapshot)));
  for (const result of results)
    log.info(
      `history in the ${result.store}: ${"message" in result ? "not saved" : `saved as ${result.name}`}`
    );
  const refusals = results.filter((result) => "message" in result);
  const copies = results.filter((result) => "name" in result);
  if (copies.length === 0) return { kind: "failed", refusals };
  return {
    kind: "saved",
    copies,
    ...size,
    refusals,
    isCacheOnly: copies.every((copy) => copy.store === "cache")
  };
}
function copyOf({ stored, origin }) {
  const { tree, savedAt } = readStored(stored, origin);
  return readCopy(tree, savedAt);
}

// src/open-history.ts
function openHistory(config, { log, workspace }, step) {
  const place3 = trackingDirectory(config.trackingUri, workspace);
  const directory = place3 === null ? null : new HistoryDirectory(place3, Date.now);
  const planFor = (defaultBranch) => planHistory({
    setting: config.history,
    isDirectory: directory !== null,
    isDryRun: config.dryRun,
    github: step === null ? null : { ...step.facts, defaultBranch }
  });
  const open = async () => {
    const inStores = step !== null && planFor("").place === "stores";
    const branch = inStores ? await step.defaultBranch() : "";
    const plan = planFor(branch);
    const kinds = [.../* @__PURE__ */ new Set([...plan.readFrom, ...plan.saveTo])];
    const stores = inStores ? step.openStores(kinds, branch) : [];
    const { historyKeep: keep, retrainCooldownMs: cooldownMs } = config;
    return remember({ plan, stores, directory, keep, cooldownMs, log, now: Date.now });
  };
  let opened2 = null;
  const once = async () => await (opened2 ??= open());
  return {
    restore: async () => await (await once()).restore(),
    save: async () => await (await once()).save()
  };
}

// src/read-config.ts
import { resolve as resolve5 } from "node:path";

// src/config/value-schemas.ts
function line2(allowed, { maxCharacters = 4096, without = "" } = {}) {
  const fits = (text3) => text3.length <= maxCharacters || Array.from(text3).length <= maxCharacters;
  return external_exports.string({ error: allowed }).refine((text3) => !CONTROL.test(text3) && fits(text3), { error: allowed }).refine((text3) => without === "" || !text3.includes(without), { error: allowed });
}
var CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
function textOrNull(allowed) {
  return external_exports.string({ error: allowed }).refine((text3) => !text3.includes("\0"), { error: allowed }).transform(nullWhereUnset);
}
var PATH = "a path in one line";
function path() {
  return line2(PATH);
}
function pathOrNull() {
  return line2(PATH).transform(nullWhereUnset);
}
function lineOrNull(allowed) {
  return line2(allowed, { maxCharacters: 250 }).transform(nullWhereUnset);
}
function choice(all) {
  return external_exports.enum(all, { error: all.join(" or ") });
}
function choices(all) {
  const error = `some of ${all.join(", ")}, separated by commas or lines; or none`;
  return external_exports.union([external_exports.string(), external_exports.array(external_exports.string())], { error }).transform((given, context) => {
    const meant2 = wordsOf2(given);
    if (meant2.length === 1 && meant2[0] === "none") return /* @__PURE__ */ new Set();
    const known = all.filter((one) => meant2.includes(one));
    if (meant2.length > 0 && meant2.every((word) => all.includes(word)))
      return new Set(known);
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
function flag() {
  return external_exports.enum(BOOLEANS, { error: "true or false" }).transform((text3) => text3.toLowerCase() === "true");
}
var BOOLEANS = ["true", "True", "TRUE", "false", "False", "FALSE"];
function isBoolean(text3) {
  return BOOLEANS.includes(text3);
}
function integer2(min, max) {
  const error = `a whole number from ${min} to ${max}`;
  return external_exports.string({ error }).regex(/^\d{1,15}$/, { error }).transform(Number).pipe(external_exports.number().min(min, { error }).max(max, { error }));
}
function integerOrOff(min, max) {
  const error = `a whole number from ${min} to ${max}; or off`;
  return external_exports.string({ error }).regex(/^(?:\d{1,15}|off)$/, { error }).transform((text3) => text3 === "off" ? null : Number(text3)).pipe(external_exports.number().min(min, { error }).max(max, { error }).nullable());
}
function fractionOrOff(max) {
  const most = max === Infinity ? "" : `, at most ${max} (${max * 100}%)`;
  const error = `a fraction such as 0.10 or a percentage such as 10%, not negative${most}; or off`;
  return external_exports.string({ error }).transform((text3, context) => {
    if (text3 === "off") return null;
    const [, digits2, percent] = /^\+?(\d+(?:\.\d*)?|\.\d+)(\s*%)?$/.exec(text3) ?? [];
    const value = percent === void 0 ? Number(digits2) : Number(digits2) / 100;
    if (digits2 !== void 0 && Number.isFinite(value) && value <= max) return value;
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
function numberOrNull() {
  const error = "a number such as 4 or 3.5; or off";
  return external_exports.string({ error }).transform((text3, context) => {
    if (text3 === "" || text3 === "off") return null;
    const value = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text3) ? Number(text3) : Number.NaN;
    if (Number.isFinite(value)) return value;
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
function nullWhereUnset(text3) {
  return text3 === "" ? null : text3;
}
function wordsOf2(given) {
  const words = (typeof given === "string" ? given.split(/[,\n]/) : given).map((word) => word.trim());
  return words.filter((word) => word !== "");
}

// src/config/github-schemas.ts
function workflowOrNull() {
  const error = "the file name of a workflow, such as retrain.yml";
  return external_exports.string({ error }).regex(/^(?:(?:\.github\/workflows\/)?[A-Za-z0-9._-]{1,100}\.ya?ml)?$/, { error }).transform((text3) => text3 === "" ? null : text3.replace(/^\.github\/workflows\//, ""));
}
function repositoryOrNull() {
  const error = "a repository as owner/name";
  return external_exports.string({ error }).regex(/^(?:[A-Za-z0-9_-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100})?$/, { error }).transform(nullWhereUnset);
}
function artifactNameOrNull() {
  const error = 'the name of an artifact in one line, without \\ / " : < > | * ?';
  return line2(error, { maxCharacters: 255 }).refine((text3) => !/[\\/":<>|*?]/.test(text3), { error }).transform(nullWhereUnset);
}
function runIdOrNull() {
  const error = "the id of a workflow run, a whole number";
  return external_exports.string({ error }).regex(/^\d{0,15}$/, { error }).transform(nullWhereUnset);
}
function matrix() {
  const error = "the JSON object that `${{ toJSON(matrix) }}` gives, or null";
  return external_exports.string({ error }).transform((text3, context) => {
    try {
      const value = JSON.parse(text3);
      if (value === null) return "";
      if (typeof value === "object" && !Array.isArray(value)) return JSON.stringify(value);
    } catch {
    }
    context.addIssue(error);
    return external_exports.NEVER;
  });
}

// src/config/artifact-inputs.ts
var DATABASE_ARTIFACT_INPUTS = {
  "database-artifact": {
    description: "Name of a workflow artifact that holds the database; needs `actions: read`. It is looked for in the run that `database-run-id` names; else in this run, in the newest successful run of `database-workflow`, and among all successful runs of the branch, newest first. Uploads of forks and of pull requests are never taken.",
    default: "",
    defaultInWords: "none: `database` is a file in the workspace",
    schema: artifactNameOrNull()
  },
  "database-workflow": {
    description: "File name of the workflow that uploads the database, for example `export.yml`.",
    default: "",
    defaultInWords: "any workflow",
    schema: workflowOrNull()
  },
  "database-run-id": {
    description: "Id of the workflow run that uploaded the database; no other run is then looked at.",
    default: "",
    defaultInWords: "the newest that can be trusted",
    schema: runIdOrNull()
  },
  "database-branch": {
    description: "Branch that the run which uploaded the database must belong to.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch in one line")
  },
  "database-repository": {
    description: "Repository `owner/name` that holds the artifact. Another one than this needs a `github-token` that may read its Actions.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull()
  }
};
var MODEL_ARTIFACT_INPUTS = {
  "model-artifact": {
    description: "Name of a workflow artifact that holds the model, looked for as that of the database. Relative `user-map`, `item-map` and `train-interactions` are looked for in it first, then in the workspace.",
    default: "",
    defaultInWords: "none: `model` is a file in the workspace",
    schema: artifactNameOrNull()
  },
  "model-workflow": {
    description: "File name of the workflow that uploads the model, for example `train.yml`.",
    default: "",
    defaultInWords: "any workflow",
    schema: workflowOrNull()
  },
  "model-run-id": {
    description: "Id of the workflow run that uploaded the model; no other run is then looked at.",
    default: "",
    defaultInWords: "the newest that can be trusted",
    schema: runIdOrNull()
  },
  "model-branch": {
    description: "Branch that the run which uploaded the model must belong to.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch in one line")
  },
  "model-repository": {
    description: "Repository `owner/name` that holds the model's artifact.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull()
  }
};

// src/core/plan-comment.ts
var COMMENT_SETTINGS = ["auto", "always", "never"];
function commentTarget(situation) {
  const { setting, isDryRun, eventName, pullRequest } = situation;
  if (setting === "never") return { kind: "none", why: "never" };
  if (isDryRun) return { kind: "none", why: "dry-run" };
  if (isPullRequestEvent(eventName) && pullRequest !== null)
    return { kind: "pull-request", number: pullRequest };
  return setting === "always" ? { kind: "look-up" } : { kind: "none", why: "not-a-pull-request" };
}
function pullOf(pulls, { repository, sha }) {
  const foreign = (pull) => Number(pull.headRepository !== repository);
  const goesOn = (pull) => Number(pull.headSha !== sha);
  const [best] = pulls.filter(({ isOpen }) => isOpen).toSorted((a, b) => foreign(a) - foreign(b) || goesOn(a) - goesOn(b) || a.number - b.number);
  return best?.number ?? null;
}
function bodyOf({ marker, text: text3, footer }) {
  return `${marker}
${text3}

${footer}`;
}
function findOurs(comments, marker) {
  return comments.find(({ isOwn, body }) => isOwn && body.startsWith(`${marker}
`)) ?? null;
}
function planComment(ours, comment) {
  if (ours === null) return { kind: "create" };
  const { marker, text: text3 } = comment;
  const isSame = withoutFooter(ours.body) === `${marker}
${text3}`;
  return { kind: isSame ? "leave" : "update", id: ours.id };
}
function withoutFooter(body) {
  const lines = body.replaceAll("\r\n", "\n").trimEnd();
  return lines.slice(0, Math.max(0, lines.lastIndexOf("\n\n")));
}

// src/config/conversation-inputs.ts
var CONVERSATION_INPUTS = {
  comment: {
    description: "One comment in the pull request, updated in place (needs `pull-requests: write`): `auto` in runs of pull requests, and only a notice where the token may not write; `always` also in other runs, in the open pull request that the commit belongs to; `never`.",
    default: "auto",
    schema: choice(COMMENT_SETTINGS)
  },
  "alert-issue": {
    description: "`true` keeps one issue per experiment and rule: opened when the rule fires, closed when the model has recovered (needs `issues: write`).",
    default: "false",
    schema: flag()
  }
};

// src/core/decision.ts
var DECISION_MODES = ["limits", "evidence"];

// src/config/yaml.ts
var import_yaml10 = __toESM(require_dist(), 1);
var YamlProblem = class extends Error {
};
var MAX_CHARACTERS = 32768;
function readYamlSettings(text3) {
  return new Map(pairsOf(text3).map(([key, value]) => [key, readValue(value)]));
}
function readYamlMap(text3) {
  return new Map(pairsOf(text3).map(([key, value]) => [key, readScalar(value)]));
}
function pairsOf(text3) {
  const top = parse5(text3).contents;
  if (top === null || (0, import_yaml10.isScalar)(top) && top.value === null) return [];
  if (!(0, import_yaml10.isMap)(top)) throw new YamlProblem("it is not a map of `name: value` lines");
  return readPairs(top);
}
function parse5(text3) {
  if (text3.length > MAX_CHARACTERS)
    throw new YamlProblem(`it has ${text3.length} characters, more than ${MAX_CHARACTERS}`);
  const lineCounter = new import_yaml10.LineCounter();
  const document = (0, import_yaml10.parseDocument)(text3, { ...PARSER_OPTIONS, lineCounter });
  const problem = document.errors[0];
  if (problem === void 0) return document;
  throw new YamlProblem(
    `line ${lineCounter.linePos(problem.pos[0]).line}: ${WORDS2.get(problem.code) ?? "bad syntax"}`
  );
}
var PARSER_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  prettyErrors: false,
  // Not "silent": the parser then drops the error about several documents and reads only the first.
  logLevel: "error"
};
var WORDS2 = /* @__PURE__ */ new Map([
  ["DUPLICATE_KEY", "a key is there twice"],
  ["MULTIPLE_DOCS", "a second document begins"],
  ["RESOURCE_EXHAUSTION", "it is nested too deeply"],
  ["TAB_AS_INDENT", "a tab is used to indent"],
  ["BAD_INDENT", "bad indentation, or a bracket that is not closed"],
  ["BLOCK_AS_IMPLICIT_KEY", "bad indentation, or a second `: ` in a value that is not in quotes"],
  ["MISSING_CHAR", "a quote, bracket, comma or colon is missing"],
  ["BAD_ALIAS", "anchors and aliases are not allowed"]
]);
function readPairs(map) {
  refuseExtras(map);
  return map.items.map(({ key, value }) => [readScalar(key), value]);
}
function readValue(node) {
  if ((0, import_yaml10.isMap)(node)) return new Map(readPairs(node).map(([key, value]) => [key, readScalar(value)]));
  if ((0, import_yaml10.isSeq)(node)) return readList(node);
  return readScalar(node);
}
function readList(list3) {
  refuseExtras(list3);
  return list3.items.map(readScalar);
}
function readScalar(node) {
  if (node === null) return "";
  if ((0, import_yaml10.isMap)(node) || (0, import_yaml10.isSeq)(node)) throw new YamlProblem("it is nested more deeply than settings are");
  if (!(0, import_yaml10.isScalar)(node)) throw new YamlProblem("anchors and aliases are not allowed");
  refuseExtras(node);
  if (node.value === null) return "";
  return typeof node.value === "string" ? node.value : textOf4(node);
}
function textOf4(scalar) {
  return scalar.source ?? String(scalar.value);
}
function refuseExtras(node) {
  if (node.anchor !== void 0) throw new YamlProblem("anchors and aliases are not allowed");
  if (node.tag !== void 0) throw new YamlProblem("tags (`!name`) are not allowed");
}

// src/config/thresholds.ts
var DEFAULT_THRESHOLDS = /* @__PURE__ */ new Map([
  ["test_mrr", 0.02],
  ["precision_at_10", 0.03],
  ["recall_at_10", 0.03]
]);
var ALLOWED2 = "a YAML or JSON map of metric to minimum, such as {test_mrr: 0.02, recall_at_10: off}, where off removes one metric";
var ALL_OFF = `to check none, remove each: {${[...DEFAULT_THRESHOLDS.keys()].map((metric) => `${metric}: off`).join(", ")}}`;
var METRIC_NAME = /^[A-Za-z0-9_]{1,250}$/;
var DECIMAL2 = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
function thresholds() {
  return external_exports.union([external_exports.string(), external_exports.map(external_exports.string(), external_exports.string())], { error: ALLOWED2 }).transform((given, context) => {
    try {
      if (given === "off" || given === "none") throw new YamlProblem(ALL_OFF);
      return merge(typeof given === "string" ? readYamlMap(given) : given);
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
      context.addIssue(`${ALLOWED2} (${error.message})`);
      return external_exports.NEVER;
    }
  });
}
function merge(given) {
  const merged = new Map(DEFAULT_THRESHOLDS);
  for (const [metric, minimum] of given) {
    if (!METRIC_NAME.test(metric)) throw new YamlProblem("a metric name has letters, digits and _ only");
    if (minimum === "off") merged.delete(metric);
    else merged.set(metric, readMinimum(metric, minimum));
  }
  return merged;
}
function readMinimum(metric, text3) {
  const minimum = DECIMAL2.test(text3) ? Number(text3) : NaN;
  if (Number.isFinite(minimum)) return minimum;
  throw new YamlProblem(`the minimum of ${metric} is not a number`);
}

// src/config/decision-inputs.ts
var thresholdsInWords = [...DEFAULT_THRESHOLDS].map(([metric, minimum]) => `${metric}: ${minimum}`).join(", ");
var DECISION_INPUTS = {
  thresholds: {
    description: "YAML or JSON map of metric to minimum, merged over the defaults; `metric: off` removes one. A metric strictly below its minimum raises the retraining flag.",
    default: "{}",
    defaultInWords: thresholdsInWords,
    schema: thresholds()
  },
  "max-mrr-drop": {
    description: "How far `test_mrr` may fall against the previous run, as a fraction or a percentage such as `10%`; `off` disables the rule.",
    default: "0.10",
    // A fall of more than 100 % cannot happen: `10`, meant as 10 %, would silently disable the rule.
    schema: fractionOrOff(1)
  },
  "max-user-growth": {
    description: "How far `num_users` may grow against the previous run, as a fraction or a percentage such as `10%`; `off` disables the rule.",
    default: "0.10",
    schema: fractionOrOff(Infinity)
  },
  decision: {
    description: "What raises the retraining flag. `limits`: the rules as they are written, however few users there are; what chance alone would do stands beside each verdict. `evidence`: size and statistical evidence together, against the first runs of the current model.",
    default: "limits",
    schema: choice(DECISION_MODES)
  },
  patience: {
    description: "With `decision: evidence`: how many suspect runs in a row, this one included, raise the flag; from 1 to 52.",
    default: "2",
    schema: integer2(1, 52)
  }
};

// src/config/history-schemas.ts
function historyName() {
  const error = "up to 100 letters, digits, _ - and single . or / between them";
  return external_exports.string({ error }).max(100, { error }).regex(/^\w[\w-]*(?:[./]\w[\w-]*)*$/, { error }).refine((text3) => !text3.endsWith(".lock"), { error });
}
var KEPT_BYTES = 10 * 1024 * 1024;
function historyKeep() {
  const error = "a number of runs such as 52, or of days such as 365d, from 1 to 100000";
  return external_exports.string({ error }).transform((text3, context) => {
    if (text3 === "") return { by: "bytes", bytes: KEPT_BYTES };
    const [, digits2, unit] = /^([1-9]\d{0,4}|100000)(d?)$/.exec(text3) ?? [];
    if (digits2 !== void 0)
      return unit === "d" ? { by: "days", days: Number(digits2) } : { by: "runs", runs: Number(digits2) };
    context.addIssue(error);
    return external_exports.NEVER;
  });
}

// src/config/history-inputs.ts
var HISTORY_INPUTS = {
  history: {
    description: "Where `mlruns/` survives between runs. `auto` on github.com: an artifact and the cache, needs `actions: read`; on GitHub Enterprise Server the cache alone, which forgets after a week; on a command line, or without the runner's services, the directory itself. `branch`: a commit per evaluation on a branch, needs `contents: write`. `none`: nowhere. With a remote or database `tracking-uri` nothing is copied. Only runs of the default branch save.",
    default: "auto",
    schema: choice(HISTORY_SETTINGS)
  },
  "history-name": {
    description: "Name of the artifact or the branch, and the beginning of the cache keys; in a matrix the job's key is appended. Jobs that evaluate different models outside a matrix each need a name of their own.",
    default: "model-monitor-history",
    schema: historyName()
  },
  "history-keep": {
    description: "How much of the history is saved, for each experiment: a number of runs such as `52`, or of days such as `365d`; older runs are left out. The newest run always stays. A directory that is the history itself is never shortened.",
    default: "",
    defaultInWords: "all runs until they take 10 MB, then the oldest are left out",
    schema: historyKeep()
  }
};

// src/config/nearest-names.ts
var MAX_CHARACTERS2 = 64;
function nearestNames(typed, names) {
  if (typed.length > MAX_CHARACTERS2) return [];
  const plain = typed.toLowerCase().replaceAll(/[_ ]/g, "-");
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  return names.map((name2) => ({ name: name2, distance: editDistance(plain, name2) })).filter(({ distance }) => distance <= allowed && distance < plain.length).sort((left, right) => left.distance - right.distance).slice(0, 3).map(({ name: name2 }) => name2);
}
function editDistance(left, right) {
  let before = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = previous[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1));
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1])
        current[column] = Math.min(current[column], (before[column - 2] ?? Infinity) + 1);
    }
    before = previous;
    previous = current;
  }
  return previous[right.length];
}

// src/config/metric-names.ts
var MAX_NAMES2 = 100;
var ALLOWED3 = `metrics by name, such as hit_rate_at_10 or ndcg_at_20, separated by commas or lines, at most ${MAX_NAMES2}; or none`;
var USUAL_CUT_OFF = 10;
var ALWAYS_COMPUTED = new Set(
  [...rankingMetrics(USUAL_CUT_OFF), ...DATA_METRICS].map(({ name: name2 }) => name2)
);
function metricNames() {
  return external_exports.union([external_exports.string(), external_exports.array(external_exports.string())], { error: ALLOWED3 }).transform((given, context) => {
    const names = [...new Set(wordsOf2(given))];
    if (names.length === 1 && names[0] === "none") return [];
    const unknown = names.find((name2) => !ALWAYS_COMPUTED.has(name2) && choosableMetric(name2) === null);
    if (unknown === void 0 && names.length > 0 && names.length <= MAX_NAMES2) return names;
    context.addIssue(unknown === void 0 ? ALLOWED3 : `${ALLOWED3} (${whatIsMeant(unknown)})`);
    return external_exports.NEVER;
  });
}
function whatIsMeant(unknown) {
  const typed = Number(/(\d{1,4})$/.exec(unknown)?.[1] ?? USUAL_CUT_OFF);
  const cutOff = typed >= 1 && typed <= MAX_CUT_OFF ? typed : USUAL_CUT_OFF;
  const names = choosableMetrics(cutOff).map(({ name: name2 }) => name2);
  const near = nearestNames(unknown, names.map(kebab)).map(
    (found2) => names.find((name2) => kebab(name2) === found2)
  );
  const known = near.length > 0 ? near : names;
  return `${quote(unknown)} is not one of them; ${near.length > 0 ? "nearest" : "known"} are ${known.join(", ")}`;
}
function kebab(name2) {
  return name2.replaceAll("_", "-");
}

// src/config/time-schemas.ts
function since() {
  const error = "previous-run, a date such as 2024-06-01, or a time such as 2024-06-01 12:30:00 or 2024-06-01T12:30:00+02:00; or off";
  return external_exports.string({ error }).transform((text3, context) => {
    if (text3 === "" || text3 === "off") return null;
    if (text3 === "previous-run") return text3;
    const time = parseIsoTime(text3);
    if (!Number.isNaN(time)) return time;
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
var MILLISECONDS = /* @__PURE__ */ new Map([
  ["s", 1e3],
  ["m", 6e4],
  ["h", 36e5]
]);
function duration() {
  const error = "a time such as 30s, 5m or 1h, from 1s to 24h";
  return external_exports.string({ error }).regex(/^\d{1,9}[smh]$/, { error }).transform((text3) => Number(text3.slice(0, -1)) * MILLISECONDS.get(text3.slice(-1))).pipe(external_exports.number().min(1e3, { error }).max(864e5, { error }));
}
var LONG_UNITS = new Map([...MILLISECONDS, ["d", 864e5]]);
function periodOrOff() {
  const error = "a time such as 30m, 24h or 7d, at most 90d; or off";
  return external_exports.string({ error }).transform((text3, context) => {
    if (text3 === "off") return null;
    const [, digits2, unit] = /^(\d{1,9})([smhd])$/.exec(text3) ?? [];
    const value = Number(digits2) * (LONG_UNITS.get(unit ?? "") ?? Number.NaN);
    if (value > 0 && value <= 90 * 864e5) return value;
    context.addIssue(error);
    return external_exports.NEVER;
  });
}

// src/config/retrain-inputs.ts
var RETRAIN_INPUTS = {
  "retrain-trigger": {
    description: "How the retraining is started: `repository_dispatch` (needs `contents: write`), `workflow_dispatch` (needs `actions: write`), or `none` to only raise the flag.",
    default: "repository_dispatch",
    schema: choice(RETRAIN_TRIGGERS)
  },
  "retrain-event-type": {
    description: "Event type of the `repository_dispatch`.",
    default: "retrain-model",
    schema: line2("an event type of 1 to 100 characters in one line", { maxCharacters: 100 })
  },
  "retrain-workflow": {
    description: "File name of the workflow that `workflow_dispatch` starts, for example `retrain.yml`. Where it declares an input `payload`, it gets the event's payload as JSON.",
    default: "",
    defaultInWords: "none",
    schema: workflowOrNull()
  },
  "retrain-ref": {
    description: "Branch or tag on which `workflow_dispatch` starts the workflow.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch or tag in one line")
  },
  "retrain-repository": {
    description: "Repository `owner/name` that retrains the model. Another one than this needs a `github-token` that may write there: the workflow's own token may not.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull()
  },
  "retrain-cooldown": {
    description: "No second dispatch of the same event within this time, whatever the model, for example `30m`, `24h` or `7d`; `off` disables it.",
    default: "24h",
    schema: periodOrOff()
  },
  "retrain-max-per-week": {
    description: "How often the same event may be sent within seven days, so that a model that never reaches its limits does not retrain for ever; `off` disables it. When it is reached, the dispatch is suppressed and counts as a failed delivery.",
    default: "3",
    schema: integerOrOff(1, 1e3)
  }
};

// src/config/tracking-uri.ts
var ALLOWED4 = "a directory such as mlruns, its file: URI, the http: or https: address of an MLflow server, or a database such as sqlite:///mlflow.db";
var SCHEME = /^([a-z][a-z0-9+.-]+):/i;
function trackingUri() {
  return line2(ALLOWED4).refine(
    (text3) => {
      const scheme = (SCHEME.exec(text3)?.[1] ?? "file").toLowerCase();
      if (scheme === "http" || scheme === "https") return URL.canParse(text3);
      return LOCAL_SCHEMES.has(scheme) && !DATABRICKS.has(text3);
    },
    { error: ALLOWED4 }
  );
}
var LOCAL_SCHEMES = /* @__PURE__ */ new Set(["file", "sqlite"]);
var DATABRICKS = /* @__PURE__ */ new Set(["databricks", "databricks-uc"]);

// src/config/inputs.ts
var INPUTS = {
  database: {
    description: "Path of the SQLite database with the ratings, relative to the workspace; inside the artifact when `database-artifact` is set (when unset there: its only SQLite file). A `-wal` or `-shm` file beside it belongs to it.",
    default: "user_data.db",
    schema: path()
  },
  ...DATABASE_ARTIFACT_INPUTS,
  "ratings-query": {
    description: "SQL that returns user, item, rating and optionally a timestamp, in this order.",
    default: "",
    defaultInWords: "the ratings of all users who completed their initial ratings",
    schema: textOrNull("SQL text")
  },
  "query-timeout": {
    description: "How long reading the database may take, for example `30s`, `5m` or `1h`.",
    default: "5m",
    schema: duration()
  },
  model: {
    description: "Path of the model's checkpoint, relative to the workspace; inside the artifact when `model-artifact` is set; or `models:/name/version`, `models:/name@alias` or `runs:/id/path` on the MLflow server that `tracking-uri`, `MLFLOW_TRACKING_URI` or `MLFLOW_REGISTRY_URI` names.",
    default: "models/bpr_recommender.pt",
    schema: path()
  },
  ...MODEL_ARTIFACT_INPUTS,
  "user-map": {
    description: "CSV with the columns `username,internal_user_id`, written when the model was trained.",
    default: "models/frontend_user_map.csv",
    schema: path()
  },
  "item-map": {
    description: "CSV with the columns `internal_item_id,movie_id,title`, written when the model was trained.",
    default: "models/item_map.csv",
    schema: path()
  },
  "id-mapping": {
    description: "`mapped` finds users and items through the two maps. `first-seen` numbers them by first appearance in the database, as the reference script did: the metrics then describe arbitrary users.",
    default: "mapped",
    schema: choice(["mapped", "first-seen"])
  },
  "train-interactions": {
    description: "Pairs known at training time, masked while ranking (Spotlight's `train=`): internal ids as CSV (`internal_user_id,internal_item_id` or `user,item`) or npz (arrays `user` and `item`).",
    default: "",
    defaultInWords: "nothing is masked",
    schema: pathOrNull()
  },
  "cold-users": {
    description: "Users the model does not know: `skip` leaves them out; `popularity` measures the popularity list that the application serves them; `fold-in` measures what personalising for them would give, leave one out. They get metrics of their own; `test_mrr` never changes.",
    default: "skip",
    schema: choice(COLD_USER_POLICIES)
  },
  k: {
    description: "A further cut-off from 1 to 1000: adds `precision_at_K` and `recall_at_K`.",
    default: "10",
    schema: integer2(1, 1e3)
  },
  metrics: {
    description: "Further metrics by name, separated by commas or lines, such as `hit_rate_at_10, ndcg_at_20`: every metric of the README's table of further metrics, precision and recall, at any cut-off from 1 to 1000 where its name ends with one.",
    default: "none",
    schema: metricNames()
  },
  "min-rating": {
    description: "Ratings below it, and those that are not a number, are not relevant items; `off` lets every rating count.",
    default: "",
    defaultInWords: "every rating counts, as in Spotlight",
    schema: numberOrNull()
  },
  since: {
    description: "Only ratings newer than this count: `previous-run` (newer than the newest rating that the previous run saw), a time `YYYY-MM-DD[ T]hh:mm:ss[.fff][Z|\xB1hh:mm]` or a date `YYYY-MM-DD` (no zone is UTC); `off` lets ratings of every age count.",
    default: "",
    defaultInWords: "ratings of every age count",
    schema: since()
  },
  "tracking-uri": {
    description: "Where MLflow keeps its runs: a directory, its `file:` URI, the `http(s)://` address of an MLflow server, or a database that MLflow made (`sqlite:///mlflow.db`). When unset, `MLFLOW_TRACKING_URI` counts.",
    default: "mlruns",
    schema: trackingUri(),
    environmentVariable: "MLFLOW_TRACKING_URI"
  },
  experiment: {
    description: "MLflow experiment, one per model. When unset, `MLFLOW_EXPERIMENT_NAME` counts.",
    default: "evaluation_runs",
    // MLflow's file store looks an experiment up through a filter in single quotes.
    schema: line2("a name of 1 to 500 characters in one line, without '", {
      maxCharacters: 500,
      without: "'"
    }),
    environmentVariable: "MLFLOW_EXPERIMENT_NAME"
  },
  "run-name": {
    description: "MLflow run name.",
    default: "periodic_evaluation",
    schema: line2("a name of 1 to 250 characters in one line", { maxCharacters: 250 })
  },
  ...HISTORY_INPUTS,
  ...DECISION_INPUTS,
  ...RETRAIN_INPUTS,
  "dry-run": {
    description: "`true` does nothing that others would see: no retraining event is sent, it is in the report instead, and no comment and no issue is written.",
    default: "false",
    schema: flag()
  },
  "fail-on": {
    description: "What fails the step: a list of `error`, `delivery` (something could not be delivered), `retrain` and `no-data`; or `none`.",
    default: "error,delivery",
    schema: choices(FAIL_ON)
  },
  report: {
    description: "Directory for `report.json`, which is also logged as an artifact of the MLflow run.",
    default: "model-monitor-report",
    schema: path()
  },
  summary: {
    description: "`true` writes the job summary.",
    default: "true",
    schema: flag()
  },
  ...CONVERSATION_INPUTS,
  "github-token": {
    description: "Token that sends the retraining event (`contents: write`), fetches artifacts (`actions: read`), and writes the comment (`pull-requests: write`) and the alert issue (`issues: write`).",
    default: "",
    defaultInWords: "the token of the job",
    schema: line2("a token in one line"),
    actionDefault: "${{ github.token }}",
    secret: true,
    inputOnly: true
  },
  config: {
    description: "Optional YAML file whose keys are the names of these inputs. An input wins over the file. A file that is named here must exist.",
    default: ".github/model-monitor.yml",
    schema: path(),
    inputOnly: true
  },
  matrix: {
    description: "Not for you to set: tells the jobs of one matrix apart.",
    default: "null",
    defaultInWords: "the job's matrix",
    schema: matrix(),
    actionDefault: "${{ toJSON(matrix) }}",
    hidden: true,
    inputOnly: true
  }
};
var INPUT_NAMES = Object.keys(INPUTS).filter(isInputName);
function inputDefinition(name2) {
  return INPUTS[name2];
}
function isInputName(text3) {
  return Object.hasOwn(INPUTS, text3);
}
function defaultOf(name2) {
  const { default: text3, defaultInWords } = inputDefinition(name2);
  return defaultInWords ?? text3;
}
function describeInput(name2) {
  return `${INPUTS[name2].description} Default: ${defaultOf(name2)}`;
}

// src/config/read-value.ts
var SCHEMAS = INPUTS;
function readValue2(name2, raw) {
  const result = SCHEMAS[name2].schema.safeParse(raw.value);
  if (result.success) return result.data;
  const allowed = result.error.issues[0]?.message ?? "another value";
  throw new ConfigError(
    `${place2(name2, raw.origin)}: found ${found(name2, raw)}; allowed: ${allowed}`,
    hint(name2, raw.origin)
  );
}
function found(name2, { value }) {
  if (inputDefinition(name2).secret === true) return "a value that is not shown";
  if (typeof value === "string") return quote(withoutCredentials2(value));
  return Array.isArray(value) ? "a list" : "a map";
}
function withoutCredentials2(text3) {
  const start = text3.indexOf("://");
  const end = text3.lastIndexOf("@");
  return start !== -1 && end > start ? `${text3.slice(0, start)}://***${text3.slice(end)}` : text3;
}
function place2(name2, origin) {
  if (origin.kind === "input") return `input "${name2}"`;
  if (origin.kind === "flag") return `flag --${name2}`;
  if (origin.kind === "file") return `config file ${quote(origin.path)}, key "${name2}"`;
  if (origin.kind === "variable") return `environment variable ${origin.variable} (input "${name2}")`;
  return `default of input "${name2}"`;
}
function hint(name2, origin) {
  if (origin.kind === "variable")
    return `Correct ${origin.variable}, or set the input "${name2}", which comes before it.`;
  return `Correct the value, or remove it to use the default (${defaultOf(name2)}).`;
}

// src/config/sources.ts
function findValue(name2, { inputs, file, environment }) {
  const { environmentVariable: variable, default: text3 } = inputDefinition(name2);
  const given = meant(inputs.values.get(name2));
  if (given !== null) return { value: given, origin: { kind: inputs.from } };
  const inFile = meant(file?.values.get(name2));
  if (file !== null && inFile !== null) return { value: inFile, origin: { kind: "file", path: file.path } };
  const inVariable = variable === void 0 ? null : meant(environment[variable]);
  if (variable !== void 0 && inVariable !== null)
    return { value: inVariable, origin: { kind: "variable", variable } };
  return { value: text3, origin: { kind: "default" } };
}
function meant(value) {
  if (value === void 0) return null;
  if (typeof value !== "string") return value;
  const trimmed = value.trim();
  return trimmed === "" ? null : trimmed;
}

// src/config/config-file.ts
function chooseConfigFile(inputs) {
  const raw = findValue("config", { inputs, file: null, environment: {} });
  return { path: readValue2("config", raw), explicit: raw.origin.kind !== "default" };
}
function missingConfigFile(path2) {
  return new ConfigError(
    `input "config": found ${quote(path2)}, which does not exist; allowed: a path of an existing YAML file`,
    'Correct the path (it is relative to the workspace; is the repository checked out?), or remove the input "config".'
  );
}
function parseConfigFile(text3, path2) {
  const settings = readSettings2(text3, path2);
  const values = /* @__PURE__ */ new Map();
  for (const [key, value] of settings) values.set(knownKey(key, path2), value);
  return { path: path2, values };
}
function readSettings2(text3, path2) {
  try {
    return readYamlSettings(text3);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    throw new ConfigError(
      `config file ${quote(path2)}: cannot be read: ${error.message}; allowed: YAML with one \`input-name: value\` a line`,
      "Correct the file, or remove it to use inputs and defaults alone.",
      { cause: error }
    );
  }
}
function knownKey(key, path2) {
  const place3 = `config file ${quote(path2)}`;
  if (!isInputName(key)) {
    const near = nearestNames(key, FILE_KEYS);
    const hint2 = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Use one of: ${FILE_KEYS.join(", ")}.`;
    throw new ConfigError(
      `${place3}: found the unknown key ${quote(key)}; allowed: the names of inputs`,
      hint2
    );
  }
  if (inputDefinition(key).inputOnly === true)
    throw new ConfigError(
      `${place3}: found the key "${key}"; allowed: any other input`,
      `Remove the key; "${key}" is read from the step's inputs or the command line only.`
    );
  return key;
}
var FILE_KEYS = INPUT_NAMES.filter((name2) => inputDefinition(name2).inputOnly !== true);

// src/config/mlflow-environment.ts
var DEFAULT_RETRIES = 4;
var DEFAULT_TIMEOUT_SECONDS = 120;
var text2 = external_exports.string().optional().transform((value) => value === void 0 || value === "" ? null : value);
var header = text2.refine((value) => value === null || /^[\x20-\x7E\x80-\xFF]*$/.test(value), {
  error: "one line that fits into an HTTP header"
});
var number2 = (min, max, unset) => {
  const error = `a whole number from ${min} to ${max}`;
  return text2.refine((value) => value === null || /^\d{1,9}$/.test(value), { error }).transform((value) => value === null ? unset : Number(value)).pipe(external_exports.number().min(min, { error }).max(max, { error }));
};
var flag2 = text2.transform((value) => value?.toLowerCase() ?? "false").pipe(external_exports.enum(["true", "false", "1", "0"], { error: "true, false, 1 or 0" })).transform((value) => value === "true" || value === "1");
var VARIABLES = external_exports.object({
  MLFLOW_TRACKING_USERNAME: text2,
  MLFLOW_TRACKING_PASSWORD: text2,
  MLFLOW_TRACKING_TOKEN: header,
  MLFLOW_TRACKING_INSECURE_TLS: flag2,
  MLFLOW_TRACKING_SERVER_CERT_PATH: text2,
  MLFLOW_TRACKING_CLIENT_CERT_PATH: text2,
  MLFLOW_WORKSPACE: header,
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: number2(0, 10, DEFAULT_RETRIES),
  MLFLOW_HTTP_REQUEST_TIMEOUT: number2(1, 3600, DEFAULT_TIMEOUT_SECONDS)
});
function mlflowServer(trackingUri2, environment) {
  if (!/^https?:/i.test(trackingUri2)) return null;
  const variables = readVariables(environment);
  const address = new URL(trackingUri2);
  const user = credentialsIn(address) ?? {
    name: variables.MLFLOW_TRACKING_USERNAME,
    password: variables.MLFLOW_TRACKING_PASSWORD
  };
  const proxy = chooseProxy(address, environment);
  const authorization = authorizationOf(user, variables.MLFLOW_TRACKING_TOKEN);
  const secrets = [
    address.password,
    user.password ?? "",
    variables.MLFLOW_TRACKING_TOKEN ?? "",
    authorization?.replace(/^\w+ /, "") ?? "",
    ...proxy?.secrets ?? []
  ];
  return {
    url: shownUri(trackingUri2),
    authorization,
    workspace: variables.MLFLOW_WORKSPACE,
    tls: {
      verify: !variables.MLFLOW_TRACKING_INSECURE_TLS,
      caFile: variables.MLFLOW_TRACKING_SERVER_CERT_PATH,
      clientFile: variables.MLFLOW_TRACKING_CLIENT_CERT_PATH
    },
    proxy,
    retries: variables.MLFLOW_HTTP_REQUEST_MAX_RETRIES,
    timeoutMs: variables.MLFLOW_HTTP_REQUEST_TIMEOUT * 1e3,
    secrets: secrets.filter((secret) => secret !== "")
  };
}
var MODEL_URI = /^(?:models|runs):/;
function modelServer(model, trackingUri2, environment) {
  if (!MODEL_URI.test(model)) return null;
  const { MLFLOW_TRACKING_URI = "", MLFLOW_REGISTRY_URI = "" } = environment;
  const address = [trackingUri2, MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI].find(
    (uri) => /^https?:/i.test(uri) && URL.canParse(uri)
  );
  return address === void 0 ? null : mlflowServer(address, environment);
}
function shownUri(trackingUri2) {
  if (!/^https?:/i.test(trackingUri2)) return trackingUri2;
  const address = new URL(trackingUri2);
  return `${address.origin}${address.pathname}`.replace(/\/+$/, "");
}
function readVariables(environment) {
  const result = VARIABLES.safeParse(environment);
  if (!result.success) {
    const { path: path2, message } = result.error.issues[0];
    throw new ConfigError(
      `environment variable ${String(path2[0])}: found a value that is not shown; allowed: ${message}`,
      "Correct the variable, or remove it."
    );
  }
  if (result.data.MLFLOW_TRACKING_INSECURE_TLS && result.data.MLFLOW_TRACKING_SERVER_CERT_PATH !== null)
    throw new ConfigError(
      "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set: the one switches off what the other is for",
      "Keep MLFLOW_TRACKING_SERVER_CERT_PATH, and remove the other one."
    );
  return result.data;
}
function credentialsIn({ username, password }) {
  if (username === "" && password === "") return null;
  try {
    return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new ConfigError(
      "the user or the password in the tracking URI is not percent-encoded as it should be",
      "Write % as %25, or use MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead."
    );
  }
}
function authorizationOf({ name: name2, password }, token) {
  if (name2 !== null && password !== null)
    return `Basic ${Buffer.from(`${name2}:${password}`).toString("base64")}`;
  return token === null ? null : `Bearer ${token}`;
}

// src/config/config.ts
function resolveConfig(sources) {
  const read = (name2) => readValue2(name2, findValue(name2, sources));
  const isExplicit = (name2) => findValue(name2, sources).origin.kind !== "default";
  return {
    database: read("database"),
    databaseExplicit: isExplicit("database"),
    databaseArtifact: artifact(read, "database"),
    ratingsQuery: read("ratings-query"),
    queryTimeoutMs: read("query-timeout"),
    model: read("model"),
    modelArtifact: artifact(read, "model"),
    userMap: read("user-map"),
    itemMap: read("item-map"),
    userMapExplicit: isExplicit("user-map"),
    itemMapExplicit: isExplicit("item-map"),
    idMapping: read("id-mapping"),
    trainInteractions: read("train-interactions"),
    coldUsers: read("cold-users"),
    k: read("k"),
    metrics: read("metrics"),
    minRating: read("min-rating"),
    since: read("since"),
    trackingUri: shownUri(read("tracking-uri")),
    mlflowServer: mlflowServer(read("tracking-uri"), sources.environment),
    modelServer: modelServer(read("model"), read("tracking-uri"), sources.environment),
    trackingUriExplicit: isExplicit("tracking-uri"),
    experiment: read("experiment"),
    runName: read("run-name"),
    history: read("history"),
    historyName: read("history-name"),
    historyKeep: read("history-keep"),
    thresholds: read("thresholds"),
    maxMrrDrop: read("max-mrr-drop"),
    maxUserGrowth: read("max-user-growth"),
    decision: read("decision"),
    patience: read("patience"),
    retrainTrigger: read("retrain-trigger"),
    retrainEventType: read("retrain-event-type"),
    retrainWorkflow: workflowFor(read("retrain-trigger"), read("retrain-workflow")),
    retrainRef: read("retrain-ref"),
    retrainRepository: read("retrain-repository"),
    retrainCooldownMs: read("retrain-cooldown"),
    retrainMaxPerWeek: read("retrain-max-per-week"),
    dryRun: read("dry-run"),
    failOn: resolveFailOn(sources),
    report: read("report"),
    summary: read("summary"),
    comment: read("comment"),
    alertIssue: read("alert-issue"),
    githubToken: read("github-token"),
    configFile: chooseConfigFile(sources.inputs),
    matrix: read("matrix")
  };
}
function resolveFailOn(sources) {
  return readValue2("fail-on", findValue("fail-on", sources));
}
function artifact(read, what) {
  return {
    name: read(`${what}-artifact`),
    workflow: read(`${what}-workflow`),
    runId: read(`${what}-run-id`),
    branch: read(`${what}-branch`),
    repository: read(`${what}-repository`)
  };
}
function workflowFor(trigger, workflow) {
  if (trigger !== "workflow_dispatch" || workflow !== null) return workflow;
  throw new ConfigError(
    'the input "retrain-trigger" is workflow_dispatch, and no workflow is named',
    "Set `retrain-workflow` to the file name of the workflow that retrains the model, such as `retrain.yml`."
  );
}

// src/read-config.ts
async function readConfig(inputs, workspace, environment) {
  return resolveConfig(await readSources(inputs, workspace, environment));
}
async function readFailOn(inputs, workspace, environment) {
  const direct = { inputs, file: null, environment };
  const sources = await readSources(inputs, workspace, environment).catch(() => direct);
  try {
    return resolveFailOn(sources);
  } catch {
    return resolveFailOn({ ...direct, inputs: { ...inputs, values: /* @__PURE__ */ new Map() } });
  }
}
async function readSources(inputs, workspace, environment) {
  const { path: path2, explicit } = chooseConfigFile(inputs);
  const text3 = await readTextIfPresent(resolve5(workspace, path2));
  if (text3 === null && explicit) throw missingConfigFile(path2);
  return { inputs, file: text3 === null ? null : parseConfigFile(text3, path2), environment };
}

// src/adapters/throttle.ts
var INTERVAL_MS = 2e3;
function throttle(now, say2) {
  let last = now();
  return (text3) => {
    if (now() - last < INTERVAL_MS) return;
    last = now();
    say2(text3);
  };
}

export {
  sha256,
  isPullRequestEvent,
  logSafe,
  throttle,
  commentTarget,
  pullOf,
  bodyOf,
  findOurs,
  planComment,
  blocks,
  PARAMS,
  BRANCH_TAG,
  codeBlock,
  name,
  sentence,
  say,
  join,
  markdownOf,
  plainOf,
  NO_VALUE,
  countText,
  countOf,
  dateText,
  runLink,
  fitSections,
  text,
  number,
  table,
  findingsTable,
  metricsTable,
  trendTable,
  expiryOf,
  undelivered,
  WHY_SKIPPED,
  historyWarnings,
  NOT_KNOWN,
  viewOf,
  isBoolean,
  nearestNames,
  INPUT_NAMES,
  inputDefinition,
  isInputName,
  describeInput,
  proxySecrets,
  failureOf,
  openZip,
  main,
  TreeBuilder,
  damagedCopy,
  isSameContent,
  STORE_FOLDER,
  openHistory,
  readConfig,
  readFailOn
};

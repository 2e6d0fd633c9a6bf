import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  external_exports
} from "./vendor-zod.js";
import {
  ConfigError,
  DEFAULT_RATINGS_QUERY,
  HistoryError,
  MalformedFileError,
  MonitorError,
  UnsupportedFileError,
  fromPlainError,
  hashedName,
  quote,
  sha256
} from "./sqlite-messages.js";
import {
  CsvError,
  parse
} from "./vendor-csv-parse.js";
import {
  require_dist
} from "./vendor-yaml.js";
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
function visible(text2, maxCodePoints) {
  const points = Array.from(text2.slice(0, 2 * (maxCodePoints + 1)));
  const kept = points.slice(0, maxCodePoints).join("").replaceAll(INVISIBLE, show);
  return points.length > maxCodePoints ? `${kept}\u2026` : kept;
}
function show(character) {
  return PICTURES.get(character) ?? `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`;
}

// src/formats/report/log-text.ts
var MAX_LOG_CODE_POINTS = 4e3;
function logSafe(text2, maxCodePoints = MAX_LOG_CODE_POINTS) {
  return visible(text2, maxCodePoints).replaceAll("#[", String.raw`#\[`).replace(/^(\s*):/u, String.raw`$1\:`);
}

// src/version.ts
var VERSION = "1.0.0";

// src/core/exit.ts
function failuresOf(outcome, failOn) {
  const met = [];
  if (outcome.status === "error") met.push("error");
  if (outcome.status === "evaluated" && outcome.failedDeliveries.length > 0) met.push("delivery");
  if (outcome.status === "evaluated" && outcome.decision.retrain) met.push("retrain");
  if (outcome.status === "no-data") met.push("no-data");
  return met.filter((condition) => failOn.has(condition));
}

// src/core/run-labels.ts
var PREFIX = "model_monitor.";
var PARAMS = {
  idMapping: `${PREFIX}id_mapping`,
  trainMask: `${PREFIX}train_mask`,
  minRating: `${PREFIX}min_rating`,
  query: `${PREFIX}query`,
  since: `${PREFIX}since`,
  k: `${PREFIX}k`,
  model: `${PREFIX}model`,
  modelDigest: `${PREFIX}model_digest`,
  database: `${PREFIX}database`,
  databaseDigest: `${PREFIX}database_digest`,
  version: `${PREFIX}version`
};
var TAGS = {
  githubRunId: `${PREFIX}github_run_id`,
  githubRunAttempt: `${PREFIX}github_run_attempt`,
  githubJob: `${PREFIX}github_job`,
  matrix: `${PREFIX}matrix`,
  event: `${PREFIX}event`,
  dataUntil: `${PREFIX}data_until`,
  retrain: `${PREFIX}retrain`,
  triggers: `${PREFIX}triggers`,
  dispatch: `${PREFIX}dispatch`,
  dispatchEvent: `${PREFIX}dispatch_event`
};
var EVIDENCE_ARTIFACT = "evidence.json";
var REPORT_ARTIFACT = "report.json";
function paramsOf(measurement, queryDigest) {
  const { settings, model, database } = measurement;
  return /* @__PURE__ */ new Map([
    [PARAMS.idMapping, settings.idMapping],
    [PARAMS.trainMask, String(settings.trainMask)],
    [PARAMS.minRating, settings.minRating === null ? "none" : String(settings.minRating)],
    [PARAMS.query, queryDigest],
    [PARAMS.since, settings.since],
    [PARAMS.k, String(settings.k)],
    [PARAMS.model, model.path],
    [PARAMS.modelDigest, model.digest],
    [PARAMS.database, database.path],
    [PARAMS.databaseDigest, database.digest],
    [PARAMS.version, measurement.monitorVersion]
  ]);
}
function tagsOf(measurement) {
  const tags = /* @__PURE__ */ new Map([
    ["mlflow.source.type", measurement.origin === null ? "LOCAL" : "JOB"]
  ]);
  if (measurement.health.newestRating !== null)
    tags.set(TAGS.dataUntil, new Date(measurement.health.newestRating).toISOString());
  if (measurement.origin === null) return tags.set("mlflow.source.name", "model-monitor");
  return addOrigin(tags, measurement.origin);
}
function addOrigin(tags, origin) {
  return tags.set("mlflow.source.name", `${origin.serverUrl}/${origin.repository}`).set("mlflow.source.git.repoURL", `${origin.serverUrl}/${origin.repository}`).set("mlflow.source.git.commit", origin.sha).set("mlflow.source.git.branch", origin.ref.replace(/^refs\/heads\//, "")).set("mlflow.user", origin.actor).set(TAGS.githubRunId, origin.runId).set(TAGS.githubRunAttempt, String(origin.runAttempt)).set(TAGS.githubJob, origin.job).set(TAGS.matrix, origin.matrix).set(TAGS.event, origin.eventName);
}
function isSameJob(past, origin) {
  if (origin === null) return false;
  return past.tags.get(TAGS.githubRunId) === origin.runId && past.tags.get(TAGS.githubJob) === origin.job && (past.tags.get(TAGS.matrix) ?? "") === origin.matrix;
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
  const obstacle = whyNotComparable(rule.limit, now, previous);
  if (obstacle !== null) return { ...finding, outcome: "skipped", reason: obstacle };
  const beyond = (rule.direction === "fall" ? -change : change) > rule.limit + TOLERANCE;
  return { ...finding, outcome: beyond ? "fired" : "passed", reason: reasonFor(rule, beyond, previous) };
}
function relativeChange(before, now) {
  return before === 0 ? null : (now - before) / before;
}
function whyNotComparable(limit, now, previous) {
  if (limit === null) return "rule-is-off";
  if (now === null) return "metric-not-computed";
  if (previous === void 0) return "no-previous-run";
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
function escapeText(text2, maxCodePoints = MAX_NAME_CODE_POINTS) {
  return visible(text2, maxCodePoints).replaceAll(SPECIAL, (character, offset, whole) => {
    const linking = character === "@" || character === "." || character === ":" && whole[offset + 1] === "/";
    const entity = NAMED_ENTITIES.get(character) ?? `&#${character.codePointAt(0)};`;
    return linking ? `${LINK_BREAKER}${entity}` : entity;
  });
}
function code(text2, maxCodePoints = MAX_NAME_CODE_POINTS) {
  return text2 === "" ? "(empty)" : `<code>${escapeText(text2, maxCodePoints)}</code>`;
}
var PLAIN_WORD = /^(?:\(?(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)*%?|[–—→])\)?[.,;:!?]?|[.,;:!?])$/u;
var COMMIT_ID = /^[0-9a-f]{7,}\W*$/iu;
function prose(text2, maxCodePoints = MAX_SENTENCE_CODE_POINTS) {
  const pieces = visible(text2, maxCodePoints).split(/`([^`]+)`/u);
  return pieces.map((piece, index) => index % 2 === 1 ? code(piece, Infinity) : proseWords(piece)).join("");
}
function proseWords(text2) {
  return text2.split(" ").map((word) => word === "" || isPlain(word) ? word : code(word, Infinity)).join(" ").replaceAll("</code> <code>", " ");
}
function isPlain(word) {
  return PLAIN_WORD.test(word) && !COMMIT_ID.test(word);
}
function codeBlock(lines) {
  const shown3 = lines.slice(0, MAX_CODE_LINES).map((line3) => visible(line3.replaceAll("	", "    "), MAX_CODE_LINE_CODE_POINTS));
  if (lines.length > MAX_CODE_LINES) shown3.push("\u2026");
  const longest = Math.max(2, ...shown3.map((line3) => longestBacktickRun(line3)));
  const fence = "`".repeat(longest + 1);
  return [fence, ...shown3, fence].join("\n");
}
function longestBacktickRun(line3) {
  return Math.max(0, ...(line3.match(/`+/gu) ?? []).map((run) => run.length));
}

// src/formats/report/phrase.ts
function name(text2, maxCodePoints = 120) {
  return { kind: "name", text: text2, maxCodePoints };
}
function sentence(text2, maxCodePoints = 1e3) {
  return { kind: "sentence", text: text2, maxCodePoints };
}
function say(strings, ...values) {
  const parts = strings.flatMap((text2, index) => {
    const value = values[index];
    if (value === void 0) return [text2];
    return typeof value === "string" || "kind" in value ? [text2, value] : [text2, ...value];
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
function metricText(value, digits = 4) {
  if (value === null) return NO_VALUE;
  if (!Number.isFinite(value)) return notFiniteText(value);
  const wholeDigits = Math.floor(Math.log10(Math.max(1, Math.abs(value)))) + 1;
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(Math.min(100, Math.max(digits, wholeDigits))));
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
  const text2 = percent.toFixed(decimals);
  return polish(`${Number(text2) === 0 ? text2.replace("-", "") : text2}%`);
}
function signedPercentText(ratio, decimals = 1) {
  const text2 = percentText(ratio, decimals);
  return ratio !== null && ratio > 0 && /[1-9∞]/u.test(text2) ? `+${text2}` : text2;
}
function shareText(part, whole) {
  return whole > 0 ? `${countText(part)} (${percentText(part / whole)})` : countText(part);
}
function textsApart(first, second, write, digits) {
  for (let more = digits; more <= 17; more++) {
    const texts = [write(first, more), write(second, more)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [write(first, digits), write(second, digits)];
}
function timeText(milliseconds) {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  return `${date.toISOString().replace("T", " ").replace(/:\d\d\.\d{3}Z$/u, "")} UTC`;
}
function durationText(milliseconds) {
  return `${metricText(Math.max(0, milliseconds) / 1e3, 2)} s`;
}
function shortDigest(digest) {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/u, "$1\u2026");
}
function notFiniteText(value) {
  if (Number.isNaN(value)) return "not a number";
  return value > 0 ? "\u221E" : `${MINUS}\u221E`;
}
function polish(decimal) {
  return decimal.replace(/\d+/u, (whole) => whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ",")).replaceAll("-", MINUS);
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
  "rule-is-off": "switched off",
  "metric-not-computed": "not computed in this run",
  "no-previous-run": "no earlier run to compare with",
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
  "rule-is-off": ({ metric }) => say`The limit for ${metric} is switched off.`,
  "metric-not-computed": ({ metric }) => say`${metric} was not computed in this run, so nothing was checked.`,
  "no-previous-run": ({ metric }) => say`No earlier run has ${metric}, so there is nothing to compare it with.`,
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
  }
};

// src/formats/report/findings-view.ts
var MAX_REASONS = 5;
var ORDER = ["fired", "passed", "skipped"];
var CHANGE_SIGNS = /* @__PURE__ */ new Map([
  [relativeDrop.id, "\u2212"],
  [userGrowth.id, "+"]
]);
function findingRows(findings) {
  return ORDER.flatMap((outcome) => findings.filter((finding) => finding.outcome === outcome)).map(
    findingRow
  );
}
function reasonsOf(findings) {
  const fired = findings.filter((finding) => finding.outcome === "fired");
  if (fired.length === 0) return [checksSentence(findings)];
  const sentences = fired.slice(0, MAX_REASONS).map(sentenceOf);
  const more = fired.length - sentences.length;
  const remark = fired.map(({ reason }) => remarkOn(reason)).find((phrase) => phrase !== null);
  return [
    ...sentences,
    ...more === 0 ? [] : [say`${countText(more)} more are in the table.`],
    ...remark === void 0 ? [] : [remark]
  ];
}
function checksSentence(findings) {
  const skipped = findings.filter((finding) => finding.outcome === "skipped");
  const passed = findings.length - skipped.length;
  if (skipped.length === 0 && passed > 0)
    return passed === 1 ? say`The one check passed.` : say`All ${countText(passed)} checks passed.`;
  const reasons = new Set(skipped.map((finding) => finding.reason));
  const [reason] = reasons;
  const why = reasons.size === 1 && reason !== void 0 ? SHORT_REASONS[reason] : "the table says why";
  if (passed === 0)
    return findings.length === 0 ? say`No rule is switched on.` : say`Every check was skipped: ${why}.`;
  return say`${countText(passed)} of ${countText(findings.length)} checks passed, ${countText(skipped.length)} skipped: ${why}.`;
}
function findingRow(finding) {
  const words = wordsOf(finding);
  return {
    rule: name(finding.rule),
    ...words,
    // A change between values that cannot be compared would be read as one.
    change: finding.outcome === "skipped" ? NO_VALUE : words.change,
    limit: limitCell(finding, words.limit),
    outcome: finding.outcome,
    shortReason: SHORT_REASONS[finding.reason]
  };
}
function sentenceOf(finding) {
  return SENTENCES[finding.reason](wordsOf(finding));
}
function wordsOf(finding) {
  const { now, before, limit, change } = finding;
  const words = { metric: name(finding.metric), now: metricText(now), before: metricText(before) };
  if (!CHANGE_SIGNS.has(finding.rule)) {
    const apart2 = finding.outcome === "fired" && now !== null && limit !== null;
    const [nowText, limitText2] = apart2 ? textsApart(now, limit, metricText, 4) : [words.now, metricText(limit)];
    return {
      ...words,
      now: nowText,
      limit: limitText2,
      change: signedPercentText(change),
      size: percentText(change)
    };
  }
  const size = change === null ? null : Math.abs(change);
  const apart = finding.outcome === "fired" && size !== null && limit !== null;
  const [sizeText, limitText] = apart ? textsApart(size, limit, percentText, 1) : [percentText(size), percentText(limit)];
  const decimals = (/\.(\d+)/u.exec(sizeText)?.[1] ?? "0").length;
  return { ...words, change: signedPercentText(change, decimals), size: sizeText, limit: limitText };
}
function limitCell({ rule, limit, reason }, text2) {
  if (reason === "rule-is-off") return "off";
  if (limit === null) return NO_VALUE;
  return `${CHANGE_SIGNS.get(rule) ?? "\u2265 "}${text2}`;
}
function furtherMetrics({ measurement, decision, evidence }) {
  const shown3 = /* @__PURE__ */ new Set([...SHOWN_WITH_THE_DATA, ...decision.findings.map((finding) => finding.metric)]);
  return [...measurement.metrics].filter(([metric]) => !shown3.has(metric)).map(([metric, value]) => ({
    metric: name(metric),
    now: metricText(value),
    before: metricText(evidence.previous.get(metric)?.value ?? null)
  }));
}
var SHOWN_WITH_THE_DATA = [
  "num_users",
  "num_ratings",
  "avg_ratings_per_user",
  "evaluated_users",
  "evaluated_ratings"
];

// src/formats/report/sections.ts
var NOTE_BYTES = 500;
function fitSections(sections, maxBytes) {
  const present = sections.filter(({ text: text2 }) => text2 !== "");
  const everything = joined(present.map(({ text: text2 }) => text2));
  if (Buffer.byteLength(everything) <= maxBytes) return everything;
  const kept = [];
  const missing = [];
  let left = maxBytes - NOTE_BYTES;
  for (const { title, text: text2 } of present) {
    const bytes = Buffer.byteLength(text2) + SEPARATOR.length;
    if (bytes <= left) kept.push(text2);
    else missing.push(title);
    left -= bytes <= left ? bytes : 0;
  }
  const limit = countText(maxBytes);
  return joined([...kept, `Left out because only ${limit} bytes can be shown here: ${missing.join(", ")}.`]);
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
  text("Rule"),
  text("Metric"),
  number("Now"),
  number("Before"),
  number("Change"),
  number("Limit"),
  text("Outcome")
];
var SYMBOLS = { fired: "\u{1F534}", passed: "\u{1F7E2}", skipped: "\u26AA" };
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
  shortReason
}) {
  const found2 = `${SYMBOLS[outcome]} ${outcome}: ${shortReason}`;
  return [markdownOf([rule]), markdownOf([metric]), now, before, change, limit, found2];
}

// src/formats/report/delivery-view.ts
function adviceOf(hint2) {
  const [first = "", ...rest] = hint2.trimEnd().split(/\r\n|\r|\n/u);
  return { sentence: say`${sentence(first)}`, code: rest };
}
function deliveriesOf({
  plan,
  dispatched,
  decision,
  failedDeliveries
}) {
  if (!decision.retrain) return failedDeliveries.map(failure);
  const refusal = failedDeliveries.find(({ what }) => what === "retrain-event");
  const others = failedDeliveries.filter((failed) => failed !== refusal);
  return [eventDelivery(plan, dispatched, refusal), ...others.map(failure)];
}
function heldPayload(plan) {
  if (plan.kind === "send" || plan.payload === null) return [];
  return JSON.stringify({ event_type: plan.eventType, client_payload: plan.payload }, null, 2).split("\n");
}
function eventDelivery(plan, dispatched, refusal) {
  if (plan.kind === "hold") {
    const event2 = plan.eventType === null ? say`a retraining event` : say`the event ${name(plan.eventType)}`;
    return { symbol: "\u23F8\uFE0F", text: HELD[plan.why](event2), advice: null };
  }
  const event = name(plan.eventType);
  const repository = name(plan.repository);
  return dispatched ? sent(event, repository) : notSent(event, repository, refusal);
}
function sent(event, repository) {
  const text2 = say`The event ${event} was sent to ${repository}; a workflow there that listens to it retrains the model.`;
  return { symbol: "\u{1F4E4}", text: text2, advice: null };
}
function notSent(event, repository, refusal) {
  if (refusal === void 0)
    return { symbol: "\u274C", text: say`The event ${event} was not sent to ${repository}.`, advice: null };
  const text2 = say`The event ${event} was not sent: ${sentence(refusal.message)}`;
  return { symbol: "\u274C", text: text2, advice: adviceOf(refusal.hint) };
}
function failure({ message, hint: hint2 }) {
  return { symbol: "\u274C", text: say`Not delivered: ${sentence(message)}`, advice: adviceOf(hint2) };
}
var HELD = {
  "not-needed": () => say`Nothing was sent.`,
  "dry-run": (event) => say`Dry run: nothing was sent; otherwise ${event} would have been.`,
  "pull-request": (event) => say`Held: a pull request starts no retraining; on the default branch ${event} would have been sent.`,
  "trigger-off": () => say`Nothing was sent: ${name("retrain-trigger")} is ${name("none")}.`,
  "not-on-github": () => say`Nothing was sent: this run is not on GitHub, so there is no repository to send an event to.`
};

// src/formats/report/comparison-view.ts
function comparisonOf(outcome) {
  const notes = /* @__PURE__ */ new Map();
  for (const finding of outcome.decision.findings) {
    if (!NOTED.has(finding.reason)) continue;
    const note = remarkOn(finding.reason) ?? sentenceOf(finding);
    notes.set(JSON.stringify(note), note);
  }
  return [previousLine(outcome), ...notes.values()];
}
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
    const when = say`${name(runId, 64)} of ${timeText(startTime)}`;
    const names = metrics.map((metric) => [name(metric)]);
    return runs.size === 1 ? when : say`${when} for ${join(names, ", ")}`;
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
  const { model, database, settings, startedAt, endedAt } = measurement;
  return [
    {
      label: "Model",
      value: say`${name(model.path)}, ${name(shortDigest(model.digest))}, ${countOf(model.bytes, "byte", "bytes")}`
    },
    {
      label: "Model size",
      value: say`${countOf(model.numUsers, "user", "users")} × ${countOf(model.numItems, "item", "items")}, ${countOf(model.dim, "dimension", "dimensions")}`
    },
    {
      label: "Database",
      value: say`${name(database.path)}, ${name(shortDigest(database.digest))}, ${countOf(database.bytes, "byte", "bytes")}`
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
function settingsPhrase({ idMapping, trainMask, minRating, since, k }) {
  const minimum = minRating === null ? "none" : metricText(minRating);
  return say`id mapping ${idMapping}; train mask ${trainMask ? "used" : "not used"}; minimum rating ${minimum}; ratings since: ${SINCE[since]}; k = ${countText(k)}`;
}
var SINCE = {
  all: "all",
  "previous-run": "the previous run",
  time: "a fixed time"
};
function mlflowHelp(trackingLocation) {
  if (/^https?:/iu.test(trackingLocation))
    return { sentence: say`Open ${name(trackingLocation)}.`, code: [] };
  if (/^sqlite:/iu.test(trackingLocation))
    return {
      sentence: say`In the directory from which the path of the database starts:`,
      code: [`mlflow ui --backend-store-uri ${shellWord(trackingLocation)}`]
    };
  const folder = baseName(trackingLocation);
  const option = folder === "mlruns" ? "" : ` --backend-store-uri ${shellWord(folder)}`;
  return {
    sentence: say`In the directory that contains ${name(`${folder}/`)}, the first line shows the runs, the second converts them for good:`,
    code: [
      `MLFLOW_ALLOW_FILE_STORE=true mlflow ui${option}`,
      `mlflow migrate-filestore --source ${shellWord(folder)} --target sqlite:///mlflow.db`
    ]
  };
}
function baseName(location) {
  const parts = location.replace(/^file:/iu, "").split(/[/\\]/u).filter((part) => part !== "" && part !== ".");
  return parts.at(-1) ?? "mlruns";
}
function shellWord(text2) {
  return /^[\w./:-]+$/u.test(text2) ? text2 : `'${text2.replaceAll("'", String.raw`'\''`)}'`;
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
function leftOutRows({ dropped, problems, counts, evaluatedRatings: evaluatedRatings2 }, settings) {
  const { ambiguousTitle, unmatchedTitle, unknownUser } = dropped;
  const filtered = counts.numRatings - ambiguousTitle - unmatchedTitle - unknownUser - evaluatedRatings2;
  const filters = settings !== null && (settings.minRating !== null || settings.since !== "all");
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
    [filters ? filtered : 0, "rating too low or too old to count", "ratings too low or too old to count"],
    [problems.malformedRows, "row without a user or an item", "rows without a user or an item"]
  ]);
}
function keptRows({ problems, duplicateRows }) {
  return occurring([
    [duplicateRows, "repeated rating, counted once", "repeated ratings, counted once"],
    [problems.nonNumericRatings, "rating that is not a number", "ratings that are not numbers"],
    [problems.malformedTimestamps, "time that cannot be read", "times that cannot be read"]
  ]);
}
function occurring(kinds) {
  return kinds.filter(([count]) => count > 0).map(([count, one, many]) => say`${countOf(count, one, many)}`);
}
function honestyOf(measurement) {
  const { settings, health, medianTargets, mrrCeiling } = measurement;
  return [
    settings.trainMask ? say`Pairs known at training time were masked while ranking.` : say`Pairs known at training time were not masked (${name("train-interactions")} is not set): ratings that the model was trained on are not a test.`,
    freshness(health, settings),
    settings.minRating === null ? say`Every rating counts as relevant, whatever its value, as in Spotlight.` : say`Only ratings of at least ${metricText(settings.minRating)} count as relevant.`,
    say`The median user has ${countOf(medianTargets, "item", "items")} to find; Spotlight's MRR cannot exceed ${metricText(mrrCeiling)} for these users, and falls when users rate more.`,
    ...settings.idMapping === "mapped" ? [unknownShares(health)] : []
  ];
}
function freshness({ newestRating }, { since }) {
  if (since === "previous-run") return say`Only ratings newer than those of the previous run count.`;
  if (since === "time") return say`Only ratings newer than a fixed time count.`;
  return newestRating === null ? say`The age of the ratings is unknown: they may be older than the model.` : say`Ratings of every age count: some may be older than the model.`;
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

// src/formats/report/view.ts
function viewOf(outcome) {
  if (outcome.status === "evaluated") return evaluatedView(outcome);
  return outcome.status === "no-data" ? noDataView(outcome) : errorView(outcome);
}
function verdictOf(decision) {
  if (decision.retrain) return { symbol: "\u26A0\uFE0F", words: "Retraining recommended" };
  return decision.findings.some((finding) => finding.outcome === "passed") ? { symbol: "\u2705", words: "The model still fits its users" } : { symbol: "\u26AA", words: "No verdict: nothing could be checked" };
}
function evaluatedView(outcome) {
  const { measurement, decision } = outcome;
  const firstSeen = measurement.settings.idMapping === "first-seen";
  return {
    ...EMPTY,
    verdict: verdictOf(decision),
    why: reasonsOf(decision.findings),
    warnings: firstSeen ? [FIRST_SEEN_WARNING] : [],
    deliveries: deliveriesOf(outcome),
    findings: findingRows(decision.findings),
    comparison: comparisonOf(outcome),
    data: dataRows(measurement.health),
    leftOut: leftOutRows(measurement.health, measurement.settings),
    kept: keptRows(measurement.health),
    honesty: honestyOf(measurement),
    furtherMetrics: furtherMetrics(outcome),
    skippedRuns: outcome.skippedRuns,
    details: detailRows(outcome),
    mlflow: mlflowHelp(outcome.trackingLocation),
    heldPayload: heldPayload(outcome.plan)
  };
}
function noDataView({ reason, database, health, lastEvaluated }) {
  const { why, whatToDo } = NO_DATA_SENTENCES[reason];
  const since = lastEvaluated === null ? say`No earlier evaluation is known.` : say`There has been nothing to evaluate since ${timeText(lastEvaluated)}, when the last evaluation ran.`;
  return {
    ...EMPTY,
    verdict: { symbol: "\u26AA", words: "No data to evaluate" },
    why: [why(name(database)), since],
    advice: { sentence: whatToDo, code: [] },
    deliveries: [{ symbol: "", text: say`No run was logged and nothing was triggered.`, advice: null }],
    data: health === null ? [] : dataRows(health),
    leftOut: health === null ? [] : leftOutRows(health, null),
    kept: health === null ? [] : keptRows(health)
  };
}
function errorView({ message, hint: hint2, run }) {
  const logged = run === null ? say`No run was logged and nothing was triggered.` : say`The run ${name(run.runId)} was logged before the error; nothing was triggered.`;
  return {
    ...EMPTY,
    verdict: { symbol: "\u274C", words: "The evaluation failed" },
    why: [say`${sentence(message)}`],
    advice: adviceOf(hint2),
    deliveries: [{ symbol: "", text: logged, advice: null }]
  };
}
var FIRST_SEEN_WARNING = say`${name("id-mapping")} is ${name("first-seen")}: users and items are numbered by order of appearance, so these numbers describe arbitrary users of the model, not the people in the database. With the maps that the training wrote (${name("user-map")}, ${name("item-map")}) they describe the right ones.`;
var EMPTY = {
  warnings: [],
  advice: null,
  deliveries: [],
  findings: [],
  comparison: [],
  data: [],
  leftOut: [],
  kept: [],
  honesty: [],
  furtherMetrics: [],
  skippedRuns: [],
  details: [],
  mlflow: null,
  heldPayload: []
};

// src/formats/report/description.ts
var MAX_DESCRIPTION_BYTES = 5e3;
var MAX_ROWS2 = 20;
function describeRun({ measurement, decision, plan }) {
  const { symbol, words } = verdictOf(decision);
  const link = workflowRunLink(measurement.origin);
  const event = plan.kind === "send" ? eventLine(plan.eventType, plan.repository) : "";
  return fitSections(
    [
      {
        title: "Verdict",
        text: `**${symbol} ${words}.** ${markdownOf(join(reasonsOf(decision.findings), " "))}`
      },
      { title: "Workflow run", text: link },
      { title: "Event", text: event },
      { title: "Findings", text: findingsTable(findingRows(decision.findings), MAX_ROWS2) }
    ],
    MAX_DESCRIPTION_BYTES
  );
}
function eventLine(eventType, repository) {
  return markdownOf(
    say`The event ${name(eventType)} goes to ${name(repository)}; the tag ${name("model_monitor.dispatch")} says whether it was sent.`
  );
}
function workflowRunLink(origin) {
  if (origin === null) return "";
  const { serverUrl, repository, runId, runAttempt } = origin;
  const safe = /^https?:\/\/[\w.-]+(?::\d+)?$/u.test(serverUrl) && /^[\w.-]+\/[\w.-]+$/u.test(repository) && /^\d+$/u.test(runId);
  return safe ? `[Workflow run](${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt})` : "";
}

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
    k: settings.k
  };
}
function healthJson({ counts, problems, dropped, ...health }) {
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
    malformed_rows: problems.malformedRows,
    non_numeric_ratings: problems.nonNumericRatings,
    malformed_timestamps: problems.malformedTimestamps,
    duplicate_rows: health.duplicateRows,
    unknown_users: health.unknownUsers,
    unknown_items: health.unknownItems,
    ambiguous_items: health.ambiguousItems,
    num_item_names: health.numItemNames,
    newest_rating: health.newestRating
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
var COUNT = external_exports.int().nonnegative();
var TIME = external_exports.int();
var SOURCE = { path: TEXT, digest: TEXT, bytes: COUNT };
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
  k: COUNT
}).transform(
  ({ id_mapping: idMapping, train_mask: trainMask, min_rating: minRating, ...same }) => ({
    idMapping,
    trainMask,
    minRating,
    ...same
  })
);
var HEALTH = external_exports.object({
  num_users: COUNT,
  num_ratings: COUNT,
  avg_ratings_per_user: external_exports.number(),
  evaluated_users: COUNT,
  evaluated_ratings: COUNT,
  dropped: external_exports.object({ ambiguous_title: COUNT, unmatched_title: COUNT, unknown_user: COUNT }),
  malformed_rows: COUNT,
  non_numeric_ratings: COUNT,
  malformed_timestamps: COUNT,
  duplicate_rows: COUNT,
  unknown_users: COUNT,
  unknown_items: COUNT,
  ambiguous_items: COUNT,
  num_item_names: COUNT,
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
  unknownUsers: json.unknown_users,
  unknownItems: json.unknown_items,
  ambiguousItems: json.ambiguous_items,
  numItemNames: json.num_item_names,
  evaluatedRatings: json.evaluated_ratings,
  evaluatedUsers: json.evaluated_users,
  duplicateRows: json.duplicate_rows,
  newestRating: json.newest_rating
}));
var ORIGIN = external_exports.object({
  repository: TEXT,
  server_url: TEXT,
  run_id: TEXT,
  run_attempt: COUNT,
  job: TEXT,
  matrix: TEXT,
  event_name: TEXT,
  ref: TEXT,
  sha: TEXT,
  actor: TEXT,
  workflow: TEXT
}).transform(
  ({
    server_url: serverUrl,
    run_id: runId,
    run_attempt: runAttempt,
    event_name: eventName,
    ...same
  }) => ({
    serverUrl,
    runId,
    runAttempt,
    eventName,
    ...same
  })
);
var MODEL = external_exports.object({ ...SOURCE, kind: TEXT, num_users: COUNT, num_items: COUNT, dim: COUNT }).transform(({ num_users: numUsers2, num_items: numItems, ...same }) => ({
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
  settings: SETTINGS,
  model: MODEL,
  database: external_exports.object(SOURCE),
  health: HEALTH,
  origin: ORIGIN.nullable()
};

// src/formats/report/report-json.ts
var SCHEMA = 1;
function writeReport({ measurement, run, evidence, decision, plan, limits }) {
  const report = {
    schema: SCHEMA,
    status: "evaluated",
    run: { run_id: run.runId, experiment_id: run.experimentId },
    measurement: measurementJson(measurement),
    previous: previousJson(evidence.previous),
    limits: {
      thresholds: objectOf(limits.thresholds),
      max_mrr_drop: limits.maxMrrDrop,
      max_user_growth: limits.maxUserGrowth
    },
    decision: {
      retrain: decision.retrain,
      triggers: decision.triggers,
      findings: decision.findings.map(findingJson)
    },
    plan: planJson(plan)
  };
  return `${JSON.stringify(report, null, 2)}
`;
}
function findingJson(finding) {
  const remark = remarkOn(finding.reason) ?? [];
  const sentences = [sentenceOf(finding), remark].filter((phrase) => phrase.length > 0);
  return { ...finding, sentence: sentences.map(plainOf).join(" ") };
}
function previousJson(previous) {
  const entries = [...previous].map(([metric, { run, value, comparability: comparability2 }]) => [
    metric,
    { run_id: run.runId, start_time: run.startTime, value, comparability: comparability2 }
  ]);
  return objectOf(new Map(entries));
}
function planJson(plan) {
  const { kind, eventType, payload } = plan;
  return plan.kind === "send" ? { kind, event_type: eventType, repository: plan.repository, payload } : { kind, why: plan.why, event_type: eventType, payload };
}

// src/act.ts
async function act(config, world, verdict) {
  const { run, plan } = verdict;
  const failed = [];
  const report = writeReport(verdict);
  const reportPath = await attempt(failed, "report", () => world.writeReport(report));
  const recorded = await attempt(failed, "run-amendment", async () => {
    await world.tracking.amend(run, {
      artifacts: /* @__PURE__ */ new Map([[REPORT_ARTIFACT, report]]),
      tags: verdictTags(verdict)
    });
    return true;
  });
  const sent2 = plan.kind === "send" && recorded === true && await send(world, run, plan, failed);
  return {
    status: "evaluated",
    measurement: verdict.measurement,
    run,
    experiment: config.experiment,
    trackingLocation: world.tracking.location,
    evidence: verdict.evidence,
    isFirst: verdict.isFirst,
    decision: verdict.decision,
    plan,
    dispatched: sent2,
    failedDeliveries: failed,
    reportPath,
    skippedRuns: world.tracking.skippedRuns
  };
}
async function send(world, run, plan, failed) {
  const sent2 = await attempt(failed, "retrain-event", async () => {
    await world.sendRetrainEvent(plan);
    return true;
  }) === true;
  await attempt(
    failed,
    "run-amendment",
    () => world.tracking.amend(run, { tags: /* @__PURE__ */ new Map([[TAGS.dispatch, sent2 ? "sent" : "refused"]]) })
  );
  return sent2;
}
function verdictTags(verdict) {
  const { decision, plan } = verdict;
  const tags = /* @__PURE__ */ new Map([
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)],
    ["mlflow.note.content", describeRun(verdict)]
  ]);
  if (plan.kind === "send") tags.set(TAGS.dispatch, "intended").set(TAGS.dispatchEvent, plan.eventType);
  return tags;
}
async function attempt(failed, what, action) {
  try {
    return await action();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failed.push({ what, message, hint: error instanceof MonitorError ? error.hint : HINTS[what] });
    return null;
  }
}
var HINTS = {
  "retrain-event": "Start the retraining by hand; the evaluation itself is logged.",
  report: "Check that the folder named by the input `report` can be written.",
  summary: "Check that the runner's summary file can be written.",
  "run-amendment": "Check that the tracking directory can be written; the run itself is logged and complete."
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

// src/core/rules/index.ts
var RULES = [absoluteThreshold, relativeDrop, userGrowth];

// src/core/decide.ts
function decide(evidence, limits, rules = RULES) {
  const findings = rules.flatMap((rule) => rule.evaluate(evidence, limits));
  const fired = new Set(
    findings.filter((finding) => finding.outcome === "fired").map((finding) => finding.rule)
  );
  const triggers = rules.map((rule) => rule.id).filter((id) => fired.has(id));
  return { retrain: triggers.length > 0, triggers, findings };
}

// src/core/metrics/avg-ratings-per-user.ts
var avgRatingsPerUser = {
  kind: "data",
  name: "avg_ratings_per_user",
  description: "Ratings per active user: num_ratings / num_users.",
  better: "neither",
  overall: (health) => health.counts.avgRatingsPerUser
};

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

// src/core/metrics/hits.ts
function hitsAt(k, { positions }) {
  let hits = 0;
  for (const position of positions) if (position <= k) hits++;
  return hits;
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

// src/core/metrics/index.ts
var AT_K = [precisionAtK, recallAtK];
var ALWAYS_AT = 10;
function rankingMetrics(k) {
  const cutOffs = [.../* @__PURE__ */ new Set([ALWAYS_AT, k])];
  return [meanReciprocalRank, ...cutOffs.flatMap((cutOff) => AT_K.map((metric) => metric(cutOff)))];
}
var DATA_METRICS = [
  numUsers,
  numRatings,
  avgRatingsPerUser,
  evaluatedUsers,
  evaluatedRatings
];

// src/core/scoring/dot.ts
var FLOAT32_MAX = 34028234663852886e22;
function scoreUser(model, user, scores) {
  const { dim, numItems, userFactors, itemFactors, itemBiases } = model;
  const factors = Float64Array.from(userFactors.subarray(user * dim, (user + 1) * dim));
  const userBias = model.userBiases[user];
  let cell = 0;
  for (let item = 0; item < numItems; item++) {
    let sum = 0;
    for (let axis = 0; axis < dim; axis++) sum += factors[axis] * itemFactors[cell++];
    scores[item] = saturate(sum + userBias + itemBiases[item]);
  }
}
function saturate(score) {
  if (score > FLOAT32_MAX) return Infinity;
  return score < -FLOAT32_MAX ? -Infinity : score;
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
  #items;
  constructor(numItems) {
    this.#items = new Uint8Array(numItems);
  }
  /** Looks at one user's scores; true when no user had a NaN so far. */
  note(scores) {
    let found2 = false;
    for (let item = 0; item < scores.length; item++) {
      if (!Number.isNaN(scores[item])) continue;
      this.#items[item] = 1;
      found2 = true;
    }
    if (found2) this.#users++;
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

// src/core/scoring/rank.ts
function rankTargets(scores, { targets, masked }) {
  for (const item of masked) scores[item] = -FLOAT32_MAX;
  const levels = Float64Array.from(targets, (item) => scores[item]).sort();
  const tally = tallyScores(scores, levels, targets);
  const ranks = new Float64Array(targets.length);
  const positions = new Uint32Array(targets.length);
  for (let index = 0; index < targets.length; index++) {
    const level = lowerBound(levels, scores[targets[index]]);
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
    const level = lowerBound(levels, score);
    if (level > 0) above[level - 1]++;
    if (levels[level] !== score) continue;
    if (targets[nextTarget] === item) equalBefore[nextTarget++] = equal[level];
    equal[level]++;
  }
  for (let level = levels.length - 2; level >= 0; level--) above[level] += above[level + 1];
  return { above, equal, equalBefore };
}
function lowerBound(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
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
function evaluate(request, onProgress) {
  const { interactions, counts } = request;
  checkWithinModel(request);
  const values = measureUsers(request, onProgress);
  const targets = Uint32Array.from(
    interactions.users,
    (_, index) => interactions.offsets[index + 1] - interactions.offsets[index]
  );
  const metrics = /* @__PURE__ */ new Map();
  for (const [name2, perUser] of values) metrics.set(name2, mean(perUser));
  for (const metric of DATA_METRICS) metrics.set(metric.name, metric.overall(counts));
  return {
    metrics,
    perUser: { users: interactions.users, targets, values },
    medianTargets: medianOf(targets),
    mrrCeiling: mrrCeilingOf(targets)
  };
}
function measureUsers({ model, interactions, train, k }, onProgress) {
  const { users, offsets, items } = interactions;
  const metrics = rankingMetrics(k);
  const values = metrics.map(() => new Float64Array(users.length));
  const scores = new Float64Array(model.numItems);
  const nans = new NanTally(model.numItems);
  const maskOf = maskReader(train);
  for (let index = 0; index < users.length; index++) {
    const user = users[index];
    scoreUser(model, user, scores);
    if (nans.note(scores)) {
      const targets = items.subarray(offsets[index], offsets[index + 1]);
      const ranking = rankTargets(scores, { targets, masked: maskOf(user) });
      for (const [column, metric] of metrics.entries()) values[column][index] = metric.perUser(ranking);
    }
    onProgress?.(index + 1);
  }
  nans.check(users.length);
  return new Map(metrics.map((metric, column) => [metric.name, values[column]]));
}
function maskReader(train) {
  const nothing = new Uint32Array(0);
  if (train === null) return () => nothing;
  let at = 0;
  return (user) => {
    while (at < train.users.length && train.users[at] < user) at++;
    return train.users[at] === user ? train.items.subarray(train.offsets[at], train.offsets[at + 1]) : nothing;
  };
}
function checkWithinModel({ model, interactions, train }) {
  for (const { users, items } of train === null ? [interactions] : [interactions, train]) {
    const user = users.at(-1) ?? 0;
    if (user >= model.numUsers)
      throw new RangeError(`user id ${user}, but the model has ${model.numUsers} users`);
    const item = items.find((id) => id >= model.numItems);
    if (item !== void 0)
      throw new RangeError(`item id ${item}, but the model has ${model.numItems} items`);
  }
}
function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

// src/core/plan-dispatch.ts
function planDispatch(settings, facts) {
  const { decision, measurement } = facts;
  if (!decision.retrain) return { kind: "hold", why: "not-needed", eventType: null, payload: null };
  const payload = payloadOf(facts);
  const why = whyHeld(settings, measurement.origin);
  if (why !== null || measurement.origin === null)
    return { kind: "hold", why: why ?? "not-on-github", eventType: settings.eventType, payload };
  return { kind: "send", eventType: settings.eventType, repository: measurement.origin.repository, payload };
}
function whyHeld(settings, origin) {
  if (settings.trigger === "none") return "trigger-off";
  if (settings.dryRun) return "dry-run";
  if (origin === null) return "not-on-github";
  if (origin.eventName.startsWith("pull_request")) return "pull-request";
  return null;
}
function payloadOf({ decision, measurement, previous, run }) {
  return {
    reason: decision.findings.filter((finding) => finding.outcome === "fired").map(reasonOf).join("; "),
    triggers: decision.triggers,
    metrics: Object.fromEntries(measurement.metrics),
    previous: Object.fromEntries([...previous].map(([metric, { value }]) => [metric, value])),
    run_id: run.runId,
    model_digest: measurement.model.digest,
    source_run_url: sourceRunUrl(measurement.origin),
    monitor_version: measurement.monitorVersion
  };
}
function reasonOf(finding) {
  const { rule, metric, now, before, limit, change } = finding;
  return change === null ? `${rule}: ${metric} is ${now}, limit ${limit}` : `${rule}: ${metric} went from ${before} to ${now}, a change of ${(change * 100).toFixed(1)} %, limit ${(limit * 100).toFixed(1)} %`;
}
function sourceRunUrl(origin) {
  return origin === null ? "" : `${origin.serverUrl}/${origin.repository}/actions/runs/${origin.runId}`;
}

// src/core/previous-runs.ts
var NEEDS_QUERY_ONLY = /* @__PURE__ */ new Set(["num_users", "num_ratings", "avg_ratings_per_user"]);
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
  get isComplete() {
    return this.#required.every((metric) => this.#found.has(metric));
  }
  /** Whether any run started before this one, comparable or not, an earlier attempt of this job included. */
  get sawEarlierRun() {
    return this.#sawEarlierRun;
  }
  get found() {
    return this.#found;
  }
  offer(run) {
    if (run.startTime >= this.#measurement.startedAt) return;
    this.#sawEarlierRun = true;
    if (isSameJob(run, this.#measurement.origin)) return;
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
  return isSameMeasurement(past, own) ? "same-measurement" : "comparable";
}
function isSameMeasurement(past, own) {
  const identifying = [
    PARAMS.modelDigest,
    PARAMS.databaseDigest,
    ...RANKING_SETTINGS.map(([param]) => param)
  ];
  return identifying.every((param) => past.get(param) === own.get(param));
}

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

// src/core/validate.ts
function validate({ ratings, mapping, model }) {
  const ids = mapping.kind === "mapped" ? lookUp(ratings, mapping) : numberByAppearance(ratings, model);
  const rows = keepKnownRows(ratings, ids);
  const interactions = groupInteractions(rows.users, rows.items);
  const health = {
    counts: countRows(ratings),
    problems: ratings.problems,
    dropped: rows.dropped,
    unknownUsers: countOf2(ids.users, UNKNOWN),
    unknownItems: countOf2(ids.items, UNKNOWN),
    ambiguousItems: countOf2(ids.items, AMBIGUOUS),
    numItemNames: ratings.items.length,
    evaluatedRatings: rows.users.length,
    evaluatedUsers: interactions.users.length,
    duplicateRows: rows.users.length - interactions.items.length,
    newestRating: newestOf(ratings.timestamps)
  };
  const reason = reasonForNoData(ratings, health);
  return reason === null ? { kind: "ok", health, interactions } : { kind: "no-data", reason, health };
}
var UNKNOWN = -1;
var AMBIGUOUS = -2;
function lookUp(ratings, { users, items }) {
  return {
    users: Int32Array.from(ratings.users, (name2) => users.idOf.get(name2) ?? UNKNOWN),
    items: Int32Array.from(ratings.items, (name2) => {
      const title = normaliseTitle(name2);
      return items.ambiguousTitles.has(title) ? AMBIGUOUS : items.idOfTitle.get(title) ?? UNKNOWN;
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
function keepKnownRows({ userOfRow, itemOfRow }, ids) {
  const users = new Uint32Array(userOfRow.length);
  const items = new Uint32Array(userOfRow.length);
  const dropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };
  let kept = 0;
  for (let row = 0; row < userOfRow.length; row++) {
    const user = ids.users[userOfRow[row]];
    const item = ids.items[itemOfRow[row]];
    if (item === AMBIGUOUS) dropped.ambiguousTitle++;
    else if (item === UNKNOWN) dropped.unmatchedTitle++;
    else if (user === UNKNOWN) dropped.unknownUser++;
    else {
      users[kept] = user;
      items[kept++] = item;
    }
  }
  return { users: users.subarray(0, kept), items: items.subarray(0, kept), dropped };
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
function reasonForNoData({ problems }, { counts, evaluatedRatings: evaluatedRatings2 }) {
  if (evaluatedRatings2 > 0) return null;
  if (counts.numRatings > 0) return "no-known-rows";
  return problems.malformedRows > 0 ? "no-usable-rows" : "no-rows";
}

// src/load.ts
async function load(world) {
  const { log } = world;
  const [ratings, model] = await Promise.allSettled([world.readRatings(), world.readModel()]);
  if (ratings.status === "rejected") throw ratings.reason;
  if (ratings.value === null) return null;
  if (model.status === "rejected") throw model.reason;
  const loaded = { ratings: ratings.value, ...model.value };
  const { numUsers: numUsers2, numItems, dim } = loaded.model;
  log.info(`${loaded.ratings.source.path}: ${loaded.ratings.ratings.userOfRow.length} ratings`);
  if (loaded.ratings.walFramesReplayed > 0)
    log.info(`${loaded.ratings.walFramesReplayed} frames of its write-ahead log were replayed`);
  log.info(
    `${loaded.source.path}: ${loaded.model.kind}, ${numUsers2} users, ${numItems} items, ${dim} factors`
  );
  const mapping = await world.readIdMapping(loaded.model);
  const train = await world.readTrainInteractions(loaded.model);
  log.info(
    train === null ? "no train interactions: nothing is masked" : `${train.items.length} pairs known at training time are masked`
  );
  return { ...loaded, mapping, train };
}

// src/formats/report/evidence-json.ts
var SCHEMA2 = 1;
var PER_USER_VERSION = "per_user.v1";
var MAX_CHARACTERS = 64 * 1024 * 1024;
function writeEvidence(measurement) {
  const { keys, users, targets, values } = measurement.perUser;
  const perUser = { version: PER_USER_VERSION, keys, users, targets, values: objectOf(values) };
  return `${JSON.stringify({ schema: SCHEMA2, ...measurementJson(measurement), per_user: perUser }, finiteOnly)}
`;
}
function finiteOnly(key, value) {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`evidence.json: ${key} is ${value}`);
  return value;
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
var EVIDENCE = external_exports.object({ schema: external_exports.literal(SCHEMA2), ...MEASUREMENT_FIELDS, per_user: PER_USER }).transform((json) => ({
  startedAt: json.start_time,
  endedAt: json.end_time,
  metrics: json.metrics,
  settings: json.settings,
  model: json.model,
  database: json.database,
  health: json.health,
  medianTargets: json.median_targets,
  mrrCeiling: json.mrr_ceiling,
  perUser: json.per_user,
  origin: json.origin,
  monitorVersion: json.monitor_version
}));

// src/measure.ts
function measure(config, world, found2) {
  const { model, ratings, evaluation } = found2;
  return {
    startedAt: found2.startedAt,
    endedAt: world.now(),
    metrics: evaluation.metrics,
    settings: settingsOf(config, found2),
    model: {
      ...found2.source,
      kind: model.kind,
      numUsers: model.numUsers,
      numItems: model.numItems,
      dim: model.dim
    },
    database: ratings.source,
    health: found2.health,
    medianTargets: evaluation.medianTargets,
    mrrCeiling: evaluation.mrrCeiling,
    perUser: perUserValues(config, world, found2),
    origin: world.origin,
    monitorVersion: world.version
  };
}
function settingsOf(config, { mapping, train, ratings }) {
  return {
    idMapping: mapping.kind,
    trainMask: train !== null,
    minRating: null,
    query: ratings.query,
    since: "all",
    k: config.k
  };
}
function perUserValues(config, world, { mapping, ratings, evaluation }) {
  const { users, targets, values } = evaluation.perUser;
  const shared = {
    targets: [...targets],
    values: new Map([...values].map(([metric, perUser]) => [metric, [...perUser]]))
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
function toRun(config, measurement) {
  return {
    name: config.runName,
    startTime: measurement.startedAt,
    endTime: measurement.endedAt,
    userId: measurement.origin?.actor ?? "",
    metrics: measurement.metrics,
    params: paramsOf(measurement, sha256(measurement.settings.query)),
    tags: tagsOf(measurement),
    artifacts: /* @__PURE__ */ new Map([[EVIDENCE_ARTIFACT, writeEvidence(measurement)]])
  };
}

// src/monitor.ts
async function monitor(config, world, { onPublished, rules = RULES } = {}) {
  const { log, tracking } = world;
  const startedAt = world.now();
  const loaded = await log.group("1. Load", () => load(world));
  if (loaded === null) return await noData(config, world, "database-missing", null);
  const validation = await log.group("2. Validate", async () => checkRatings(world, loaded));
  if (validation.kind === "no-data") return await noData(config, world, validation.reason, validation.health);
  const measurement = await log.group("3. Evaluate", async () => {
    const evaluation = evaluateModel(config, world, loaded, validation);
    return measure(config, world, { ...loaded, startedAt, health: validation.health, evaluation });
  });
  const record = toRun(config, measurement);
  const run = await log.group("4. Log", () => publish(config, world, record));
  onPublished?.(run);
  const required = rules.flatMap((rule) => rule.compares);
  const search = new PreviousRunSearch(measurement, record.params, required);
  const previous = await log.group("5. Compare", () => compare(world, run, search));
  const evidence = { metrics: measurement.metrics, previous };
  const limits = {
    thresholds: config.thresholds,
    maxMrrDrop: config.maxMrrDrop,
    maxUserGrowth: config.maxUserGrowth
  };
  const decision = await log.group("6. Decide", async () => decide(evidence, limits, rules));
  const plan = planDispatch(
    { trigger: config.retrainTrigger, eventType: config.retrainEventType, dryRun: config.dryRun },
    { decision, measurement, previous, run }
  );
  const isFirst = !search.sawEarlierRun && tracking.skippedRuns.length === 0;
  const verdict = { measurement, run, evidence, isFirst, decision, plan, limits };
  return await log.group("7. Act", () => act(config, world, verdict));
}
function checkRatings({ log }, { ratings, mapping, model }) {
  const validation = validate({ ratings: ratings.ratings, mapping, model });
  const { counts, evaluatedRatings: evaluatedRatings2 } = validation.health;
  log.info(`${evaluatedRatings2} of ${counts.numRatings} ratings can be scored`);
  return validation;
}
function evaluateModel({ k }, { log }, { model, train }, known) {
  const { interactions, health } = known;
  const total = interactions.users.length;
  const onProgress = (users) => log.progress(`${users} of ${total} users evaluated`);
  const evaluation = evaluate({ model, interactions, train, k, counts: health }, onProgress);
  log.info(`${total} users evaluated`);
  return evaluation;
}
async function publish({ experiment }, { log, tracking }, record) {
  const run = await tracking.publish(experiment, record);
  log.info(`run ${run.runId} in ${tracking.location}`);
  return run;
}
async function compare({ log, tracking }, run, search) {
  for await (const past of tracking.pastRuns(run.experimentId)) {
    search.offer(past);
    if (search.isComplete) break;
  }
  for (const skipped of tracking.skippedRuns) log.info(`passed over ${skipped.path}: ${skipped.reason}`);
  for (const past of new Set([...search.found.values()].map((previous) => previous.run)))
    log.info(`previous run ${past.runId} of ${new Date(past.startTime).toISOString()}`);
  if (search.found.size === 0) log.info("no run to compare with: the comparisons are skipped");
  return search.found;
}
async function noData(config, { log, origin, tracking }, reason, health) {
  log.info(`no data to evaluate: ${reason}`);
  const lastEvaluated = await tracking.newestStart(config.experiment);
  return { status: "no-data", reason, database: config.database, health, lastEvaluated, origin };
}

// src/open-world.ts
import { resolve as resolve2 } from "node:path";

// src/adapters/files.ts
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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
function unreadable(file, error) {
  const hint2 = `Check the path in the input \`${file.input}\`, and that an earlier step made or fetched the file.`;
  return error.code === "ENOENT" ? new MalformedFileError(file.shownAs, "there is no such file", file.hintWhenMissing ?? hint2, {
    cause: error
  }) : new MalformedFileError(file.shownAs, `cannot be read (${error.code ?? "unknown error"})`, hint2, {
    cause: error
  });
}
async function readTextIfPresent(path2) {
  return await readFile(path2, "utf8").catch((error) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
async function writeWhole(path2, content) {
  await mkdir(dirname(path2), { recursive: true });
  const temporary = `${path2}.${process.pid}.tmp`;
  await writeFile(temporary, content, "utf8");
  await rename(temporary, path2);
}

// src/adapters/sqlite.ts
import { Worker } from "node:worker_threads";
var WORKER_HEAP_MB = 2048;
var MAX_TIMER_MS = 2 ** 31 - 1;
async function loadRatings(request) {
  const { promise, resolve: resolve4, reject } = Promise.withResolvers();
  const worker = startWorker(request);
  let rows = 0;
  const timer = setTimeout(() => reject(tooSlow(request, rows)), Math.min(request.timeoutMs, MAX_TIMER_MS));
  worker.on("message", (message) => {
    if (message.kind === "progress") {
      rows = message.rows;
      request.onProgress?.(rows);
    } else if (message.kind === "refused") reject(fromPlainError(message.error));
    else resolve4(message.kind === "loaded" ? message.loaded : null);
  });
  worker.on("error", (error) => reject(crash(request, error)));
  worker.on(
    "exit",
    (code2) => reject(new Error(`the thread that reads the database ended with code ${code2}`))
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
function startWorker({ file, shownAs, query }) {
  const name2 = import.meta.url.endsWith(".ts") ? "./sqlite-worker.ts" : "./sqlite-worker.js";
  const task = { file, shownAs, query };
  return new Worker(new URL(name2, import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB }
  });
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
import { resolve, relative, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

// src/adapters/tracking/mlflow-files.ts
import { randomUUID as randomUUID2 } from "node:crypto";
import { mkdir as mkdir4, readdir as readdir2, realpath } from "node:fs/promises";
import { basename as basename2, dirname as dirname3 } from "node:path";

// src/formats/mlflow/experiment.ts
import { createHash } from "node:crypto";

// src/formats/mlflow/yaml.ts
var import_yaml = __toESM(require_dist(), 1);
var REPAIR_HINT = "Restore the file from an earlier copy, or remove its directory: MLflow itself stops at a file like this.";
function writeYaml(values) {
  const keys = Object.keys(values).sort();
  return keys.map((key) => `${key}: ${yamlValue(values[key])}
`).join("");
}
function yamlValue(value) {
  if (typeof value !== "string") return JSON.stringify(value);
  return JSON.stringify(value.toWellFormed()).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
function readYaml(text2, file) {
  const parsed = parseScalars(text2);
  if (parsed instanceof Map) return parsed;
  const found2 = text2.trim() === "" ? "is empty" : "is not a YAML mapping";
  throw new MalformedFileError(file, found2, REPAIR_HINT);
}
function parseScalars(text2) {
  try {
    const document = (0, import_yaml.parseDocument)(text2, { schema: "failsafe", uniqueKeys: false, prettyErrors: false });
    return document.errors.length === 0 ? document.toJS({ mapAsMap: true, maxAliasCount: 0 }) : null;
  } catch {
    return null;
  }
}

// src/formats/mlflow/meta-fields.ts
function wholeNumber(what) {
  const error = `must be ${what}`;
  return external_exports.string({ error }).regex(/^-?\d{1,16}(?:\.\d*)?$/, { error }).transform((text2) => Math.trunc(Number(text2)));
}
function readFields(schema, text2, file) {
  const yaml = readYaml(text2, file);
  const known = Object.keys(schema.shape).filter((key) => yaml.has(key));
  const result = schema.safeParse(Object.fromEntries(known.map((key) => [key, yaml.get(key)])));
  if (result.success) return result.data;
  const { path: path2, message } = result.error.issues[0];
  throw new MalformedFileError(
    file,
    `${String(path2[0])} ${shown(yaml.get(path2[0]))}; it ${message}`,
    REPAIR_HINT
  );
}
function checkRepeats(field, found2, directory, file) {
  if (found2 === directory) return;
  throw new MalformedFileError(
    file,
    `${field} ${shown(found2)}; it must be the name of its directory, ${quote(directory)}`,
    REPAIR_HINT
  );
}
function shown(found2) {
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
function experimentIdOf(name2, attempt2) {
  if (name2 === "Default" && attempt2 === 0) return "0";
  const hash = createHash("sha256").update(attempt2 === 0 ? name2 : `${name2}
${attempt2}`, "utf8");
  const digits = BigInt(`0x${hash.digest("hex")}`) % 900000000000000000n;
  return String(digits + 100000000000000000n);
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
function readExperimentMeta(text2, file, directory) {
  const meta = readFields(META, text2, file);
  checkRepeats("experiment_id", meta.experiment_id, directory, file);
  return {
    id: directory,
    name: meta.name,
    lifecycleStage: meta.lifecycle_stage,
    creationTime: meta.creation_time ?? -1
  };
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
  const folders = /* @__PURE__ */ new Set();
  for (const key of keys) {
    const wrong = whatIsWrong(key);
    if (wrong !== null) throw new RangeError(`the ${kind} name ${JSON.stringify(key)} ${wrong}`);
    const folded = key.toLowerCase();
    if (seen.has(folded))
      throw new RangeError(`two ${kind} names differ only in case: ${JSON.stringify(key)}`);
    seen.add(folded);
    for (let slash = folded.indexOf("/"); slash > 0; slash = folded.indexOf("/", slash + 1))
      folders.add(folded.slice(0, slash));
  }
  const clash = [...folders].find((folder) => seen.has(folder));
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
function cut(text2, limit) {
  if (text2.length <= limit) return text2.toWellFormed();
  const kept = text2.slice(0, limit - 1);
  const halfPair = /[\uD800-\uDBFF]$/.test(kept);
  return `${halfPair ? kept.slice(0, -1) : kept}\u2026`.toWellFormed();
}

// src/formats/mlflow/metric-lines.ts
var INTEGER = /^[+-]?\d{1,20}$/;
var DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
var NOT_FINITE = /^(?<sign>[+-]?)(?<kind>nan|inf|infinity)$/i;
function writeMetricLine(timestamp, value) {
  if (!Number.isFinite(value)) throw new RangeError(`a metric must be a finite number, not ${value}`);
  return `${timestamp} ${pythonFloat(value)} 0
`;
}
function pythonFloat(value) {
  if (Object.is(value, -0)) return "-0.0";
  const text2 = String(value);
  return /^-?\d+$/.test(text2) ? `${text2}.0` : text2;
}
function currentValue(text2, file) {
  let best = null;
  let line3 = 0;
  for (let start = 0; start < text2.length; line3++) {
    const newline = text2.indexOf("\n", start);
    const end = newline === -1 ? text2.length : newline;
    const point = readLine(text2.slice(start, end), file, line3 + 1);
    if (best === null || isLater(point, best)) best = point;
    start = end + 1;
  }
  if (best === null)
    throw new MalformedFileError(file, "is empty; a metric has at least one line", REPAIR_HINT);
  return best.value;
}
function readLine(line3, file, number2) {
  const fields = line3.trim().split(" ");
  const timestamp = integer(fields[0]);
  const value = pythonNumber(fields[1] ?? "");
  const step = integer(fields[2] ?? "0");
  if (timestamp !== null && value !== null && step !== null && fields.length !== 4)
    return { timestamp, value, step };
  throw new MalformedFileError(
    file,
    `line ${number2} is ${quote(line3)}, not "milliseconds value step"`,
    REPAIR_HINT
  );
}
function integer(text2) {
  return INTEGER.test(text2) ? Number(text2) : null;
}
function pythonNumber(text2) {
  if (DECIMAL.test(text2)) return Number(text2);
  const { sign, kind } = NOT_FINITE.exec(text2)?.groups ?? {};
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
function readRunMeta(text2, file, place3) {
  const meta = readFields(META2, text2, file);
  checkRepeats("experiment_id", meta.experiment_id, place3.experimentId, file);
  checkRepeats("run_id", meta.run_id ?? meta.run_uuid, place3.runId, file);
  return {
    runId: place3.runId,
    startTime: meta.start_time,
    counts: meta.status === FINISHED && meta.lifecycle_stage === "active"
  };
}

// src/formats/mlflow/run-files.ts
var RUN_NAME_TAG = "mlflow.runName";
function runFiles(record, place3) {
  checkTimes(record);
  const name2 = cut(record.name, MAX_TAG_CHARACTERS);
  const tags = new Map(record.tags).set(RUN_NAME_TAG, name2);
  const metrics = new Map(
    [...record.metrics].map(([key, value]) => [key, writeMetricLine(record.endTime, value)])
  );
  return new Map([
    ...section("metrics", metrics),
    ...section("params", shortened(record.params, MAX_PARAM_CHARACTERS)),
    ...section("tags", shortened(tags, MAX_TAG_CHARACTERS)),
    ...section("artifacts", record.artifacts),
    ["meta.yaml", writeRunMeta(place3, { ...record, name: name2 })]
  ]);
}
function amendmentFiles(amendment) {
  const tags = shortened(amendment.tags ?? /* @__PURE__ */ new Map(), MAX_TAG_CHARACTERS);
  return { artifacts: below("artifacts", amendment.artifacts ?? /* @__PURE__ */ new Map()), tags: below("tags", tags) };
}
function section(name2, content) {
  if (content.size === 0) throw new RangeError(`a run must have at least one entry in ${name2}`);
  return below(name2, content);
}
function below(name2, content) {
  checkKeys(name2, content.keys());
  return new Map([...content].map(([key, value]) => [`${name2}/${key}`, value]));
}
function shortened(values, limit) {
  return new Map([...values].map(([key, value]) => [key, cut(value, limit)]));
}
function checkTimes({ startTime, endTime }) {
  for (const time of [startTime, endTime])
    if (!Number.isSafeInteger(time)) throw new RangeError(`a time must be whole milliseconds, not ${time}`);
}

// src/adapters/tracking/store-directory.ts
import { lstat, opendir, readFile as readFile2, stat as stat2 } from "node:fs/promises";
import { join as join2 } from "node:path";
var MAX_ENTRIES = 5e4;
var MAX_PATH_CHARACTERS = 1e3;
function locate(store, relative2) {
  return join2(store.path, ...relative2.split("/"));
}
async function listDirectory(store, relative2) {
  const path2 = locate(store, relative2);
  const entries = [];
  try {
    const found2 = await (relative2 === "" ? stat2(path2) : lstat(path2));
    if (!found2.isDirectory()) throw new MalformedFileError(relative2, "is not a directory", REPAIR_HINT);
    for await (const entry of await opendir(path2)) {
      if (entries.length === MAX_ENTRIES)
        throw new MalformedFileError(relative2, `holds more than ${MAX_ENTRIES} entries`, REPAIR_HINT);
      entries.push(entry);
    }
    return entries;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw unreadable2(store, relative2, error);
    const isLink = await lstat(path2).then(
      () => true,
      () => false
    );
    if (isLink)
      throw new MalformedFileError(relative2, "is a link to a place that does not exist", REPAIR_HINT);
    return [];
  }
}
async function listOrThrow(store, relative2) {
  return await listDirectory(store, relative2).catch((error) => {
    throw error instanceof MalformedFileError ? damaged(store, error) : error;
  });
}
async function hasMeta(store, relative2) {
  return (await listDirectory(store, relative2)).some(isMeta);
}
function isMeta(entry) {
  return entry.name === "meta.yaml";
}
async function readText(store, relative2, maxBytes) {
  const path2 = locate(store, relative2);
  const malformed = (found2) => new MalformedFileError(relative2, found2, REPAIR_HINT);
  try {
    const { size, isRegular } = await lstat(path2).then((found2) => ({
      size: found2.size,
      isRegular: found2.isFile()
    }));
    if (!isRegular) throw malformed("is not a regular file");
    if (size > maxBytes) throw malformed(`holds ${size} bytes; at most ${maxBytes} are read`);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile2(path2));
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    if (codeOf(error) === "ERR_ENCODING_INVALID_ENCODED_DATA") throw malformed("is not UTF-8 text");
    throw unreadable2(store, relative2, error);
  }
}
async function filesBelow(store, relative2) {
  const files = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== void 0; folder = folders.pop()) {
    for (const entry of await listDirectory(store, joined2(relative2, folder))) {
      const path2 = joined2(folder, entry.name);
      const wrong = whatIsWrong2(entry, path2, files.length + folders.length);
      if (wrong !== null) throw new MalformedFileError(joined2(relative2, path2), wrong, REPAIR_HINT);
      (entry.isDirectory() ? folders : files).push(path2);
    }
  }
  return files;
}
function whatIsWrong2(entry, path2, count) {
  if (!entry.isDirectory() && !entry.isFile()) return "is neither a file nor a directory";
  if (path2.length > MAX_PATH_CHARACTERS) return "is nested too deeply";
  return count >= MAX_ENTRIES ? `is one of more than ${MAX_ENTRIES} files` : null;
}
function joined2(folder, name2) {
  return folder === "" || name2 === "" ? `${folder}${name2}` : `${folder}/${name2}`;
}
function shownPath(relative2) {
  return /^[\w./ -]*$/.test(relative2) ? relative2 : quote(relative2);
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
function unreadable2(store, relative2, error) {
  const code2 = codeOf(error);
  if (code2 === null) return error;
  return new HistoryError(
    `${store.shownAs}${shownPath(relative2)}: cannot be read or written (${code2})`,
    "Check the input `tracking-uri`, the permissions of that directory and the space on its disk.",
    { cause: error }
  );
}
function codeOf(error) {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

// src/adapters/tracking/mlflow-experiments.ts
var MAX_META_BYTES = 64 * 1024;
var TRASH = ".trash";
async function findExperiment(store, name2, onUnreadable) {
  const { experiments, unreadable: unreadable3 } = await listExperiments(store);
  const namesakes = experiments.filter((experiment) => experiment.name === name2);
  const [active] = namesakes.filter(({ lifecycleStage }) => lifecycleStage === "active").sort(shownByMlflow);
  if (active !== void 0) {
    unreadable3.forEach(onUnreadable);
    return { id: active.id, exists: true };
  }
  if (namesakes[0] !== void 0) throw deletedExperiment(store, namesakes[0]);
  if (unreadable3[0] !== void 0) throw damaged(store, unreadable3[0]);
  return { id: newId(name2, experiments), exists: false };
}
function shownByMlflow(one, other) {
  return other.creationTime - one.creationTime || (one.id < other.id ? -1 : 1);
}
async function listExperiments(store) {
  const experiments = [];
  const unreadable3 = [];
  for (const folder of ["", TRASH]) {
    for (const id of await experimentIds(store, folder)) {
      const path2 = folder === "" ? id : `${folder}/${id}`;
      try {
        const experiment = await readExperiment(store, path2, id);
        if (experiment === null) continue;
        experiments.push(folder === "" ? experiment : { ...experiment, lifecycleStage: "deleted" });
      } catch (error) {
        if (!(error instanceof MalformedFileError)) throw error;
        unreadable3.push(error);
      }
    }
  }
  return { experiments, unreadable: unreadable3 };
}
async function readExperiment(store, path2, id) {
  const file = `${path2}/meta.yaml`;
  const entries = await listDirectory(store, path2);
  const text2 = entries.some(isMeta) ? await readText(store, file, MAX_META_BYTES) : null;
  if (text2 !== null) return readExperimentMeta(text2, file, id);
  for (const entry of entries)
    if (entry.isDirectory() && isRunId(entry.name) && await hasMeta(store, `${path2}/${entry.name}`))
      throw new MalformedFileError(file, "is missing, but there are runs beside it", REPAIR_HINT);
  return null;
}
async function experimentIds(store, folder) {
  const entries = (await listOrThrow(store, folder)).filter(
    (entry) => entry.isDirectory() || entry.isSymbolicLink()
  );
  return entries.map(({ name: name2 }) => name2).filter(isExperimentId).sort();
}
function deletedExperiment(store, { id, name: name2 }) {
  return new HistoryError(
    `the experiment ${quote(name2)} was deleted in MLflow (${store.shownAs}${shownPath(`${TRASH}/${id}`)}), and MLflow keeps its name taken`,
    `Run \`mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`
  );
}
function newId(name2, experiments) {
  const taken = new Set(experiments.map(({ id }) => id));
  let attempt2 = 0;
  while (taken.has(experimentIdOf(name2, attempt2))) attempt2++;
  return experimentIdOf(name2, attempt2);
}
async function refuseToHideDatabase(store, besideStore) {
  if (!besideStore.includes("mlflow.db")) return;
  for (const id of await experimentIds(store, "")) if (/^\d+$/.test(id) && await hasMeta(store, id)) return;
  throw new ConfigError(
    `mlflow.db lies beside ${store.shownAs}, which holds no experiment: a new one there would hide the database from a plain \`mlflow ui\``,
    "Set the input `tracking-uri` to the directory that is meant, for example `monitoring/mlruns`."
  );
}

// src/adapters/tracking/mlflow-repair.ts
import { mkdir as mkdir2 } from "node:fs/promises";
var NEEDED = ["metrics", "params", "artifacts"];
async function restoreEmptyDirectories(store) {
  for (const experiment of await experimentIds(store, ""))
    for (const entry of await listDirectory(store, experiment).catch(() => []))
      if (entry.isDirectory() && isRunId(entry.name))
        await restoreRun(store, `${experiment}/${entry.name}`).catch(() => void 0);
}
async function restoreRun(store, directory) {
  const present = new Set((await listDirectory(store, directory)).map(({ name: name2 }) => name2));
  if (!present.has("meta.yaml")) return;
  for (const name2 of NEEDED) if (!present.has(name2)) await mkdir2(locate(store, `${directory}/${name2}`));
}

// src/adapters/tracking/mlflow-runs.ts
var MAX_RUN_BYTES = 64 * 1024 * 1024;
var METAS_AT_ONCE = 32;
var OUR_PREFIX = "model_monitor.";
var RunReader = class {
  #store;
  #skipped = /* @__PURE__ */ new Map();
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
  async *pastRuns(experimentId) {
    for (const { directory, meta } of await this.#finishedRuns(experimentId)) {
      const values = await this.#readOrSkip(directory, () => readValues(this.#store, directory));
      if (values !== null) yield { runId: meta.runId, startTime: meta.startTime, ...values };
    }
  }
  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  async newestStart(experimentId) {
    const [newest] = await this.#finishedRuns(experimentId);
    return newest?.meta.startTime ?? null;
  }
  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  async checkOurs(experimentId) {
    for (const { directory } of await this.#finishedRuns(experimentId))
      if (await isOurs(this.#store, directory))
        await this.#readOrSkip(directory, () => readValues(this.#store, directory));
  }
  async #finishedRuns(experimentId) {
    const directories = await this.#runDirectories(experimentId);
    const finished = [];
    for (let start = 0; start < directories.length; start += METAS_AT_ONCE) {
      const some = directories.slice(start, start + METAS_AT_ONCE);
      const metas = await Promise.all(some.map((directory) => this.#readMeta(experimentId, directory)));
      for (const [index, meta] of metas.entries())
        if (meta?.counts === true) finished.push({ directory: some[index], meta });
    }
    return finished.sort(newestFirst);
  }
  async #runDirectories(experimentId) {
    const directories = [];
    for (const entry of await listOrThrow(this.#store, experimentId)) {
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
  async #readMeta(experimentId, directory) {
    const file = `${directory}/meta.yaml`;
    return await this.#readOrSkip(directory, async () => {
      const text2 = await readText(this.#store, file, MAX_META_BYTES);
      const runId = directory.slice(experimentId.length + 1);
      return text2 === null ? null : readRunMeta(text2, file, { experimentId, runId });
    });
  }
  async #readOrSkip(directory, read) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (await isOurs(this.#store, directory)) throw damaged(this.#store, error);
      this.skip(directory, error);
      return null;
    }
  }
};
function newestFirst({ meta: one }, { meta: other }) {
  if (one.startTime !== other.startTime) return other.startTime - one.startTime;
  return one.runId < other.runId ? -1 : 1;
}
async function isOurs(store, directory) {
  for (const section2 of ["tags", "params"]) {
    const entries = await listDirectory(store, `${directory}/${section2}`).catch((error) => {
      if (error instanceof MalformedFileError) return [];
      throw error;
    });
    if (entries.some(({ name: name2 }) => name2.startsWith(OUR_PREFIX))) return true;
  }
  return false;
}
async function readValues(store, directory) {
  const budget = { bytes: MAX_RUN_BYTES };
  const metrics = await readSection({ store, path: `${directory}/metrics`, budget }, currentValue);
  const params = await readSection({ store, path: `${directory}/params`, budget }, asWritten);
  const tags = await readSection({ store, path: `${directory}/tags`, budget }, asWritten);
  if (metrics.size === 0 && [...params.keys(), ...tags.keys()].some((key) => key.startsWith(OUR_PREFIX)))
    throw new MalformedFileError(`${directory}/metrics`, "holds no metric", REPAIR_HINT);
  return { metrics, params, tags };
}
function asWritten(text2) {
  return text2;
}
async function readSection({ store, path: path2, budget }, parse3) {
  const values = /* @__PURE__ */ new Map();
  for (const key of await filesBelow(store, path2)) {
    const file = `${path2}/${key}`;
    const text2 = await readText(store, file, budget.bytes);
    if (text2 === null) continue;
    budget.bytes -= text2.length;
    values.set(key, parse3(text2, file));
  }
  return values;
}

// src/adapters/tracking/place-directory.ts
import { randomUUID } from "node:crypto";
import { lstat as lstat2, mkdir as mkdir3, readdir, rename as rename2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { basename, dirname as dirname2, join as join3 } from "node:path";
var MARKER = "meta.yaml";
var STAGING = /^\.mlruns-staging-[0-9a-f-]{36}$/;
var STALE_AFTER_MS = 24 * 60 * 60 * 1e3;
async function placeDirectory({ files, target, stagingParent }) {
  const staging = join3(stagingParent, `.mlruns-staging-${randomUUID()}`);
  const built = join3(staging, basename(target));
  try {
    await writeFiles(built, files);
    await rename2(built, target);
    return true;
  } catch (error) {
    if (await exists(join3(target, MARKER))) return false;
    if (!["EXDEV", "EEXIST", "ENOTEMPTY"].includes(codeOf(error) ?? "")) throw error;
    await buildInPlace(target, files);
    return true;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
async function buildInPlace(target, files) {
  const others = new Map(files);
  others.delete(MARKER);
  await mkdir3(target, { recursive: true });
  await writeFiles(target, others);
  await replaceFile({ path: join3(target, MARKER), content: files.get(MARKER) ?? "", temporaryIn: target });
}
async function writeFiles(root, files) {
  for (const [path2, content] of files) {
    const file = join3(root, ...path2.split("/"));
    await mkdir3(dirname2(file), { recursive: true });
    await writeFile2(file, content, "utf8");
  }
}
async function replaceFile(file) {
  const temporary = join3(file.temporaryIn, `.model-monitor-${randomUUID()}.tmp`);
  try {
    await writeFile2(temporary, file.content, "utf8");
    await mkdir3(dirname2(file.path), { recursive: true });
    await rename2(temporary, file.path);
  } finally {
    await rm(temporary, { force: true });
  }
}
async function removeStaleStaging(stagingParent, now) {
  for (const name2 of await readdir(stagingParent)) {
    if (!STAGING.test(name2)) continue;
    const path2 = join3(stagingParent, name2);
    const found2 = await lstat2(path2).catch(() => null);
    if (found2?.isDirectory() === true && now - found2.mtimeMs > STALE_AFTER_MS)
      await rm(path2, { recursive: true, force: true });
  }
}
async function exists(path2) {
  return await lstat2(path2).then(
    () => true,
    () => false
  );
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
    const besideStore = await this.#namesBeside();
    if (!this.#options.explicit) await refuseToHideDatabase(this.#store, besideStore);
    for (let attempt2 = 0; attempt2 < MAX_ATTEMPTS; attempt2++) {
      const place3 = await this.#find(experiment);
      await this.#reader.checkOurs(place3.id);
      const published = { runId: randomUUID2().replaceAll("-", ""), experimentId: place3.id };
      const files = runFiles(run, { store: basename2(this.#store.path), ...published });
      const stagingParent = await this.#writing(() => this.#prepare());
      const isReady = place3.exists || await this.#create({ id: place3.id, name: experiment }, stagingParent);
      if (!isReady) continue;
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
    checkId(isExperimentId(experimentId), experimentId);
    return this.#reader.pastRuns(experimentId);
  }
  /** @throws HistoryError as `publish` does: an experiment that cannot be read is never one without runs */
  async newestStart(experiment) {
    const place3 = await this.#find(experiment);
    return await this.#reader.newestStart(place3.id);
  }
  /** @throws HistoryError when the run is gone, an artifact differs from the published one, or nothing can be written */
  async amend(run, amendment) {
    checkId(isExperimentId(run.experimentId), run.experimentId);
    checkId(isRunId(run.runId), run.runId);
    const { artifacts, tags } = amendmentFiles(amendment);
    const directory = `${run.experimentId}/${run.runId}`;
    if (!await this.#reading(() => hasMeta(this.#store, directory))) throw this.#gone(directory);
    const missing = [];
    for (const [path2, content] of artifacts)
      if (await this.#isNew(`${directory}/${path2}`, content)) missing.push([path2, content]);
    for (const [path2, content] of [...missing, ...tags]) await this.#replace(directory, path2, content);
  }
  async #find(experiment) {
    return await findExperiment(this.#store, experiment, (error) => this.#reader.skip(error.file, error));
  }
  async #place(relative2, files, stagingParent) {
    return await placeDirectory({ files, target: locate(this.#store, relative2), stagingParent });
  }
  async #create(experiment, stagingParent) {
    const created = { ...experiment, lifecycleStage: "active", creationTime: this.#options.now() };
    const files = /* @__PURE__ */ new Map([["meta.yaml", writeExperimentMeta(created, basename2(this.#store.path))]]);
    return await this.#writing(() => this.#place(experiment.id, files, stagingParent));
  }
  /** Brings the store into the state that MLflow expects, and returns where to build: beside it, on its file system. */
  async #prepare() {
    await mkdir4(locate(this.#store, ".trash"), { recursive: true });
    const stagingParent = dirname3(await realpath(this.#store.path));
    await removeStaleStaging(stagingParent, this.#options.now());
    if (!await hasMeta(this.#store, "0") && !await hasMeta(this.#store, ".trash/0"))
      await this.#create(DEFAULT_EXPERIMENT, stagingParent);
    await restoreEmptyDirectories(this.#store);
    return stagingParent;
  }
  async #namesBeside() {
    return await readdir2(dirname3(this.#store.path)).catch((error) => {
      if (codeOf(error) === "ENOENT") return [];
      throw unreadable2(this.#store, "", error);
    });
  }
  /** Whether an artifact is still to be written. */
  async #isNew(relative2, content) {
    const published = await this.#reading(() => readText(this.#store, relative2, MAX_ARTIFACT_BYTES));
    if (published === null || published === content) return published === null;
    throw new HistoryError(
      `${this.location}${shownPath(relative2)} is there already with other content; a published artifact never changes`,
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
  async #reading(read) {
    return await read().catch((error) => {
      throw error instanceof MalformedFileError ? damaged(this.#store, error) : error;
    });
  }
  async #writing(write) {
    return await this.#reading(write).catch((error) => {
      throw unreadable2(this.#store, "", error);
    });
  }
};
function checkId(isValid, id) {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}

// src/adapters/tracking/index.ts
var STORES = /* @__PURE__ */ new Map([
  ["", (uri, options) => openDirectory(uri, options)],
  ["file", (uri, options) => openDirectory(pathOfFileUri(uri), options)]
]);
var HINT = "Set the input `tracking-uri` to a directory (the default is `mlruns`) or a `file:` URI.";
function openTracking(uri, options) {
  const scheme = schemeOf(uri);
  const open = STORES.get(scheme);
  if (open !== void 0) return open(uri, options);
  throw new ConfigError(
    `the tracking URI starts with "${scheme}:"; supported are a directory and file:, while http(s): and sqlite: are not yet`,
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
    return path2.startsWith("/") ? fileURLToPath(uri) : decodeURIComponent(path2);
  } catch (error) {
    throw new ConfigError("the tracking URI is not a file: URI of this machine", HINT, { cause: error });
  }
}
function openDirectory(directory, { workspace, explicit, now }) {
  if (directory.trim() === "" || directory.includes("\0"))
    throw new ConfigError("the tracking URI names no directory", HINT);
  const path2 = resolve(workspace, directory);
  const fromWorkspace = relative(workspace, path2);
  const isInside = fromWorkspace !== "" && !fromWorkspace.startsWith("..") && !isAbsolute(fromWorkspace);
  const shownAs = `${isInside ? fromWorkspace : path2}/`;
  return new MlflowFiles({ directory: { path: path2, shownAs }, explicit, now });
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

// src/formats/checkpoint/float-types.ts
var FLOAT_TYPES = /* @__PURE__ */ new Map([
  ["float32", { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ["float64", { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ["float16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 5) }],
  ["bfloat16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 8) }]
]);
function narrowFloat(bits, exponentBits) {
  const fractionBits = 15 - exponentBits;
  const highest2 = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = bits >> fractionBits & highest2;
  const fraction = (bits & 2 ** fractionBits - 1) / 2 ** fractionBits;
  if (exponent === highest2) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

// src/formats/checkpoint/bilinear.ts
var USER_TABLE = "user_embeddings.weight";
var ITEM_TABLE = "item_embeddings.weight";
var USER_BIASES = "user_biases.weight";
var ITEM_BIASES = "item_biases.weight";
var NAMES = [USER_TABLE, ITEM_TABLE, USER_BIASES, ITEM_BIASES];
var MAX_IDS = 2 ** 26;
var HINT2 = "Check that the file is Spotlight's factorization model as it was trained: four tables that fit together.";
var BILINEAR_NET = {
  name: "BilinearNet",
  matches: (tensors) => NAMES.every((name2) => tensors.has(name2)),
  build(file, tensors) {
    refuseFurtherTensors(file, tensors);
    const [numUsers2, dim] = tableShape(file, tensors, USER_TABLE);
    const [numItems, itemDim] = tableShape(file, tensors, ITEM_TABLE);
    if (dim !== itemDim) {
      const found2 = `${USER_TABLE} has ${dim} factors a user, ${ITEM_TABLE} has ${itemDim} an item; they must be as many`;
      throw new MalformedFileError(file, found2, HINT2);
    }
    requireBiases(file, tensors, USER_BIASES, numUsers2);
    requireBiases(file, tensors, ITEM_BIASES, numItems);
    const floats = (name2) => floatTensor(file, tensors, name2).floats();
    return {
      kind: "factorization",
      numUsers: numUsers2,
      numItems,
      dim,
      userFactors: floats(USER_TABLE),
      itemFactors: floats(ITEM_TABLE),
      userBiases: floats(USER_BIASES),
      itemBiases: floats(ITEM_BIASES)
    };
  }
};
function refuseFurtherTensors(file, tensors) {
  const further = [...tensors.keys()].find((name2) => !NAMES.includes(name2));
  if (further === void 0) return;
  const found2 = `beside the four tables of Spotlight's BilinearNet the net has ${quote(further)}, so that it is another network`;
  throw new UnsupportedFileError(file, found2, "Save a net of Spotlight's own factorization models.");
}
function tableShape(file, tensors, name2) {
  const { shape } = floatTensor(file, tensors, name2);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows === 0 || columns === 0) {
    throw new MalformedFileError(
      file,
      `${name2} has the shape ${shown2(shape)}; rows \xD7 factors, neither 0, are needed`,
      HINT2
    );
  }
  if (rows > MAX_IDS)
    throw new UnsupportedFileError(file, `${name2} has ${rows} rows; at most ${MAX_IDS} are supported`, HINT2);
  return [rows, columns];
}
function requireBiases(file, tensors, name2, rows) {
  const { shape } = floatTensor(file, tensors, name2);
  if (shape.length === 2 && shape[0] === rows && shape[1] === 1) return;
  throw new MalformedFileError(file, `${name2} has the shape ${shown2(shape)}; [${rows}, 1] is needed`, HINT2);
}
function floatTensor(file, tensors, name2) {
  const tensor = tensors.get(name2);
  if (FLOAT_TYPES.has(tensor.dtype)) return tensor;
  const found2 = `${name2} has elements of the type ${quote(tensor.dtype)}; supported are ${[...FLOAT_TYPES.keys()].join(", ")}`;
  throw new UnsupportedFileError(file, found2, "Save the model with float32 weights: model._net.float().");
}
function shown2(shape) {
  return `[${shape.join(", ")}]`;
}

// src/formats/checkpoint/networks.ts
var NETWORKS = [BILINEAR_NET];

// src/formats/checkpoint/find-model.ts
var ITEM_TABLE2 = "item_embeddings.";
var MAX_CANDIDATES = 16;
var MAX_NETWORK_TENSORS = 1e3;
var MAX_SHOWN = 12;
var ANONYMOUS_CLASSES = /^(?:numpy|torch|_codecs|functools|collections)\./;
var EXPLICIT_MODEL = "spotlight.factorization.explicit.ExplicitFactorizationModel";
var SAVE_HINT = "Save Spotlight's ImplicitFactorizationModel, its _net or the net's state_dict() with torch.save.";
function findModel(file, source) {
  if (source.classes.has(EXPLICIT_MODEL)) {
    throw new UnsupportedFileError(
      file,
      `holds an explicit-feedback model (${EXPLICIT_MODEL}), which is not supported`,
      SAVE_HINT
    );
  }
  const [first, ...others] = distinctCandidates(file, source.groups);
  if (first === void 0) throw noModel(file, source);
  const model = first.network.build(file, first.tensors);
  for (const other of others) {
    if (sameModel(model, other.network.build(file, other.tensors))) continue;
    const found2 = `holds different models, at ${place(first)} and at ${place(other)}`;
    throw new UnsupportedFileError(file, found2, "Save only the model that is to be evaluated.");
  }
  return model;
}
function distinctCandidates(file, groups) {
  const distinct = /* @__PURE__ */ new Map();
  for (const candidate of groups.flatMap((group) => candidatesOf(group))) {
    const names = [...candidate.tensors.keys()].sort();
    distinct.set(names.map((name2) => `${name2} ${candidate.tensors.get(name2).place}`).join("\n"), candidate);
  }
  if (distinct.size <= MAX_CANDIDATES) return [...distinct.values()];
  const found2 = `holds ${distinct.size} models; at most ${MAX_CANDIDATES} are compared`;
  throw new UnsupportedFileError(file, found2, "Save only the model that is to be evaluated.");
}
function candidatesOf({ where, tensors }) {
  const prefixes = new Set(
    [...tensors.keys()].map((name2) => prefixOf(name2)).filter((prefix) => prefix !== null)
  );
  return [...prefixes].slice(0, MAX_CANDIDATES + 1).flatMap((prefix) => {
    const stripped = withoutPrefix(tensors, prefix);
    const network = stripped.size > MAX_NETWORK_TENSORS ? void 0 : NETWORKS.find((known) => known.matches(stripped));
    return network === void 0 ? [] : [{ where: where + (prefix === "" ? "" : ` ${prefix}`), network, tensors: stripped }];
  });
}
function prefixOf(name2) {
  const at = name2.lastIndexOf(ITEM_TABLE2);
  return at === 0 || name2[at - 1] === "." ? name2.slice(0, at) : null;
}
function withoutPrefix(tensors, prefix) {
  if (prefix === "") return tensors;
  const below2 = [...tensors].filter(([name2]) => name2.startsWith(prefix));
  return new Map(below2.map(([name2, tensor]) => [name2.slice(prefix.length), tensor]));
}
function sameModel(one, other) {
  return one.numUsers === other.numUsers && one.numItems === other.numItems && one.dim === other.dim && sameBytes(one.userFactors, other.userFactors) && sameBytes(one.itemFactors, other.itemFactors) && sameBytes(one.userBiases, other.userBiases) && sameBytes(one.itemBiases, other.itemBiases);
}
function sameBytes(one, other) {
  return bytesOf(one).equals(bytesOf(other));
}
function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}
function noModel(file, { groups, classes }) {
  const tensors = groups.flatMap((group) => [...group.tensors.keys()]);
  const telling = [...classes].filter((name2) => !ANONYMOUS_CLASSES.test(name2));
  const found2 = `holds no model that can be evaluated; tensors: ${list(tensors)}; classes: ${list(telling)}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT);
}
function list(names) {
  if (names.length === 0) return "none";
  const more = names.length - MAX_SHOWN;
  return names.slice(0, MAX_SHOWN).map(quote).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
function place({ where }) {
  return where === "" ? "the root" : quote(where);
}

// src/formats/checkpoint/foreign-files.ts
var START_BYTES = 256;
var SAVE_HINT2 = "Save the model with torch.save in its current format, for example torch.save(model, path).";
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
    found: "this is a checkpoint in torch's format from before version 1.6 (not a zip archive), which is not supported",
    hint: "Load it once in torch 1.6 or newer and save it again with torch.save.",
    matches: (_, start) => start.startsWith("\x80\x8A\nl\xFC\x9CF\xF9 j\xA8P")
  },
  {
    found: "this is a safetensors file, which is not supported",
    hint: SAVE_HINT2,
    // Eight bytes of length, then a JSON object.
    matches: (_, start) => start[8] === "{" && start.charCodeAt(0) !== 123
  },
  {
    found: "this is a bare Python pickle, not a checkpoint of torch.save; nothing of it was run",
    hint: SAVE_HINT2,
    matches: (_, start) => start[0] === "\x80" && start.charCodeAt(1) >= 2 && start.charCodeAt(1) <= 5
  }
];
function foreignFile(file, bytes) {
  const start = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1");
  const kind = FOREIGN_KINDS.find((candidate) => candidate.matches(bytes, start));
  if (kind !== void 0) return new UnsupportedFileError(file, kind.found, kind.hint);
  const found2 = `this is no checkpoint of torch.save: its ${bytes.length} bytes begin with ${quote(start.slice(0, 16))}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT2);
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

// src/formats/pickle/values.ts
function globalName({ module, name: name2 }) {
  return `${module}.${name2}`;
}
function isKind(value, kind) {
  return value !== null && typeof value === "object" && value.kind === kind;
}

// src/formats/pickle/torch-values.ts
var MAX_DIMENSIONS = 16;
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
function rebuildStorage(id, fail) {
  const parts = itemsOf(id) ?? [];
  const [tag, storageClass, key, , numel] = parts;
  if (parts.length < 5 || tag !== "storage") throw fail("a persistent id is not that of a torch storage");
  if (!isKind(storageClass, "global")) throw fail("a storage names no storage class");
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
function rebuildTensor(args, dtype, fail) {
  const [storage, offsetValue, sizeValue, strideValue] = args;
  if (!isKind(storage, "storage")) throw fail("a tensor has no storage");
  const offset = naturalNumber(offsetValue);
  if (offset === null) throw fail(`a tensor's offset into its storage is not a natural number below 2^53`);
  const size = naturalNumbers(sizeValue);
  if (size === null) throw fail(`a tensor's sizes are not at most ${MAX_DIMENSIONS} natural numbers`);
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
function itemsOf(value) {
  return isKind(value, "tuple") || isKind(value, "list") ? value.items : null;
}
function naturalNumbers(value) {
  const items = itemsOf(value);
  if (items === null || items.length > MAX_DIMENSIONS) return null;
  const numbers = items.map((item) => naturalNumber(item));
  return numbers.every((number2) => number2 !== null) ? numbers : null;
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
  ["torch._utils _rebuild_tensor", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v2", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v3", (args, { fail }) => rebuildTensor(args, dtypeOf(args[6], fail), fail)],
  ["torch._utils _rebuild_parameter", (args) => tensorOf(args[0])],
  ["torch._utils _rebuild_parameter_with_state", (args) => tensorOf(args[0])]
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
  if (!isKind(source, "list")) return void 0;
  spend(source.items.length);
  for (const pair of source.items) {
    const parts = isKind(pair, "tuple") || isKind(pair, "list") ? pair.items : [];
    if (parts.length !== 2) throw fail("a dict is made of something else than pairs");
    dict.entries.set(parts[0], parts[1]);
  }
  return dict;
}
function setOf(source) {
  if (source === void 0) return { kind: "set", items: [] };
  if (!isKind(source, "list")) return void 0;
  return { kind: "set", items: source.items };
}
function tensorOf(data) {
  return isKind(data, "tensor") ? data : void 0;
}
function dtypeOf(dtype, fail) {
  if (isKind(dtype, "global") && dtype.module === "torch") return dtype.name;
  throw fail("a tensor names no element type");
}

// src/formats/pickle/builder.ts
var MAX_CONTAINERS = 25e4;
var MAX_COPIED_VALUES = 1e6;
var PickleBuilder = class {
  #errors;
  #containers = 0;
  #copied = 0;
  constructor(errors) {
    this.#errors = errors;
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
    if (!isKind(callee, "global"))
      throw this.#errors.unsafe("calls something else than a named class or function");
    if (isDangerous(callee)) {
      throw this.#errors.unsafe(`calls ${quote(globalName(callee))} when Python loads it`);
    }
    this.#count();
    return this.#rebuilt(callee, args) ?? {
      kind: "object",
      class: callee,
      args,
      state: void 0,
      items: [],
      entries: null
    };
  }
  /** BUILD sets attributes. On a tensor they would replace its contents, so only objects and dicts may have them. */
  setState(target, state) {
    if (isKind(target, "object") && target.state === void 0) target.state = state;
    else if (isKind(target, "dict") && target.attributes === null) target.attributes = state;
    else throw this.#errors.broken("attributes are set twice, or on a value that has none");
  }
  addItems(target, items) {
    if (!isKind(target, "list") && !isKind(target, "set") && !isKind(target, "object")) {
      throw this.#errors.broken("items are added to a value that is no list, set or object");
    }
    for (const item of items) target.items.push(item);
  }
  setItems(target, items) {
    if (!isKind(target, "dict") && !isKind(target, "object")) {
      throw this.#errors.broken("keys are set on a value that is no dict or object");
    }
    if (items.length % 2 !== 0) throw this.#errors.broken("a key has no value");
    const entries = isKind(target, "dict") ? target.entries : target.entries ??= /* @__PURE__ */ new Map();
    for (let index = 0; index < items.length; index += 2) entries.set(items[index], items[index + 1]);
  }
  #rebuilt(callee, args) {
    const rebuild = rebuilderOf(callee.module, callee.name);
    if (rebuild === void 0) return void 0;
    if (!isKind(args, "tuple"))
      throw this.#errors.broken(`a call of ${quote(globalName(callee))} has no tuple of arguments`);
    return rebuild(args.items, { fail: this.#errors.broken, spend: (values) => this.#spend(values) });
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
var TEXT2 = new TextDecoder("utf-8", { ignoreBOM: true });
var PickleCursor = class {
  /** Errors that say where the cursor stands. */
  errors;
  #bytes;
  #view;
  #position = 0;
  constructor(file, bytes) {
    this.errors = pickleErrors(file, () => this.#position);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
    return TEXT2.decode(this.bytes(length));
  }
  /** Text up to the next line feed, which is consumed. */
  line() {
    const end = this.#bytes.subarray(this.#position, this.#position + MAX_LINE_BYTES).indexOf(10);
    if (end === -1) throw this.errors.broken("a name does not end");
    const text2 = this.text(end);
    this.#take(1);
    return text2;
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
function readPickle(file, bytes) {
  return new PickleMachine(file, bytes).run();
}
var PickleMachine = class {
  #file;
  #cursor;
  #errors;
  #stack;
  #builder;
  /** A Map, because an index is whatever the file says: an array could get 2^32 places. */
  #memo = /* @__PURE__ */ new Map();
  constructor(file, bytes) {
    this.#file = file;
    this.#cursor = new PickleCursor(file, bytes);
    this.#errors = this.#cursor.errors;
    this.#stack = new PickleStack(this.#errors);
    this.#builder = new PickleBuilder(this.#errors);
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
        return stack.push(rebuildStorage(stack.pop(), this.#errors.broken));
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

// src/formats/zip.ts
import { crc32, inflateRawSync } from "node:zlib";

// src/formats/zip-source.ts
var HINT3 = "Copy, download or write the file again: it is cut short, damaged or was made to mislead.";
function zipSource(file, bytes) {
  return { file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
function brokenZip(source, found2) {
  return new MalformedFileError(source.file, found2, HINT3);
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
var UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function readZipRecords(source) {
  const directory = findZipDirectory(source);
  const records = /* @__PURE__ */ new Map();
  let position = directory.offset;
  for (let index = 0; index < directory.count; index++) {
    const { header, next } = readCentralHeader(source, position, directory.end);
    if (records.has(header.name)) {
      throw brokenZip(source, `two records of the archive are named ${quote(header.name)}`);
    }
    const dataOffset = checkedDataOffset(source, header, directory.offset);
    records.set(header.name, { ...header, deflated: header.method === DEFLATED, dataOffset });
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
  const header = {
    name: readName(source, at + CENTRAL_HEADER.length, nameLength),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size: wide[0],
    compressedSize: wide[1],
    headerOffset: wide[2]
  };
  refuseUnreadable(source, header);
  return { header, next };
}
function refuseUnreadable(source, header) {
  const name2 = quote(header.name);
  if ((header.flags & ENCRYPTED_FLAGS) !== 0)
    throw brokenZip(source, `record ${name2} of the archive is encrypted`);
  if (header.method !== STORED && header.method !== DEFLATED) {
    const found2 = `record ${name2} is compressed by method ${header.method}; stored (0) and deflated (8) can be read`;
    throw brokenZip(source, found2);
  }
  if (header.method === STORED && header.size !== header.compressedSize) {
    const found2 = `record ${name2} is stored, but declares ${header.compressedSize} bytes packed and ${header.size} unpacked`;
    throw brokenZip(source, found2);
  }
}
function checkedDataOffset(source, header, directoryOffset) {
  const { view } = source;
  const name2 = quote(header.name);
  const at = header.headerOffset;
  if (at + LOCAL_HEADER.length > directoryOffset || view.getUint32(at, true) !== LOCAL_HEADER.signature) {
    throw brokenZip(source, `record ${name2} is not at byte ${at}, where the zip directory says it is`);
  }
  const nameLength = view.getUint16(at + 26, true);
  const extraAt = at + LOCAL_HEADER.length + nameLength;
  const dataOffset = extraAt + view.getUint16(at + 28, true);
  if (dataOffset + header.compressedSize > directoryOffset) {
    throw brokenZip(
      source,
      `record ${name2} declares ${header.compressedSize} bytes, more than the file holds`
    );
  }
  if (readName(source, at + LOCAL_HEADER.length, nameLength) !== header.name) {
    throw brokenZip(source, `record ${name2} has another name in its local header`);
  }
  if (!localAgrees(source, header, widened(source, [at + 22, at + 18], { start: extraAt, end: dataOffset }))) {
    throw brokenZip(source, `record ${name2} has another size, checksum or method in its local header`);
  }
  return dataOffset;
}
function localAgrees({ view }, header, sizes) {
  const at = header.headerOffset;
  const flags = view.getUint16(at + 6, true);
  const streamed = (flags & STREAMED_FLAG) !== 0;
  const same = (local, central) => local === central || streamed && local === 0;
  return ((flags ^ header.flags) & (ENCRYPTED_FLAGS | STREAMED_FLAG)) === 0 && view.getUint16(at + 8, true) === header.method && same(view.getUint32(at + 14, true), header.crc) && same(sizes[0], header.size) && same(sizes[1], header.compressedSize);
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
    return UTF8.decode(bytes);
  } catch {
    throw brokenZip(source, "a record of the zip archive has a name that is not UTF-8 text");
  }
}

// src/formats/zip.ts
var MAX_INFLATED_BYTES = 2 ** 30;
var MAX_RATIO = 250;
var RATIO_CHECKED_ABOVE = 2 ** 24;
var LOCAL_HEADER_START = [80, 75, 3, 4];
var EMPTY_ARCHIVE_START = [80, 75, 5, 6];
function isZip(bytes) {
  return [LOCAL_HEADER_START, EMPTY_ARCHIVE_START].some(
    (start) => start.every((byte, index) => bytes[index] === byte)
  );
}
function openZip(file, bytes) {
  const source = zipSource(file, bytes);
  const entries = readZipRecords(source);
  let inflated = 0;
  return {
    entries,
    read(name2) {
      const record = entries.get(name2);
      if (record === void 0) throw brokenZip(source, `the archive has no record ${quote(name2)}`);
      if (record.deflated) inflated += record.size;
      if (inflated > MAX_INFLATED_BYTES) {
        throw brokenZip(source, `its records unpack to more than ${MAX_INFLATED_BYTES} bytes`);
      }
      return checkedContent(source, record);
    }
  };
}
function checkedContent(source, record) {
  const packed = source.bytes.subarray(record.dataOffset, record.dataOffset + record.compressedSize);
  const content = record.deflated ? inflate(source, packed, record) : packed;
  if (crc32(content) === record.crc) return content;
  throw brokenZip(
    source,
    `record ${quote(record.name)} is damaged: its CRC-32 is not the one that was written`
  );
}
function inflate(source, packed, { name: name2, size }) {
  if (size > RATIO_CHECKED_ABOVE && size > packed.length * MAX_RATIO) {
    const found3 = `record ${quote(name2)} would unpack from ${packed.length} to ${size} bytes, more than ${MAX_RATIO}:1`;
    throw brokenZip(source, found3);
  }
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

// src/formats/checkpoint/object-graph.ts
var MAX_MODULE_DEPTH = 8;
var MAX_MODULE_VISITS = 1e5;
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
  #classes = /* @__PURE__ */ new Set();
  /** Modules and dicts whose tensors are part of a module that was met before. */
  #covered = /* @__PURE__ */ new Set();
  #moduleVisits = 0;
  constructor(file) {
    this.#file = file;
  }
  run(root) {
    this.#discover(root, null, "");
    for (let container = this.#queue.pop(); container !== void 0; container = this.#queue.pop()) {
      this.#visit(container);
    }
    return { groups: this.#groups, classes: this.#classes };
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
        this.#collectModule(container);
        this.#discover(container.args, container, "");
        this.#discover(container.state ?? null, container, "");
        container.items.forEach((item, index) => this.#discover(item, container, `[${index}]`));
        if (container.entries !== null) this.#discoverEntries(container, container.entries);
    }
  }
  #discoverEntries(parent, entries) {
    for (const [key, value] of entries) this.#discover(value, parent, typeof key === "string" ? key : "[]");
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
      if (isKind(value, "tensor") && isName(name2)) tensors.set(name2, value);
    }
    this.#addGroup(dict, tensors);
  }
  #addGroup(container, tensors) {
    if (tensors.size === 0) return;
    this.#groups.push({ where: this.#path(container), tensors });
    if (this.#groups.length > MAX_GROUPS) throw this.#tooMuch(`${MAX_GROUPS} dicts and modules with tensors`);
  }
  #collectModule(root) {
    if (this.#covered.has(root) || !isModule(root)) return;
    const tensors = /* @__PURE__ */ new Map();
    const open = [{ module: root, prefix: "", depth: 0 }];
    for (let next = open.pop(); next !== void 0; next = open.pop()) {
      this.#covered.add(next.module);
      for (const [name2, tensor] of this.#ownTensors(next)) tensors.set(name2, tensor);
      for (const submodule of this.#submodules(next)) open.push(submodule);
    }
    this.#addGroup(root, tensors);
  }
  /** Parameters and buffers of one module, without its submodules. */
  *#ownTensors({ module, prefix }) {
    for (const dict of [attributeDict(module, "_parameters"), attributeDict(module, "_buffers")]) {
      if (dict === null) continue;
      this.#covered.add(dict);
      for (const [name2, value] of this.#named(prefix, dict)) {
        if (isKind(value, "tensor")) yield [name2, value];
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
      this.#countVisit();
      if (isName(name2) && prefix.length + name2.length <= MAX_NAME_LENGTH2) yield [prefix + name2, value];
    }
  }
  #countVisit() {
    this.#moduleVisits++;
    if (this.#moduleVisits > MAX_MODULE_VISITS)
      throw this.#tooMuch(`${MAX_MODULE_VISITS} parameters and modules by name`);
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
function isModule(value) {
  return isKind(value, "object") && attributeDict(value, "_modules") !== null && attributeDict(value, "_parameters") !== null;
}
function attributeDict(object, name2) {
  if (!isKind(object.state, "dict")) return null;
  const value = object.state.entries.get(name2);
  return isKind(value, "dict") ? value : null;
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
var HINT4 = "Copy or download the checkpoint again, or save it again with torch.save.";
function torchTensor(file, tensor, storages) {
  const { dtype, size, stride, offset, storage } = tensor;
  return {
    dtype,
    shape: size,
    place: [dtype, storage.key, offset, size.join("\xD7"), stride.join(",")].join(" "),
    floats() {
      const type = FLOAT_TYPES.get(dtype);
      if (type === void 0)
        throw new UnsupportedFileError(file, `a tensor has elements of the type ${quote(dtype)}`, HINT4);
      const bytes = storages.storage(storage.key);
      checkStorage(file, tensor, bytes, type);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return gather(view, tensor, type, storages.littleEndian);
    }
  };
}
function checkStorage(file, { storage, offset, size, stride }, bytes, type) {
  const declared = storage.dtype === "untyped" ? storage.count : storage.count * type.bytes;
  if (declared !== bytes.length) {
    const found2 = `storage ${storage.key} declares ${declared} bytes, its record has ${bytes.length}`;
    throw new MalformedFileError(file, found2, HINT4);
  }
  const present = Math.floor(bytes.length / type.bytes);
  if (lastElement(offset, size, stride) >= present) {
    const found2 = `a tensor of ${size.join("\xD7")} reaches outside storage ${storage.key} of ${present} elements`;
    throw new MalformedFileError(file, found2, HINT4);
  }
  if (elementCount(size) > present) {
    const found2 = `a tensor of ${size.join("\xD7")} repeats the ${present} elements of storage ${storage.key}`;
    throw new MalformedFileError(file, found2, "Save a copy of the model whose tensors are contiguous.");
  }
}

// src/formats/checkpoint/torch-zip.ts
var SAVE_HINT3 = "Save the model with torch.save, for example torch.save(model, path).";
var TORCH_ZIP = {
  name: "torch zip archive",
  matches: isZip,
  read(file, bytes) {
    const archive = openZip(file, bytes);
    const root = rootFolder(file, archive);
    refuseDeflated(file, archive);
    const littleEndian = isLittleEndian(file, archive, `${root}/byteorder`);
    const { groups, classes } = collectTensors(file, readPickle(file, archive.read(`${root}/data.pkl`)));
    const storage = (key) => archive.read(`${root}/data/${key}`);
    return {
      classes,
      groups: groups.map(({ where, tensors }) => ({
        where,
        tensors: new Map(
          [...tensors].map(([name2, tensor]) => [name2, torchTensor(file, tensor, { storage, littleEndian })])
        )
      }))
    };
  }
};
function rootFolder(file, archive) {
  const names = [...archive.entries.keys()];
  const pickles = names.filter((name2) => name2 === "data.pkl" || name2.endsWith("/data.pkl"));
  if (pickles.length > 1) {
    const found2 = `the archive holds ${pickles.length} checkpoints: ${pickles.slice(0, 3).map(quote).join(", ")}`;
    throw new MalformedFileError(file, found2, SAVE_HINT3);
  }
  const root = pickles[0]?.slice(0, -"/data.pkl".length) ?? "";
  if (root === "" || root.includes("/")) throw otherArchive(file, names);
  if (archive.entries.has(`${root}/constants.pkl`) || names.some((name2) => name2.startsWith(`${root}/code/`))) {
    const found2 = "this is a TorchScript archive (torch.jit.save), which contains code; it is not supported";
    throw new UnsupportedFileError(file, found2, SAVE_HINT3);
  }
  return root;
}
function otherArchive(file, names) {
  if (names.length > 0 && names.every((name2) => name2.endsWith(".npy"))) {
    return new UnsupportedFileError(
      file,
      "this is a NumPy archive (npz), which is not supported as a model",
      SAVE_HINT3
    );
  }
  const shown3 = names.slice(0, 5).map(quote).join(", ");
  const found2 = `this is a zip archive, but no checkpoint of torch.save: it has no data.pkl in its folder; it holds ${shown3 || "nothing"}`;
  return new UnsupportedFileError(file, found2, SAVE_HINT3);
}
function isLittleEndian(file, archive, name2) {
  if (!archive.entries.has(name2)) return true;
  const order = Buffer.from(archive.read(name2).subarray(0, 16)).toString("latin1");
  if (order === "little" || order === "big") return order === "little";
  throw new MalformedFileError(
    file,
    `record ${quote(name2)} says ${quote(order)} instead of little or big`,
    SAVE_HINT3
  );
}
function refuseDeflated(file, archive) {
  const deflated = [...archive.entries.values()].find((entry) => entry.deflated);
  if (deflated === void 0) return;
  const found2 = `record ${quote(deflated.name)} is compressed, which torch.save never does`;
  throw new UnsupportedFileError(file, found2, SAVE_HINT3);
}

// src/formats/checkpoint/index.ts
var FORMATS = [TORCH_ZIP];
function readCheckpoint(file, bytes) {
  const format = FORMATS.find((candidate) => candidate.matches(bytes));
  if (format === void 0) throw foreignFile(file, bytes);
  return findModel(file, format.read(file, bytes));
}

// src/formats/csv.ts
import { isUtf8 } from "node:buffer";
var MAX_CSV_BYTES = 2 ** 28;
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
}
function findColumns(file, header, headers) {
  for (const names of headers) {
    const columns = names.map((name2) => header.indexOf(name2));
    const unique = names.every((name2) => header.indexOf(name2) === header.lastIndexOf(name2));
    if (unique && !columns.includes(-1)) return columns;
  }
  const shown3 = header.slice(0, MAX_COLUMNS_SHOWN).map(quote).join(", ");
  const wanted = headers.map((names) => names.join(",")).join(" or ");
  throw new MalformedFileError(
    file,
    `its header has the columns ${shown3}${header.length > MAX_COLUMNS_SHOWN ? ", \u2026" : ""}; ${wanted} are needed, each once`,
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
var CANONICAL = /^(?:0|[1-9][0-9]{0,15})$/;
function parseId(text2) {
  if (!CANONICAL.test(text2)) return null;
  const id = Number(text2);
  return Number.isSafeInteger(id) ? id : null;
}

// src/formats/id-maps.ts
var USER_COLUMNS = ["username", "internal_user_id"];
var ITEM_COLUMNS = ["internal_item_id", "title"];
function readUserMap(file, bytes) {
  const idOf = /* @__PURE__ */ new Map();
  const conflicting = /* @__PURE__ */ new Set();
  const ids = new IdUse();
  let malformedRows = 0;
  readCsv(file, bytes, [USER_COLUMNS], (cells) => {
    const [name2, idText] = cells ?? [];
    const id = idText === void 0 ? null : parseId(idText);
    if (name2 === void 0 || id === null) {
      malformedRows++;
      return;
    }
    ids.add(id, name2);
    const known = idOf.get(name2);
    if (known !== void 0 && known !== id) conflicting.add(name2);
    idOf.set(name2, id);
  });
  checkSomeRows(file, ids.rows, malformedRows);
  for (const name2 of conflicting) idOf.delete(name2);
  const problems = { malformedRows, conflictingNames: conflicting.size, sharedIds: ids.shared };
  return { idOf, maxId: ids.maxId, rows: ids.rows, problems };
}
function readItemMap(file, bytes) {
  const idOfTitle = /* @__PURE__ */ new Map();
  const ambiguousTitles = /* @__PURE__ */ new Set();
  const ids = new IdUse();
  let malformedRows = 0;
  readCsv(file, bytes, [ITEM_COLUMNS], (cells) => {
    const [idText, rawTitle] = cells ?? [];
    const id = idText === void 0 ? null : parseId(idText);
    const title = normaliseTitle(rawTitle ?? "");
    if (id === null || title === "") {
      malformedRows++;
      return;
    }
    ids.add(id, title);
    const known = idOfTitle.get(title);
    if (known !== void 0 && known !== id) ambiguousTitles.add(title);
    idOfTitle.set(title, id);
  });
  checkSomeRows(file, ids.rows, malformedRows);
  for (const title of ambiguousTitles) idOfTitle.delete(title);
  const problems = { malformedRows, sharedIds: ids.shared };
  return { idOfTitle, ambiguousTitles, maxId: ids.maxId, rows: ids.rows, problems };
}
var IdUse = class {
  #nameOf = /* @__PURE__ */ new Map();
  #shared = /* @__PURE__ */ new Set();
  rows = 0;
  maxId = -1;
  add(id, name2) {
    const known = this.#nameOf.get(id);
    if (known === void 0) this.#nameOf.set(id, name2);
    else if (known !== name2) this.#shared.add(id);
    this.rows++;
    this.maxId = Math.max(this.maxId, id);
  }
  /** Ids with several names. */
  get shared() {
    return this.#shared.size;
  }
};
function checkSomeRows(file, rows, malformedRows) {
  if (rows > 0) return;
  throw new MalformedFileError(
    file,
    malformedRows === 0 ? "it has a header and no row" : `none of its ${malformedRows} rows is well formed`,
    "Write the map again at training time, one row for each id of the model."
  );
}

// src/formats/npy-header.ts
var MAX_HEADER_BYTES = 1e4;
var MAX_DIMENSIONS2 = 64;
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
  const text2 = new TextDecoder().decode(bytes.subarray(start, start + length));
  const fields = parseDictionary(text2);
  const descr = fields.get("descr");
  const fortranOrder = fields.get("fortran_order");
  const shape = fields.get("shape");
  if (typeof descr !== "string" || typeof fortranOrder !== "boolean" || !isShape(shape) || fields.size !== 3) {
    throw new SyntaxError("its header does not hold exactly descr, fortran_order and shape");
  }
  if (shape.length > MAX_DIMENSIONS2) {
    throw new SyntaxError(`its ${shape.length} dimensions are more than the ${MAX_DIMENSIONS2} of NumPy`);
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
function parseDictionary(text2) {
  const tokens = tokenise(text2);
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
function tokenise(text2) {
  const tokens = [];
  const end = text2.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text2);
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
var REWRITE_HINT = "Write the file again with numpy.savez; it may be cut short or was made to mislead.";
var PLAIN_HINT = "Save plain arrays of integers or floats (numpy.savez with array.astype(...)).";
function readNpy(file, name2, bytes) {
  const { descr, shape, fortranOrder, dataOffset } = headerOf(file, name2, bytes);
  const type = elementTypeOf(file, name2, descr);
  const width = Number(descr.slice(2));
  const kind = descr.slice(1, 2) === "f" ? "float" : "integer";
  const count = shape.reduce((product, size) => product * size, 1);
  const present = bytes.length - dataOffset;
  if (count * width !== present) {
    throw new MalformedFileError(
      file,
      `array ${quote(name2)} of shape (${shape.join(", ")}) takes ${count * width} bytes, ${present} are there`,
      REWRITE_HINT
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
  const values = new type.array(count);
  const littleEndian = !descr.startsWith(">");
  for (let index = 0; index < count; index++) values[index] = type.read(view, index * width, littleEndian);
  if (kind === "integer") checkExact(file, name2, values);
  return { kind, shape, values: fortranOrder ? toRowMajor(shape, values, new type.array(count)) : values };
}
function headerOf(file, name2, bytes) {
  try {
    return readNpyHeader(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedFileError(file, `array ${quote(name2)} cannot be read: ${error.message}`, REWRITE_HINT);
  }
}
function elementTypeOf(file, name2, descr) {
  const type = ELEMENT_TYPES.get(descr.slice(1));
  const order = descr.slice(0, 1);
  if (type !== void 0 && (order === "<" || order === ">" || order === "|" && descr.endsWith("1")))
    return type;
  const objects = descr.slice(1, 2) === "O";
  const found2 = objects ? "Python objects, which are never loaded" : `elements of type ${quote(descr)}`;
  throw new UnsupportedFileError(
    file,
    `array ${quote(name2)} holds ${found2}; integers and floats are read`,
    PLAIN_HINT
  );
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
  return {
    names,
    read(name2) {
      if (zip.entries.has(name2 + EXTENSION)) return readNpy(file, name2, zip.read(name2 + EXTENSION));
      const shown3 = names.slice(0, MAX_NAMES_SHOWN).map(quote).join(", ");
      throw new MalformedFileError(
        file,
        `there is no array ${quote(name2)}; it holds ${shown3 === "" ? "no array" : shown3}`,
        `Save the array under this name: numpy.savez(path, ${name2}=...).`
      );
    }
  };
}

// src/formats/train-interactions.ts
var HEADERS = [
  ["internal_user_id", "internal_item_id"],
  ["user", "item"]
];
var MAX_ID = 4294967295;
function readTrainInteractions(file, bytes) {
  const pairs = isZip(bytes) ? readArrays(openNpz(file, bytes), file) : readRows(file, bytes);
  if (pairs.users.length === 0) throw new MalformedFileError(file, "it holds no pair of user and item", HINT5);
  return pairs;
}
var HINT5 = "Write it at training time: numpy.savez_compressed(path, user=interactions.user_ids, item=interactions.item_ids).";
function readArrays(archive, file) {
  const users = toIds(file, "user", archive.read("user"));
  const items = toIds(file, "item", archive.read("item"));
  if (users.length === items.length) return { users, items };
  throw new MalformedFileError(
    file,
    `"user" has ${users.length} entries and "item" ${items.length}; they are pairs`,
    HINT5
  );
}
function toIds(file, name2, { kind, shape, values }) {
  if (kind !== "integer" || shape.length !== 1) {
    throw new MalformedFileError(
      file,
      `array ${quote(name2)} is of kind ${kind} with ${shape.length} dimensions; integers with one dimension are needed`,
      HINT5
    );
  }
  const wrong = values.findIndex((value) => value < 0 || value > MAX_ID);
  if (wrong === -1) return Uint32Array.from(values);
  throw new MalformedFileError(
    file,
    `array ${quote(name2)} holds ${values[wrong]} at position ${wrong}; ids are 0 to ${MAX_ID}`,
    HINT5
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
        HINT5
      );
    }
    users.push(user);
    items.push(item);
  });
  return { users: Uint32Array.from(users), items: Uint32Array.from(items) };
}

// src/open-world.ts
function openWorld(config, shell) {
  const { log, origin, workspace } = shell;
  const read = async (input, path2, hintWhenMissing) => await readInputFile({
    path: resolve2(workspace, path2),
    shownAs: path2,
    input,
    ...hintWhenMissing === void 0 ? {} : { hintWhenMissing }
  });
  return {
    log,
    origin,
    now: Date.now,
    version: VERSION,
    tracking: openTracking(config.trackingUri, {
      workspace,
      now: Date.now,
      explicit: config.trackingUriExplicit
    }),
    readRatings: async () => await readRatings(config, shell),
    readModel: async () => {
      const bytes = await read("model", config.model);
      const source = { path: config.model, digest: sha256(bytes), bytes: bytes.length };
      return { model: readCheckpoint(config.model, bytes), source };
    },
    readIdMapping: async (model) => {
      if (config.idMapping === "first-seen") return { kind: "first-seen" };
      const [users, items] = await Promise.all([
        read("user-map", config.userMap, HOW_TO_WRITE_MAPS),
        read("item-map", config.itemMap, HOW_TO_WRITE_MAPS)
      ]);
      return mappingFor(model, config, users, items);
    },
    readTrainInteractions: async (model) => {
      const file = config.trainInteractions;
      return file === null ? null : trainFor(model, file, await read("train-interactions", file));
    },
    writeReport: async (json) => {
      const path2 = resolve2(workspace, config.report, "report.json");
      await writeWhole(path2, json);
      return path2;
    },
    sendRetrainEvent: shell.sendRetrainEvent(config)
  };
}
var HOW_TO_WRITE_MAPS = `Write both maps where the model is trained (or set \`id-mapping: first-seen\`, which describes arbitrary users):
import csv
with open("models/frontend_user_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("username", "internal_user_id"), *user_ids.items()])
with open("models/item_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("internal_item_id", "movie_id", "title"), *items])`;
async function readRatings(config, { log, workspace }) {
  const loaded = await loadRatings({
    file: resolve2(workspace, config.database),
    shownAs: config.database,
    query: config.ratingsQuery,
    timeoutMs: config.queryTimeoutMs,
    onProgress: (rows) => log.progress(`${rows} ratings read`)
  });
  if (loaded === null) return null;
  const { ratings, digest, bytes, walFramesReplayed } = loaded;
  const query = config.ratingsQuery ?? DEFAULT_RATINGS_QUERY;
  return { ratings, query, source: { path: config.database, digest, bytes }, walFramesReplayed };
}
function mappingFor(model, config, userBytes, itemBytes) {
  const users = readUserMap(config.userMap, userBytes);
  const items = readItemMap(config.itemMap, itemBytes);
  checkIdsFit(config.userMap, "user", users.maxId, model.numUsers);
  checkIdsFit(config.itemMap, "item", items.maxId, model.numItems);
  return { kind: "mapped", users, items };
}
function trainFor(model, file, bytes) {
  const pairs = readTrainInteractions(file, bytes);
  checkIdsFit(file, "user", highest(pairs.users), model.numUsers);
  checkIdsFit(file, "item", highest(pairs.items), model.numItems);
  return groupInteractions(pairs.users, pairs.items);
}
function highest(ids) {
  let highestYet = 0;
  for (const id of ids) if (id > highestYet) highestYet = id;
  return highestYet;
}

// src/main.ts
var DEFAULT_FAIL_ON = /* @__PURE__ */ new Set(["error", "delivery"]);
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
  return { outcome, failed: failuresOf(outcome, config?.failOn ?? DEFAULT_FAIL_ON).length > 0 };
}
function explain(error) {
  if (error instanceof MonitorError) return { message: error.message, hint: error.hint };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { message, hint: "This should not happen: please report it with the log of this step." };
}

// src/read-config.ts
import { resolve as resolve3 } from "node:path";

// src/config/yaml.ts
var import_yaml9 = __toESM(require_dist(), 1);
var YamlProblem = class extends Error {
};
var MAX_CHARACTERS2 = 32768;
function readYamlSettings(text2) {
  return new Map(pairsOf(text2).map(([key, value]) => [key, readValue(value)]));
}
function readYamlMap(text2) {
  return new Map(pairsOf(text2).map(([key, value]) => [key, readScalar(value)]));
}
function pairsOf(text2) {
  const top = parse2(text2).contents;
  if (top === null || (0, import_yaml9.isScalar)(top) && top.value === null) return [];
  if (!(0, import_yaml9.isMap)(top)) throw new YamlProblem("it is not a map of `name: value` lines");
  return readPairs(top);
}
function parse2(text2) {
  if (text2.length > MAX_CHARACTERS2)
    throw new YamlProblem(`it has ${text2.length} characters, more than ${MAX_CHARACTERS2}`);
  const lineCounter = new import_yaml9.LineCounter();
  const document = (0, import_yaml9.parseDocument)(text2, { ...PARSER_OPTIONS, lineCounter });
  const problem = document.errors[0];
  if (problem === void 0) return document;
  throw new YamlProblem(
    `line ${lineCounter.linePos(problem.pos[0]).line}: ${WORDS.get(problem.code) ?? "bad syntax"}`
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
var WORDS = /* @__PURE__ */ new Map([
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
  if ((0, import_yaml9.isMap)(node)) return new Map(readPairs(node).map(([key, value]) => [key, readScalar(value)]));
  if ((0, import_yaml9.isSeq)(node)) return readList(node);
  return readScalar(node);
}
function readList(list2) {
  refuseExtras(list2);
  return list2.items.map(readScalar);
}
function readScalar(node) {
  if (node === null) return "";
  if ((0, import_yaml9.isMap)(node) || (0, import_yaml9.isSeq)(node)) throw new YamlProblem("it is nested more deeply than settings are");
  if (!(0, import_yaml9.isScalar)(node)) throw new YamlProblem("anchors and aliases are not allowed");
  refuseExtras(node);
  if (node.value === null) return "";
  return typeof node.value === "string" ? node.value : textOf(node);
}
function textOf(scalar) {
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
var ALLOWED = "a YAML or JSON map of metric to minimum, such as {test_mrr: 0.02, recall_at_10: off}, where off removes one metric";
var ALL_OFF = `to check none, remove each: {${[...DEFAULT_THRESHOLDS.keys()].map((metric) => `${metric}: off`).join(", ")}}`;
var METRIC_NAME = /^[A-Za-z0-9_]{1,250}$/;
var DECIMAL2 = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
function thresholds() {
  return external_exports.union([external_exports.string(), external_exports.map(external_exports.string(), external_exports.string())], { error: ALLOWED }).transform((given, context) => {
    try {
      if (given === "off" || given === "none") throw new YamlProblem(ALL_OFF);
      return merge(typeof given === "string" ? readYamlMap(given) : given);
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
      context.addIssue(`${ALLOWED} (${error.message})`);
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
function readMinimum(metric, text2) {
  const minimum = DECIMAL2.test(text2) ? Number(text2) : NaN;
  if (Number.isFinite(minimum)) return minimum;
  throw new YamlProblem(`the minimum of ${metric} is not a number`);
}

// src/config/value-schemas.ts
function line2(allowed, { maxCharacters = 4096, without = "" } = {}) {
  const fits = (text2) => text2.length <= maxCharacters || Array.from(text2).length <= maxCharacters;
  return external_exports.string({ error: allowed }).refine((text2) => !CONTROL.test(text2) && fits(text2), { error: allowed }).refine((text2) => without === "" || !text2.includes(without), { error: allowed });
}
var CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
function textOrNull(allowed) {
  return external_exports.string({ error: allowed }).refine((text2) => !text2.includes("\0"), { error: allowed }).transform((text2) => text2 === "" ? null : text2);
}
function pathOrNull() {
  return line2(PATH).transform((text2) => text2 === "" ? null : text2);
}
function path() {
  return line2(PATH);
}
var PATH = "a path in one line";
function choice(all) {
  return external_exports.enum(all, { error: all.join(" or ") });
}
function flag() {
  return external_exports.enum(BOOLEANS, { error: "true or false" }).transform((text2) => text2.toLowerCase() === "true");
}
var BOOLEANS = ["true", "True", "TRUE", "false", "False", "FALSE"];
function isBoolean(text2) {
  return BOOLEANS.includes(text2);
}
function integer2(min, max) {
  const error = `a whole number from ${min} to ${max}`;
  return external_exports.string({ error }).regex(/^\d{1,15}$/, { error }).transform(Number).pipe(external_exports.number().min(min, { error }).max(max, { error }));
}
function fractionOrOff(max) {
  const most = max === Infinity ? "" : `, at most ${max} (${max * 100}%)`;
  const error = `a fraction such as 0.10 or a percentage such as 10%, not negative${most}; or off`;
  return external_exports.string({ error }).transform((text2, context) => {
    if (text2 === "off") return null;
    const [, digits, percent] = /^\+?(\d+(?:\.\d*)?|\.\d+)(\s*%)?$/.exec(text2) ?? [];
    const value = percent === void 0 ? Number(digits) : Number(digits) / 100;
    if (digits !== void 0 && Number.isFinite(value) && value <= max) return value;
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
  return external_exports.string({ error }).regex(/^\d{1,9}[smh]$/, { error }).transform((text2) => Number(text2.slice(0, -1)) * MILLISECONDS.get(text2.slice(-1))).pipe(external_exports.number().min(1e3, { error }).max(864e5, { error }));
}
function choices(all) {
  const error = `some of ${all.join(", ")}, separated by commas or lines; or none`;
  return external_exports.union([external_exports.string(), external_exports.array(external_exports.string())], { error }).transform((given, context) => {
    const words = (typeof given === "string" ? given.split(/[,\n]/) : given).map((word) => word.trim());
    const meant2 = words.filter((word) => word !== "");
    if (meant2.length === 1 && meant2[0] === "none") return /* @__PURE__ */ new Set();
    const known = all.filter((one) => meant2.includes(one));
    if (meant2.length > 0 && meant2.every((word) => all.includes(word)))
      return new Set(known);
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
function matrix() {
  const error = "the JSON object that `${{ toJSON(matrix) }}` gives, or null";
  return external_exports.string({ error }).transform((text2, context) => {
    try {
      const value = JSON.parse(text2);
      if (value === null) return "";
      if (typeof value === "object" && !Array.isArray(value)) return JSON.stringify(value);
    } catch {
    }
    context.addIssue(error);
    return external_exports.NEVER;
  });
}

// src/config/tracking-uri.ts
var ALLOWED2 = "a directory such as mlruns, or its file: URI";
var SCHEME = /^([a-z][a-z0-9+.-]+):/i;
function trackingUri() {
  return line2(ALLOWED2).refine(
    (text2) => (SCHEME.exec(text2)?.[1] ?? "file").toLowerCase() === "file" && !DATABRICKS.has(text2),
    { error: ALLOWED2 }
  );
}
var DATABRICKS = /* @__PURE__ */ new Set(["databricks", "databricks-uc"]);

// src/config/inputs.ts
var FAIL_ON = ["error", "delivery", "retrain", "no-data"];
var thresholdsInWords = [...DEFAULT_THRESHOLDS].map(([metric, minimum]) => `${metric}: ${minimum}`).join(", ");
var INPUTS = {
  database: {
    description: "Path of the SQLite database with the ratings, relative to the workspace. A `-wal` or `-shm` file beside it belongs to it.",
    default: "user_data.db",
    schema: path()
  },
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
    description: "Path of the model's checkpoint, relative to the workspace.",
    default: "models/bpr_recommender.pt",
    schema: path()
  },
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
  k: {
    description: "A further cut-off from 1 to 1000: adds `precision_at_K` and `recall_at_K`.",
    default: "10",
    schema: integer2(1, 1e3)
  },
  "tracking-uri": {
    description: "Where MLflow keeps its runs: a directory or its `file:` URI. When unset, `MLFLOW_TRACKING_URI` counts.",
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
  "retrain-trigger": {
    description: "How the retraining is started: `repository_dispatch`, or `none` to only raise the flag.",
    default: "repository_dispatch",
    schema: choice(["repository_dispatch", "none"])
  },
  "retrain-event-type": {
    description: "Event type of the `repository_dispatch`.",
    default: "retrain-model",
    schema: line2("an event type of 1 to 100 characters in one line", { maxCharacters: 100 })
  },
  "dry-run": {
    description: "`true` does nothing that others would see: no retraining event is sent, it is in the report instead.",
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
  "github-token": {
    description: "Token that sends the retraining event; it needs `contents: write`.",
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
function isInputName(text2) {
  return Object.hasOwn(INPUTS, text2);
}
function defaultOf(name2) {
  const { default: text2, defaultInWords } = inputDefinition(name2);
  return defaultInWords ?? text2;
}
function describeInput(name2) {
  return `${INPUTS[name2].description} Default: ${defaultOf(name2)}`;
}

// src/config/nearest-names.ts
var MAX_CHARACTERS3 = 64;
function nearestNames(typed, names) {
  if (typed.length > MAX_CHARACTERS3) return [];
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
  if (typeof value === "string") return quote(withoutCredentials(value));
  return Array.isArray(value) ? "a list" : "a map";
}
function withoutCredentials(text2) {
  const start = text2.indexOf("://");
  const end = text2.lastIndexOf("@");
  return start !== -1 && end > start ? `${text2.slice(0, start)}://***${text2.slice(end)}` : text2;
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
  const { environmentVariable: variable, default: text2 } = inputDefinition(name2);
  const given = meant(inputs.values.get(name2));
  if (given !== null) return { value: given, origin: { kind: inputs.from } };
  const inFile = meant(file?.values.get(name2));
  if (file !== null && inFile !== null) return { value: inFile, origin: { kind: "file", path: file.path } };
  const inVariable = variable === void 0 ? null : meant(environment[variable]);
  if (variable !== void 0 && inVariable !== null)
    return { value: inVariable, origin: { kind: "variable", variable } };
  return { value: text2, origin: { kind: "default" } };
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
function parseConfigFile(text2, path2) {
  const settings = readSettings(text2, path2);
  const values = /* @__PURE__ */ new Map();
  for (const [key, value] of settings) values.set(knownKey(key, path2), value);
  return { path: path2, values };
}
function readSettings(text2, path2) {
  try {
    return readYamlSettings(text2);
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

// src/config/config.ts
function resolveConfig(sources) {
  const read = (name2) => readValue2(name2, findValue(name2, sources));
  return {
    database: read("database"),
    ratingsQuery: read("ratings-query"),
    queryTimeoutMs: read("query-timeout"),
    model: read("model"),
    userMap: read("user-map"),
    itemMap: read("item-map"),
    idMapping: read("id-mapping"),
    trainInteractions: read("train-interactions"),
    k: read("k"),
    trackingUri: read("tracking-uri"),
    trackingUriExplicit: findValue("tracking-uri", sources).origin.kind !== "default",
    experiment: read("experiment"),
    runName: read("run-name"),
    thresholds: read("thresholds"),
    maxMrrDrop: read("max-mrr-drop"),
    maxUserGrowth: read("max-user-growth"),
    retrainTrigger: read("retrain-trigger"),
    retrainEventType: read("retrain-event-type"),
    dryRun: read("dry-run"),
    failOn: read("fail-on"),
    report: read("report"),
    summary: read("summary"),
    githubToken: read("github-token"),
    configFile: chooseConfigFile(sources.inputs),
    matrix: read("matrix")
  };
}

// src/read-config.ts
async function readConfig(inputs, workspace, environment) {
  const { path: path2, explicit } = chooseConfigFile(inputs);
  const text2 = await readTextIfPresent(resolve3(workspace, path2));
  if (text2 === null && explicit) throw missingConfigFile(path2);
  return resolveConfig({ inputs, file: text2 === null ? null : parseConfigFile(text2, path2), environment });
}

// src/adapters/throttle.ts
var INTERVAL_MS = 2e3;
function throttle(now, say2) {
  let last = now();
  return (text2) => {
    if (now() - last < INTERVAL_MS) return;
    last = now();
    say2(text2);
  };
}

export {
  logSafe,
  throttle,
  isBoolean,
  INPUT_NAMES,
  inputDefinition,
  isInputName,
  describeInput,
  codeBlock,
  name,
  sentence,
  say,
  join,
  markdownOf,
  plainOf,
  countOf,
  viewOf,
  fitSections,
  text,
  number,
  table,
  findingsTable,
  VERSION,
  main,
  explain,
  nearestNames,
  readConfig
};

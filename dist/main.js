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
  parseIsoTime,
  parseTimestamp,
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
  newerThan: `${PREFIX}newer_than`,
  k: `${PREFIX}k`,
  coldUsers: `${PREFIX}cold_users`,
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
function tagsOf(measurement) {
  const tags = /* @__PURE__ */ new Map([
    ["mlflow.source.type", measurement.origin === null ? "LOCAL" : "JOB"]
  ]);
  if (measurement.health.newestRating !== null)
    tags.set(
      TAGS.dataUntil,
      new Date(Math.min(measurement.health.newestRating, measurement.startedAt)).toISOString()
    );
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
  const { model, database, training, settings, startedAt, endedAt } = measurement;
  return [
    {
      label: "Model",
      value: say`${name(model.path)}, ${name(shortDigest(model.digest))}, ${countOf(model.bytes, "byte", "bytes")}`
    },
    {
      label: "Model size",
      value: say`${usersOf(model)} × ${countOf(model.numItems, "item", "items")}, ${countOf(model.dim, "dimension", "dimensions")}`
    },
    ...training === null ? [] : [{ label: "Trained", value: trainingPhrase(training) }],
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
  "fold-in-has-no-solution": say`the model's item vectors are not finite.`
};

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
var SEQUENCE_AT_K = [sequencePrecisionAtK, sequenceRecallAtK];
var ALWAYS_AT = 10;
function rankingMetrics(k) {
  const cutOffs = [.../* @__PURE__ */ new Set([ALWAYS_AT, k])];
  return [meanReciprocalRank, ...cutOffs.flatMap((cutOff) => AT_K.map((metric) => metric(cutOff)))];
}
function sequenceMetrics(k) {
  const cutOffs = [.../* @__PURE__ */ new Set([ALWAYS_AT, k])];
  return [sequenceMrr, ...cutOffs.flatMap((cutOff) => SEQUENCE_AT_K.map((metric) => metric(cutOff)))];
}
var RATING_METRICS = [rmse];
var DATA_METRICS = [
  numUsers,
  numRatings,
  avgRatingsPerUser,
  evaluatedUsers,
  evaluatedRatings
];

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
  const { dim, numItems, userFactors, itemFactors, itemBiases, ratingOutput: output = "identity" } = model;
  const factors = Float64Array.from(userFactors.subarray(user * dim, (user + 1) * dim));
  const userBias = model.userBiases[user];
  let cell = 0;
  for (let item = 0; item < numItems; item++) {
    let sum = 0;
    for (let axis = 0; axis < dim; axis++) sum += factors[axis] * itemFactors[cell++];
    scores[item] = predictedRating(output, saturate(sum + userBias + itemBiases[item]));
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
  const timeOf = (index) => {
    const time = times[rows[index]];
    return Number.isNaN(time) ? -Infinity : time;
  };
  const order = Uint32Array.from(rows, (_, index) => index).sort(
    // Not a difference of times: −∞ minus −∞ is NaN.
    (one, other) => users[one] - users[other] || Number(timeOf(one) > timeOf(other)) - Number(timeOf(one) < timeOf(other)) || one - other
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
function cutHistory(history, { longest, shortest }) {
  const sequences = [];
  for (let end = history.length; end >= Math.max(1, shortest); end -= longest) {
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
  const metrics = sequenceMetrics(k);
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
      ...computed.map(({ metric, values }) => [metric.standsFor, mean(values)]),
      ...computed.map(({ metric, values }) => [metric.name, mean(values)]),
      ...DATA_METRICS.map((metric) => [metric.name, metric.overall(counts)])
    ]),
    perUser: perUserOf(histories, everybody),
    medianTargets: 1,
    mrrCeiling: 1
  };
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
    return { metric, counts: own.map(({ length }) => length), means: Float64Array.from(own, mean) };
  });
  const values = new Map(
    perUser.flatMap(({ metric, means }) => [
      [metric.standsFor, means],
      [metric.name, means]
    ])
  );
  return { users, targets: Uint32Array.from(perUser[0]?.counts ?? []), values };
}
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
    measurement.model.kind === "sequence" ? say`Sequences that the model was trained on are not left out, and are not a test.` : maskPhrase(settings),
    freshness(health, settings),
    settings.minRating === null ? say`Every rating counts as relevant, whatever its value, as in Spotlight.` : say`Only ratings of at least ${metricText(settings.minRating)} count as relevant.`,
    measurement.model.kind === "sequence" ? say`The model continues sequences of at most ${countText(SEEN_ITEMS)} items in the order of their times; MRR is that of the next item.` : say`The median user has ${countOf(medianTargets, "item", "items")} to find; Spotlight's MRR cannot exceed ${metricText(mrrCeiling)} for these users, and falls when users rate more.`,
    ...settings.idMapping === "mapped" ? [unknownShares(health), coldShares(health, settings)] : []
  ];
}
function maskPhrase(settings) {
  return settings.trainMask ? say`Pairs known at training time were masked while ranking.` : say`Pairs known at training time were not masked (${name("train-interactions")} is not set): ratings that the model was trained on are not a test.`;
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
    leftOut: leftOutRows(measurement.health),
    kept: keptRows(measurement.health, measurement.settings),
    mapProblems: mapProblemRows(measurement.health),
    honesty: honestyOf(measurement),
    furtherMetrics: furtherMetrics(outcome),
    furtherNotes: furtherNotes(measurement),
    skippedRuns: outcome.skippedRuns,
    details: detailRows(outcome),
    mlflow: mlflowHelp(outcome.trackingLocation),
    heldPayload: heldPayload(outcome.plan)
  };
}
function noDataView({ reason, database, health, filter, lastEvaluated }) {
  const { why, whatToDo } = NO_DATA_SENTENCES[reason];
  const since2 = lastEvaluated === null ? say`No earlier evaluation is known.` : say`There has been nothing to evaluate since ${timeText(lastEvaluated)}, when the last evaluation ran.`;
  return {
    ...EMPTY,
    verdict: { symbol: "\u26AA", words: "No data to evaluate" },
    why: [why(name(database), filter), since2],
    advice: { sentence: whatToDo, code: [] },
    deliveries: [{ symbol: "", text: say`No run was logged and nothing was triggered.`, advice: null }],
    data: health === null ? [] : dataRows(health),
    leftOut: health === null ? [] : leftOutRows(health),
    kept: health === null ? [] : keptRows(health, filter),
    mapProblems: health === null ? [] : mapProblemRows(health)
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
  "fold-in-has-no-solution"
];
var NO_FURTHER_METRICS = { metrics: /* @__PURE__ */ new Map(), perUser: /* @__PURE__ */ new Map(), skipped: [] };
function skipAll(metrics, reason) {
  return { ...NO_FURTHER_METRICS, skipped: metrics.map((metric) => ({ metric, reason })) };
}

// src/core/measure-users.ts
function measureUsers({ numItems, interactions, train, metrics, score }, onProgress) {
  const { users, offsets, items } = interactions;
  const values = metrics.map(() => new Float64Array(users.length));
  const scores = new Float64Array(numItems);
  const nans = new NanTally(numItems);
  const maskOf = itemsReader(train);
  for (let index = 0; index < users.length; index++) {
    const user = users[index];
    score(user, scores);
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
function itemsReader(interactions) {
  const nothing = new Uint32Array(0);
  if (interactions === null) return () => nothing;
  const { users, offsets, items } = interactions;
  let at = 0;
  return (user) => {
    while (at < users.length && users[at] < user) at++;
    return users[at] === user ? items.subarray(offsets[at], offsets[at + 1]) : nothing;
  };
}
function meanOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

// src/core/baseline.ts
var CUT_OFF = 10;
var BASELINE_METRICS = rankingMetrics(CUT_OFF);
function nameWithout(metric) {
  return metric === "test_mrr" ? "mrr" : metric;
}
var popularityName = (metric) => `popularity_${nameWithout(metric)}`;
var liftName = (metric) => `lift_${nameWithout(metric)}`;
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
  const values = measureUsers({
    numItems: counts.length,
    interactions,
    train,
    metrics: BASELINE_METRICS,
    score: (_, scores) => scores.set(counts)
  });
  const baseline = new Map([...values].map(([name2, perUser]) => [name2, meanOf(perUser)]));
  const found2 = new Map([...baseline].map(([name2, value]) => [popularityName(name2), value]));
  const skipped = [];
  for (const [name2, value] of baseline) {
    if (value === 0) skipped.push({ metric: liftName(name2), reason: "baseline-is-zero" });
    else found2.set(liftName(name2), metrics.get(name2) / value);
  }
  return { metrics: found2, perUser: /* @__PURE__ */ new Map([[KEPT_PER_USER, values.get("test_mrr")]]), skipped };
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
  /** The equations of a user who rated these items: what does not change when one of them is held out. */
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
  /** Scores every item for a vector: u · q + b. */
  score(vector, scores) {
    const { dim, numItems, itemFactors, itemBiases } = this.#items;
    let cell = 0;
    for (let item = 0; item < numItems; item++) {
      let sum = 0;
      for (let axis = 0; axis < dim; axis++) sum += vector[axis] * itemFactors[cell++];
      scores[item] = sum + itemBiases[item];
    }
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
    const weighted = weight * vector[row];
    for (let column = 0; column < size; column++) matrix2[row * size + column] += weighted * vector[column];
  }
}

// src/core/leave-one-out.ts
var MAX_HELD_OUT = 200;
function foldInScores(foldIn) {
  return (rated) => {
    const equations = foldIn.equationsOf(rated);
    return (heldOut, scores) => {
      const vector = foldIn.vectorWithout(equations, heldOut);
      if (vector !== null) foldIn.score(vector, scores);
      return vector !== null;
    };
  };
}
function popularityScores(counts) {
  return () => (_, scores) => {
    scores.set(counts);
    return true;
  };
}
function leaveOneOut(rated, numItems, scoreWithout) {
  const scoreFor = scoreWithout(rated);
  const scores = new Float64Array(numItems);
  const heldOut = evenlySpaced(rated, MAX_HELD_OUT);
  const reciprocalRanks = new Float64Array(heldOut.length);
  for (const [index, item] of heldOut.entries()) {
    const others = rated.filter((other) => other !== item);
    if (!scoreFor(item, scores)) return null;
    reciprocalRanks[index] = 1 / rankAmong(scores, item, others);
  }
  return reciprocalRanks;
}
function rankAmong(scores, item, leftOut) {
  const own = scores[item];
  let above = 0;
  let equal = 0;
  let next = 0;
  for (let other = 0; other < scores.length; other++) {
    if (leftOut[next] === other) next++;
    else if (scores[other] > own) above++;
    else if (scores[other] === own) equal++;
  }
  return above + (equal + 1) / 2;
}
function evenlySpaced(entries, count) {
  if (entries.length <= count) return entries;
  return Uint32Array.from({ length: count }, (_, index) => {
    return entries[Math.floor(index * entries.length / count)];
  });
}

// src/core/cold-users.ts
var COLD_USER_POLICIES = ["skip", "popularity", "fold-in"];
function measureColdUsers(request, onProgress) {
  const { policy, health } = request;
  if (policy === "skip") return NO_FURTHER_METRICS;
  const found2 = policy === "popularity" ? served(request) : foldedIn(request, onProgress);
  const counts = [
    ["cold_users", health.coldUsers],
    ["cold_ratings", health.dropped.unknownUser]
  ];
  return { ...found2, metrics: new Map([...counts, ...found2.metrics]) };
}
function servedName(metric) {
  return `cold_popularity_${nameWithout(metric)}`;
}
function served({ cold, popularity }) {
  const names = BASELINE_METRICS.map(({ name: name2 }) => servedName(name2));
  if (popularity.kind === "unknown") return skipAll(names, popularity.reason);
  if (cold.users.length === 0) return skipAll(names, "no-cold-users");
  const values = measureUsers({
    numItems: popularity.counts.length,
    interactions: cold,
    train: null,
    metrics: BASELINE_METRICS,
    score: (_, scores) => scores.set(popularity.counts)
  });
  const metrics = new Map([...values].map(([name2, perUser]) => [servedName(name2), meanOf(perUser)]));
  return { metrics, perUser: /* @__PURE__ */ new Map(), skipped: [] };
}
var FOLD_IN_MRR = "cold_fold_in_mrr";
var FOLD_IN_POPULARITY_MRR = "cold_fold_in_popularity_mrr";
function foldedIn({ cold, model, popularity, health }, onProgress) {
  const both = [FOLD_IN_MRR, FOLD_IN_POPULARITY_MRR];
  if (health.coldUsers === 0) return skipAll(both, "no-cold-users");
  const tasks = usersWithSeveralItems(cold);
  const counted = /* @__PURE__ */ new Map([["cold_fold_in_users", tasks.length]]);
  if (tasks.length === 0) return { ...skipAll(both, "nobody-to-fold-in"), metrics: counted };
  const mrr = meanOverUsers(tasks, model.numItems, foldInScores(new FoldIn(model)), onProgress);
  if (mrr === null) return { ...skipAll(both, "fold-in-has-no-solution"), metrics: counted };
  const metrics = counted.set(FOLD_IN_MRR, mrr);
  if (popularity.kind === "unknown")
    return { ...skipAll([FOLD_IN_POPULARITY_MRR], popularity.reason), metrics };
  const popular = meanOverUsers(tasks, model.numItems, popularityScores(popularity.counts));
  return { ...NO_FURTHER_METRICS, metrics: metrics.set(FOLD_IN_POPULARITY_MRR, popular) };
}
function usersWithSeveralItems({ users, offsets, items }) {
  const lists = [...users.keys()].map((index) => items.subarray(offsets[index], offsets[index + 1]));
  return lists.filter((list2) => list2.length >= 2);
}
function meanOverUsers(tasks, numItems, scoreWithout, onProgress) {
  const values = new Float64Array(tasks.length);
  for (const [index, rated] of tasks.entries()) {
    const reciprocalRanks = leaveOneOut(rated, numItems, scoreWithout);
    if (reciprocalRanks === null) return null;
    values[index] = meanOf(reciprocalRanks);
    onProgress?.(index + 1);
  }
  return meanOf(values);
}

// src/formats/report/training-json.ts
var COUNT = external_exports.int().nonnegative();
function trainingJson(times) {
  if (times === null) return null;
  const { trainedAt, cutoff, ofThisCheckpoint } = times;
  return { trained_at: trainedAt, cutoff, of_this_checkpoint: ofThisCheckpoint };
}
var TRAINING = external_exports.object({ trained_at: external_exports.int(), cutoff: external_exports.int().nullable(), of_this_checkpoint: external_exports.boolean() }).transform(({ trained_at: trainedAt, cutoff, of_this_checkpoint: ofThisCheckpoint }) => ({
  trainedAt,
  cutoff,
  ofThisCheckpoint
})).nullable();
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
  user_map: external_exports.object({ malformed_rows: COUNT, conflicting_names: COUNT, shared_ids: COUNT }),
  item_map: external_exports.object({ malformed_rows: COUNT, shared_ids: COUNT })
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
var COUNT2 = external_exports.int().nonnegative();
var HEALTH = external_exports.object({
  num_users: COUNT2,
  num_ratings: COUNT2,
  avg_ratings_per_user: external_exports.number(),
  evaluated_users: COUNT2,
  evaluated_ratings: COUNT2,
  dropped: external_exports.object({ ambiguous_title: COUNT2, unmatched_title: COUNT2, unknown_user: COUNT2 }),
  filtered: external_exports.object({ below_min_rating: COUNT2, without_time: COUNT2, too_old: COUNT2 }),
  malformed_rows: COUNT2,
  non_numeric_ratings: COUNT2,
  malformed_timestamps: COUNT2,
  duplicate_rows: COUNT2,
  unknown_users: COUNT2,
  cold_users: COUNT2,
  unknown_items: COUNT2,
  ambiguous_items: COUNT2,
  num_item_names: COUNT2,
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
var COUNT3 = external_exports.int().nonnegative();
var TIME = external_exports.int();
var SOURCE = { path: TEXT, digest: TEXT, bytes: COUNT3 };
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
  k: COUNT3,
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
  run_attempt: COUNT3,
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
var MODEL = external_exports.object({ ...SOURCE, kind: TEXT, num_users: COUNT3, num_items: COUNT3, dim: COUNT3 }).transform(({ num_users: numUsers2, num_items: numItems, ...same }) => ({
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
    ...RANKING_SETTINGS.map(([param]) => param),
    PARAMS.newerThan
  ];
  return identifying.every((param) => past.get(param) === own.get(param));
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
    const mean2 = total(this.#sums) / pairs;
    const squares = total(this.#sums.map((sum, user) => (sum - mean2 * this.#counts[user]) ** 2));
    return { mean: mean2, error: Math.sqrt(squares * users / (users - 1)) / pairs, users, pairs };
  }
};
function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

// src/core/self-test/places.ts
var Places = class {
  #floats;
  #keys;
  #sorted;
  constructor(numItems) {
    this.#floats = new Float32Array(numItems);
    this.#keys = new Uint32Array(this.#floats.buffer);
    this.#sorted = new Uint32Array(numItems);
  }
  /**
   * Where every item stands in one user's list: 1 best, 0 worst, ½ in the middle; items of the same score share the
   * middle of their places. Scores are compared as float32, by integers in the same order: those sort several times as
   * fast as float64, and a rounded tie is nothing to this test.
   */
  of(scores, places) {
    this.#floats.set(scores);
    const keys = this.#keys;
    for (let item = 0; item < keys.length; item++) {
      const bits = keys[item];
      keys[item] = bits >>> 31 === 1 ? ~bits : bits | 2147483648;
    }
    const sorted = this.#sorted;
    sorted.set(keys);
    sorted.sort();
    for (let item = 0; item < keys.length; item++) {
      const key = keys[item];
      const below2 = firstFrom(sorted, key);
      const isTied = sorted[below2 + 1] === key;
      const upTo = isTied ? firstFrom(sorted, key + 1) : below2 + 1;
      places[item] = (below2 + upTo) / 2 / keys.length;
    }
  }
};
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

// src/core/self-test/signals.ts
var MIDDLE = 1 / 2;
var MAX_USERS = 192;
var MAX_SCORES = 32e6;
var MIN_USERS = 20;
function measureSignals(request) {
  const { model, interactions } = request;
  const count = Math.max(MIN_USERS, Math.min(MAX_USERS, Math.floor(MAX_SCORES / model.numItems)));
  const users = evenlySpaced(interactions.users, count);
  if (users.length < MIN_USERS) return null;
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
    const placesIn = (list2) => Float64Array.from(list2, (item) => places[item]);
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
var CERTAIN = 4;
var MIN_PAIRS = 100;
var MIN_TRAIN_PLACE = 0.1;
var MIN_TRAIN_OWN = 0.05;
var FEW_PAIRS = 1e3;
var MIN_TRAIN_OWN_WITH_FEW = 0.1;
var MIN_SHARE = 1 / 3;
var TELLING_REPEATS = 2;
function judge(signals) {
  const { trainPlace, trainOwn, freshOwn } = signals;
  if (!isEnough(trainPlace) || isFlat(trainPlace)) return null;
  if (upperBound(trainPlace) < MIN_TRAIN_PLACE) return "train-pairs-at-chance";
  if (!isEnough(trainOwn) || !isEnough(freshOwn)) return null;
  if (isCertain(freshOwn) && !isCertain(trainOwn) && upperBound(trainOwn) < lowerBound2(freshOwn))
    return "train-pairs-of-others";
  const needed = freshOwn.pairs < FEW_PAIRS ? MIN_TRAIN_OWN_WITH_FEW : MIN_TRAIN_OWN;
  const isPersonal = isCertain(trainOwn) && trainOwn.mean >= needed;
  const isGone = !isCertain(freshOwn) && upperBound(freshOwn) < MIN_SHARE * trainOwn.mean;
  return isPersonal && isGone && !repeatsAreTelling(signals) ? "ratings-of-others" : null;
}
function isEnough({ users, pairs }) {
  return users >= MIN_USERS && pairs >= MIN_PAIRS;
}
function isFlat({ mean: mean2, error }) {
  return mean2 === 0 && error === 0;
}
function isCertain({ mean: mean2, error }) {
  return mean2 > CERTAIN * error;
}
function upperBound({ mean: mean2, error }) {
  return mean2 + BOUND * error;
}
function lowerBound2({ mean: mean2, error }) {
  return mean2 - BOUND * error;
}
function repeatsAreTelling({ repeats: { found: found2, expected } }) {
  if (Math.abs(found2 - expected) < CERTAIN * Math.sqrt(expected)) return false;
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
  const signals = measureSignals(check);
  const failure2 = signals === null ? null : judge(signals);
  if (failure2 !== null) throw new IdentifierError(failure2);
}
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

// src/core/rating-filter.ts
var NO_FILTER = { minRating: null, newerThan: null };
function whyLeftOut({ values, timestamps }, row, { minRating, newerThan }) {
  if (minRating !== null && !(values[row] >= minRating)) return "belowMinRating";
  if (newerThan === null) return null;
  const time = timestamps?.[row] ?? Number.NaN;
  if (Number.isNaN(time)) return "withoutTime";
  return time > newerThan ? null : "tooOld";
}

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
function validate({ ratings, mapping, model, filter = NO_FILTER }) {
  const ids = mapping.kind === "mapped" ? lookUp(ratings, mapping) : numberByAppearance(ratings, model);
  const rows = keepKnownRows(ratings, ids, filter);
  const interactions = groupInteractions(rows.users, rows.items);
  const cold = groupInteractions(rows.cold.users, rows.cold.items);
  const health = {
    counts: countRows(ratings),
    problems: ratings.problems,
    dropped: rows.dropped,
    filtered: rows.filtered,
    unknownUsers: countOf2(ids.users, UNKNOWN),
    coldUsers: rows.cold.numUsers,
    unknownItems: countOf2(ids.items, UNKNOWN),
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
    else if (item === UNKNOWN) dropped.unmatchedTitle++;
    else if (user === UNKNOWN) {
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

// src/core/popularity.ts
function choosePopularity(sources) {
  const { idMapping, model, modelDigest, train, manifest } = sources;
  if (model.kind === "sequence") return { kind: "unknown", reason: "sequence-model" };
  if (idMapping === "first-seen") return { kind: "unknown", reason: "first-seen-ids" };
  if (train !== null)
    return { kind: "known", source: "train-interactions", counts: countItems(train, model.numItems) };
  if (manifest === null) return { kind: "unknown", reason: "no-popularity-source" };
  return isOfModel(manifest, modelDigest) ? { kind: "known", source: "monitor.json", counts: manifest.popularity } : { kind: "unknown", reason: "popularity-of-another-checkpoint" };
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
  const [ratings, model] = await Promise.allSettled([world.readRatings(), world.readModel()]);
  if (ratings.status === "rejected") throw ratings.reason;
  if (ratings.value === null) return null;
  if (model.status === "rejected") throw model.reason;
  const loaded = { ratings: ratings.value, ...model.value };
  log.info(`${loaded.ratings.source.path}: ${loaded.ratings.ratings.userOfRow.length} ratings`);
  if (loaded.ratings.walFramesReplayed > 0)
    log.info(`${loaded.ratings.walFramesReplayed} frames of its write-ahead log were replayed`);
  log.info(`${loaded.source.path}: ${sizeOf(loaded.model)}`);
  const mapping = await world.readIdMapping(loaded);
  const train = await world.readTrainInteractions(loaded.model);
  log.info(maskText(loaded.model, train));
  const manifest = await world.readTrainingManifest(loaded.model);
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
function evaluate(request, onProgress) {
  const { model, interactions, train, k, counts } = request;
  checkWithinModel2(request);
  const values = measureUsers(
    {
      numItems: model.numItems,
      interactions,
      train,
      metrics: rankingMetrics(k),
      score: (user, scores) => scoreUser(model, user, scores)
    },
    onProgress
  );
  const targets = Uint32Array.from(
    interactions.users,
    (_, index) => interactions.offsets[index + 1] - interactions.offsets[index]
  );
  const metrics = /* @__PURE__ */ new Map();
  for (const [name2, perUser] of values) metrics.set(name2, meanOf(perUser));
  for (const [name2, value] of measureRatings(request.model, request.rated ?? null)) metrics.set(name2, value);
  for (const metric of DATA_METRICS) metrics.set(metric.name, metric.overall(counts));
  return {
    metrics,
    perUser: { users: interactions.users, targets, values },
    medianTargets: medianOf(targets),
    mrrCeiling: mrrCeilingOf(targets)
  };
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
function evaluateModel(config, world, loaded, known) {
  const { model } = loaded;
  return model.kind === "sequence" ? evaluateSequenceModel(config, world, { ...loaded, model }, known) : evaluateFactorModel(config, world, { ...loaded, model }, known);
}
function evaluateFactorModel({ k, coldUsers: policy }, { log }, { model, train, ratings, popularity }, { interactions, cold, scoredRows, health }) {
  const total2 = interactions.users.length;
  const rated = { ...scoredRows, values: ratings.ratings.values };
  const evaluation = evaluate(
    { model, interactions, train, k, rated, counts: health },
    (users) => log.progress(`${users} of ${total2} users evaluated`)
  );
  log.info(`${total2} users evaluated`);
  const { metrics } = evaluation;
  const baseline = measureBaseline({ popularity, interactions, train, metrics });
  const ofColdUsers = measureColdUsers(
    { policy, cold, model, popularity, health },
    (users) => log.progress(`${users} unknown users folded in`)
  );
  return { evaluation, baseline, cold: ofColdUsers };
}
function evaluateSequenceModel({ k }, { log }, { model, ratings, popularity }, { interactions, scoredRows, health: counts }) {
  const { timestamps } = ratings.ratings;
  const evaluation = evaluateSequences(
    { model, scoredRows, timestamps, k, counts },
    (sequences) => log.progress(`${sequences} sequences evaluated`)
  );
  const baseline = measureBaseline({ popularity, interactions, train: null, metrics: evaluation.metrics });
  return { evaluation, baseline, cold: NOT_FOR_SEQUENCES };
}
var NOT_FOR_SEQUENCES = skipAll(
  ["cold_popularity_mrr", "cold_fold_in_mrr"],
  "sequence-model"
);

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
  training: json.training,
  popularitySource: json.popularity_source,
  skippedMetrics: json.skipped_metrics,
  perUser: json.per_user,
  origin: json.origin,
  monitorVersion: json.monitor_version
}));

// src/measure.ts
function measure(config, world, found2) {
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
    skippedMetrics: [...baseline.skipped, ...cold.skipped],
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
function trainingTimes({ manifest, source }) {
  if (manifest === null) return null;
  const { trainedAt, cutoff } = manifest;
  return { trainedAt, cutoff, ofThisCheckpoint: isOfModel(manifest, source.digest) };
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
function momentOf(text2) {
  const time = parseIsoTime(text2);
  if (!Number.isNaN(time)) return time;
  const date = new Date(text2);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text2 ? date.getTime() : Number.NaN;
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

// src/monitor.ts
async function monitor(config, world, { onPublished, rules = RULES } = {}) {
  const { log, tracking } = world;
  const startedAt = world.now();
  const filter = { minRating: config.minRating, newerThan: await resolveSince(config, world, startedAt) };
  const loaded = await log.group("1. Load", () => load(world));
  if (loaded === null)
    return await noData(config, world, { reason: "database-missing", health: null, filter });
  const validation = await log.group("2. Validate", async () => checkRatings(config, world, loaded, filter));
  if (validation.kind === "no-data") return await noData(config, world, { ...validation, filter });
  const measurement = await log.group("3. Evaluate", async () => {
    const found2 = evaluateModel(config, world, loaded, validation);
    return measure(config, world, { ...loaded, startedAt, filter, health: validation.health, ...found2 });
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
function checkRatings(config, { log }, { ratings, mapping, model, train }, filter) {
  requireTimes(config, ratings);
  const validation = validate({ ratings: ratings.ratings, mapping, model, filter });
  const { counts, evaluatedRatings: evaluatedRatings2 } = validation.health;
  log.info(`${evaluatedRatings2} of ${counts.numRatings} ratings can be scored`);
  if (validation.kind === "ok" && mapping.kind === "mapped" && train !== null && model.kind !== "sequence")
    checkIdentifiers({ model, interactions: validation.interactions, train });
  return validation;
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
async function noData(config, { log, origin, tracking }, { reason, health, filter }) {
  log.info(`no data to evaluate: ${reason}`);
  const lastEvaluated = await tracking.newestStart(config.experiment);
  return { status: "no-data", reason, database: config.database, health, filter, lastEvaluated, origin };
}

// src/open-world.ts
import { dirname as dirname5, join as join6, relative as relative2, resolve as resolve3 } from "node:path";

// src/adapters/files.ts
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";

// src/adapters/unfinished.ts
import { createHash, randomUUID } from "node:crypto";
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
    return createHash("sha256").update(`${hostname()}
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

// src/adapters/sqlite.ts
import { Worker } from "node:worker_threads";
var WORKER_HEAP_MB = 2048;
var MAX_TIMER_MS = 2 ** 31 - 1;
async function loadRatings(request) {
  const { promise, resolve: resolve5, reject } = Promise.withResolvers();
  const worker = startWorker(request);
  let rows = 0;
  const timer = setTimeout(() => reject(tooSlow(request, rows)), Math.min(request.timeoutMs, MAX_TIMER_MS));
  worker.on("message", (message) => {
    if (message.kind === "progress") {
      rows = message.rows;
      request.onProgress?.(rows);
    } else if (message.kind === "refused") reject(fromPlainError(message.error));
    else resolve5(message.kind === "loaded" ? message.loaded : null);
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
import { readdirSync } from "node:fs";
import { mkdir as mkdir3, realpath } from "node:fs/promises";
import { basename as basename2, dirname as dirname3 } from "node:path";

// src/formats/mlflow/experiment.ts
import { createHash as createHash2 } from "node:crypto";

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
function experimentIdOf(name2, attempt3) {
  if (name2 === "Default" && attempt3 === 0) return "0";
  const hash = createHash2("sha256").update(attempt3 === 0 ? name2 : `${name2}
${attempt3}`, "utf8");
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
import { lstatSync as lstatSync2, opendirSync, readFileSync as readFileSync2, statSync } from "node:fs";
import { join as join3 } from "node:path";
var MAX_ENTRIES = 5e4;
var MAX_PATH_CHARACTERS = 1e3;
function locate(store, relative3) {
  return join3(store.path, ...relative3.split("/"));
}
function listDirectory(store, relative3) {
  const path2 = locate(store, relative3);
  try {
    const found2 = relative3 === "" ? statSync(path2) : lstatSync2(path2);
    if (found2.isDirectory()) return entriesOf2(path2, relative3);
    throw new MalformedFileError(relative3, "is not a directory", REPAIR_HINT);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw unreadable2(store, relative3, error);
    if (lstatSync2(path2, { throwIfNoEntry: false }) === void 0) return [];
    throw new MalformedFileError(relative3, "is a link to a place that does not exist", REPAIR_HINT);
  }
}
function entriesOf2(path2, relative3) {
  const entries = [];
  const directory = opendirSync(path2);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (entries.length === MAX_ENTRIES)
        throw new MalformedFileError(relative3, `holds more than ${MAX_ENTRIES} entries`, REPAIR_HINT);
      entries.push(entry);
    }
  } finally {
    directory.closeSync();
  }
  return entries;
}
function listOrThrow(store, relative3) {
  return orDamaged(store, () => listDirectory(store, relative3));
}
function orDamaged(store, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedFileError ? damaged(store, error) : error;
  }
}
function hasMeta(store, relative3) {
  return listDirectory(store, relative3).some(isMeta);
}
function isMeta(entry) {
  return entry.name === "meta.yaml";
}
function readText(store, relative3, maxBytes) {
  const path2 = locate(store, relative3);
  const malformed = (found2) => new MalformedFileError(relative3, found2, REPAIR_HINT);
  try {
    const found2 = lstatSync2(path2);
    if (!found2.isFile()) throw malformed("is not a regular file");
    if (found2.size > maxBytes) throw malformed(`holds ${found2.size} bytes; at most ${maxBytes} are read`);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync2(path2));
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    if (codeOf(error) === "ERR_ENCODING_INVALID_ENCODED_DATA") throw malformed("is not UTF-8 text");
    throw unreadable2(store, relative3, error);
  }
}
function filesBelow(store, relative3) {
  const files = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== void 0; folder = folders.pop()) {
    for (const entry of listDirectory(store, joined2(relative3, folder))) {
      const path2 = joined2(folder, entry.name);
      const wrong = whatIsWrong2(entry, path2, files.length + folders.length);
      if (wrong !== null) throw new MalformedFileError(joined2(relative3, path2), wrong, REPAIR_HINT);
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
function shownPath(relative3) {
  return /^[\w./ -]*$/.test(relative3) ? relative3 : quote(relative3);
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
function unreadable2(store, relative3, error) {
  const code2 = codeOf(error);
  if (code2 === null) return error;
  return new HistoryError(
    `${store.shownAs}${shownPath(relative3)}: cannot be read or written (${code2})`,
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
function findExperiment(store, name2, onUnreadable) {
  const { experiments, unreadable: unreadable4 } = listExperiments(store);
  const namesakes = experiments.filter((experiment) => experiment.name === name2);
  const [active] = namesakes.filter(({ lifecycleStage }) => lifecycleStage === "active").sort(shownByMlflow);
  if (active !== void 0) {
    unreadable4.forEach(onUnreadable);
    return { id: active.id, exists: true };
  }
  if (namesakes[0] !== void 0) throw deletedExperiment(store, namesakes[0]);
  if (unreadable4[0] !== void 0) throw damaged(store, unreadable4[0]);
  return { id: newId(name2, experiments), exists: false };
}
function shownByMlflow(one, other) {
  return other.creationTime - one.creationTime || (one.id < other.id ? -1 : 1);
}
function listExperiments(store) {
  const experiments = [];
  const unreadable4 = [];
  for (const folder of ["", TRASH]) {
    for (const id of experimentIds(store, folder)) {
      const path2 = folder === "" ? id : `${folder}/${id}`;
      try {
        const experiment = readExperiment(store, path2, id);
        if (experiment === null) continue;
        experiments.push(folder === "" ? experiment : { ...experiment, lifecycleStage: "deleted" });
      } catch (error) {
        if (!(error instanceof MalformedFileError)) throw error;
        unreadable4.push(error);
      }
    }
  }
  return { experiments, unreadable: unreadable4 };
}
function readExperiment(store, path2, id) {
  const file = `${path2}/meta.yaml`;
  const entries = listDirectory(store, path2);
  const text2 = entries.some(isMeta) ? readText(store, file, MAX_META_BYTES) : null;
  if (text2 !== null) return readExperimentMeta(text2, file, id);
  for (const entry of entries)
    if (entry.isDirectory() && isRunId(entry.name) && hasMeta(store, `${path2}/${entry.name}`))
      throw new MalformedFileError(file, "is missing, but there are runs beside it", REPAIR_HINT);
  return null;
}
function experimentIds(store, folder) {
  const entries = listOrThrow(store, folder).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
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
  let attempt3 = 0;
  while (taken.has(experimentIdOf(name2, attempt3))) attempt3++;
  return experimentIdOf(name2, attempt3);
}
function refuseToHideDatabase(store, besideStore) {
  if (!besideStore.includes("mlflow.db")) return;
  for (const id of experimentIds(store, "")) if (/^\d+$/.test(id) && hasMeta(store, id)) return;
  throw new ConfigError(
    `mlflow.db lies beside ${store.shownAs}, which holds no experiment: a new one there would hide the database from a plain \`mlflow ui\``,
    "Set the input `tracking-uri` to the directory that is meant, for example `monitoring/mlruns`."
  );
}

// src/adapters/tracking/mlflow-repair.ts
import { mkdirSync, rmSync } from "node:fs";
var NEEDED = ["metrics", "params", "artifacts"];
function repairRuns(store, now) {
  for (const experiment of experimentIds(store, ""))
    attempt2(() => {
      const entries = listDirectory(store, experiment);
      removeTemporaryFiles(store, { directory: experiment, entries }, now);
      for (const entry of entries)
        if (entry.isDirectory() && isRunId(entry.name))
          attempt2(() => repairRun(store, `${experiment}/${entry.name}`, now));
    });
}
function repairRun(store, directory, now) {
  const entries = listDirectory(store, directory);
  removeTemporaryFiles(store, { directory, entries }, now);
  const present = new Set(entries.map(({ name: name2 }) => name2));
  if (!present.has("meta.yaml")) return;
  for (const name2 of NEEDED) if (!present.has(name2)) mkdirSync(locate(store, `${directory}/${name2}`));
}
function removeTemporaryFiles(store, { directory, entries }, now) {
  for (const entry of entries) {
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
var MAX_RUN_BYTES = 64 * 1024 * 1024;
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
  *pastRuns(experimentId) {
    for (const { directory, meta } of this.#finishedRuns(experimentId)) {
      const values = this.#readOrSkip(directory, () => readValues(this.#store, directory));
      if (values !== null) yield { runId: meta.runId, startTime: meta.startTime, ...values };
    }
  }
  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  newestStart(experimentId) {
    const [newest] = this.#finishedRuns(experimentId);
    return newest?.meta.startTime ?? null;
  }
  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  checkOurs(experimentId) {
    for (const { directory } of this.#finishedRuns(experimentId))
      if (isOurs(this.#store, directory))
        this.#readOrSkip(directory, () => readValues(this.#store, directory));
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
      const text2 = readText(this.#store, file, MAX_META_BYTES);
      const runId = directory.slice(experimentId.length + 1);
      return text2 === null ? null : readRunMeta(text2, file, { experimentId, runId });
    });
  }
  #readOrSkip(directory, read) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (isOurs(this.#store, directory)) throw damaged(this.#store, error);
      this.skip(directory, error);
      return null;
    }
  }
};
function newestFirst({ meta: one }, { meta: other }) {
  if (one.startTime !== other.startTime) return other.startTime - one.startTime;
  return one.runId < other.runId ? -1 : 1;
}
function isOurs(store, directory) {
  for (const section2 of ["tags", "params"]) {
    try {
      const entries = listDirectory(store, `${directory}/${section2}`);
      if (entries.some(({ name: name2 }) => name2.startsWith(OUR_PREFIX))) return true;
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
    }
  }
  return false;
}
function readValues(store, directory) {
  const budget = { bytes: MAX_RUN_BYTES };
  const metrics = readSection({ store, path: `${directory}/metrics`, budget }, currentValue);
  const params = readSection({ store, path: `${directory}/params`, budget }, asWritten);
  const tags = readSection({ store, path: `${directory}/tags`, budget }, asWritten);
  if (metrics.size === 0 && [...params.keys(), ...tags.keys()].some((key) => key.startsWith(OUR_PREFIX)))
    throw new MalformedFileError(`${directory}/metrics`, "holds no metric", REPAIR_HINT);
  return { metrics, params, tags };
}
function asWritten(text2) {
  return text2;
}
function readSection({ store, path: path2, budget }, parse4) {
  const values = /* @__PURE__ */ new Map();
  for (const key of filesBelow(store, path2)) {
    const file = `${path2}/${key}`;
    const text2 = readText(store, file, budget.bytes);
    if (text2 === null) continue;
    budget.bytes -= text2.length;
    values.set(key, parse4(text2, file));
  }
  return values;
}

// src/adapters/tracking/place-directory.ts
import { lstat, mkdir as mkdir2, readdir as readdir2, rename as rename2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { basename, dirname as dirname2, join as join4 } from "node:path";
var MARKER = "meta.yaml";
async function placeDirectory({ files, target, stagingParent }) {
  const staging = join4(stagingParent, stagingName());
  const built = join4(staging, basename(target));
  try {
    await mkdir2(staging);
    await writeFiles(built, files, { recursive: false });
    await rename2(built, target);
    return true;
  } catch (error) {
    if (await exists(join4(target, MARKER))) return false;
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
  await writeFiles(target, others, { recursive: true });
  await replaceFile({ path: join4(target, MARKER), content: files.get(MARKER) ?? "", temporaryIn: target });
}
async function writeFiles(root, files, making) {
  for (const folder of foldersOf(files.keys())) await mkdir2(join4(root, folder), making);
  for (const [path2, content] of files) await writeFile2(join4(root, path2), content, "utf8");
}
function foldersOf(paths) {
  const folders = /* @__PURE__ */ new Set([""]);
  for (const path2 of paths)
    for (let slash = path2.indexOf("/"); slash > 0; slash = path2.indexOf("/", slash + 1))
      folders.add(path2.slice(0, slash));
  return folders;
}
async function replaceFile(file) {
  const temporary = join4(file.temporaryIn, temporaryName());
  try {
    await writeFile2(temporary, file.content, "utf8");
    await mkdir2(dirname2(file.path), { recursive: true });
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
    return asAsync(this.#reader.pastRuns(experimentId));
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
    checkId(isExperimentId(run.experimentId), run.experimentId);
    checkId(isRunId(run.runId), run.runId);
    const { artifacts, tags } = amendmentFiles(amendment);
    const directory = `${run.experimentId}/${run.runId}`;
    if (!orDamaged(this.#store, () => hasMeta(this.#store, directory))) throw this.#gone(directory);
    const missing = [];
    for (const [path2, content] of artifacts)
      if (this.#isNew(`${directory}/${path2}`, content)) missing.push([path2, content]);
    for (const [path2, content] of [...missing, ...tags]) await this.#replace(directory, path2, content);
  }
  #find(experiment) {
    return findExperiment(this.#store, experiment, (error) => this.#reader.skip(error.file, error));
  }
  async #place(relative3, files, stagingParent) {
    return await placeDirectory({ files, target: locate(this.#store, relative3), stagingParent });
  }
  async #create(experiment, stagingParent) {
    const created = { ...experiment, lifecycleStage: "active", creationTime: this.#options.now() };
    const files = /* @__PURE__ */ new Map([["meta.yaml", writeExperimentMeta(created, basename2(this.#store.path))]]);
    return await this.#writing(() => this.#place(experiment.id, files, stagingParent));
  }
  /** Brings the store into the state that MLflow expects, and returns where to build: beside it, on its file system. */
  async #prepare() {
    await mkdir3(locate(this.#store, ".trash"), { recursive: true });
    const stagingParent = dirname3(await realpath(this.#store.path));
    await removeAbandonedStaging(stagingParent, this.#options.now());
    if (!hasMeta(this.#store, "0") && !hasMeta(this.#store, ".trash/0"))
      await this.#create(DEFAULT_EXPERIMENT, stagingParent);
    repairRuns(this.#store, this.#options.now());
    return stagingParent;
  }
  #namesBeside() {
    try {
      return readdirSync(dirname3(this.#store.path));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw unreadable2(this.#store, "", error);
    }
  }
  /** Whether an artifact is still to be written. */
  #isNew(relative3, content) {
    const published = orDamaged(this.#store, () => readText(this.#store, relative3, MAX_ARTIFACT_BYTES));
    if (published === null || published === content) return published === null;
    throw new HistoryError(
      `${this.location}${shownPath(relative3)} is there already with other content; a published artifact never changes`,
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
  async #writing(write) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof MalformedFileError) throw damaged(this.#store, error);
      throw unreadable2(this.#store, "", error);
    }
  }
};
function checkId(isValid, id) {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}
async function* asAsync(items) {
  yield* items;
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
function checkCoversItems(file, { numIds, problems }, count) {
  if (numIds + problems.malformedRows >= count) return;
  throw new MalformedFileError(
    file,
    `it holds ${numIds} items; the model has ${count}`,
    "Use the item map that was written together with this model, one row for each of its items."
  );
}

// src/formats/id-map-builders.ts
var UserMapBuilder = class {
  #idOf = /* @__PURE__ */ new Map();
  #conflicting = /* @__PURE__ */ new Set();
  #ids = new IdUse();
  #malformedRows = 0;
  /** @param id null: the row has none that is a non-negative integer */
  add(name2, id) {
    if (name2 === void 0 || id === null) {
      this.#malformedRows++;
      return;
    }
    this.#ids.add(id, name2);
    const known = this.#idOf.get(name2);
    if (known !== void 0 && known !== id) this.#conflicting.add(name2);
    this.#idOf.set(name2, id);
  }
  /** @throws MalformedFileError when no row is well formed */
  finish(file) {
    checkSomeRows(file, this.#ids.rows, this.#malformedRows);
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
  #ids = new IdUse();
  #malformedRows = 0;
  /** @param id null: the row has none that is a non-negative integer */
  add(rawTitle, id) {
    const title = normaliseTitle(rawTitle ?? "");
    if (id === null || title === "") {
      this.#malformedRows++;
      return;
    }
    this.#ids.add(id, title);
    const known = this.#idOfTitle.get(title);
    if (known !== void 0 && known !== id) this.#ambiguousTitles.add(title);
    this.#idOfTitle.set(title, id);
  }
  /** @throws MalformedFileError when no row is well formed */
  finish(file) {
    checkSomeRows(file, this.#ids.rows, this.#malformedRows);
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
  rows = 0;
  maxId = -1;
  add(id, name2) {
    const known = this.#nameOf.get(id);
    if (known === void 0) this.#nameOf.set(id, name2);
    else if (known !== name2) this.#shared.add(id);
    this.rows++;
    this.maxId = Math.max(this.maxId, id);
  }
  get distinct() {
    return this.#nameOf.size;
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
function userMap(file, { entries }) {
  const map = new UserMapBuilder();
  for (const [name2, id] of entries) map.add(textOf(name2), idOf(id));
  return map.finish(file);
}
function itemMap(file, items) {
  const map = new ItemMapBuilder();
  if (isKind2(items, "list")) for (const [id, title] of items.items.entries()) map.add(textOf(title), id);
  else if (isKind2(items, "dict"))
    for (const [key, value] of items.entries)
      if (typeof key === "string") map.add(key, idOf(value));
      else map.add(textOf(value), idOf(key));
  else return null;
  return map.finish(file);
}
function textOf(value) {
  return typeof value === "string" ? value : void 0;
}
function idOf(value) {
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
var HINT2 = "Save the model with plain embedding layers, or save it again as it was trained.";
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
        throw new UnsupportedFileError(layer.file, found2, HINT2);
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
    throw new UnsupportedFileError(layer.file, found2, HINT2);
  }
  return typeof cached === "object" && cached !== null && "floats" in cached ? cachedHashes(layer, cached) : computedHashes(layer);
}
function cachedHashes({ file, name: name2, compressed, ids }, cached) {
  const [count, functions = 0] = cached.shape;
  if (cached.shape.length !== 2 || count !== ids || functions < 1 || functions > SEEDS.length) {
    const found2 = `the hashes of ${name2} have the shape [${cached.shape.join(", ")}]; ${ids} ids \xD7 1 to ${SEEDS.length} functions are needed`;
    throw new MalformedFileError(file, found2, HINT2);
  }
  const rows = cached.floats();
  const numRows = compressed.shape[0];
  const wrong = rows.find((row) => row < 0 || row >= numRows);
  if (wrong !== void 0) {
    const found2 = `a hash of ${name2} is ${wrong}; the table has ${numRows} rows`;
    throw new MalformedFileError(file, found2, HINT2);
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
    throw new MalformedFileError(layer.file, found2, HINT2);
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
  throw new MalformedFileError(file, found2, HINT2);
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
  const fraction = (bits & 2 ** fractionBits - 1) / 2 ** fractionBits;
  if (exponent === highest2) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

// src/formats/checkpoint/tables.ts
var HINT3 = "Check that the file is Spotlight's model as it was trained: tables that fit together.";
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
      throw new UnsupportedFileError(this.#file, found2, HINT3);
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
    throw this.#wrongShape(name2, shape, `${shown2(wanted)} is needed`);
  }
  /** The shape as it is, empty where there is no such tensor. */
  shape(name2) {
    return this.#tensors.get(name2)?.shape ?? [];
  }
  #wrongShape(name2, shape, needed) {
    return new MalformedFileError(this.#file, `${name2} has the shape ${shown2(shape)}; ${needed}`, HINT3);
  }
  #tensor(name2) {
    const tensor = this.#tensors.get(name2);
    if (tensor === void 0) throw new MalformedFileError(this.#file, `there is no ${quote(name2)}`, HINT3);
    if (FLOAT_TYPES.has(tensor.dtype)) return tensor;
    const found2 = `${name2} has elements of the type ${quote(tensor.dtype)}; supported are ${[...FLOAT_TYPES.keys()].join(", ")}`;
    throw new UnsupportedFileError(
      this.#file,
      found2,
      "Save the model with float32 weights: model._net.float()."
    );
  }
};
function shown2(shape) {
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
var HINT4 = "Check that the file is Spotlight's factorization model as it was trained: four tables that fit together.";
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
      throw new MalformedFileError(file, found2, HINT4);
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
    const layers = names.map((name2, index) => {
      const [, , kernelWidth = 0] = tables.shape(`${name2}.weight`);
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
    let entries = 1;
    for (const vector of vectors) {
      sum += vector[axis];
      if (vector[axis] !== 0) entries++;
    }
    return sum / entries;
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
var MAX_SHOWN = 12;
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
  const below2 = [...values].filter(([name2]) => name2.startsWith(prefix));
  return new Map(below2.map(([name2, value]) => [name2.slice(prefix.length), value]));
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
  const text2 = new TextDecoder().decode(bytes.subarray(start, start + length));
  const fields = parseDictionary(text2);
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
var DTYPE_NAMES = /* @__PURE__ */ new Map([
  ["u", "uint"],
  ["i", "int"],
  ["f", "float"]
]);
var REWRITE_HINT = "Write the file again with numpy.savez; it may be cut short or was made to mislead.";
var PLAIN_HINT = "Save plain arrays of integers or floats (numpy.savez with array.astype(...)).";
function readNpy(file, name2, bytes) {
  const header = headerOf(file, name2, bytes);
  const { descr, shape, fortranOrder, dataOffset } = header;
  const type = elementTypeOf(descr);
  if (type === void 0) throw unreadable3(file, name2, `elements of type ${quote(descr)}`);
  const width = widthOf(descr);
  const kind = descr.slice(1, 2) === "f" ? "float" : "integer";
  const count = checkedCount(file, name2, bytes, header);
  const present = bytes.length - dataOffset;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
  const values = new type.array(count);
  const littleEndian = !descr.startsWith(">");
  for (let index = 0; index < count; index++) values[index] = type.read(view, index * width, littleEndian);
  if (kind === "integer") checkExact(file, name2, values);
  return { kind, shape, values: fortranOrder ? toRowMajor(shape, values, new type.array(count)) : values };
}
function describeNpy(file, name2, bytes) {
  const header = headerOf(file, name2, bytes);
  const { descr, shape } = header;
  if (elementTypeOf(descr) === void 0) return { dtype: descr, shape };
  checkedCount(file, name2, bytes, header);
  return { dtype: DTYPE_NAMES.get(descr.slice(1, 2)) + String(8 * widthOf(descr)), shape };
}
function widthOf(descr) {
  return Number(descr.slice(2));
}
function checkedCount(file, name2, bytes, header) {
  const { descr, shape, dataOffset } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const taken = count * widthOf(descr);
  const present = bytes.length - dataOffset;
  if (taken === present) return count;
  const found2 = `array ${quote(name2)} of shape (${shape.join(", ")}) takes ${taken} bytes, ${present} are there`;
  throw new MalformedFileError(file, found2, REWRITE_HINT);
}
function headerOf(file, name2, bytes) {
  try {
    const header = readNpyHeader(bytes);
    if (header.descr.slice(1, 2) === "O")
      throw unreadable3(file, name2, "Python objects, which are never loaded");
    return header;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedFileError(file, `array ${quote(name2)} cannot be read: ${error.message}`, REWRITE_HINT);
  }
}
function elementTypeOf(descr) {
  const order = descr.slice(0, 1);
  return order === "<" || order === ">" || order === "|" && descr.endsWith("1") ? ELEMENT_TYPES.get(descr.slice(1)) : void 0;
}
function unreadable3(file, name2, what) {
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

// src/formats/zip.ts
import { crc32, inflateRawSync } from "node:zlib";

// src/formats/zip-source.ts
var HINT5 = "Copy, download or write the file again: it is cut short, damaged or was made to mislead.";
function zipSource(file, bytes) {
  return { file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
function brokenZip(source, found2) {
  return new MalformedFileError(source.file, found2, HINT5);
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
  const entries = readZipRecords(source);
  let inflated = 0;
  const counted = /* @__PURE__ */ new Set();
  return {
    entries,
    read(name2) {
      const record = entries.get(name2);
      if (record === void 0) throw brokenZip(source, `the archive has no record ${quote(name2)}`);
      if (record.deflated) {
        refuseRatio(source, record);
        inflated += counted.has(record) ? 0 : record.size;
        counted.add(record);
        const most = Math.min(MAX_INFLATED_BYTES, Math.max(RATIO_CHECKED_ABOVE, bytes.length * MAX_RATIO));
        if (inflated > most) throw brokenZip(source, `its records unpack to more than ${most} bytes`);
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

// src/formats/npz.ts
var EXTENSION = ".npy";
var MAX_NAMES_SHOWN = 10;
function openNpz(file, bytes) {
  const zip = openZip(file, bytes);
  const names = [...zip.entries.keys()].filter((entry) => entry.endsWith(EXTENSION)).map((entry) => entry.slice(0, -EXTENSION.length));
  const bytesOf2 = (name2) => {
    if (zip.entries.has(name2 + EXTENSION)) return zip.read(name2 + EXTENSION);
    const shown3 = names.slice(0, MAX_NAMES_SHOWN).map(quote).join(", ");
    throw new MalformedFileError(
      file,
      `there is no array ${quote(name2)}; it holds ${shown3 === "" ? "no array" : shown3}`,
      `Save the array under this name: numpy.savez(path, ${name2}=...).`
    );
  };
  return {
    names,
    describe: (name2) => describeNpy(file, name2, bytesOf2(name2)),
    read: (name2) => readNpy(file, name2, bytesOf2(name2))
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
  const parts = itemsOf(id) ?? [];
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
function itemsOf(value) {
  return isKind2(value, "tuple") || isKind2(value, "list") ? value.items : null;
}
function naturalNumbers(value) {
  const items = itemsOf(value);
  if (items === null || items.length > MAX_DIMENSIONS2) return null;
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
    const entries = isKind2(target, "dict") ? target.entries : target.entries ??= /* @__PURE__ */ new Map();
    for (let index = 0; index < items.length; index += 2) entries.set(items[index], items[index + 1]);
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
var TEXT2 = new TextDecoder("utf-8", { ignoreBOM: true });
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
  /** Net → loss of the model around it. */
  #losses = /* @__PURE__ */ new Map();
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
      if (isKind2(value, "tensor") && isName(name2)) tensors.set(name2, value);
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
        this.#countVisit();
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
var HINT6 = "Copy or download the checkpoint again, or save it again with torch.save.";
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
        throw new UnsupportedFileError(file, `a tensor has elements of the type ${quote(dtype)}`, HINT6);
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
    throw new MalformedFileError(file, found2, HINT6);
  }
  const present = Math.floor(bytes.length / type.bytes);
  if (lastElement(offset, size, stride) >= present) {
    const found2 = `a tensor of ${size.join("\xD7")} reaches outside storage ${storage.key} of ${present} elements`;
    throw new MalformedFileError(file, found2, HINT6);
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
var HINT7 = "Copy or download the checkpoint again, or save it again with torch.save.";
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
      throw new MalformedFileError(file, `the file has no numbers for its storage ${key}`, HINT7);
    }
  };
}
function checkVersion(file, version) {
  if (version === FORMAT_VERSION) return;
  const found2 = `torch's older format has the version ${FORMAT_VERSION} here`;
  throw new UnsupportedFileError(file, `another version is declared where ${found2}`, HINT7);
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
  throw new MalformedFileError(file, found2, HINT7);
}
function numbersAt(file, bytes, start, storage) {
  const size = storageBytes(storage);
  if (size === null) {
    const found2 = `a storage has elements of the type ${quote(storage.dtype)}, whose size is not known here`;
    throw new UnsupportedFileError(file, found2, HINT7);
  }
  if (start + COUNT_BYTES > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  const count = new DataView(bytes.buffer, bytes.byteOffset + start, COUNT_BYTES).getBigUint64(0, true);
  if (count !== BigInt(storage.count)) {
    const found2 = `storage ${storage.key} is named with ${storage.count} elements and written with ${count}`;
    throw new MalformedFileError(file, found2, HINT7);
  }
  if (start + COUNT_BYTES + size > bytes.length) throw cutShort(file, bytes, `storage ${storage.key}`);
  return bytes.subarray(start + COUNT_BYTES, start + COUNT_BYTES + size);
}
function cutShort(file, bytes, where) {
  const found2 = `the file (torch's format from before version 1.6) is cut short: its ${bytes.length} bytes end where ${where} should be`;
  return new MalformedFileError(file, found2, HINT7);
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
    throw new UnsupportedFileError(file, "a storage inside its pickle holds another one inside", HINT7);
  });
  if (!isKind2(objects, "storage"))
    throw new UnsupportedFileError(
      file,
      "a storage inside its pickle holds something else than a storage",
      HINT7
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
function readSafetensorsHeader(text2) {
  return new HeaderParser(text2).tensors();
}
var HeaderParser = class {
  #text;
  #end;
  #position = 0;
  constructor(text2) {
    this.#text = text2;
    this.#end = text2.trimEnd().length;
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
    const [, punctuation, string, number2] = match;
    if (punctuation !== void 0) return punctuation;
    return { value: number2 === void 0 ? unescaped(string) : Number(number2) };
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
var HINT8 = "Copy or download the file again, or save it again with safetensors.torch.save_file.";
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
  return new MalformedFileError(file, `this safetensors file is damaged: ${found2}`, HINT8);
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
        throw new UnsupportedFileError(file, found2, HINT8);
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
  const shown3 = names.slice(0, 5).map(quote).join(", ");
  const found2 = `this is a zip archive, but no checkpoint of torch.save: it has no data.pkl in its folder; it holds ${shown3 || "nothing"}`;
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

// src/formats/checkpoint/model-directory.ts
var MODEL_FILES_OF_DIRECTORY = ["python_model.pkl", "data/model.pth"];
function foreignDirectory(directory) {
  const found2 = `this is a directory, but none that MLflow writes for a Python model: it holds neither ${MODEL_FILES_OF_DIRECTORY.join(" nor ")}`;
  const hint2 = "Point the input `model` at the checkpoint itself: what torch.save wrote, a .safetensors or an .npz file.";
  return new UnsupportedFileError(directory, found2, hint2);
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

// src/formats/train-interactions.ts
var HEADERS = [
  ["internal_user_id", "internal_item_id"],
  ["user", "item"]
];
var MAX_ID = 4294967295;
function readTrainInteractions(file, bytes) {
  const pairs = isZip(bytes) ? readArrays(openNpz(file, bytes), file) : readRows(file, bytes);
  if (pairs.users.length === 0) throw new MalformedFileError(file, "it holds no pair of user and item", HINT9);
  return pairs;
}
var HINT9 = "Write it at training time: numpy.savez_compressed(path, user=interactions.user_ids, item=interactions.item_ids).";
function readArrays(archive, file) {
  const users = toIds(file, "user", archive.read("user"));
  const items = toIds(file, "item", archive.read("item"));
  if (users.length === items.length) return { users, items };
  throw new MalformedFileError(
    file,
    `"user" has ${users.length} entries and "item" ${items.length}; they are pairs`,
    HINT9
  );
}
function toIds(file, name2, { kind, shape, values }) {
  if (kind !== "integer" || shape.length !== 1) {
    throw new MalformedFileError(
      file,
      `array ${quote(name2)} is of kind ${kind} with ${shape.length} dimensions; integers with one dimension are needed`,
      HINT9
    );
  }
  const wrong = values.findIndex((value) => value < 0 || value > MAX_ID);
  if (wrong === -1) return Uint32Array.from(values);
  throw new MalformedFileError(
    file,
    `array ${quote(name2)} holds ${values[wrong]} at position ${wrong}; ids are 0 to ${MAX_ID}`,
    HINT9
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
        HINT9
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
var HINT10 = "Write it with this model's training (examples/training/export_for_monitor.py), or remove it.";
var TIME2 = external_exports.string().max(64).transform((text2, context) => {
  const time = parseTimestamp(text2);
  if (!Number.isNaN(time)) return time;
  context.addIssue("a time such as 2025-03-03T04:00:00Z is needed");
  return external_exports.NEVER;
});
var COUNTS = external_exports.custom(
  (input) => Array.isArray(input) && input.every((count) => Number.isSafeInteger(count) && count >= 0),
  "a list of whole numbers is needed"
);
var MANIFEST = external_exports.object({
  schema: external_exports.literal(SCHEMA3),
  trained_at: TIME2,
  cutoff: TIME2.nullish(),
  num_users: external_exports.int().nonnegative(),
  num_items: external_exports.int().nonnegative(),
  popularity: COUNTS,
  checkpoint_sha256: external_exports.string().regex(/^[0-9a-f]{64}$/, "64 hex digits are needed").nullish()
});
function readTrainingManifest(file, bytes, model) {
  const json = parse2(file, bytes);
  const schema = external_exports.object({ schema: external_exports.number() }).safeParse(json).data?.schema;
  if (schema !== void 0 && schema !== SCHEMA3)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA3}`,
      "Use a newer model-monitor, or write the file with the export script of this version."
    );
  const { data: manifest, error } = MANIFEST.safeParse(json);
  if (manifest === void 0) throw new MalformedFileError(file, problemIn(error), HINT10);
  checkCount(file, "num_users", manifest.num_users, ["users", model.numUsers]);
  checkCount(file, "num_items", manifest.num_items, ["items", model.numItems]);
  checkCount(file, "the length of popularity", manifest.popularity.length, ["items", model.numItems]);
  const digest = manifest.checkpoint_sha256 ?? null;
  return {
    trainedAt: manifest.trained_at,
    cutoff: manifest.cutoff ?? null,
    popularity: Float64Array.from(manifest.popularity),
    checkpointDigest: digest === null ? null : `sha256:${digest}`
  };
}
function parse2(file, bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new MalformedFileError(file, "it is not JSON", HINT10, { cause: error });
  }
}
function problemIn({ issues }) {
  const [issue] = issues;
  const path2 = issue?.path.map(String).join(".") ?? "";
  return path2 === "" ? "it is not a JSON object" : `${path2}: ${issue.message}`;
}
function checkCount(file, what, found2, [kind, count]) {
  if (found2 === count) return;
  throw new MalformedFileError(file, `${what} is ${found2}; the model has ${count} ${kind}`, HINT10);
}

// src/open-maps.ts
import { basename as basename3, dirname as dirname4, join as join5, resolve as resolve2 } from "node:path";

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
async function openMaps(config, workspace, loaded) {
  if (config.idMapping === "first-seen") return { kind: "first-seen" };
  const { model, maps } = loaded;
  const find = async (search) => await findMap(config.model, workspace, search);
  const [users, items] = await Promise.all([
    find({
      input: "user-map",
      path: config.userMap,
      isExplicit: config.userMapExplicit,
      read: readUserMap,
      carried: maps.users
    }),
    find({
      input: "item-map",
      path: config.itemMap,
      isExplicit: config.itemMapExplicit,
      read: readItemMap,
      carried: maps.items
    })
  ]);
  checkIdsFit(users.shownAs, "user", users.map.maxId, model.numUsers);
  checkIdsFit(items.shownAs, "item", items.map.maxId, model.numItems);
  checkCoversItems(items.shownAs, items.map, model.numItems);
  return { kind: "mapped", users: users.map, items: items.map };
}
async function findMap(modelPath, workspace, { input, path: path2, isExplicit, read, carried }) {
  const found2 = isExplicit ? path2 : await firstOf(workspace, path2, modelPath);
  if (found2 === null && carried !== null) return { shownAs: `${modelPath}, the map inside`, map: carried };
  const shownAs = found2 ?? path2;
  const file = { path: resolve2(workspace, shownAs), shownAs, input, hintWhenMissing: HOW_TO_WRITE_MAPS };
  return { shownAs, map: read(shownAs, await readInputFile(file)) };
}
async function firstOf(workspace, path2, modelPath) {
  const isFolder = await isKind(resolve2(workspace, modelPath), "isDirectory");
  const folder = isFolder ? modelPath : dirname4(modelPath);
  const name2 = basename3(path2);
  for (const candidate of [path2, join5(folder, name2), join5(folder, "artifacts", name2)])
    if (await isKind(resolve2(workspace, candidate), "isFile")) return candidate;
  return null;
}
var HOW_TO_WRITE_MAPS = `Write both maps where the model is trained (or set \`id-mapping: first-seen\`, which describes arbitrary users):
import csv
with open("models/frontend_user_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("username", "internal_user_id"), *user_ids.items()])
with open("models/item_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("internal_item_id", "movie_id", "title"), *items])`;

// src/open-world.ts
function openWorld(config, shell) {
  const { log, origin, workspace } = shell;
  const read = async (input, path2) => await readInputFile({ path: resolve3(workspace, path2), shownAs: path2, input });
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
      const path2 = await modelFile(config, workspace);
      const bytes = await read("model", path2);
      const source = { path: path2, digest: sha256(bytes), bytes: bytes.length };
      return { ...readCheckpoint(path2, bytes), source };
    },
    readIdMapping: async (loaded) => await openMaps(config, workspace, loaded),
    readTrainInteractions: async (model) => {
      const file = config.trainInteractions;
      return file === null ? null : trainFor(model, file, await read("train-interactions", file));
    },
    readTrainingManifest: async (model) => {
      const shownAs = join6(dirname5(config.model), MANIFEST_NAME);
      const file = { path: resolve3(workspace, shownAs), shownAs, input: "model" };
      const bytes = await readSmallFileIfPresent(file, MAX_MANIFEST_BYTES);
      return bytes === null ? null : readTrainingManifest(shownAs, bytes, model);
    },
    writeReport: async (json) => {
      const path2 = resolve3(workspace, config.report, "report.json");
      await writeWhole(path2, json);
      return path2;
    },
    sendRetrainEvent: shell.sendRetrainEvent(config)
  };
}
async function modelFile({ model }, workspace) {
  const directory = resolve3(workspace, model);
  const file = await fileInside(directory, MODEL_FILES_OF_DIRECTORY);
  if (file === null) throw foreignDirectory(model);
  return file === directory ? model : `${model.replace(/[\\/]+$/, "")}/${relative2(directory, file)}`;
}
async function readRatings(config, { log, workspace }) {
  const loaded = await loadRatings({
    file: resolve3(workspace, config.database),
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
import { resolve as resolve4 } from "node:path";

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
  const top = parse3(text2).contents;
  if (top === null || (0, import_yaml9.isScalar)(top) && top.value === null) return [];
  if (!(0, import_yaml9.isMap)(top)) throw new YamlProblem("it is not a map of `name: value` lines");
  return readPairs(top);
}
function parse3(text2) {
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
  return typeof node.value === "string" ? node.value : textOf2(node);
}
function textOf2(scalar) {
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
function numberOrNull() {
  const error = "a number such as 4 or 3.5; or off";
  return external_exports.string({ error }).transform((text2, context) => {
    if (text2 === "" || text2 === "off") return null;
    const value = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text2) ? Number(text2) : Number.NaN;
    if (Number.isFinite(value)) return value;
    context.addIssue(error);
    return external_exports.NEVER;
  });
}
function since() {
  const error = "previous-run, a date such as 2024-06-01, or a time such as 2024-06-01 12:30:00 or 2024-06-01T12:30:00+02:00; or off";
  return external_exports.string({ error }).transform((text2, context) => {
    if (text2 === "" || text2 === "off") return null;
    if (text2 === "previous-run") return text2;
    const time = parseIsoTime(text2);
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
  const settings = readSettings2(text2, path2);
  const values = /* @__PURE__ */ new Map();
  for (const [key, value] of settings) values.set(knownKey(key, path2), value);
  return { path: path2, values };
}
function readSettings2(text2, path2) {
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
  const isExplicit = (name2) => findValue(name2, sources).origin.kind !== "default";
  return {
    database: read("database"),
    ratingsQuery: read("ratings-query"),
    queryTimeoutMs: read("query-timeout"),
    model: read("model"),
    userMap: read("user-map"),
    itemMap: read("item-map"),
    userMapExplicit: isExplicit("user-map"),
    itemMapExplicit: isExplicit("item-map"),
    idMapping: read("id-mapping"),
    trainInteractions: read("train-interactions"),
    coldUsers: read("cold-users"),
    k: read("k"),
    minRating: read("min-rating"),
    since: read("since"),
    trackingUri: read("tracking-uri"),
    trackingUriExplicit: isExplicit("tracking-uri"),
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
  const text2 = await readTextIfPresent(resolve4(workspace, path2));
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

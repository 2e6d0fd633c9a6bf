import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { RunOutcome } from "../../../src/core/outcome.ts";
import { bodyOf } from "../../../src/core/plan-comment.ts";
import { PARAMS } from "../../../src/core/run-labels.ts";
import { renderComment } from "../../../src/formats/report/comment.ts";
import { aPastRun, DEFAULT_LIMITS } from "../../support/evidence.ts";
import { goldenText } from "../../support/golden-text.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import { shapeOf, textOutsideOfCode } from "../../support/markdown.ts";
import {
  aMeasurement,
  aNoData,
  anError,
  anEvaluation,
  anOrigin,
  previousWeek,
  WEEKS,
} from "../../support/outcomes.ts";

const GOLDEN = join(import.meta.dirname, "golden/comments");
const SUBJECT = { experiment: "evaluation_runs", matrix: "" };
const IN_PULL = { origin: anOrigin({ eventName: "pull_request", ref: "refs/pull/7/merge" }) };
const { model, database } = aMeasurement();

/** The newest evaluation of a branch, with digests of what it evaluated. */
function base(given: { model?: string; database?: string; branch?: string } = {}) {
  const run = aPastRun(WEEKS.quiet, {
    startTime: Date.UTC(2026, 9, 26, 5, 17),
    tags: new Map([["mlflow.source.git.branch", given.branch ?? "main"]]),
    params: new Map([
      [PARAMS.modelDigest, given.model ?? model.digest],
      [PARAMS.databaseDigest, given.database ?? database.digest],
    ]),
  });
  return new Map(
    Object.entries(WEEKS.quiet).map(
      ([metric, value]) => [metric, { run, value, comparability: "comparable" as const }] as const,
    ),
  );
}

const body = (outcome: RunOutcome, subject = SUBJECT) => bodyOf(renderComment(outcome, subject));

const PAGES: Readonly<Record<string, RunOutcome>> = {
  quiet: anEvaluation({
    metrics: WEEKS.first,
    previous: base({ model: "sha256:other" }),
    measurement: IN_PULL,
  }),
  drop: anEvaluation({ metrics: WEEKS.shifted, previous: base(), measurement: IN_PULL }),
  first: anEvaluation({ measurement: IN_PULL }),
  "no-data": aNoData(IN_PULL),
  error: anError(IN_PULL),
};

test.each(Object.keys(PAGES))("the comment of %s reads as its committed copy", (page) => {
  const text = `${body(PAGES[page]!)}\n`;
  expect(text).toBe(goldenText(join(GOLDEN, `${page}.md`), text));
});

const commentOf = (runId: string, endedAt: number) =>
  renderComment(
    anEvaluation({
      metrics: WEEKS.shifted,
      previous: base(),
      measurement: { origin: anOrigin({ eventName: "pull_request", runId, sha: runId }), endedAt },
      outcome: { run: { runId, experimentId: "1" }, reportPath: `/runner/${runId}/report.json` },
    }),
    SUBJECT,
  );

const subjectOf = (text: string) => ({ experiment: text, matrix: text });

/** What GitHub would act on, the marker in the first line and our one link aside. */
function liveIn(text: string): readonly string[] {
  const [marker, ...rest] = text.split("\n");
  expect(marker).toMatch(/^<!-- model-monitor comment [0-9a-f]{24} -->$/);
  const page = textOutsideOfCode(rest.join("\n")).replace(
    "[summary of the run](https://github.com/octo/movies/actions/runs/4711)",
    "",
  );
  const outsideOfSpans = page.replaceAll(/<code>.*?<\/code>/gu, "");
  return [
    ...(page.match(/<!--|\]\(|!\[|(?<!<wbr>)@|(?<!<wbr>)&#64;|:\/\/|www\.|\p{Cf}/giu) ?? []),
    ...(page.match(/<(?!\/?(?:code|wbr|details|summary)>)[^>]*/gu) ?? []),
    ...(outsideOfSpans.match(/#\d|GH-\d|\b[0-9a-f]{7,40}\b(?<=.*[a-f].*)/gu) ?? []),
  ];
}

/** Every place that data can reach: names and messages of the outcome, the experiment, the branch of the base. */
function commentMadeOf(text: string): string {
  const { evidence, ...outcome } = evaluationMadeOf(text);
  const previous = new Map(
    [...evidence.previous].map(([metric, entry]) => [
      metric,
      { ...entry, run: { ...entry.run, tags: new Map([["mlflow.source.git.branch", text]]) } },
    ]),
  );
  return body({ ...outcome, evidence: { ...evidence, previous } }, subjectOf(text));
}

describe("what has changed against the base", () => {
  test.each([
    [{}, "Neither model nor database has changed since."],
    [{ model: "sha256:0" }, "The model has changed since, the database has not."],
    [{ database: "sha256:0" }, "The database has changed since, the model has not."],
    [{ model: "sha256:0", database: "sha256:0" }, "Model and database have changed since."],
  ])("is told by digests: %j", (given, sentence) => {
    expect(body(anEvaluation({ metrics: WEEKS.first, previous: base(given) }))).toContain(
      `Compared with the newest evaluation of <code>main</code>, 26 Oct 2026. ${sentence}`,
    );
  });

  test("is not guessed where the base does not say what it evaluated", () => {
    const text = body(anEvaluation({ metrics: WEEKS.first, previous: previousWeek(WEEKS.quiet) }));
    expect(text).toContain("Compared with the newest evaluation, 26 Oct 2026.");
    expect(text).not.toContain("since.");
  });
});

describe("the comment", () => {
  test("of the same verdict is the same in another run, but for the address of the run", () => {
    const [one, other] = [commentOf("4711", 1), commentOf("4712", 2_000_000)];
    expect(other.text).toBe(one.text);
    expect(other.footer).not.toBe(one.footer);
  });

  test("has a marker of its own for each experiment and job of a matrix, without their names", () => {
    const markers = [
      SUBJECT,
      { ...SUBJECT, matrix: '{"model":"a"}' },
      { ...SUBJECT, matrix: '{"model":"-->"}' },
      { experiment: "--> @octo", matrix: "" },
    ].map((subject) => renderComment(anEvaluation(), subject).marker);
    expect(new Set(markers).size).toBe(4);
    for (const marker of markers) expect(marker).toMatch(/^<!-- model-monitor comment [0-9a-f]{24} -->$/);
  });

  test("links to nothing but a run of the repository", () => {
    const origin = anOrigin({ repository: "octo/mov) [x](https://evil.example" });
    expect(body(anError({ origin }))).not.toContain("](");
    expect(body(anError({ origin: null }))).not.toContain("](");
    expect(body(anError())).toContain(
      "[summary of the run](https://github.com/octo/movies/actions/runs/4711)",
    );
  });

  test("stays within GitHub's 65,536 characters with 20,000 checks of long names, and tells the verdict", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `${index}-${"😀<".repeat(300)}`);
    const text = body(
      anEvaluation({
        metrics: { ...WEEKS.quiet, ...Object.fromEntries(names.map((metric) => [metric, 0.1])) },
        limits: { ...DEFAULT_LIMITS, thresholds: new Map(names.map((metric) => [metric, 0.5])) },
      }),
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain("### ⚠️ Retraining recommended");
    expect(text).toContain("[summary of the run](");
  });
});

describe("hostile names", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...Array.from("<>&\"'`|*_~[]()!\\@#:$./-\n\r\t\u202E\u200B aw1")) }),
    fc.constantFrom(...HOSTILE_TEXTS),
    fc.array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 3 }).map((texts) => texts.join("")),
  );
  test("never change the structure of the comment", () => {
    const benign = shapeOf(commentMadeOf("text"));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shapeOf(commentMadeOf(`a${text}`))).toEqual(benign);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ["an error", (text: string) => anError({ message: text, hint: text })],
    ["a lack of data", (text: string) => aNoData({ database: text })],
  ])("never become markup, a link, a mention, a reference or a second marker in %s", (_, outcomeOf) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(liveIn(body(outcomeOf(text), subjectOf(text)))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("never become markup, a link, a mention, a reference or a second marker in an evaluation", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(liveIn(commentMadeOf(text))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

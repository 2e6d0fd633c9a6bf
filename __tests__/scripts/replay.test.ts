import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { limitsFrom, replay } from "../../scripts/replay.ts";
import type { Finding } from "../../src/core/finding.ts";
import { readReport } from "../../src/formats/report/report-reader.ts";
import { renderSummary } from "../../src/formats/report/summary.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

interface SavedDecision {
  readonly triggers: readonly string[];
  readonly suspect: boolean | null;
  readonly findings: readonly (Finding & { readonly sentence: string })[];
}

/** The built action on three weeks of the sample; what it left of the last. */
let text: string;
let summary: string;

beforeAll(async () => {
  const workspace = aQuickstart();
  await evaluateWeek(workspace, 1);
  await evaluateWeek(workspace, 2);
  ({ summary } = await evaluateWeek(workspace, 3));
  text = readFileSync(join(workspace, "model-monitor-report/report.json"), "utf8");
});

describe("replaying the report of a step", () => {
  test("decides as the step did", () => {
    const saved = readReport("report.json", text);
    const { decision } = JSON.parse(text) as { decision: SavedDecision };

    const again = replay(saved, saved.limits).decision;

    expect(again.triggers).toEqual(["relative-drop"]);
    expect(again.suspect).toBe(decision.suspect);
    expect(decision.findings.length).toBeGreaterThan(4);
    expect(decision.findings).toMatchObject(again.findings);
  });

  test("tells it as the step did, but for what was done about it", () => {
    const saved = readReport("report.json", text);
    const again = renderSummary(replay(saved, saved.limits));

    for (const title of ["### Checks", "### Trend", "### What chance alone does", "### Data"])
      expect(sectionOf(again, title)).toBe(sectionOf(summary, title));
  });

  test("says what other limits would have said", () => {
    const saved = readReport("report.json", text);
    const limits = limitsFrom(saved.limits, { "max-mrr-drop": "60%", thresholds: "{test_mrr: 0.5}" });

    expect(replay(saved, limits).decision.triggers).toEqual(["absolute-threshold"]);
    const byEvidence = limitsFrom(saved.limits, { decision: "evidence", patience: "1" });
    expect(replay(saved, byEvidence).decision.triggers).toEqual(["relative-drop", "slow-decline"]);
  });

  test("runs on the command line", () => {
    const file = join(aQuickstart(), "saved.json");
    writeFileSync(file, text);
    const script = join(import.meta.dirname, "../../scripts/replay.ts");

    const told = spawnSync(process.execPath, [script, file], { encoding: "utf8" });
    expect(told.stdout).toContain("Retraining recommended");
    const refused = spawnSync(process.execPath, [script, file, "--max-mrr-drop", "lots"], {
      encoding: "utf8",
    });
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(/--max-mrr-drop lots.*Allowed is a fraction/s);
  });
});

describe("a report that is not ours", () => {
  test.each([
    ["no JSON", "{", /not JSON/],
    ["another schema", '{"schema":2}', /schema 2, this version reads 1/],
    ["a part of one", '{"schema":1,"run":{}}', /not a report: run\.run_id/],
  ])("is refused: %s", (_, broken, message) => {
    expect(() => readReport("report.json", broken)).toThrow(message);
  });
});

function sectionOf(markdown: string, title: string): string {
  const from = markdown.indexOf(`${title}\n`);
  expect(from).toBeGreaterThan(-1);
  const end = markdown.slice(from + 4).search(/\n###? /);
  return markdown.slice(from, end === -1 ? undefined : from + 4 + end);
}

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runStep } from "../support/action.ts";
import { aRepository } from "../support/repository.ts";

test("the second run draws the history of test_mrr, and the report holds its numbers", async () => {
  const workspace = aRepository();
  try {
    const inputs = { "retrain-trigger": "none" };
    const first = await runStep({ workspace, inputs });
    expect(first.summary).not.toContain("### Trend");
    const second = await runStep({
      workspace,
      inputs,
      environment: { GITHUB_RUN_ID: "4712" },
    });
    const value = Number(second.outputs.get("test-mrr"));
    expect(second.summary).toContain("```mermaid\n%%{init: ");
    expect(second.summary).toContain(
      `line [${value.toFixed(6)}, ${value.toFixed(6)}]`.replace(/0+(?=[,\]])/gu, ""),
    );
    const { trend } = JSON.parse(
      readFileSync(join(workspace, "model-monitor-report/report.json"), "utf8"),
    ) as { readonly trend: readonly { readonly value: number; readonly comparability: string }[] };
    expect(trend.map(({ value: drawn, comparability }) => [drawn, comparability])).toEqual([
      [value, "same-measurement"],
      [value, "comparable"],
    ]);
  } finally {
    rmSync(workspace, { recursive: true });
  }
});

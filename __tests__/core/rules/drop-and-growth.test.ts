import { describe, expect, test } from "@jest/globals";
import { relativeDrop } from "../../../src/core/rules/relative-drop.ts";
import { userGrowth } from "../../../src/core/rules/user-growth.ts";
import { DEFAULT_LIMITS, change } from "../../support/evidence.ts";
import { statsCases } from "../../support/stats-cases.ts";

interface RuleCase {
  readonly id: string;
  readonly input: {
    readonly rule: "mrr" | "users";
    readonly previous: number | null;
    readonly current: number;
  };
  readonly expected: {
    readonly drop_fires_tolerant: boolean;
    readonly growth_fires_document_tolerant: boolean;
  };
}

const { cases } = statsCases<RuleCase>("drop_and_growth_rules");
const of = (rule: "mrr" | "users") => cases.filter(({ input }) => input.rule === rule);

describe("the reference's boundary values", () => {
  test.each(of("mrr"))("$id", ({ input, expected }) => {
    const [finding] = relativeDrop.evaluate(
      change("test_mrr", input.previous, input.current),
      DEFAULT_LIMITS,
    );
    expect(finding!.outcome === "fired").toBe(expected.drop_fires_tolerant);
  });

  test.each(of("users"))("$id", ({ input, expected }) => {
    const [finding] = userGrowth.evaluate(change("num_users", input.previous, input.current), DEFAULT_LIMITS);
    expect(finding!.outcome === "fired").toBe(expected.growth_fires_document_tolerant);
  });
});

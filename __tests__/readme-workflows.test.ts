import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { asWorkflow, yamlBlocks } from "../scripts/readme-workflows.ts";
import { INPUT_NAMES, inputDefinition } from "../src/config/inputs.ts";
import { OUTPUTS } from "../src/config/outputs.ts";

const PROJECT = join(import.meta.dirname, "..");
const EXAMPLES = join(PROJECT, "examples/workflows");
/** What people copy: where it stands, and its text. */
const shown = [
  ...yamlBlocks(readFileSync(join(PROJECT, "README.md"), "utf8")).map(
    ({ line, text }) => [`line ${line} of the README`, text] as const,
  ),
  ...readdirSync(EXAMPLES).map((name) => [name, readFileSync(join(EXAMPLES, name), "utf8")] as const),
];

describe("finding blocks", () => {
  test("takes blocks inside of lists, without their indentation", () => {
    const page = "a\n```yaml\nx: 1\n```\n- b\n  ```yaml\n  y:\n    - 2\n  ```\n```sh\nz\n```\n";

    expect(yamlBlocks(page)).toEqual([
      { line: 3, text: "x: 1\n" },
      { line: 7, text: "y:\n  - 2\n" },
    ]);
  });

  test("puts around a fragment what the reader has there already", () => {
    const workflow = asWorkflow({ line: 1, text: "- uses: org/model-monitor@v1\n" });
    expect(parse(workflow!)).toEqual({
      on: "workflow_dispatch",
      jobs: { shown: { "runs-on": "ubuntu-latest", steps: [{ uses: "./" }] } },
    });
    expect(asWorkflow({ line: 1, text: "thresholds: { test_mrr: 0.02 }\n" })).toBeNull();
  });
});

test("without a folder nothing is written, and nothing of where one stands is removed", () => {
  const here = mkdtempSync(join(tmpdir(), "readme-workflows-"));
  writeFileSync(join(here, "mine"), "");
  const script = join(import.meta.dirname, "../scripts/readme-workflows.ts");

  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: here, encoding: "utf8" });

  const left = readdirSync(here);
  rmSync(here, { recursive: true });
  expect(left).toEqual(["mine"]);
  expect(stderr).toContain("name the folder to write to");
  expect(status).toBe(1);
});

function isTaken([given, value]: readonly [string, string]): boolean {
  const name = INPUT_NAMES.find((known) => known === given);
  if (name === undefined) return false;
  // An expression is filled in by GitHub.
  return value.includes("${{") || inputDefinition(name).schema.safeParse(value).success;
}

describe.each(shown)("the YAML of %s", (_, text) => {
  const workflow = asWorkflow({ line: 1, text });

  test("is a workflow, a part of one, or a config file of inputs that are there", () => {
    const names = Object.keys(z.record(z.string(), z.unknown()).safeParse(parse(text)).data ?? {});
    const isConfigFile = names.every((name) => (INPUT_NAMES as readonly string[]).includes(name));
    expect(workflow !== null || isConfigFile || names.join() === "permissions").toBe(true);
  });

  test("gives the action inputs that it has, with values that it takes", () => {
    expect(givenInputs(workflow).filter((input) => !isTaken(input))).toEqual([]);
  });

  test("reads outputs that the action has", () => {
    const read = text.matchAll(/steps\.monitor\.outputs\.([\w-]+)/g);
    expect(Object.keys(OUTPUTS)).toEqual(expect.arrayContaining([...read].map(([, name]) => name)));
  });
});

/** What stands under `with:` of the steps that use the action. */
function givenInputs(workflow: string | null): readonly (readonly [string, string])[] {
  const Step = z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() });
  const Jobs = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(Step) })) });
  if (workflow === null) return [];
  return Object.values(Jobs.parse(parse(workflow)).jobs)
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses === "./")
    .flatMap((step) => Object.entries(step.with ?? {}))
    .map(([name, value]) => [name, String(value)] as const);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { DatabaseSync } from "node:sqlite";
import { runStep, type StepResult } from "../support/action.ts";
import { aRepository } from "../support/repository.ts";

/** Everything that could break out of a log line, a table, a comment or an output. */
const HOSTILE = [
  "<b>bold</b><script>alert(1)</script>",
  "| pipe | in | a | table |",
  "`` ` ``` backticks ```",
  "two\nlines\r\nand\rthree",
  "::set-output name=should-retrain::true",
  "\n::error::planted",
  "##[command]rm -rf /",
  "\u202Eright to left\u202C \u2066isolated\u2069",
  "@everyone #1 ![x](http://example.invalid/x.png) <!-- model-monitor -->",
  "long ".repeat(2000),
] as const;
const PLAIN = HOSTILE.map((_, index) => `plain name ${index}`);

/** Evaluates the repository with these names as users, as titles and in every input that takes free text. */
async function evaluateWith(names: readonly string[], freeText: string): Promise<StepResult> {
  const workspace = aRepository();
  const database = new DatabaseSync(join(workspace, "user_data.db"), { enableForeignKeyConstraints: false });
  const user = database.prepare("INSERT INTO initial_ratings VALUES (?, 1)");
  const rating = database.prepare("INSERT INTO ratings (username, movie, rating) VALUES (?, ?, 5)");
  for (const name of names) {
    user.run(name);
    rating.run(name, "The Usual Suspects");
    rating.run("ann", name);
  }
  database.close();
  return await runStep({
    workspace,
    inputs: { "run-name": "r", experiment: freeText, "retrain-trigger": "none" },
    environment: { GITHUB_ACTOR: freeText, GITHUB_WORKFLOW: freeText, GITHUB_REF: `refs/heads/${freeText}` },
  });
}

let plain: StepResult;
let hostile: StepResult;

beforeAll(async () => {
  plain = await evaluateWith(PLAIN, "plain text");
  hostile = await evaluateWith(HOSTILE, "<b>x</b> | `y` ::set-output name=a::b ##[group]z \u202E @everyone");
});

/** The text with everything removed that may differ from run to run: digits, hex ids, the names of the inputs. */
function structure(markdown: string): readonly string[] {
  return markdown
    .split("\n")
    .map((line) => (line.match(/^(?:#+ |\||- |> |```|<\/?[a-z]+>)/)?.[0] ?? "text") + cellsOf(line));
}

function commandsIn(log: string): readonly string[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => line.match(/^\s*::[a-z-]+|##\[[a-z-]*/g) ?? []);
}

function cellsOf(line: string): string {
  return line.startsWith("|") ? String(line.split("|").length) : "";
}

describe("hostile names in the data", () => {
  test("are evaluated like any other", () => {
    for (const step of [plain, hostile])
      expect([step.exitCode, step.outputs.get("status")]).toEqual([0, "evaluated"]);
    expect(hostile.outputs.get("num-users")).toBe(plain.outputs.get("num-users"));
  });

  test("change nothing in the structure of the summary", () => {
    expect(structure(hostile.summary)).toEqual(structure(plain.summary));
  });

  test("change nothing in the structure of the log: the same workflow commands in the same order", () => {
    expect(commandsIn(hostile.log)).toEqual(commandsIn(plain.log));
    expect(hostile.log.split(/\r\n|\r|\n/)).toHaveLength(plain.log.split(/\r\n|\r|\n/).length);
  });

  test("change no output but numbers and ids", () => {
    expect([...hostile.outputs.keys()]).toEqual([...plain.outputs.keys()]);
    for (const name of [
      "status",
      "should-retrain",
      "triggers",
      "findings",
      "metrics",
      "num-users",
      "dispatched",
    ])
      expect(hostile.outputs.get(name)).toBe(plain.outputs.get(name));
  });

  test("appear nowhere: not in log, summary, outputs or report", () => {
    const report = readFileSync(hostile.outputs.get("report-path")!, "utf8");
    const everything = [hostile.log, hostile.summary, JSON.stringify([...hostile.outputs]), report].join(
      "\n",
    );
    for (const trace of [
      "<script>",
      "alert(1)",
      "two\nlines",
      "planted",
      "rm -rf",
      "long long",
      "example.invalid",
    ])
      expect(everything).not.toContain(trace);
  });

  test("leave no live control or direction character in log and summary", () => {
    // oxlint-disable-next-line no-control-regex -- looking for control characters is the purpose
    const live = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/;
    expect(hostile.summary).not.toMatch(live);
    expect(hostile.log.replaceAll("\r\n", "\n")).not.toMatch(live);
  });
});

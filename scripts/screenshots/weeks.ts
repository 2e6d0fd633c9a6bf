import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SAMPLE = join(import.meta.dirname, "../../examples/quickstart");
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Share of the users who have turned to what the model does not know, week by week. */
const MOVED_ON = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.05, 0.2, 0.9];
/** Users in the first week, and each week's newcomers. */
const FIRST_USERS = 52;
const NEWCOMERS = 1;

/**
 * Evaluates twelve weeks with a built action, each as a run of a weekly workflow: a healthy model, ever more users, and in
 * the end another taste. Every database is mixed from the three of the sample.
 * @param dist folder of the build
 * @param workspace where `mlruns/` comes to be
 */
export function evaluateWeeks(dist: string, workspace: string): void {
  cpSync(SAMPLE, workspace, { recursive: true });
  for (const [week, share] of MOVED_ON.entries()) {
    mixDatabase(workspace, week, share);
    const answer = spawnSync(process.execPath, [clockOf(week), join(dist, "index.js")], {
      cwd: workspace,
      env: environmentOf(workspace, week),
      encoding: "utf8",
    });
    if (answer.status !== 0) throw new Error(`week ${week + 1} failed: ${answer.stdout}${answer.stderr}`);
  }
}

/** Each user's ratings come from one of the sample's weeks; `share` of the users have those of the last. */
function mixDatabase(workspace: string, week: number, share: number): void {
  const path = join(workspace, "user_data.db");
  cpSync(join(workspace, "week3/user_data.db"), path);
  const database = new DatabaseSync(path);
  for (const source of [1, 2])
    database.exec(`ATTACH '${join(workspace, `week${source}`, "user_data.db")}' AS week${source}`);
  const users = database.prepare("SELECT username FROM initial_ratings ORDER BY username").all();
  for (const [index, { username }] of users.entries()) {
    const name = String(username);
    const isHere = rank(users.length, index) < FIRST_USERS + week * NEWCOMERS;
    if (isHere && draw(`taste ${name}`) < share) continue;
    database.prepare("DELETE FROM ratings WHERE username = ?").run(name);
    // From one week to the next most people are as they were.
    const isOther = draw(`${week} ${name}`) < 0.2;
    const source = draw(name) < 0.5 === isOther ? "week1" : "week2";
    if (isHere)
      database.prepare(`INSERT INTO ratings SELECT * FROM ${source}.ratings WHERE username = ?`).run(name);
  }
  database.close();
}

/** Newcomers come from everywhere in the alphabet. */
function rank(count: number, index: number): number {
  return (index * 29) % count;
}

/** The same number from 0 to 1 for the same text, so that the pictures can be made again. */
function draw(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
}

/** The evaluation takes place in its week. */
function clockOf(week: number): string {
  const earlier = (MOVED_ON.length - 1 - week) * WEEK_MS;
  const program = `const now = Date.now; Date.now = () => now() - ${earlier};`;
  return `--import=data:text/javascript,${encodeURIComponent(program)}`;
}

function environmentOf(workspace: string, week: number): Readonly<Record<string, string>> {
  const files = join(workspace, ".step", String(week));
  mkdirSync(files, { recursive: true });
  const file = (name: string, content = "") => {
    writeFileSync(join(files, name), content);
    return join(files, name);
  };
  return {
    PATH: process.env["PATH"] ?? "",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_EVENT_NAME: week === 4 ? "workflow_dispatch" : "schedule",
    GITHUB_EVENT_PATH: file("event.json", "{}"),
    GITHUB_JOB: "evaluate",
    GITHUB_OUTPUT: file("output"),
    GITHUB_REF: "refs/heads/main",
    GITHUB_REPOSITORY: "octo/movies",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: String(18_200_000_000 + week * 31_337_000),
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: createHash("sha1")
      .update(`commit ${week >> 2}`)
      .digest("hex"),
    GITHUB_STATE: file("state"),
    GITHUB_STEP_SUMMARY: file("summary"),
    GITHUB_WORKFLOW: "Weekly model evaluation",
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: files,
    INPUT_MATRIX: "null",
    "INPUT_TRAIN-INTERACTIONS": "models/train_interactions.csv",
    "INPUT_RETRAIN-TRIGGER": "none",
  };
}

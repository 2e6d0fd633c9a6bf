import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { newWorkspace, runStep, type StepResult } from "../support/action.ts";
import { makeDatabase, RATINGS_TABLES } from "../support/database.ts";
import { readPerUser } from "../support/golden-step.ts";

const EXTRA = fileURLToPath(new URL("../fixtures/mini_extra", import.meta.url));

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A hand-made case of golden.json: every number of hits from min to max is right. */
interface TieCase {
  readonly case: string;
  readonly file: string;
  readonly train: readonly (readonly [user: number, item: number])[] | null;
  readonly test_mrr: number | "nan";
  readonly users: readonly {
    readonly user_id: number;
    readonly targets: readonly number[];
    readonly scores: readonly unknown[];
    readonly mrr: number | "nan";
    readonly hits: Readonly<Record<string, Range>>;
  }[];
}

const { ties }: { ties: readonly TieCase[] } = JSON.parse(readFileSync(join(EXTRA, "golden.json"), "utf8"));

/** Names that say their id, for users and for items. */
function writeProject(workspace: string, { file, train, users }: TieCase): void {
  const rows = users.flatMap(({ user_id: user, targets }) =>
    targets.map((item) => `('u${user}', 'Film ${item}', 3)`),
  );
  makeDatabase(
    workspace,
    "user_data.db",
    `${RATINGS_TABLES}
    INSERT INTO ratings (username, movie, rating) VALUES ${rows.join(", ")};
    INSERT INTO initial_ratings SELECT DISTINCT username, 1 FROM ratings;`,
  );
  const items = users[0]!.scores.map((_, item) => `${item},${item},Film ${item}`);
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(workspace, name), `${lines.join("\n")}\n`);
  write("user_map.csv", ["username,internal_user_id", ...users.map(({ user_id: id }) => `u${id},${id}`)]);
  write("item_map.csv", ["internal_item_id,movie_id,title", ...items]);
  write("train.csv", ["internal_user_id,internal_item_id", ...(train ?? []).map((pair) => pair.join(","))]);
  cpSync(join(EXTRA, file), join(workspace, file));
}

async function stepOn(tie: TieCase, cutOff: string): Promise<StepResult & { workspace: string }> {
  const workspace = newWorkspace();
  writeProject(workspace, tie);
  const result = await runStep({
    workspace,
    inputs: {
      model: tie.file,
      "user-map": "user_map.csv",
      "item-map": "item_map.csv",
      "retrain-trigger": "none",
      k: cutOff,
      ...(tie.train === null ? {} : { "train-interactions": "train.csv" }),
    },
  });
  return { ...result, workspace };
}

const titled = ties.map((tie) => ({
  title: `${tie.case}, ${tie.train === null ? "unmasked" : "masked"}`,
  tie,
}));

test.each(titled.filter(({ tie }) => tie.test_mrr !== "nan"))(
  "ties have average ranks: $title",
  async ({ tie }) => {
    const result = await stepOn(tie, "5");
    expect(Number(result.outputs.get("test-mrr"))).toBeCloseTo(Number(tie.test_mrr), 12);
    const { users, values } = readPerUser(result);
    expect(users).toEqual(tie.users.map(({ user_id: id }) => id));
    for (const [index, { mrr, hits, scores }] of tie.users.entries()) {
      expect(values["test_mrr"]![index]).toBeCloseTo(Number(mrr), 12);
      for (const k of [5, 10]) {
        const found = Math.round(values[`precision_at_${k}`]![index]! * Math.min(k, scores.length));
        const { min, max } = hits[String(k)]!;
        expect([found >= min, found <= max]).toEqual([true, true]);
      }
    }
  },
);

test.each(titled.filter(({ tie }) => tie.test_mrr === "nan"))(
  "a NaN of an evaluated user is an error that says how many are affected: $title",
  async ({ tie }) => {
    const { outputs, exitCode, log } = await stepOn(tie, "5");
    expect([outputs.get("status"), exitCode]).toEqual(["error", 1]);
    const users = tie.users.filter(({ scores }) => scores.includes("nan")).length;
    const items = tie.users[0]!.scores.filter((_, item) =>
      tie.users.some(({ scores }) => scores[item] === "nan"),
    ).length;
    expect(log).toContain(
      `the model scores NaN for ${users} of ${tie.users.length} evaluated users and ${items} of ${tie.users[0]!.scores.length} items`,
    );
  },
);

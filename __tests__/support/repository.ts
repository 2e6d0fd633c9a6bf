import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { newWorkspace } from "./action.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));

/** A user's repository with everything at its default path: no input is needed to evaluate it. */
export function aRepository(): string {
  const workspace = newWorkspace();
  mkdirSync(join(workspace, "models"));
  cpSync(join(MINI, "user_data.db"), join(workspace, "user_data.db"));
  cpSync(join(MINI, "bpr_recommender.pt"), join(workspace, "models/bpr_recommender.pt"));
  cpSync(join(MINI, "user_map.csv"), join(workspace, "models/frontend_user_map.csv"));
  cpSync(join(MINI, "item_map.csv"), join(workspace, "models/item_map.csv"));
  return workspace;
}

/** Changes the repository's database with SQL. */
export function changeDatabase(workspace: string, sql: string): void {
  const database = new DatabaseSync(join(workspace, "user_data.db"), { enableForeignKeyConstraints: false });
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** `count` new users who completed the initial ratings, each with one rating of a film that the model knows. */
export function addUsers(workspace: string, count: number): void {
  changeDatabase(
    workspace,
    Array.from(
      { length: count },
      (_, index) =>
        `INSERT INTO initial_ratings VALUES ('new${index}', 1);
         INSERT INTO ratings (username, movie, rating) VALUES ('new${index}', 'The Usual Suspects', 5);`,
    ).join("\n"),
  );
}

/** Changes what a file says, where the pattern is found. */
export function rewrite(file: string, pattern: RegExp, replacement: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(pattern, replacement));
}

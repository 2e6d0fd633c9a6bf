import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { orderedDict } from "../../__tests__/support/pickle-writer.ts";
import { floatTensor, torchFile } from "../../__tests__/support/torch-file.ts";
import type { FactorModel } from "../../src/core/factor-model.ts";
import { writeDatabase } from "./dataset-database.ts";
import { makeModel, titleOf, trainPairs, userName, type Shape } from "./dataset.ts";

/** Raised when the same shape comes to other files: what an earlier version left is not used then. */
const VERSION = 2;

const CACHE = join(tmpdir(), "model-monitor-bench");

/** The folder with the files of such a dataset: made once, and kept among the temporary files of the machine. */
export function datasetFolder(shape: Shape): string {
  const { users, items, dim, rows, trainRows = 0 } = shape;
  const folder = join(CACHE, [`v${VERSION}`, users, items, dim, rows, trainRows].join("-"));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, "unfinished-"));
  try {
    writeDataset(unfinished, shape);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    throw error;
  }
  return folder;
}

/**
 * Writes a checkpoint as `torch.save` would, the maps of its ids and a database of ratings into an empty folder, where the
 * action looks for them by default; the pairs of the training where there are some.
 */
export function writeDataset(folder: string, shape: Shape): void {
  const models = join(folder, "models");
  mkdirSync(models);
  writeFileSync(join(models, "bpr_recommender.pt"), checkpointOf(makeModel(shape)));
  writeFileSync(join(models, "frontend_user_map.csv"), userMap(shape));
  writeFileSync(join(models, "item_map.csv"), itemMap(shape));
  if (shape.trainRows !== undefined)
    writeFileSync(join(models, "train_interactions.csv"), trainInteractions(shape));
  writeDatabase(join(folder, "user_data.db"), shape);
}

function checkpointOf(model: FactorModel): Buffer {
  const { numUsers, numItems, dim } = model;
  const state = orderedDict(
    ["user_embeddings.weight", floatTensor("0", [numUsers, dim])],
    ["item_embeddings.weight", floatTensor("1", [numItems, dim])],
    ["user_biases.weight", floatTensor("2", [numUsers, 1])],
    ["item_biases.weight", floatTensor("3", [numItems, 1])],
  );
  const tables = [model.userFactors, model.itemFactors, model.userBiases, model.itemBiases];
  const storages = Object.fromEntries(tables.map(({ buffer }, key) => [key, new Uint8Array(buffer)]));
  // Torch itself reads no archive without a version.
  return torchFile(state, storages, [{ name: "archive/version", content: "3\n" }]);
}

function userMap({ users }: Shape): string {
  return csv("username,internal_user_id", users, (user) => `${userName(user)},${user}`);
}

function itemMap({ items }: Shape): string {
  return csv(
    "internal_item_id,movie_id,title",
    items,
    (item) => `${item},${item + 1},${titleOf(item)} (${1950 + (item % 70)})`,
  );
}

function trainInteractions(shape: Shape): string {
  const { users, items } = trainPairs(shape);
  return csv("internal_user_id,internal_item_id", users.length, (row) => `${users[row]!},${items[row]!}`);
}

function csv(header: string, rows: number, line: (row: number) => string): string {
  const lines = [header];
  for (let row = 0; row < rows; row++) lines.push(line(row));
  return `${lines.join("\n")}\n`;
}

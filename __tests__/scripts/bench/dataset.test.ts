import { describe, expect, test } from "@jest/globals";
import { readFactors } from "../../support/factor-checkpoint.ts";
import {
  makeModel,
  ratedInteractions,
  ratedPairs,
  trainPairs,
  type Shape,
} from "../../../scripts/bench/dataset.ts";
import { writeDataset } from "../../../scripts/bench/dataset-files.ts";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRatings } from "../../../src/adapters/sqlite.ts";
import { validate } from "../../../src/core/validate.ts";
import { readItemMap, readUserMap } from "../../../src/formats/id-maps.ts";
import { readTrainInteractions } from "../../../src/formats/train-interactions.ts";

const SHAPE: Shape = { users: 12, items: 30, dim: 4, rows: 50, trainRows: 36 };

/** Every pair as a text, so that a set tells repeated ones. */
function pairsOf({ users, items }: ReturnType<typeof ratedPairs>): readonly string[] {
  return [...users].map((user, row) => `${user} ${items[row]!}`);
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dataset-"));
  writeDataset(folder, SHAPE);
  return folder;
}

describe("a made-up dataset", () => {
  test("is the same each time, byte by byte", () => {
    const [one, other] = [aFolder(), aFolder()];
    for (const name of ["user_data.db", "models/bpr_recommender.pt", "models/train_interactions.csv"])
      expect(readFileSync(join(one, name)).equals(readFileSync(join(other, name)))).toBe(true);
  });

  test.each<Shape>([
    SHAPE,
    { users: 7, items: 3, dim: 1, rows: 14, trainRows: 7 },
    { ...SHAPE, users: 7_919 },
  ])("has no pair twice, and none of the training among the ratings: %o", (shape) => {
    const all = [...pairsOf(ratedPairs(shape)), ...pairsOf(trainPairs(shape))];
    expect(all).toHaveLength(shape.rows + shape.trainRows!);
    expect(new Set(all).size).toBe(all.length);
  });

  test("gives every user the same number of ratings, but for one", () => {
    const { offsets } = ratedInteractions(SHAPE);
    const counts = Array.from({ length: SHAPE.users }, (_, user) => offsets[user + 1]! - offsets[user]!);
    expect(new Set(counts)).toEqual(new Set([4, 5]));
  });

  test("is refused when users would have to rate an item twice", () => {
    expect(() => ratedPairs({ ...SHAPE, items: 4 })).toThrow("50 pairs of 12 users and 4 items come twice");
  });

  test("has a checkpoint that reads as the model", () => {
    const model = readFactors("made.pt", readFileSync(join(aFolder(), "models/bpr_recommender.pt")));
    expect(model).toEqual(makeModel(SHAPE));
  });

  test("has a database and maps of which every rating can be scored", async () => {
    const folder = aFolder();
    const read = (name: string) => readFileSync(join(folder, "models", name));
    const loaded = await loadRatings({
      file: join(folder, "user_data.db"),
      shownAs: "user_data.db",
      query: null,
      timeoutMs: 60_000,
    });
    const mapping = {
      kind: "mapped",
      users: readUserMap("users", read("frontend_user_map.csv")),
      items: readItemMap("items", read("item_map.csv")),
    } as const;
    const validation = validate({
      ratings: loaded!.ratings,
      mapping,
      model: { numUsers: SHAPE.users, numItems: SHAPE.items },
    });
    expect(validation).toMatchObject({
      kind: "ok",
      health: { evaluatedRatings: SHAPE.rows },
      interactions: ratedInteractions(SHAPE),
    });
  });

  test("has the pairs of the training", () => {
    const { users, items } = readTrainInteractions(
      "train",
      readFileSync(join(aFolder(), "models/train_interactions.csv")),
    );
    expect(pairsOf({ users: Uint32Array.from(users), items: Uint32Array.from(items) })).toEqual(
      pairsOf(trainPairs(SHAPE)),
    );
  });
});

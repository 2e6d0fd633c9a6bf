import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { MalformedFileError } from "../../src/core/errors.ts";
import type { ItemMap, UserMap } from "../../src/core/id-maps.ts";
import { readItemMap, readUserMap } from "../../src/formats/id-maps.ts";

function userMap(...lines: readonly string[]): UserMap {
  return readUserMap("users.csv", Buffer.from(["username,internal_user_id", ...lines].join("\n")));
}

function itemMap(...lines: readonly string[]): ItemMap {
  return readItemMap("items.csv", Buffer.from(["internal_item_id,movie_id,title", ...lines].join("\n")));
}

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/mini/${name}`, import.meta.url));
}

describe("readUserMap", () => {
  test("reads ids by username, the largest id and the number of rows", () => {
    const map = userMap("ann,3", "bob,0");
    expect([...map.idOf]).toEqual([
      ["ann", 3],
      ["bob", 0],
    ]);
    expect([map.maxId, map.rows]).toEqual([3, 2]);
    expect(map.problems).toEqual({ malformedRows: 0, conflictingNames: 0, sharedIds: 0 });
  });

  test("keeps usernames that differ in case, Unicode form or a trailing space apart", () => {
    const map = userMap("Ann,0", "ann,1", "ann ,2", "zoé,3", "zoe\u0301,4");
    expect([...map.idOf.values()]).toEqual([0, 1, 2, 3, 4]);
  });

  test.each(["__proto__", "constructor", "toString", ""])("takes %j for a name like any other", (name) => {
    expect([...userMap(`${name},1`).idOf]).toEqual([[name, 1]]);
  });

  test.each([
    "ann",
    "ann,1,2",
    "ann,",
    "ann,x",
    "ann,-1",
    "ann,1.0",
    "ann, 1",
    "ann,01",
    "ann,99999999999999999",
  ])("counts the row %j as malformed and leaves it out", (row) => {
    const map = userMap("bob,0", row);
    expect([map.problems.malformedRows, map.rows, map.maxId, map.idOf.has("ann")]).toEqual([1, 1, 0, false]);
  });

  test("leaves out a name with two ids, and a third row does not bring it back", () => {
    const map = userMap("ann,1", "ann,2", "bob,0", "ann,1");
    expect([...map.idOf.keys()]).toEqual(["bob"]);
    expect(map.problems.conflictingNames).toBe(1);
  });

  test("takes the same row twice for once", () => {
    const map = userMap("ann,1", "ann,1");
    expect(map.idOf.get("ann")).toBe(1);
    expect(map.problems).toEqual({ malformedRows: 0, conflictingNames: 0, sharedIds: 0 });
  });

  test("counts ids that several names share and keeps the names", () => {
    const map = userMap("ann,1", "anna,1", "annie,1");
    expect(map.idOf.size).toBe(3);
    expect(map.problems.sharedIds).toBe(1);
  });

  test("counts the largest id of a left-out name, too", () => {
    expect(userMap("ann,1", "ann,900").maxId).toBe(900);
  });

  test("reads the map that the reference set was trained with", () => {
    const map = readUserMap("user_map.csv", fixture("user_map.csv"));
    expect(map.problems).toEqual({ malformedRows: 0, conflictingNames: 0, sharedIds: 0 });
    expect([map.rows, map.idOf.size]).toEqual([38, 38]);
  });

  test.each([
    { what: "no row", lines: [], found: "it has a header and no row" },
    { what: "malformed rows only", lines: ["x", "y"], found: "none of its 2 rows is well formed" },
  ])("refuses a map with $what", ({ lines, found }) => {
    expect(() => userMap(...lines)).toThrow(MalformedFileError);
    expect(() => userMap(...lines)).toThrow(`users.csv: ${found}`);
  });

  test("refuses an item map, naming its columns", () => {
    expect(() => readUserMap("users.csv", fixture("item_map.csv"))).toThrow(
      'the columns "internal_item_id", "movie_id", "title"; username,internal_user_id are needed',
    );
  });
});

describe("readItemMap", () => {
  test("reads ids by normalised title", () => {
    const map = itemMap("4,170,Heat (1995)", '0,2,"Good, the Bad (1966)"');
    expect([...map.idOfTitle]).toEqual([
      ["heat", 4],
      ["good, the bad", 0],
    ]);
    expect([map.maxId, map.rows]).toEqual([4, 2]);
  });

  test("does not need movie_id", () => {
    const map = readItemMap("items.csv", Buffer.from("title,internal_item_id\nHeat (1995),4\n"));
    expect(map.idOfTitle.get("heat")).toBe(4);
  });

  test("reads Windows line ends behind the title", () => {
    const map = readItemMap("items.csv", Buffer.from("internal_item_id,title\r\n4,Heat (1995)\r\n"));
    expect([...map.idOfTitle]).toEqual([["heat", 4]]);
  });

  test("takes a normalised title of two items for ambiguous, also when a third row repeats one", () => {
    const map = itemMap("1,1,Ghost (1990)", "2,2,Ghost (2020)", "1,1,GHOST");
    expect([...map.ambiguousTitles]).toEqual(["ghost"]);
    expect(map.idOfTitle.size).toBe(0);
  });

  test("does not take two spellings of one item for ambiguous", () => {
    const map = itemMap("1,1,Ghost (1990)", "1,1,ghost");
    expect([map.ambiguousTitles.size, map.idOfTitle.get("ghost")]).toEqual([0, 1]);
    expect(map.problems).toEqual({ malformedRows: 0, sharedIds: 0 });
  });

  test("counts ids with several titles and keeps the titles", () => {
    const map = itemMap("1,1,Seven", "1,1,Se7en");
    expect(map.idOfTitle.size).toBe(2);
    expect(map.problems.sharedIds).toBe(1);
  });

  test.each(["1,2", "1,2,Big,x", "x,2,Big", "-1,2,Big", "1,2,", "1,2, (1995)"])(
    "counts the row %j as malformed and leaves it out",
    (row) => {
      const map = itemMap("0,0,Heat", row);
      expect([map.problems.malformedRows, map.rows, [...map.idOfTitle.keys()]]).toEqual([1, 1, ["heat"]]);
    },
  );

  test("reads the map that the reference set was trained with", () => {
    const map = readItemMap("item_map.csv", fixture("item_map.csv"));
    expect([map.rows, map.maxId, map.problems.malformedRows]).toEqual([200, 199, 0]);
    expect(map.ambiguousTitles).toContain("ghostbusters");
  });

  test("refuses a user map, naming its columns", () => {
    expect(() => readItemMap("items.csv", fixture("user_map.csv"))).toThrow(
      'the columns "username", "internal_user_id"; internal_item_id,title are needed',
    );
  });
});

import { describe, expect, test } from "@jest/globals";
import { carriedMaps } from "../../../src/formats/checkpoint/carried-maps.ts";

import { dict, int, list, NONE, object, pickle, text, type Pickled } from "../../support/pickle-writer.ts";
import { readTorchPickle } from "../../support/torch-dialect.ts";

function mapsOf(root: Pickled) {
  return carriedMaps("model.pt", readTorchPickle("model.pt", pickle(root)));
}

const USERS = dict(["ann", int(3)], ["bob", int(0)]);

describe("maps that a checkpoint carries", () => {
  test.each([
    [
      "attributes of the outermost object",
      (users: Pickled) => object("app", "Recommender", ["user_map", users]),
    ],
    ["keys of the outermost dict", (users: Pickled) => dict(["model", NONE], ["user_map", users])],
  ])("are found as %s", (_, wrap) => {
    const { users, items } = mapsOf(wrap(USERS));
    expect([...users!.idOf]).toEqual([
      ["ann", 3],
      ["bob", 0],
    ]);
    expect([users!.maxId, items]).toEqual([3, null]);
  });

  test.each([
    ["from title to id", dict(["Heat (1995)", int(1)], ["Up", int(0)])],
    ["from id to title", dict([int(1), text("Heat (1995)")], [int(0), text("Up")])],
    ["a list of titles by id", list(text("Up"), text("Heat (1995)"))],
  ])("hold items %s, titles normalised", (_, items) => {
    expect(new Map(mapsOf(dict(["item_map", items])).items!.idOfTitle)).toEqual(
      new Map([
        ["heat", 1],
        ["up", 0],
      ]),
    );
  });

  test("count entries that are no ids and no names, and leave them out", () => {
    const users = dict(["ann", int(-1)], ["bob", text("1")], [int(4), int(4)], ["cid", int(2)]);
    const map = mapsOf(dict(["user_map", users])).users!;
    expect([[...map.idOf.keys()], map.problems.malformedRows]).toEqual([["cid"], 3]);
  });

  test("take __proto__ for a name like any other", () => {
    const map = mapsOf(dict(["user_map", dict(["__proto__", int(1)])])).users!;
    expect([...map.idOf]).toEqual([["__proto__", 1]]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("are not looked for deeper or under other names", () => {
    const deeper = dict(["params", dict(["user_map", USERS])], ["users", USERS]);
    expect(mapsOf(deeper)).toEqual({ users: null, items: null });
  });

  test("without a single well-formed entry are an error that names the file and the map", () => {
    expect(() => mapsOf(dict(["user_map", dict(["ann", text("three")])]))).toThrow(
      "model.pt, user_map: none of its 1 rows is well formed",
    );
  });
});

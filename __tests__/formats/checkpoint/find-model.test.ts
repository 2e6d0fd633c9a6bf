import { describe, expect, test } from "@jest/globals";

import { readModel, NET, twoModels, layers } from "../../support/module-pickle.ts";
import * as py from "../../support/pickle-writer.ts";
import { floatTensor, SMALL_MODEL, smallState } from "../../support/torch-file.ts";

describe("the model is found", () => {
  test.each<[string, py.Pickled]>([
    ["as a state dict", py.dict(...smallState())],
    ["as an OrderedDict", py.orderedDict(...smallState())],
    ["as a state dict of a parallel net", py.dict(...smallState("module."))],
    ["below a long prefix", py.dict(...smallState("a.b.net."), ["a.c.weight", floatTensor("2", [2])])],
    ["as a bare net", NET],
    ["inside another net", py.moduleObject("Outer", [], [["inner", NET]])],
    ["in an attribute", py.object("my.package", "Recommender", ["params", py.dict()], ["model", NET])],
    ["in an attribute of an attribute", py.object("a", "B", ["c", py.object("d", "E", ["_net", NET])])],
    [
      "in a dict beside other things",
      py.dict(["epoch", py.int(3)], ["state_dict", py.dict(...smallState())]),
    ],
    ["in lists and tuples", py.list(py.NONE, py.tuple(py.int(1), py.list(NET)))],
    ["in the arguments of a call", py.reduce(py.global("my.package", "wrap"), NET)],
    [
      "in the items of a dict subclass",
      Buffer.concat([py.reduce(py.global("a", "Dict")), py.text("k"), NET, py.ops("s")]),
    ],
    [
      "in the state of slots",
      Buffer.concat([
        py.global("a", "B"),
        py.ops(")\x81"),
        py.tuple(py.NONE, py.dict(["net", NET])),
        py.ops("b"),
      ]),
    ],
    [
      "twice, as the same object",
      Buffer.concat([py.put(0, NET), py.ops("0"), py.dict(["net", py.get(0)], ["again", py.get(0)])]),
    ],
    ["twice, over the same storages", py.dict(["net", NET], ["state", py.dict(...smallState())])],
    ["beside an object that contains itself", py.list(py.put(0, py.ops("]")), py.get(0), NET)],
  ])("%s", (_, root) => {
    expect(readModel(root)).toEqual(SMALL_MODEL);
  });

  test("twice, with equal numbers in different storages", () => {
    const root = py.dict(["best", py.dict(...smallState("", 4))], ["last", py.dict(...smallState())]);
    expect(readModel(root, twoModels([0.5, -0.5]))).toEqual(SMALL_MODEL);
  });

  test("below 20 modules", () => {
    let net = NET;
    for (let depth = 0; depth < 20; depth++) net = py.moduleObject("Outer", [], [["inner", net]]);
    expect(readModel(net)).toEqual(SMALL_MODEL);
  });

  test("below 10,000 lists", () => {
    const root = Buffer.concat([py.ops("]".repeat(10_000)), NET, py.ops("a".repeat(10_000))]);
    expect(readModel(root)).toEqual(SMALL_MODEL);
  });
});

/** Spotlight's own model classes, and those that teams derive from them, keep net and loss like this. */
function recommender(loss: string, net = NET): py.Pickled {
  return py.object("my.package", "Recommender", ["_loss", py.text(loss)], ["_net", net]);
}

describe("the loss of the model around the net", () => {
  test.each([
    ["regression", "identity"],
    ["poisson", "exp"],
    ["logistic", "sigmoid"],
  ])("%s makes it a model of ratings", (loss, ratingOutput) => {
    expect(readModel(recommender(loss))).toEqual({ ...SMALL_MODEL, ratingOutput });
  });

  test.each(["bpr", "hinge", "adaptive_hinge", "pointwise", "my own"])("%s does not", (loss) => {
    expect(readModel(recommender(loss))).toEqual(SMALL_MODEL);
  });

  test("is known when the net is met before the model, and copies of its state dict stand around", () => {
    const net = Buffer.concat([py.put(0, NET), py.ops("0")]);
    const state = py.dict(...smallState());
    for (const parts of [
      [py.get(0), recommender("poisson", py.get(0)), state],
      [state, recommender("poisson", py.get(0)), py.get(0)],
    ]) {
      const root = Buffer.concat([net, py.list(...parts)]);
      expect(readModel(root)).toEqual({ ...SMALL_MODEL, ratingOutput: "exp" });
    }
  });

  test("belongs to a parallel net too", () => {
    const parallel = py.moduleObject("DataParallel", [], [["module", NET]]);
    expect(readModel(recommender("logistic", parallel))).toEqual({ ...SMALL_MODEL, ratingOutput: "sigmoid" });
  });

  test("tells two models with equal numbers apart", () => {
    const other = py.moduleObject("Net", [], layers(4));
    const root = py.list(recommender("poisson"), recommender("logistic", other));
    expect(() => readModel(root, twoModels([0.5, -0.5]))).toThrow("holds different models");
  });
});

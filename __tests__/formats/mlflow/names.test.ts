import { describe, expect, test } from "@jest/globals";
import {
  checkExperimentName,
  checkKeys,
  cut,
  isExperimentId,
  isRunId,
} from "../../../src/formats/mlflow/names.ts";

describe("keys", () => {
  test.each([
    "test_mrr",
    "model_monitor.query",
    "loss/final",
    "a b-c.d",
    "données",
    "x".repeat(250),
    "mlflow.note.content",
  ])("%s is one", (key) => {
    expect(() => checkKeys("metrics", [key])).not.toThrow();
  });

  test.each([
    ["", "must be letters"],
    ["ndcg@10", "must be letters"],
    ["cov%", "must be letters"],
    ["a:b", "must be letters"],
    ["a\\b", "must be letters"],
    ["a\nb", "must be letters"],
    ["x".repeat(251), "is longer than 250 characters"],
    ["é".repeat(200), "longer than 255 bytes"],
    ["/a", "has an empty"],
    ["a/", "has an empty"],
    ["a//b", "has an empty"],
    ["../a", 'has an empty, "." or ".."'],
    ["a/../b", 'has an empty, "." or ".."'],
    [".", 'has an empty, "." or ".."'],
  ])("%j is none", (key, message) => {
    expect(() => checkKeys("metrics", ["fine", key])).toThrow(message);
  });

  test("cannot differ in case alone", () => {
    expect(() => checkKeys("tags", ["Model", "model"])).toThrow(
      'two tags names differ only in case: "model"',
    );
  });

  test.each([[["loss", "loss/final"]], [["loss/final", "loss"]], [["a/b/c", "a/b"]]])(
    "cannot be a file and a folder at once: %j",
    (keys) => {
      expect(() => checkKeys("metrics", keys)).toThrow("is also the folder of another one");
    },
  );

  test("may share a folder", () => {
    expect(() => checkKeys("metrics", ["loss/first", "loss/final", "losses"])).not.toThrow();
  });
});

describe("directories", () => {
  test.each([
    ["0", true],
    ["123456789012345678", true],
    ["models", false],
    [".trash", false],
    [".git", false],
    ["foo bar", false],
    ["..", false],
    ["x".repeat(65), false],
  ])("%j is an experiment: %s", (name, is) => {
    expect(isExperimentId(name)).toBe(is);
  });

  test.each([
    ["0123456789abcdef0123456789abcdef", true],
    ["datasets", false],
    ["models", false],
    ["tags", false],
    ["traces", false],
    ["../x", false],
    ["", false],
  ])("%j is a run: %s", (name, is) => {
    expect(isRunId(name)).toBe(is);
  });
});

describe("an experiment's name", () => {
  test.each(["evaluation_runs", "/Shared/x", "x".repeat(500), "🎉".repeat(500), "a'b"])(
    "%s is taken",
    (name) => {
      expect(() => checkExperimentName(name)).not.toThrow();
    },
  );

  test.each(["", "x".repeat(501)])("%j is refused", (name) => {
    expect(() => checkExperimentName(name)).toThrow(`the experiment name has ${name.length} characters`);
  });
});

describe("a long value", () => {
  test("is cut with an ellipsis to the limit", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
  });

  test("is kept when it just fits", () => {
    expect(cut("abcd", 4)).toBe("abcd");
  });

  test("is never cut through a character", () => {
    expect(cut("ab🎉cd", 4)).toBe("ab…");
  });
});

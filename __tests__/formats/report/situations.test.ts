import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { CHANNELS } from "../../../scripts/preview/channels.ts";
import { annotationsOf } from "../../../src/formats/report/annotation.ts";
import { goldenText } from "../../support/golden-text.ts";
import { SITUATIONS } from "../../support/situations/index.ts";

const GOLDEN = join(import.meta.dirname, "golden", "situations");

const TEXTS = SITUATIONS.flatMap((situation) =>
  [
    ...CHANNELS.map((channel) => ({
      path: join(channel.id, `${situation.id}.md`),
      text: channel.render(situation),
    })),
    { path: join("annotations", `${situation.id}.txt`), text: annotationsText(situation) },
  ].flatMap(({ path, text }) => (text === null ? [] : [{ path, text }])),
);

function annotationsText({ outcome }: (typeof SITUATIONS)[number]): string | null {
  const annotations = annotationsOf(outcome);
  return annotations.length === 0
    ? null
    : annotations.map(({ level, text }) => `${level}: ${text}\n`).join("");
}

describe("what people read in the situations of the preview", () => {
  test.each(TEXTS)("is as in the golden file $path", ({ path, text }) => {
    expect(text).toBe(goldenText(join(GOLDEN, path), text));
  });

  test("has no golden file without a situation", () => {
    const files = readdirSync(GOLDEN, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(GOLDEN.length + 1));
    expect(paths.sort()).toEqual(TEXTS.map(({ path }) => path).sort());
  });

  test.each(TEXTS.filter(({ path }) => !path.includes("hostile")))(
    "never holds what JavaScript prints for nothing: $path",
    ({ text }) => {
      expect(text).not.toMatch(/NaN|null|undefined|Infinity|\[object/u);
    },
  );
});

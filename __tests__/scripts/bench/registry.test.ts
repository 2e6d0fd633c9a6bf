import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { BENCHES } from "../../../scripts/bench/index.ts";
import { fillSections } from "../../../scripts/docs.ts";

const PAGE = readFileSync(new URL("../../../bench/README.md", import.meta.url), "utf8");

test.each(BENCHES.map(({ name }) => name))("the tables of %s have a place in bench/README.md", (name) => {
  expect(fillSections(PAGE, new Map([[name, "its tables"]]))).toContain("its tables");
});

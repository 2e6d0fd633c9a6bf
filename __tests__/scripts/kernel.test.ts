import { readFileSync } from "node:fs";

import { expect, test } from "@jest/globals";

import { compileKernel } from "../../scripts/kernel.ts";

test("the committed kernel is what its source compiles to", () => {
  const committed = readFileSync(new URL("../../kernel/ranking.wasm", import.meta.url));
  expect(compileKernel().equals(committed)).toBe(true);
});

test("the kernel can do nothing but compute: it imports memory and no function", () => {
  const committed = readFileSync(new URL("../../kernel/ranking.wasm", import.meta.url));
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(committed));
  expect(imports).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
});

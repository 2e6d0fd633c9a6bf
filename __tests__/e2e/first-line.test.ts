import { rmSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { VERSION } from "../../src/version.ts";
import { newWorkspace, runStep } from "../support/action.ts";

test("the log begins with the version and what will be done, also when the configuration is wrong", async () => {
  const workspace = newWorkspace();
  const { log, exitCode } = await runStep({ workspace, inputs: { k: "none of it" } });
  rmSync(workspace, { recursive: true });
  expect(log.split("\n")[0]).toMatch(new RegExp(`^model-monitor ${VERSION}: evaluates the model`));
  expect(exitCode).toBe(1);
});

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { folderWith } from "../support/toy-project.ts";

const RUN = resolve(import.meta.dirname, "../../.ci/run");

/** Where the script looks for the data of the conformance tests, beside the project. */
const DATA = /^movielens=\$PWD\/\.\.\/(\S+)$/m.exec(readFileSync(RUN, "utf8"))![1]!;

/** An npm that fails or skips the steps that it is told and, where tests run, leaves the counts that the reporter would. */
const NPM = `#!/usr/bin/env bash
step=$1
[ "$step" = run ] && step=$2
[ "$step" = "\${SKIPPING:-}" ] && exit 77
case $step in
  cit | test:movielens) [ -z "$COUNTS" ] || echo "$COUNTS" >"$TEST_COUNTS" ;;
  conformance) echo "3 0 0" >"$TEST_COUNTS" ;;
esac
case ",\${FAILING:-}," in *",$step,"*) exit 1 ;; esac
`;

interface Options {
  readonly failing?: string;
  /** Passed, failed and skipped tests; "" when the run broke before it could count. */
  readonly counts?: string;
  readonly skipping?: string;
  readonly actionlint?: string;
  readonly data?: boolean;
}

/** Runs `.ci/run` in a folder that holds nothing but stand-ins; the checks besides the tests number fifteen. */
function runWith(options: Options): { readonly code: number | null; readonly lastLine: string | undefined } {
  const root = folderWith({
    "project/.ci/empty": "",
    "project/scripts/actionlint.sh": options.actionlint ?? "exit 0\n",
    "project/scripts/zizmor.sh": "exit 0\n",
    "project/scripts/act.sh": 'echo "0 0 0" >"$TEST_COUNTS"\n',
    "bin/npm": NPM,
    "bin/git": "#!/bin/sh\n",
  });
  for (const name of ["npm", "git"]) chmodSync(join(root, "bin", name), 0o755);
  cpSync(RUN, join(root, "project/.ci/run"));
  if (options.data === true) mkdirSync(join(root, DATA), { recursive: true });
  const { status, stdout } = spawnSync("bash", [join(root, "project/.ci/run")], {
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${join(root, "bin")}:${process.env["PATH"]}`,
      FAILING: options.failing ?? "",
      SKIPPING: options.skipping ?? "",
      COUNTS: options.counts ?? "7 0 0",
    },
  });
  return { code: status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

describe(".ci/run", () => {
  test("does each part of `npm run check`, so that all of them are seen when one fails", () => {
    const { scripts } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"),
    ) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const [, parts] = /^for script in (.+); do$/m.exec(readFileSync(RUN, "utf8"))!;
    expect(parts!.split(" ").map((part) => `npm run ${part}`)).toEqual(scripts["check"]!.split(" && "));
  });

  test("counts tests and checks, and succeeds when none failed", () => {
    expect(runWith({})).toEqual({ code: 0, lastLine: "25 passed, 0 failed, 1 skipped" });
  });

  test("goes on after a step that failed, counts it and fails", () => {
    expect(runWith({ failing: "types,lint" })).toEqual({
      code: 1,
      lastLine: "23 passed, 2 failed, 1 skipped",
    });
  });

  test("counts each failed and each skipped test", () => {
    expect(runWith({ failing: "cit", counts: "4 2 1" })).toEqual({
      code: 1,
      lastLine: "22 passed, 2 failed, 2 skipped",
    });
  });

  test("counts tests that broke before they could report as one failure", () => {
    expect(runWith({ failing: "cit", counts: "" }).lastLine).toBe("18 passed, 1 failed, 1 skipped");
  });

  test("counts a test run that failed although no test did", () => {
    expect(runWith({ failing: "cit" }).lastLine).toBe("25 passed, 1 failed, 1 skipped");
  });

  test("counts a check that says it could not be done as skipped", () => {
    expect(runWith({ actionlint: "exit 77\n" })).toEqual({
      code: 0,
      lastLine: "24 passed, 0 failed, 2 skipped",
    });
  });

  test("counts tests that say they could not be run as skipped", () => {
    expect(runWith({ skipping: "conformance" })).toEqual({
      code: 0,
      lastLine: "22 passed, 0 failed, 2 skipped",
    });
  });

  test("runs the conformance tests where their data is", () => {
    expect(runWith({ data: true })).toEqual({ code: 0, lastLine: "32 passed, 0 failed, 0 skipped" });
  });
});

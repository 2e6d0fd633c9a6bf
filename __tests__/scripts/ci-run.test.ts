import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { folderWith } from "../support/toy-project.ts";

const RUN = resolve(import.meta.dirname, "../../.ci/run");

/** Where the script looks for the data of the conformance tests, beside the project. */
const DATA = /^movielens=\$PWD\/\.\.\/(\S+)$/m.exec(readFileSync(RUN, "utf8"))![1]!;

/** An npm that fails the steps named in FAILING and, for `npm test`, leaves the report in JEST_REPORT. */
const NPM = `#!/usr/bin/env bash
step=$1
[ "$step" = run ] && step=$2
if [ "$step" = test ] && [ -n "\${JEST_REPORT:-}" ]; then
  for argument in "$@"; do
    case $argument in --outputFile=*) printf '%s' "$JEST_REPORT" >"\${argument#--outputFile=}" ;; esac
  done
fi
case ",\${FAILING:-}," in *",$step,"*) exit 1 ;; esac
`;

const REPORT = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

interface Options {
  readonly failing?: string;
  readonly report?: object | null;
  readonly actionlint?: string;
  readonly data?: boolean;
}

/** Runs `.ci/run` in a folder that holds nothing but stand-ins; the checks besides the tests number thirteen. */
function runWith(options: Options): { readonly code: number | null; readonly lastLine: string | undefined } {
  const root = folderWith({
    "project/.ci/empty": "",
    "project/scripts/actionlint.sh": options.actionlint ?? "exit 0\n",
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
      JEST_REPORT: options.report === null ? "" : JSON.stringify({ ...REPORT, ...options.report }),
    },
  });
  return { code: status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

describe(".ci/run", () => {
  test("counts tests and checks, and succeeds when none failed", () => {
    expect(runWith({})).toEqual({ code: 0, lastLine: "20 passed, 0 failed, 1 skipped" });
  });

  test("goes on after a step that failed, counts it and fails", () => {
    expect(runWith({ failing: "ci,lint" })).toEqual({ code: 1, lastLine: "18 passed, 2 failed, 1 skipped" });
  });

  test("counts each failed and each skipped test", () => {
    const report = { numPassedTests: 4, numFailedTests: 2, numPendingTests: 1 };
    expect(runWith({ failing: "test", report })).toEqual({
      code: 1,
      lastLine: "17 passed, 2 failed, 2 skipped",
    });
  });

  test("counts a test file that could not be loaded as a failure", () => {
    const report = { numRuntimeErrorTestSuites: 1 };
    expect(runWith({ failing: "test", report }).lastLine).toBe("20 passed, 1 failed, 1 skipped");
  });

  test("counts tests that broke before they could report as one failure", () => {
    expect(runWith({ failing: "test", report: null }).lastLine).toBe("13 passed, 1 failed, 1 skipped");
  });

  test("counts a test run that failed although no test did", () => {
    expect(runWith({ failing: "test" }).lastLine).toBe("20 passed, 1 failed, 1 skipped");
  });

  test("counts a check that says it could not be done as skipped", () => {
    expect(runWith({ actionlint: "exit 77\n" })).toEqual({
      code: 0,
      lastLine: "19 passed, 0 failed, 2 skipped",
    });
  });

  test("runs the conformance tests where their data is", () => {
    expect(runWith({ data: true })).toEqual({ code: 0, lastLine: "27 passed, 0 failed, 0 skipped" });
  });
});

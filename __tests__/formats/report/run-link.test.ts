import { expect, test } from "@jest/globals";
import { attemptLink, runLink } from "../../../src/formats/report/run-link.ts";
import { anOrigin } from "../../support/outcomes.ts";

test("leads to the run", () => {
  expect(runLink("run", anOrigin())).toBe("[run](https://github.com/octo/movies/actions/runs/4711)");
});

test("leads to the very attempt where that is asked for", () => {
  expect(attemptLink(anOrigin({ runAttempt: 2 }))).toMatch(/\/actions\/runs\/4711\/attempts\/2\)$/);
});

test("has the port of a server of one's own", () => {
  expect(runLink("run", anOrigin({ serverUrl: "http://github.example:8080" }))).toMatch(
    /^\[run\]\(http:\/\/github\.example:8080\/octo/,
  );
});

test("is none on the command line", () => {
  expect(runLink("run", null)).toBeNull();
});

test.each([
  { serverUrl: "javascript:alert(1)//x" },
  { serverUrl: "https://github.com/x" },
  { repository: "octo/movies)](https://evil.example" },
  { repository: "movies" },
  { runId: "1/../../evil" },
  { runId: "" },
])("is none where a part could be anything: %j", (part) => {
  expect(runLink("run", anOrigin(part))).toBeNull();
});

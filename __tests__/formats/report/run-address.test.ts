import { expect, test } from "@jest/globals";
import { runAddress } from "../../../src/formats/report/run-address.ts";
import { anOrigin } from "../../support/outcomes.ts";

test("is that of the run", () => {
  expect(runAddress(anOrigin())).toBe("https://github.com/octo/movies/actions/runs/4711");
});

test("of a server of one's own has its port", () => {
  expect(runAddress(anOrigin({ serverUrl: "http://github.example:8080" }))).toMatch(
    /^http:\/\/github\.example:8080\/octo/,
  );
});

test("is none on the command line", () => {
  expect(runAddress(null)).toBeNull();
});

test.each([
  { serverUrl: "javascript:alert(1)//x" },
  { serverUrl: "https://github.com/x" },
  { repository: "octo/movies)](https://evil.example" },
  { repository: "movies" },
  { runId: "1/../../evil" },
  { runId: "" },
])("is none where a part could be anything: %j", (part) => {
  expect(runAddress(anOrigin(part))).toBeNull();
});

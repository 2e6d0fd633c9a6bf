import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readEvent } from "../../src/adapters/workflow-event.ts";

function eventFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "model-monitor-event-")), "event.json");
  writeFileSync(file, text);
  return file;
}

const read = (event: unknown) => readEvent(eventFile(JSON.stringify(event)));

describe("the event of the workflow", () => {
  test("tells from which repository a workflow run comes", () => {
    const event = { workflow_run: { head_repository: { full_name: "stranger/movies" } } };
    expect(read(event).headRepository).toBe("stranger/movies");
  });

  test("tells from which repository a pull request comes", () => {
    expect(read({ pull_request: { head: { repo: { full_name: "a/b" } } } }).headRepository).toBe("a/b");
  });

  test("makes a deleted fork foreign to everybody", () => {
    expect(read({ pull_request: { head: { repo: null } } }).headRepository).toBe("");
  });

  test("tells the number of a pull request", () => {
    expect(read({ pull_request: { number: 7, head: { repo: null } } }).pullRequest).toBe(7);
  });

  test("tells the default branch where it carries the repository", () => {
    expect(read({ repository: { default_branch: "trunk" } }).defaultBranch).toBe("trunk");
  });

  test.each(["{}", "null", "not JSON", '{"workflow_run": 1}', ""])("tells nothing when it is %j", (text) => {
    expect(readEvent(eventFile(text))).toEqual({
      headRepository: null,
      defaultBranch: null,
      pullRequest: null,
    });
  });

  test("tells nothing when there is no file", () => {
    expect(readEvent("/nowhere/event.json").headRepository).toBeNull();
    expect(readEvent(undefined).headRepository).toBeNull();
  });
});

import { expect, test } from "@jest/globals";
import { isUnseen } from "../../src/core/plan-logging.ts";
import { anOrigin } from "../support/outcomes.ts";

test.each(["pull_request", "pull_request_target", "pull_request_review"])(
  "%s leaves nothing where the next run of the default branch would compare itself with it",
  (eventName) => {
    expect(isUnseen(false, anOrigin({ eventName }))).toBe(true);
  },
);

test.each(["schedule", "push", "workflow_dispatch"])("%s is logged where others look", (eventName) => {
  expect(isUnseen(false, anOrigin({ eventName }))).toBe(false);
});

test("a dry run leaves nothing, a command line does", () => {
  expect(isUnseen(true, anOrigin())).toBe(true);
  expect(isUnseen(false, null)).toBe(false);
});

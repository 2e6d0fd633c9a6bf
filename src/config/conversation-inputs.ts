import { COMMENT_SETTINGS } from "../core/plan-comment.ts";
import type { InputDefinition } from "./input-definition.ts";
import { choice, flag } from "./value-schemas.ts";

/** What is said where people already are: in the pull request and in the list of issues. */
export const CONVERSATION_INPUTS = {
  comment: {
    description:
      "One comment in the pull request, updated in place (needs `pull-requests: write`): `auto` in runs of pull requests, and only a notice where the token may not write; `always` also in other runs, in the open pull request that the commit belongs to; `never`.",
    default: "auto",
    schema: choice(COMMENT_SETTINGS),
  },
  "alert-issue": {
    description:
      "`true` keeps one issue per experiment and rule: opened when the rule fires, closed when the model has recovered (needs `issues: write`).",
    default: "false",
    schema: flag(),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

import { RETRAIN_TRIGGERS } from "../core/plan-dispatch.ts";
import { repositoryOrNull, workflowOrNull } from "./github-schemas.ts";
import type { InputDefinition } from "./input-definition.ts";
import { periodOrOff } from "./time-schemas.ts";
import { choice, integerOrOff, line, lineOrNull } from "./value-schemas.ts";

/** How, where and how often the retraining is started. */
export const RETRAIN_INPUTS = {
  "retrain-trigger": {
    description:
      "How the retraining is started: `repository_dispatch` (needs `contents: write`), `workflow_dispatch` (needs `actions: write`), or `none` to only raise the flag.",
    default: "repository_dispatch",
    schema: choice(RETRAIN_TRIGGERS),
  },
  "retrain-event-type": {
    description: "Event type of the `repository_dispatch`.",
    default: "retrain-model",
    schema: line("an event type of 1 to 100 characters in one line", { maxCharacters: 100 }),
  },
  "retrain-workflow": {
    description:
      "File name of the workflow that `workflow_dispatch` starts, for example `retrain.yml`. Where it declares an input `payload`, it gets the event's payload as JSON.",
    default: "",
    defaultInWords: "none",
    schema: workflowOrNull(),
  },
  "retrain-ref": {
    description: "Branch or tag on which `workflow_dispatch` starts the workflow.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch or tag in one line"),
  },
  "retrain-repository": {
    description:
      "Repository `owner/name` that retrains the model. Another one than this needs a `github-token` that may write there: the workflow's own token may not.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull(),
  },
  "retrain-cooldown": {
    description:
      "No second dispatch of the same event within this time, whatever the model, for example `30m`, `24h` or `7d`; `off` disables it.",
    default: "24h",
    schema: periodOrOff(),
  },
  "retrain-max-per-week": {
    description:
      "How often the same event may be sent within seven days, so that a model that never reaches its limits does not retrain for ever; `off` disables it. When it is reached, the dispatch is suppressed and counts as a failed delivery.",
    default: "3",
    schema: integerOrOff(1, 1000),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

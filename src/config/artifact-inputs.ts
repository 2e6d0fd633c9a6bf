import { artifactNameOrNull, repositoryOrNull, runIdOrNull, workflowOrNull } from "./github-schemas.ts";
import type { InputDefinition } from "./input-definition.ts";
import { lineOrNull } from "./value-schemas.ts";

/** Where the database comes from when another job or workflow uploads it. */
export const DATABASE_ARTIFACT_INPUTS = {
  "database-artifact": {
    description:
      "Name of a workflow artifact that holds the database; needs `actions: read`. It is looked for in the run that `database-run-id` names; else in this run, in the newest successful run of `database-workflow`, and among all successful runs of the branch, newest first. Uploads of forks and of pull requests are never taken.",
    default: "",
    defaultInWords: "none: `database` is a file in the workspace",
    schema: artifactNameOrNull(),
  },
  "database-workflow": {
    description: "File name of the workflow that uploads the database, for example `export.yml`.",
    default: "",
    defaultInWords: "any workflow",
    schema: workflowOrNull(),
  },
  "database-run-id": {
    description: "Id of the workflow run that uploaded the database; no other run is then looked at.",
    default: "",
    defaultInWords: "the newest that can be trusted",
    schema: runIdOrNull(),
  },
  "database-branch": {
    description: "Branch that the run which uploaded the database must belong to.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch in one line"),
  },
  "database-repository": {
    description:
      "Repository `owner/name` that holds the artifact. Another one than this needs a `github-token` that may read its Actions.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull(),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

/** The same for the model. */
export const MODEL_ARTIFACT_INPUTS = {
  "model-artifact": {
    description:
      "Name of a workflow artifact that holds the model, looked for as that of the database. Relative `user-map`, `item-map` and `train-interactions` are looked for in it first, then in the workspace.",
    default: "",
    defaultInWords: "none: `model` is a file in the workspace",
    schema: artifactNameOrNull(),
  },
  "model-workflow": {
    description: "File name of the workflow that uploads the model, for example `train.yml`.",
    default: "",
    defaultInWords: "any workflow",
    schema: workflowOrNull(),
  },
  "model-run-id": {
    description: "Id of the workflow run that uploaded the model; no other run is then looked at.",
    default: "",
    defaultInWords: "the newest that can be trusted",
    schema: runIdOrNull(),
  },
  "model-branch": {
    description: "Branch that the run which uploaded the model must belong to.",
    default: "",
    defaultInWords: "the default branch",
    schema: lineOrNull("a branch in one line"),
  },
  "model-repository": {
    description: "Repository `owner/name` that holds the model's artifact.",
    default: "",
    defaultInWords: "this repository",
    schema: repositoryOrNull(),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

import { HISTORY_SETTINGS } from "../core/plan-history.ts";
import { historyKeep, historyName } from "./history-schemas.ts";
import type { InputDefinition } from "./input-definition.ts";
import { choice } from "./value-schemas.ts";

/** Where evaluations are remembered when the runner is thrown away. */
export const HISTORY_INPUTS = {
  history: {
    description:
      "Where `mlruns/` survives between runs. `auto` on github.com: an artifact and the cache, needs `actions: read`; on GitHub Enterprise Server the cache alone, which forgets after a week; on a command line, or without the runner's services, the directory itself. `branch`: a commit per evaluation on a branch, needs `contents: write`. `none`: nowhere. With a remote or database `tracking-uri` nothing is copied. Only runs of the default branch save.",
    default: "auto",
    schema: choice(HISTORY_SETTINGS),
  },
  "history-name": {
    description:
      "Name of the artifact or the branch, and the beginning of the cache keys; in a matrix the job's key is appended. Jobs that evaluate different models outside a matrix each need a name of their own.",
    default: "model-monitor-history",
    schema: historyName(),
  },
  "history-keep": {
    description:
      "How much of the history is saved, for each experiment: a number of runs such as `52`, or of days such as `365d`; older runs are left out. The newest run always stays. A directory that is the history itself is never shortened.",
    default: "",
    defaultInWords: "all runs until they take 10 MB, then the oldest are left out",
    schema: historyKeep(),
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

/** Every output of the action: name → what it holds. Numbers, enums, ids and addresses only: no text from the data. */
export const OUTPUTS = {
  status: "How the run ended: `evaluated`, `no-data` or `error`.",
  "should-retrain":
    "Whether any rule fired: `true` or `false`. Always set; `false` on `no-data` and `error`.",
  triggers:
    'JSON array of the ids of the rules that fired, unique, in table order, for example `["relative-drop"]`; `[]` when none did.',
  findings:
    "JSON array with what every rule found: `{rule, metric, outcome, now, before, limit, change, reason, evidence?}`; `outcome` is `fired`, `passed` or `skipped`, numbers may be null. `evidence` says how sure the number is: `{verdict, suspect, reason, users, users_before, low, high, smallest_drop}`.",
  "test-mrr":
    "Mean reciprocal rank as Spotlight computes it, full precision; empty on `no-data` and `error`.",
  "precision-at-10": "Precision at 10, full precision; empty on `no-data` and `error`.",
  "recall-at-10": "Recall at 10, full precision; empty on `no-data` and `error`.",
  "num-users": "Active users in the database; empty on `no-data` and `error`.",
  "num-ratings": "Ratings of the active users; empty on `no-data` and `error`.",
  "avg-ratings-per-user": "Ratings per active user on average; empty on `no-data` and `error`.",
  metrics: "JSON object of every metric by its MLflow name.",
  "run-id": "MLflow id of the run that was logged; empty where there is none.",
  "experiment-id": "MLflow id of the experiment; empty where there is none.",
  "previous-run-id": "MLflow id of the run that `relative-drop` compared with; empty where there is none.",
  dispatched: "Whether the retraining event was sent: `true` or `false`.",
  "retrain-run-id":
    "Id of the workflow run that retrains the model, where GitHub tells it (`workflow_dispatch`); else empty.",
  "retrain-run-url": "Address of that run; else empty.",
  "history-saved":
    "Whether the history was saved where the next run finds it: `true` or `false`; also `true` where the tracking directory is the history itself.",
  "history-expires-at":
    "Until when the saved history lives if no run saves it again, for example `2027-01-31T05:17:00.000Z`; empty where it does not expire or was not saved.",
  "report-path": "Path of `report.json`; empty where none was written.",
} as const satisfies Readonly<Record<string, string>>;

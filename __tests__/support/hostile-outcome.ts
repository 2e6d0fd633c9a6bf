import type { EvaluatedOutcome } from "../../src/core/outcome.ts";
import { DEFAULT_LIMITS, aPastRun } from "./evidence.ts";
import { WEEKS, aMeasurement, anEvaluation, anOrigin, someSettings } from "./outcomes.ts";

/**
 * An evaluation in which every string that is not one of a closed list is the given text: the flag is up, the event
 * was refused or held, earlier runs were passed over, and a metric of that name is checked, compared and shown.
 */
export function evaluationMadeOf(text: string, { held = false } = {}): EvaluatedOutcome {
  const metrics = { ...WEEKS.shifted, [`${text}-low`]: 0.01, [`${text}-further`]: 0.5 };
  const run = aPastRun({}, { runId: text });
  const previous = new Map(
    Object.entries({ ...WEEKS.quiet, [`${text}-further`]: 0.4 }).map(
      ([metric, value]) => [metric, { run, value, comparability: "different-train-mask" as const }] as const,
    ),
  );
  const source = { path: text, digest: text, bytes: 1 };
  return anEvaluation({
    metrics,
    previous,
    limits: { ...DEFAULT_LIMITS, thresholds: new Map([...DEFAULT_LIMITS.thresholds, [`${text}-low`, 0.5]]) },
    measurement: aMeasurement({
      metrics: new Map(Object.entries(metrics)),
      settings: someSettings({ query: text }),
      model: { ...source, kind: text, numUsers: 1, numItems: 1, dim: 1 },
      database: source,
      origin: anOrigin({
        repository: text,
        serverUrl: text,
        runId: text,
        job: text,
        ref: text,
        sha: text,
        actor: text,
      }),
      monitorVersion: text,
    }),
    dispatch: { eventType: text, dryRun: held },
    outcome: {
      run: { runId: text, experimentId: text },
      experiment: text,
      trackingLocation: `./${text}/mlruns`,
      dispatched: false,
      failedDeliveries: [
        { what: "retrain-event", message: text, hint: `Add these lines:\n${oneLine(text)}\n  second` },
      ],
      reportPath: text,
      skippedRuns: [{ path: text, reason: text }],
    },
  });
}

/** The lines to copy in a hint are ours; only what stands in a line may be foreign. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/gu, " ");
}

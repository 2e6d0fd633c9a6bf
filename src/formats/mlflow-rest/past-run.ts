import { z } from "zod";
import { OUR_PREFIX } from "../../core/run-labels.ts";
import type { PastRun } from "../../core/run.ts";
import { DOUBLE, INT64, RUN_ID } from "./answers.ts";

/** One run of an answer: read, none of those that count, or not readable. */
export type ReadRun =
  | { readonly kind: "read"; readonly run: PastRun }
  | { readonly kind: "other" }
  | {
      readonly kind: "malformed";
      readonly runId: string | null;
      readonly reason: string;
      readonly isOurs: boolean;
    };

const TEXT = z.object({ key: z.string(), value: z.string().default("") });
const RUN = z.object({
  info: z.object({
    run_id: RUN_ID,
    status: z.string(),
    lifecycle_stage: z.string().default("active"),
    start_time: INT64,
  }),
  data: z
    .object({
      metrics: z.array(z.object({ key: z.string(), value: DOUBLE })).default([]),
      params: z.array(TEXT).default([]),
      tags: z.array(TEXT).default([]),
    })
    .default({ metrics: [], params: [], tags: [] }),
});

/** As much as tells whose run it is, however damaged the rest. */
const KEYS = z.array(z.object({ key: z.string() })).catch([]);
const LABELS = z.object({
  info: z.object({ run_id: RUN_ID }).nullable().catch(null),
  data: z.object({ params: KEYS, tags: KEYS }).catch({ params: [], tags: [] }),
});

/** Reads one run of `runs/search`. A run of ours always has metrics: without any it was damaged. */
export function readPastRun(answer: unknown): ReadRun {
  const result = RUN.safeParse(answer);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    return malformed(answer, `${path.join(".")} ${message}`);
  }
  const { info, data } = result.data;
  if (info.status !== "FINISHED" || info.lifecycle_stage !== "active") return { kind: "other" };
  if (data.metrics.length === 0 && labelsOf(answer).isOurs) return malformed(answer, "holds no metric");
  return {
    kind: "read",
    run: {
      runId: info.run_id,
      startTime: info.start_time,
      metrics: byKey(data.metrics),
      params: byKey(data.params),
      tags: byKey(data.tags),
    },
  };
}

function byKey<Value>(
  entries: readonly { readonly key: string; readonly value: Value }[],
): ReadonlyMap<string, Value> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

function malformed(answer: unknown, reason: string): ReadRun {
  return { kind: "malformed", reason, ...labelsOf(answer) };
}

function labelsOf(answer: unknown): { readonly runId: string | null; readonly isOurs: boolean } {
  const result = LABELS.safeParse(answer);
  if (!result.success) return { runId: null, isOurs: false };
  const { info, data } = result.data;
  const keys = [...data.params, ...data.tags];
  return { runId: info?.run_id ?? null, isOurs: keys.some(({ key }) => key.startsWith(OUR_PREFIX)) };
}

import { readFileSync } from "node:fs";

/** One evaluation by the real Spotlight (golden.md of each set explains the fields). */
export interface GoldenRun {
  readonly checkpoint: string;
  readonly database: string;
  readonly mode: "mapped" | "first_seen";
  readonly train_mask: boolean;
  readonly error?: string;
  readonly message?: string;
  readonly aggregates: {
    readonly test_mrr: number;
    readonly precision_at_10: number;
    readonly recall_at_10: number;
    readonly num_users: number;
    readonly num_ratings: number;
    readonly avg_ratings_per_user: number;
    readonly distinct_pairs: number;
  };
  /** Absent where only the aggregates were kept. */
  readonly per_user?: {
    readonly user_ids: readonly number[];
    readonly mrr: readonly number[];
    readonly targets: readonly number[];
    readonly hits_at: Readonly<Record<string, readonly number[]>>;
  };
}

interface Counts {
  readonly num_users: number;
  readonly num_ratings: number;
  readonly avg_ratings_per_user: number;
}

export interface Golden {
  readonly k: readonly number[];
  readonly checkpoints: Readonly<
    Record<string, { readonly same_scores_as?: string; readonly format: string }>
  >;
  readonly databases: Readonly<
    Record<
      string,
      {
        readonly mapped: { readonly before: Counts; readonly after: Counts };
        readonly first_seen: { readonly users_in_order: readonly string[] };
      }
    >
  >;
  readonly runs: readonly GoldenRun[];
}

export function readGolden(folder: string): Golden {
  return JSON.parse(readFileSync(`${folder}/golden.json`, "utf8")) as Golden;
}

/** Every run of the set for the given checkpoints; one with the weights of another is checked against that one's runs. */
export function runsOf(golden: Golden, checkpoints: readonly string[]): readonly GoldenRun[] {
  return checkpoints.flatMap((checkpoint) => {
    const original = golden.checkpoints[checkpoint]?.same_scores_as ?? checkpoint;
    return golden.runs
      .filter((run) => run.checkpoint === original)
      .map((run) => Object.assign({}, run, { checkpoint }));
  });
}

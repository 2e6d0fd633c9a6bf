import { times, type Table } from "./table.ts";

/** A ratio that the guard knows, and what it was this time. */
export interface GuardedRatio {
  readonly name: string;
  /** What it is on a machine with nothing else to do: a note to people, to tell how much room there is. */
  readonly usual: number;
  /** Whether a larger or a smaller one is worse. */
  readonly worse: "larger" | "smaller";
  /** Beyond it the guard fails. */
  readonly bound: number;
  readonly measured: number;
}

/** The ratios that are beyond their bounds; one that is no number is, too. */
export function beyondBounds(ratios: readonly GuardedRatio[]): readonly GuardedRatio[] {
  return ratios.filter(
    ({ measured, bound, worse }) => !(worse === "larger" ? measured <= bound : measured >= bound),
  );
}

/** The ratios with their bounds, and which are beyond. */
export function guardTable(ratios: readonly GuardedRatio[]): Table {
  const beyond = new Set(beyondBounds(ratios));
  return {
    title:
      "Ratios within one run; a bound is far from what is usual, because other work on the machine disturbs.",
    head: ["ratio", "measured", "usual", "bound", ""],
    rows: ratios.map((ratio) => [
      ratio.name,
      times(ratio.measured),
      times(ratio.usual),
      `${ratio.worse === "larger" ? "at most" : "at least"} ${times(ratio.bound)}`,
      beyond.has(ratio) ? "beyond" : "ok",
    ]),
  };
}

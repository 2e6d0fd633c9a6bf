import type { Scenario } from "./world.ts";

/** What a row of the table shows: how often a flag is up in a year, or how long a decline takes to be found. */
export interface Row {
  readonly scenario: Scenario;
  readonly kind: "calm" | "decline";
  /** Of the years that were asked for: slow rows settle for fewer. */
  readonly share: number;
}

/** What can be set from the command line. */
export interface Choices {
  readonly users: number | null;
  readonly variation: number;
  readonly sameUsers: boolean | null;
}

const STEADY = { quality: () => 1, ease: () => 1, newcomers: () => 0, knownPopularity: false };

/** Every row in the order of the table. */
export function rowsOf({ users, variation, sameUsers }: Choices): readonly Row[] {
  const row = (name: string, kind: Row["kind"], special: Partial<Scenario>, share = 1): Row => ({
    scenario: {
      name,
      users: 20,
      variation,
      sameUsers: false,
      ...STEADY,
      ...special,
      ...(users === null ? {} : { users }),
      ...(sameUsers === null ? {} : { sameUsers }),
    },
    kind,
    share,
  });
  const known = { knownPopularity: true };
  return [
    row("nothing changes", "calm", {}),
    row("nothing changes, the same users", "calm", { sameUsers: true }),
    row("nothing changes", "calm", { users: 100 }, 0.25),
    row("nothing changes, popularity known", "calm", known),
    row("targets 10 % harder, popularity known", "calm", { ...known, ease: () => 0.9 }),
    row("targets 30 % harder, popularity known", "calm", { ...known, ease: () => 0.7 }),
    row("targets 9 % harder every week, popularity known", "calm", { ...known, ease: falling(0.09) }),
    row("the model loses 9 % every week", "decline", { quality: falling(0.09) }),
    row("the model loses 9 % every week", "decline", { quality: falling(0.09), users: 100 }),
    row("the model loses 9 % every week, popularity known", "decline", { ...known, quality: falling(0.09) }),
    row("the model loses 9 % every week, the same users", "decline", {
      quality: falling(0.09),
      sameUsers: true,
    }),
    row("the model loses 3 % every week", "decline", { quality: falling(0.03) }),
    row("the model loses 30 % at once", "decline", { quality: () => 0.7, users: 100 }),
    row("one user more every week whom the model does not know", "decline", { newcomers: (week) => week }),
  ];
}

/** By this fraction every week. */
function falling(fraction: number): (week: number) => number {
  return (week) => (1 - fraction) ** week;
}

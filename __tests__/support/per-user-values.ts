import type { PerUserValues } from "../../src/core/measurement.ts";

/** Three users; the means are not the metrics of any week. */
export function somePerUserValues(overrides: Partial<PerUserValues> = {}): PerUserValues {
  return {
    keys: "internal_user_id",
    users: [0, 3, 41],
    targets: [2, 7, 1],
    values: new Map([
      ["test_mrr", [0.1 + 0.2, 1 / 3, 5e-324]],
      ["precision_at_10", [0.1, 0, 0.30000000000000004]],
    ]),
    ...overrides,
  };
}

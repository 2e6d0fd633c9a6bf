import { absoluteThreshold } from "./absolute-threshold.ts";
import { relativeDrop } from "./relative-drop.ts";
import type { Rule } from "./rule.ts";
import { userGrowth } from "./user-growth.ts";

/** Every rule, in the order of the spec's table (and of `triggers`). A new rule is one file and one line here. */
export const RULES: readonly Rule[] = [absoluteThreshold, relativeDrop, userGrowth];

import type { z } from "zod";

/** One input: everything that the action, the command line, the config file and the documentation know about it. */
export interface InputDefinition {
  /** Whole sentences, without the default, which `describeInput` adds. */
  readonly description: string;
  /** What stands in for an unset input, as its text; "" where nothing does. */
  readonly default: string;
  /** How the default reads in the documentation, where its text does not tell. */
  readonly defaultInWords?: string;
  readonly schema: z.ZodType;
  /** MLflow's environment variable: after the input and the config file, before the default. */
  readonly environmentVariable?: string;
  /** The `default:` of `action.yml`: an expression that only GitHub can fill in. */
  readonly actionDefault?: string;
  /** Not for people: left out of the documentation and the help. */
  readonly hidden?: true;
  /** Never quoted in a message. */
  readonly secret?: true;
  /** Refused in the config file. */
  readonly inputOnly?: true;
}

import { runAction } from "./action.ts";
import { failStep } from "./adapters/runner.ts";

if (await runAction(process.env)) failStep();

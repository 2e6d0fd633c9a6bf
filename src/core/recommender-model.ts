import type { FactorModel } from "./factor-model.ts";
import type { SequenceModel } from "./sequence-model.ts";

/** Every kind of model that can be evaluated. */
export type RecommenderModel = FactorModel | SequenceModel;

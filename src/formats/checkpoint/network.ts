import type { RecommenderModel } from "../../core/recommender-model.ts";
import type { ModuleAttributes, NamedTensors } from "./tensor.ts";

/** What a file says about one network, prefix removed. */
export interface NetworkParts {
  readonly tensors: NamedTensors;
  /** Empty for a state dict, which holds tensors only. */
  readonly attributes: ModuleAttributes;
  /** The loss of the model around it; null where nothing says it. */
  readonly loss: string | null;
}

/** A network that can be evaluated, recognised by the names of its tensors. */
export interface Network {
  readonly name: string;
  /** Whether these tensors, prefix removed, are those of such a network. */
  matches(tensors: NamedTensors): boolean;
  /**
   * Checks the shapes and reads the numbers.
   *
   * @throws MonitorError naming `file` and the tensor.
   */
  build(file: string, parts: NetworkParts): RecommenderModel;
}

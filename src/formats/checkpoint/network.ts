import type { FactorModel } from "../../core/factor-model.ts";
import type { NamedTensors } from "./tensor.ts";

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
  build(file: string, tensors: NamedTensors): FactorModel;
}

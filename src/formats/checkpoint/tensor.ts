import type { CarriedMaps } from "./carried-maps.ts";

/** A tensor of a checkpoint. Its numbers stay in the file until somebody needs them. */
export interface Tensor {
  /** Element type as torch names it, "float32"; unknown ones by the name that the file gives. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Two tensors of one file with the same place hold the same numbers. */
  readonly place: string;
  /**
   * The numbers as a new row-major float32 array (float64 is rounded, as torch does when it loads it into such a layer).
   *
   * @throws MonitorError when the file does not hold what the tensor declares, or the element type is no float.
   */
  floats(): Float32Array;
}

/** Tensors by their dotted names, "user_embeddings.weight". */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** Tensors that belong together: those of one torch module, or of one dict. */
export interface TensorGroup {
  /** Where it was found, for messages: "model._net"; empty for the root of the file. Not escaped. */
  readonly where: string;
  readonly tensors: NamedTensors;
  /** What the modules say beside their tensors; absent where a format has no modules. */
  readonly attributes?: ModuleAttributes;
  /** The loss that the model around this net was trained with; absent where nothing says it. */
  readonly loss?: string;
}

/**
 * Attributes of torch modules by their dotted names ("item_embeddings.num_hash_functions"), where they are plain
 * values. A function or class is its dotted name, a tensor of whole numbers gives them as `floats`; the class of each
 * module stands under the name "class".
 */
export type ModuleAttributes = ReadonlyMap<string, AttributeValue>;

/** One of them; null is the None of Python. */
export type AttributeValue = null | boolean | number | string | readonly number[] | Tensor;

/** What a checkpoint format finds in a file, before anybody knows which model it is. */
export interface TensorSource {
  readonly groups: readonly TensorGroup[];
  /** Dotted names of the classes that the file mentions. Not escaped. */
  readonly classes: ReadonlySet<string>;
  /** Id maps beside the model; absent where a format holds nothing but tensors. */
  readonly maps?: CarriedMaps;
}

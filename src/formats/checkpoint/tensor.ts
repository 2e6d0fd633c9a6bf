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
}

/** What a checkpoint format finds in a file, before anybody knows which model it is. */
export interface TensorSource {
  readonly groups: readonly TensorGroup[];
  /** Dotted names of the classes that the file mentions. Not escaped. */
  readonly classes: ReadonlySet<string>;
}

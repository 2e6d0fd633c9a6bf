import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { ID_SPAN } from "../../core/interactions.ts";
import { quote } from "../quote.ts";
import { FLOAT_TYPES } from "./float-types.ts";
import type { NamedTensors, Tensor } from "./tensor.ts";

const HINT = "Check that the file is Spotlight's model as it was trained: tables that fit together.";

/** The tensors of one network, with the checks that all networks need. Every error names the file and the tensor. */
export class NetworkTables {
  readonly #file: string;
  readonly #tensors: NamedTensors;

  constructor(file: string, tensors: NamedTensors) {
    this.#file = file;
    this.#tensors = tensors;
  }

  /**
   * Rows and columns of a table of embeddings, neither 0.
   *
   * @throws MalformedFileError for another shape, UnsupportedFileError for more rows than ids can have.
   */
  tableShape(name: string): readonly [rows: number, columns: number] {
    const { shape } = this.#tensor(name);
    const [rows = 0, columns = 0] = shape;
    if (shape.length !== 2 || rows === 0 || columns === 0)
      throw this.#wrongShape(name, shape, "rows × factors, neither 0, are needed");
    if (rows > ID_SPAN) {
      const found = `${name} has ${rows} rows; at most ${ID_SPAN} are supported`;
      throw new UnsupportedFileError(this.#file, found, HINT);
    }
    return [rows, columns];
  }

  /**
   * The numbers of a tensor that must have this shape, row by row.
   *
   * @throws MalformedFileError for another shape, UnsupportedFileError for elements that are no floats.
   */
  floats(name: string, wanted: readonly number[]): Float32Array {
    this.requireShape(name, wanted);
    return this.#tensor(name).floats();
  }

  /** @throws MalformedFileError for another shape. */
  requireShape(name: string, wanted: readonly number[]): void {
    const { shape } = this.#tensor(name);
    if (shape.length === wanted.length && shape.every((length, axis) => length === wanted[axis])) return;
    throw this.#wrongShape(name, shape, `${shown(wanted)} is needed`);
  }

  /** The shape as it is, empty where there is no such tensor. */
  shape(name: string): readonly number[] {
    return this.#tensors.get(name)?.shape ?? [];
  }

  #wrongShape(name: string, shape: readonly number[], needed: string): MalformedFileError {
    return new MalformedFileError(this.#file, `${name} has the shape ${shown(shape)}; ${needed}`, HINT);
  }

  #tensor(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new MalformedFileError(this.#file, `there is no ${quote(name)}`, HINT);
    if (FLOAT_TYPES.has(tensor.dtype)) return tensor;
    const found = `${name} has elements of the type ${quote(tensor.dtype)}; supported are ${[...FLOAT_TYPES.keys()].join(", ")}`;
    throw new UnsupportedFileError(
      this.#file,
      found,
      "Save the model with float32 weights: model._net.float().",
    );
  }
}

function shown(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

import type { PickleErrors } from "./errors.ts";
import type { PickleValue } from "./values.ts";

/** Python's pickler adds to lists and dicts in batches of 1,000; only the items of a tuple stand there all at once. */
const MAX_HEIGHT = 1_000_000;
/** One mark a container that is being made, and such nesting ends Python's own recursion at 1,000. */
const MAX_MARKS = 500_000;

/** The stack of the pickle machine; a mark remembers where the items of a container begin. */
export class PickleStack {
  readonly #errors: PickleErrors;
  readonly #values: PickleValue[] = [];
  readonly #marks: number[] = [];

  constructor(errors: PickleErrors) {
    this.#errors = errors;
  }

  push(value: PickleValue): void {
    this.#values.push(value);
    if (this.#values.length > MAX_HEIGHT)
      throw this.#errors.tooMuch(`more than ${MAX_HEIGHT} values on the stack`);
  }

  mark(): void {
    this.#marks.push(this.#values.length);
    if (this.#marks.length > MAX_MARKS)
      throw this.#errors.tooMuch(`more than ${MAX_MARKS} marks on the stack`);
  }

  top(): PickleValue {
    this.#require(1);
    return this.#values.at(-1)!;
  }

  pop(): PickleValue {
    this.#require(1);
    return this.#values.pop()!;
  }

  /** The topmost values, in the order they were pushed. */
  popMany(count: number): PickleValue[] {
    this.#require(count);
    return this.#values.splice(this.#values.length - count);
  }

  /** Everything above the last mark, and the mark. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#errors.broken("there is no mark on the stack");
    return this.#values.splice(mark);
  }

  /** What lies below the last mark belongs to the container that is being made: as in CPython, it cannot be taken. */
  #require(count: number): void {
    if (this.#values.length - (this.#marks.at(-1) ?? 0) < count)
      throw this.#errors.broken("there are too few values on the stack");
  }
}

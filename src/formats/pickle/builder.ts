import { quote } from "../quote.ts";
import { CARRIED_CLASS, isCarriedClass, isCarrier } from "./cloudpickle.ts";
import { isDangerous } from "./dangerous.ts";
import type { PickleDialect } from "./dialect.ts";
import type { PickleErrors } from "./errors.ts";
import { rebuilderOf } from "./globals.ts";
import {
  globalName,
  isKind,
  type PickleDict,
  type PickleGlobal,
  type PickleList,
  type PickleSet,
  type PickleTuple,
  type PickleValue,
} from "./values.ts";

/** Tuples too: each of these costs up to 300 bytes for one byte of pickle. */
const MAX_CONTAINERS = 250_000;
/** Only dicts that Python 2 wrote are copied. */
const MAX_COPIED_VALUES = 1_000_000;

/** Makes and fills the containers of a pickle, and counts them. */
export class PickleBuilder {
  readonly #errors: PickleErrors;
  readonly #dialect: PickleDialect;
  #containers = 0;
  #copied = 0;

  constructor(errors: PickleErrors, dialect: PickleDialect) {
    this.#errors = errors;
    this.#dialect = dialect;
  }

  tuple(items: readonly PickleValue[]): PickleTuple {
    this.#count();
    return { kind: "tuple", items };
  }

  list(items: PickleValue[]): PickleList {
    this.#count();
    return { kind: "list", items };
  }

  set(items: PickleValue[]): PickleSet {
    this.#count();
    return { kind: "set", items };
  }

  dict(): PickleDict {
    this.#count();
    return { kind: "dict", entries: new Map(), attributes: null };
  }

  /**
   * What REDUCE or NEWOBJ stand for: the value of our own function where there is one, else an inert record.
   *
   * @throws UnsupportedFileError when Python would run something that no checkpoint needs.
   */
  call(callee: PickleValue, args: PickleValue): PickleValue {
    const named = this.#calledName(callee);
    this.#count();
    return (
      this.#rebuilt(named, args) ?? {
        kind: "object",
        class: named,
        args,
        state: undefined,
        items: [],
        entries: null,
      }
    );
  }

  /** What is called, by name, unless that is an attack. */
  #calledName(callee: PickleValue): PickleGlobal {
    const { carriesCode } = this.#dialect;
    if (carriesCode && isCarriedClass(callee)) return CARRIED_CLASS;
    if (!isKind(callee, "global"))
      throw this.#errors.unsafe("calls something else than a named class or function");
    if (carriesCode && isCarrier(callee)) return callee;
    if (!isDangerous(callee)) return callee;
    throw this.#errors.unsafe(`calls ${quote(globalName(callee))} when Python loads it`);
  }

  /** BUILD sets attributes. On a tensor they would replace its contents, so only objects and dicts may have them. */
  setState(target: PickleValue, state: PickleValue): void {
    if (isKind(target, "object") && target.state === undefined) target.state = state;
    else if (isKind(target, "dict") && target.attributes === null) target.attributes = state;
    else throw this.#errors.broken("attributes are set twice, or on a value that has none");
  }

  addItems(target: PickleValue, items: readonly PickleValue[]): void {
    if (!isKind(target, "list") && !isKind(target, "set") && !isKind(target, "object")) {
      throw this.#errors.broken("items are added to a value that is no list, set or object");
    }
    for (const item of items) target.items.push(item);
  }

  setItems(target: PickleValue, items: readonly PickleValue[]): void {
    if (!isKind(target, "dict") && !isKind(target, "object")) {
      throw this.#errors.broken("keys are set on a value that is no dict or object");
    }
    if (items.length % 2 !== 0) throw this.#errors.broken("a key has no value");
    const entries = isKind(target, "dict") ? target.entries : (target.entries ??= new Map());
    for (let index = 0; index < items.length; index += 2) entries.set(items[index]!, items[index + 1]!);
  }

  #rebuilt(callee: PickleGlobal, args: PickleValue): PickleValue | undefined {
    const rebuild = rebuilderOf(callee.module, callee.name);
    if (rebuild === undefined) return undefined;
    if (!isKind(args, "tuple"))
      throw this.#errors.broken(`a call of ${quote(globalName(callee))} has no tuple of arguments`);
    return rebuild(args.items, {
      fail: this.#errors.broken,
      spend: (values) => this.#spend(values),
      loadStorage: this.#dialect.loadStorage,
    });
  }

  #count(): void {
    this.#containers++;
    if (this.#containers > MAX_CONTAINERS)
      throw this.#errors.tooMuch(`more than ${MAX_CONTAINERS} tuples, lists, dicts and objects`);
  }

  #spend(values: number): void {
    this.#copied += values;
    if (this.#copied > MAX_COPIED_VALUES)
      throw this.#errors.tooMuch(`more than ${MAX_COPIED_VALUES} values are copied`);
  }
}

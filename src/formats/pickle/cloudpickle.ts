import { isKind, type PickleGlobal, type PickleValue } from "./values.ts";

const MODULES: ReadonlySet<string> = new Set(["cloudpickle.cloudpickle", "cloudpickle.cloudpickle_fast"]);

/** What makes a class or type, whose instances may be made next. */
const CLASS_MAKERS: ReadonlySet<string> = new Set([
  "_builtin_type",
  "_make_skeleton_class",
  "_make_skeleton_enum",
]);

/**
 * What cloudpickle calls to carry classes and functions of a training script inside the file (cloudpickle 1.3 to 3.1).
 * In Python they make code without running it; `subimport` imports a module, which naming any class in a pickle does.
 */
const CARRIERS: ReadonlySet<string> = new Set([
  ...CLASS_MAKERS,
  "_class_setstate",
  "_fill_function",
  "_function_setstate",
  "_make_cell",
  "_make_dict_items",
  "_make_dict_keys",
  "_make_dict_values",
  "_make_empty_cell",
  "_make_function",
  "_make_skel_func",
  "_make_typevar",
  "_rehydrate_skeleton_class",
  "dynamic_subimport",
  "subimport",
]);

/** The class of every instance of a carried class: not the class's own name, which is only an argument. */
export const CARRIED_CLASS: PickleGlobal = { kind: "global", module: "cloudpickle", name: "carried class" };

/** Whether this is one of cloudpickle's functions that only make classes, functions and their parts. */
export function isCarrier({ module, name }: PickleGlobal): boolean {
  return MODULES.has(module) && CARRIERS.has(name);
}

/** Whether this is the record of a carried class. A carried function is none: calling it would run the file's code. */
export function isCarriedClass(value: PickleValue): boolean {
  return isKind(value, "object") && MODULES.has(value.class.module) && CLASS_MAKERS.has(value.class.name);
}

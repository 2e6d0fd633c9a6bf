import {
  globalName,
  isKind,
  type PickleDict,
  type PickleObject,
  type PickleTensor,
  type PickleValue,
} from "../pickle/values.ts";

/** An attribute of a pickled module that a network may look at. */
export type PickleAttribute = null | boolean | number | string | readonly number[] | PickleTensor;

/** A torch module has some thirty. */
const MAX_ATTRIBUTES = 200;
/** Kernel widths and dilations, one a layer. */
const MAX_NUMBERS = 64;
const MAX_TEXT = 200;

/** A pickled `torch.nn.Module`, by its attributes: its class can have any name. */
export function isModule(value: PickleValue): value is PickleObject {
  return (
    isKind(value, "object") &&
    attributeDict(value, "_modules") !== null &&
    attributeDict(value, "_parameters") !== null
  );
}

/** The dict that an object has as this attribute. */
export function attributeDict(object: PickleObject, name: string): PickleDict | null {
  if (!isKind(object.state, "dict")) return null;
  const value = object.state.entries.get(name);
  return isKind(value, "dict") ? value : null;
}

/** The plain attributes of one module, its class under the name "class" (no name in Python). */
export function* plainAttributes({
  class: ownClass,
  state,
}: PickleObject): Generator<readonly [string, PickleAttribute]> {
  yield ["class", globalName(ownClass)];
  if (!isKind(state, "dict") || state.entries.size > MAX_ATTRIBUTES) return;
  for (const [name, value] of state.entries) {
    const plain = plainValue(value);
    if (typeof name === "string" && name.length <= MAX_TEXT && plain !== undefined) yield [name, plain];
  }
}

function plainValue(value: PickleValue): PickleAttribute | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value.length <= MAX_TEXT ? value : undefined;
  if (isKind(value, "global")) return globalName(value);
  if (isKind(value, "tensor")) return value;
  return isKind(value, "tuple") || isKind(value, "list") ? numbersOf(value.items) : undefined;
}

function numbersOf(items: readonly PickleValue[]): readonly number[] | undefined {
  if (items.length > MAX_NUMBERS) return undefined;
  const numbers = items.filter((item) => typeof item === "number");
  return numbers.length === items.length ? numbers : undefined;
}

/** Spotlight's models keep the net as `_net` and the name of the loss as `_loss`; a net alone does not know it. */
export function netWithLoss({
  state,
}: PickleObject): { readonly net: PickleObject; readonly loss: string } | null {
  if (!isKind(state, "dict")) return null;
  const net = state.entries.get("_net");
  const loss = state.entries.get("_loss");
  return isKind(net, "object") && typeof loss === "string" ? { net, loss } : null;
}

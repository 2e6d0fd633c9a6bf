import { rebuildTensor, type Fail } from "./torch-values.ts";
import { isKind, type PickleDict, type PickleStorage, type PickleValue } from "./values.ts";

/** What a rebuild function may use of the machine. */
interface RebuildContext {
  readonly fail: Fail;
  /** Counts values that a call copies: a call costs a few bytes of pickle, whatever it copies. */
  readonly spend: (values: number) => void;
  /** Reads the file in a file that `torch.storage._load_from_bytes` is given. */
  readonly loadStorage: (bytes: PickleValue | undefined) => PickleStorage;
}

/** Makes the value of a call; undefined leaves it an inert record. */
type Rebuild = (args: readonly PickleValue[], context: RebuildContext) => PickleValue | undefined;

/**
 * The closed list of calls that have a meaning here, each by a function of our own. Everything else stays an inert
 * record, also what real checkpoints hold: optimizers, random states, `_codecs.encode` (no network needs its bytes, and
 * a long text that is encoded again and again would fill the memory).
 */
const REBUILDERS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ["collections OrderedDict", (args, context) => dictOf(args[0], context)],
  // The argument is the factory of missing values, not content.
  ["collections defaultdict", () => emptyDict()],
  ["builtins dict", (args, context) => dictOf(args[0], context)],
  ["__builtin__ dict", (args, context) => dictOf(args[0], context)],
  ["builtins set", (args) => setOf(args[0])],
  ["__builtin__ set", (args) => setOf(args[0])],
  ["builtins frozenset", (args) => setOf(args[0])],
  ["__builtin__ frozenset", (args) => setOf(args[0])],
  ["torch.storage _load_from_bytes", (args, { loadStorage }) => loadStorage(args[0])],
  ["torch._utils _rebuild_tensor", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v2", (args, { fail }) => rebuildTensor(args, null, fail)],
  ["torch._utils _rebuild_tensor_v3", (args, { fail }) => rebuildTensor(args, dtypeOf(args[6], fail), fail)],
  ["torch._utils _rebuild_parameter", (args) => tensorOf(args[0])],
  ["torch._utils _rebuild_parameter_with_state", (args) => tensorOf(args[0])],
]);

/** The rebuild function of a global, undefined when calling it has no meaning here. */
export function rebuilderOf(module: string, name: string): Rebuild | undefined {
  // A space, as in the pickle's own text form: with a dot, ("a.b", "c") and ("a", "b.c") would be one.
  return REBUILDERS.get(`${module} ${name}`);
}

function emptyDict(): PickleDict {
  return { kind: "dict", entries: new Map(), attributes: null };
}

/** `OrderedDict()` or, as Python 2 writes it, `OrderedDict([[key, value], …])`. */
function dictOf(source: PickleValue | undefined, { fail, spend }: RebuildContext): PickleValue | undefined {
  const dict = emptyDict();
  if (source === undefined) return dict;
  if (!isKind(source, "list")) return undefined;
  spend(source.items.length);
  for (const pair of source.items) {
    const parts = isKind(pair, "tuple") || isKind(pair, "list") ? pair.items : [];
    if (parts.length !== 2) throw fail("a dict is made of something else than pairs");
    dict.entries.set(parts[0]!, parts[1]!);
  }
  return dict;
}

function setOf(source: PickleValue | undefined): PickleValue | undefined {
  if (source === undefined) return { kind: "set", items: [] };
  if (!isKind(source, "list")) return undefined;
  return { kind: "set", items: source.items };
}

/** A Parameter is its tensor; around a tensor that we do not rebuild (sparse, quantised) it stays inert. */
function tensorOf(data: PickleValue | undefined): PickleValue | undefined {
  return isKind(data, "tensor") ? data : undefined;
}

/** The explicit element type of `_rebuild_tensor_v3`, written as the global `torch float32`. */
function dtypeOf(dtype: PickleValue | undefined, fail: Fail): string {
  if (isKind(dtype, "global") && dtype.module === "torch") return dtype.name;
  throw fail("a tensor names no element type");
}

import { UnsupportedFileError } from "../../core/errors.ts";
import type { FactorModel } from "../../core/factor-model.ts";
import { quote } from "../quote.ts";
import type { Network } from "./network.ts";
import { NETWORKS } from "./networks.ts";
import type { NamedTensors, TensorGroup, TensorSource } from "./tensor.ts";

/** Tensors of a group, a common prefix of their names removed, that are a known network. */
interface Candidate {
  readonly where: string;
  readonly network: Network;
  readonly tensors: NamedTensors;
}

/** Every network of Spotlight has its table of items under this name, whatever is in front of it ("module.", "net."). */
const ITEM_TABLE = "item_embeddings.";
/** A training checkpoint has two or three copies of a net (best, last, averaged). */
const MAX_CANDIDATES = 16;
/** Spotlight's networks have 2 to some 20 tensors. */
const MAX_NETWORK_TENSORS = 1000;
const MAX_SHOWN = 12;
/** Libraries that say nothing about the kind of model. */
const ANONYMOUS_CLASSES = /^(?:numpy|torch|_codecs|functools|collections)\./;
const EXPLICIT_MODEL = "spotlight.factorization.explicit.ExplicitFactorizationModel";
const SAVE_HINT =
  "Save Spotlight's ImplicitFactorizationModel, its _net or the net's state_dict() with torch.save.";

/**
 * Finds the one model of a file: a net in an object, a dict or a list, or a state dict, prefixes allowed. The same numbers
 * found twice are one model.
 *
 * @throws UnsupportedFileError naming `file` when there is no model, or there are different ones.
 */
export function findModel(file: string, source: TensorSource): FactorModel {
  if (source.classes.has(EXPLICIT_MODEL)) {
    throw new UnsupportedFileError(
      file,
      `holds an explicit-feedback model (${EXPLICIT_MODEL}), which is not supported`,
      SAVE_HINT,
    );
  }
  const [first, ...others] = distinctCandidates(file, source.groups);
  if (first === undefined) throw noModel(file, source);
  const model = first.network.build(file, first.tensors);
  for (const other of others) {
    if (sameModel(model, other.network.build(file, other.tensors))) continue;
    const found = `holds different models, at ${place(first)} and at ${place(other)}`;
    throw new UnsupportedFileError(file, found, "Save only the model that is to be evaluated.");
  }
  return model;
}

function distinctCandidates(file: string, groups: readonly TensorGroup[]): readonly Candidate[] {
  const distinct = new Map<string, Candidate>();
  for (const candidate of groups.flatMap((group) => candidatesOf(group))) {
    const names = [...candidate.tensors.keys()].sort();
    distinct.set(names.map((name) => `${name} ${candidate.tensors.get(name)!.place}`).join("\n"), candidate);
  }
  if (distinct.size <= MAX_CANDIDATES) return [...distinct.values()];
  const found = `holds ${distinct.size} models; at most ${MAX_CANDIDATES} are compared`;
  throw new UnsupportedFileError(file, found, "Save only the model that is to be evaluated.");
}

function candidatesOf({ where, tensors }: TensorGroup): Candidate[] {
  const prefixes = new Set(
    [...tensors.keys()].map((name) => prefixOf(name)).filter((prefix) => prefix !== null),
  );
  return [...prefixes].slice(0, MAX_CANDIDATES + 1).flatMap((prefix) => {
    const stripped = withoutPrefix(tensors, prefix);
    const network =
      stripped.size > MAX_NETWORK_TENSORS ? undefined : NETWORKS.find((known) => known.matches(stripped));
    return network === undefined
      ? []
      : [{ where: where + (prefix === "" ? "" : ` ${prefix}`), network, tensors: stripped }];
  });
}

/** What stands before the item table in a name, null when it is no name of an item table. */
function prefixOf(name: string): string | null {
  const at = name.lastIndexOf(ITEM_TABLE);
  return at === 0 || name[at - 1] === "." ? name.slice(0, at) : null;
}

function withoutPrefix(tensors: NamedTensors, prefix: string): NamedTensors {
  if (prefix === "") return tensors;
  const below = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(below.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function sameModel(one: FactorModel, other: FactorModel): boolean {
  return (
    one.numUsers === other.numUsers &&
    one.numItems === other.numItems &&
    one.dim === other.dim &&
    sameBytes(one.userFactors, other.userFactors) &&
    sameBytes(one.itemFactors, other.itemFactors) &&
    sameBytes(one.userBiases, other.userBiases) &&
    sameBytes(one.itemBiases, other.itemBiases)
  );
}

function sameBytes(one: Float32Array, other: Float32Array): boolean {
  return bytesOf(one).equals(bytesOf(other));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function noModel(file: string, { groups, classes }: TensorSource): UnsupportedFileError {
  const tensors = groups.flatMap((group) => [...group.tensors.keys()]);
  const telling = [...classes].filter((name) => !ANONYMOUS_CLASSES.test(name));
  const found = `holds no model that can be evaluated; tensors: ${list(tensors)}; classes: ${list(telling)}`;
  return new UnsupportedFileError(file, found, SAVE_HINT);
}

function list(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length - MAX_SHOWN;
  return names.slice(0, MAX_SHOWN).map(quote).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function place({ where }: Candidate): string {
  return where === "" ? "the root" : quote(where);
}

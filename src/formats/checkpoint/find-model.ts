import { UnsupportedFileError } from "../../core/errors.ts";
import type { RecommenderModel } from "../../core/recommender-model.ts";
import { quote, quoteFirst } from "../quote.ts";
import { withoutBloom } from "./bloom-embedding.ts";
import type { Network, NetworkParts } from "./network.ts";
import { NETWORKS } from "./networks.ts";
import type { TensorGroup, TensorSource } from "./tensor.ts";

/** A known network in a group of tensors, a common prefix of their names removed. */
interface Candidate extends NetworkParts {
  readonly where: string;
  readonly network: Network;
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
const SAVE_HINT = "Save one of Spotlight's own models, its _net or the net's state_dict() with torch.save.";

/**
 * Finds the one model of a file: a net in an object, a dict or a list, or a state dict, prefixes allowed. The same numbers
 * found twice are one model.
 *
 * @throws UnsupportedFileError naming `file` when there is no model, or there are different ones.
 */
export function findModel(file: string, source: TensorSource): RecommenderModel {
  const [first, ...others] = distinctCandidates(file, source.groups);
  if (first === undefined) throw noModel(file, source);
  const model = first.network.build(file, first);
  for (const other of others) {
    if (sameModel(first, other)) continue;
    // Its own error first, when it is no model at all.
    other.network.build(file, other);
    const found = `holds different models, at ${place(first)} and at ${place(other)}`;
    throw new UnsupportedFileError(file, found, "Save only the model that is to be evaluated.");
  }
  return model;
}

/** What says most about a network comes first: the net in its model, the net alone, a copy of its state dict. */
function distinctCandidates(file: string, groups: readonly TensorGroup[]): readonly Candidate[] {
  const candidates = groups.flatMap((group) => candidatesOf(file, group));
  const distinct = new Map<string, Candidate>();
  for (const candidate of candidates.sort((one, other) => knowledgeOf(other) - knowledgeOf(one))) {
    const names = [...candidate.tensors.keys()].sort();
    const key = names.map((name) => `${name} ${candidate.tensors.get(name)!.place}`).join("\n");
    if (!distinct.has(key)) distinct.set(key, candidate);
  }
  if (distinct.size <= MAX_CANDIDATES) return [...distinct.values()];
  const found = `holds ${distinct.size} models; at most ${MAX_CANDIDATES} are compared`;
  throw new UnsupportedFileError(file, found, "Save only the model that is to be evaluated.");
}

function knowledgeOf({ attributes, loss }: Candidate): number {
  return (loss === null ? 0 : 2) + (attributes.size === 0 ? 0 : 1);
}

function candidatesOf(file: string, { where, tensors, attributes, loss }: TensorGroup): Candidate[] {
  const prefixes = new Set(
    [...tensors.keys()].map((name) => prefixOf(name)).filter((prefix) => prefix !== null),
  );
  return [...prefixes].slice(0, MAX_CANDIDATES + 1).flatMap((prefix) => {
    const own = withoutPrefix(tensors, prefix);
    if (own.size > MAX_NETWORK_TENSORS) return [];
    const parts = withoutBloom(file, {
      tensors: own,
      attributes: withoutPrefix(attributes ?? new Map(), prefix),
      loss: loss ?? null,
    });
    const network = NETWORKS.find((known) => known.matches(parts.tensors));
    return network === undefined
      ? []
      : [{ where: where + (prefix === "" ? "" : ` ${prefix}`), network, ...parts }];
  });
}

/** What stands before the item table in a name, null when it is no name of an item table. */
function prefixOf(name: string): string | null {
  const at = name.lastIndexOf(ITEM_TABLE);
  return at === 0 || name[at - 1] === "." ? name.slice(0, at) : null;
}

function withoutPrefix<Value>(
  values: ReadonlyMap<string, Value>,
  prefix: string,
): ReadonlyMap<string, Value> {
  if (prefix === "") return values;
  const below = [...values].filter(([name]) => name.startsWith(prefix));
  return new Map(below.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Equal numbers, and no different loss: the output of an explicit model depends on it. */
function sameModel(one: Candidate, other: Candidate): boolean {
  if (one.network !== other.network || one.tensors.size !== other.tensors.size) return false;
  if (other.loss !== null && one.loss !== other.loss) return false;
  return [...one.tensors].every(([name, tensor]) => {
    const same = other.tensors.get(name);
    return (
      same !== undefined &&
      tensor.shape.join() === same.shape.join() &&
      sameBytes(tensor.floats(), same.floats())
    );
  });
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
  return names.length === 0 ? "none" : quoteFirst(names, MAX_SHOWN);
}

function place({ where }: Candidate): string {
  return where === "" ? "the root" : quote(where);
}

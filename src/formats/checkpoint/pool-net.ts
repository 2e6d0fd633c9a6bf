import { UnsupportedFileError } from "../../core/errors.ts";
import type { ItemTables } from "../../core/networks/item-tables.ts";
import { poolNet } from "../../core/networks/pool-net.ts";
import type { Network } from "./network.ts";
import { hasExactly, readItemTables, sequenceModel } from "./sequence-net.ts";
import { NetworkTables } from "./tables.ts";

const NAME = "PoolNet";

/** Spotlight's `PoolNet`: the item layers alone. */
export const POOL_NET: Network = {
  name: NAME,
  matches: (tensors) => hasExactly(tensors, []),
  build(file, { tensors, attributes }) {
    const items = readItemTables(file, new NetworkTables(file, tensors));
    if (!attributes.has("class")) requirePadding(file, items);
    return sequenceModel(NAME, items, poolNet(items));
  },
};

/**
 * Half of any factorization model looks like a PoolNet. What tells it in a state dict is the padding, which training
 * never changes from zero.
 */
function requirePadding(file: string, { dim, factors, biases }: ItemTables): void {
  if (biases[0] === 0 && factors.subarray(0, dim).every((factor) => factor === 0)) return;
  const found =
    "there are tables of items and none of users, and the row 0 of the items is not the padding of a sequence model";
  throw new UnsupportedFileError(
    file,
    found,
    "Save the whole net: torch.save(model._net, path), or the state dict of all of it.",
  );
}

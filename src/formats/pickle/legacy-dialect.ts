import type { PickleDialect } from "./dialect.ts";
import { rebuildStorage, type Fail } from "./torch-values.ts";
import { isKind, type PickleStorage, type PickleValue } from "./values.ts";

/** The pickles of a torch file from before version 1.6: remembers the storages, whose sizes are needed to find the numbers. */
export class LegacyDialect implements PickleDialect {
  readonly storages = new Map<string, PickleStorage>();
  readonly carriesCode = false;
  readonly loadStorage: PickleDialect["loadStorage"];

  constructor(loadStorage: PickleDialect["loadStorage"]) {
    this.loadStorage = loadStorage;
  }

  /** A storage, with a sixth part for views of other storages (before version 0.4); or a module's class with its source code. */
  persistent(id: PickleValue, fail: Fail): PickleValue {
    const parts = isKind(id, "tuple") ? id.items : [];
    if (parts[0] === "module" && isKind(parts[1], "global")) return parts[1];
    const storage = rebuildStorage(id, fail);
    if ((parts[5] ?? null) !== null) throw fail(`storage ${storage.key} is a part of another one`);
    const known = this.storages.get(storage.key);
    if (known === undefined) {
      this.storages.set(storage.key, storage);
      return storage;
    }
    // One key with two sizes would leave open where the next storage begins.
    if (known.dtype === storage.dtype && known.count === storage.count) return known;
    throw fail(`storage ${storage.key} is named with two types or sizes`);
  }
}

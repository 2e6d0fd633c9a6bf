import type { Fail } from "./torch-values.ts";
import type { PickleStorage, PickleValue } from "./values.ts";

/** In what the pickles of one file format differ from those of another. Serves one file: it may remember what it saw. */
export interface PickleDialect {
  /**
   * What a persistent id (BINPERSID) stands for.
   *
   * @throws what `fail` makes, when the format knows no such id.
   */
  persistent(id: PickleValue, fail: Fail): PickleValue;
  /**
   * The storage in the bytes that `torch.storage._load_from_bytes` is called with: a checkpoint inside a pickle.
   *
   * @throws MonitorError when it is anything else than one storage.
   */
  readonly loadStorage: (bytes: PickleValue | undefined) => PickleStorage;
  /** Whether cloudpickle's calls, which carry the code of classes, become inert records; else they refuse the file. */
  readonly carriesCode: boolean;
}

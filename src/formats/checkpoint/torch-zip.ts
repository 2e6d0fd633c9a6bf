import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { readPickle } from "../pickle/machine.ts";
import { rebuildStorage } from "../pickle/torch-values.ts";
import { quote } from "../quote.ts";
import { isZip, openZip, type ZipArchive } from "../zip.ts";
import type { CheckpointFormat } from "./format.ts";
import { storageLoader } from "./torch-legacy.ts";
import { torchSource } from "./torch-source.ts";

const SAVE_HINT = "Save the model with torch.save, for example torch.save(model, path).";

/**
 * What `torch.save` writes since version 1.6: a zip archive of stored records below one folder, `data.pkl` with the
 * objects, `data/<key>` with the numbers of each storage, `byteorder`. Records are found by their exact names only.
 */
export const TORCH_ZIP: CheckpointFormat = {
  name: "torch zip archive",
  matches: isZip,
  read(file, bytes) {
    const archive = openZip(file, bytes);
    const root = rootFolder(file, archive);
    refuseDeflated(file, archive);
    const littleEndian = isLittleEndian(file, archive, `${root}/byteorder`);
    const objects = readPickle(file, archive.read(`${root}/data.pkl`), {
      persistent: rebuildStorage,
      loadStorage: storageLoader(file),
      carriesCode: false,
    });
    const storage = (key: string) => archive.read(`${root}/data/${key}`);
    return torchSource(file, objects, { storage, littleEndian });
  },
};

/** The one folder with a `data.pkl`. Two of them are two models: torch would take the one of the first record. */
function rootFolder(file: string, archive: ZipArchive): string {
  const names = [...archive.entries.keys()];
  const pickles = names.filter((name) => name === "data.pkl" || name.endsWith("/data.pkl"));
  if (pickles.length > 1) {
    const found = `the archive holds ${pickles.length} checkpoints: ${pickles.slice(0, 3).map(quote).join(", ")}`;
    throw new MalformedFileError(file, found, SAVE_HINT);
  }
  const root = pickles[0]?.slice(0, -"/data.pkl".length) ?? "";
  if (root === "" || root.includes("/")) throw otherArchive(file, names);
  if (
    archive.entries.has(`${root}/constants.pkl`) ||
    names.some((name) => name.startsWith(`${root}/code/`))
  ) {
    const found = "this is a TorchScript archive (torch.jit.save), which contains code; it is not supported";
    throw new UnsupportedFileError(file, found, SAVE_HINT);
  }
  return root;
}

function otherArchive(file: string, names: readonly string[]): UnsupportedFileError {
  const shown = names.slice(0, 5).map(quote).join(", ");
  const found = `this is a zip archive, but no checkpoint of torch.save: it has no data.pkl in its folder; it holds ${shown || "nothing"}`;
  return new UnsupportedFileError(file, found, SAVE_HINT);
}

/** Torch writes "little" or "big" since version 2.1; before, it was little. */
function isLittleEndian(file: string, archive: ZipArchive, name: string): boolean {
  if (!archive.entries.has(name)) return true;
  const order = Buffer.from(archive.read(name).subarray(0, 16)).toString("latin1");
  if (order === "little" || order === "big") return order === "little";
  throw new MalformedFileError(
    file,
    `record ${quote(name)} says ${quote(order)} instead of little or big`,
    SAVE_HINT,
  );
}

/** Torch never deflates: a deflated record was put there by somebody else, for example to fill the memory. */
function refuseDeflated(file: string, archive: ZipArchive): void {
  const deflated = [...archive.entries.values()].find((entry) => entry.deflated);
  if (deflated === undefined) return;
  const found = `record ${quote(deflated.name)} is compressed, which torch.save never does`;
  throw new UnsupportedFileError(file, found, SAVE_HINT);
}

import { MalformedFileError } from "../core/errors.ts";
import { describeNpy, readNpy, type NdArray, type NdArrayType } from "./npy.ts";
import { quote } from "./quote.ts";
import { openZip } from "./zip.ts";

/** An archive of named arrays, as `numpy.savez` and `numpy.savez_compressed` write it. */
export interface NpzArchive {
  /** Names as NumPy shows them, without `.npy`, in the order of the archive. */
  readonly names: readonly string[];
  /** Type and shape of one array of any elements but objects. @throws as `read`. */
  describe(name: string): NdArrayType;
  /**
   * Reads one array; nothing is unpacked before it is asked for.
   *
   * @throws MalformedFileError when there is no such array or it is damaged; UnsupportedFileError for other
   * elements than integers and floats.
   */
  read(name: string): NdArray;
}

const EXTENSION = ".npy";
/** Named in the error when an array is missing. */
const MAX_NAMES_SHOWN = 10;

/** Opens an npz archive. @throws MalformedFileError when it is not a zip archive. */
export function openNpz(file: string, bytes: Uint8Array): NpzArchive {
  const zip = openZip(file, bytes);
  const names = [...zip.entries.keys()]
    .filter((entry) => entry.endsWith(EXTENSION))
    .map((entry) => entry.slice(0, -EXTENSION.length));
  const bytesOf = (name: string): Uint8Array => {
    if (zip.entries.has(name + EXTENSION)) return zip.read(name + EXTENSION);
    const shown = names.slice(0, MAX_NAMES_SHOWN).map(quote).join(", ");
    throw new MalformedFileError(
      file,
      `there is no array ${quote(name)}; it holds ${shown === "" ? "no array" : shown}`,
      `Save the array under this name: numpy.savez(path, ${name}=...).`,
    );
  };
  return {
    names,
    describe: (name) => describeNpy(file, name, bytesOf(name)),
    read: (name) => readNpy(file, name, bytesOf(name)),
  };
}

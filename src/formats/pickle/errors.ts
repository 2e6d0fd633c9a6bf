import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";

const DAMAGED_HINT = "Copy or download the checkpoint again, or save it again with torch.save.";
const SMALLER_HINT = "Save only the numbers: torch.save(model._net.state_dict(), path).";
const UNSAFE_HINT =
  "Do not load this file in Python: find out who made it, or save only the numbers with torch.save(model._net.state_dict(), path).";

/** Makes the errors of one pickle; `found` ends the sentence that each begins. */
export interface PickleErrors {
  /** It breaks the rules of its format. */
  readonly broken: (found: string) => MalformedFileError;
  /** It is above one of our limits: "more than 5 marks". */
  readonly tooMuch: (found: string) => UnsupportedFileError;
  /** It uses a form that no checkpoint needs: "calls os.system". */
  readonly unsafe: (found: string) => UnsupportedFileError;
}

/** @param position the byte of the pickle that is being read. */
export function pickleErrors(file: string, position: () => number): PickleErrors {
  return {
    broken: (found) =>
      new MalformedFileError(file, `its pickle is damaged at byte ${position()}: ${found}`, DAMAGED_HINT),
    tooMuch: (found) =>
      new UnsupportedFileError(file, `its pickle holds more than is read: ${found}`, SMALLER_HINT),
    unsafe: (found) =>
      new UnsupportedFileError(
        file,
        `its pickle ${found}; nothing was run, the file is refused`,
        UNSAFE_HINT,
      ),
  };
}

import { UnsupportedFileError } from "../../core/errors.ts";

/** Where MLflow's pyfunc and pytorch flavours keep the model in the directory that they write, the likelier first. */
export const MODEL_FILES_OF_DIRECTORY = ["python_model.pkl", "data/model.pth"] as const;

/** The error for a directory that holds none of them. */
export function foreignDirectory(directory: string): UnsupportedFileError {
  const found = `this is a directory, but none that MLflow writes for a Python model: it holds neither ${MODEL_FILES_OF_DIRECTORY.join(" nor ")}`;
  const hint =
    "Point the input `model` at the checkpoint itself: what torch.save wrote, a .safetensors or an .npz file.";
  return new UnsupportedFileError(directory, found, hint);
}

/** A checkpoint by its name: where a directory of MLflow holds a single one, it is the model. */
export const CHECKPOINT_FILE = /\.(?:pt|pth|pkl|npz|safetensors)$/i;

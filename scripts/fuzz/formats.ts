import type { FuzzFormat } from "./fuzz-format.ts";
import { NPZ_FUZZ } from "./npz.ts";
import { PYTHON_PICKLE_FUZZ } from "./python-pickle.ts";
import { SAFETENSORS_FUZZ } from "./safetensors.ts";
import { TABLE_FORMATS } from "./tables.ts";
import { TORCH_LEGACY_FUZZ } from "./torch-legacy.ts";
import { TORCH_ZIP_FUZZ } from "./torch-zip.ts";

/** The formats of a model: each file is one of these in turn, so that each has its fifth. */
export const MODELS: readonly FuzzFormat[] = [
  TORCH_ZIP_FUZZ,
  TORCH_LEGACY_FUZZ,
  SAFETENSORS_FUZZ,
  NPZ_FUZZ,
  PYTHON_PICKLE_FUZZ,
];

/** Further readers of foreign bytes: one such file comes on top of every tenth model. */
export const BESIDE: readonly FuzzFormat[] = TABLE_FORMATS;

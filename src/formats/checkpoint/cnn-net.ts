import { UnsupportedFileError } from "../../core/errors.ts";
import { cnnNet, type CnnLayer, type CnnSettings } from "../../core/networks/cnn-net.ts";
import { attributeText } from "./attribute-text.ts";
import type { Network } from "./network.ts";
import { hasExactly, readItemTables, sequenceModel } from "./sequence-net.ts";
import { NetworkTables } from "./tables.ts";
import type { AttributeValue, ModuleAttributes, NamedTensors } from "./tensor.ts";

const NAME = "CNNNet";
/** As pickled: torch's own functions, whichever module gives them. */
const NONLINEARITIES: ReadonlyMap<string, CnnSettings["nonlinearity"]> = new Map([
  ["tanh", "tanh"],
  ["relu", "relu"],
]);
/** Between two positions of a kernel; a wider one sees nothing but the zeros in front. */
const MAX_DILATION = 1_000_000;
/** 128 MB, of all layers together: they may share one storage, and each is a copy of it here. */
const MAX_WEIGHTS = 2 ** 25;

/** Spotlight's `CNNNet`: the layers `cnn_0`, `cnn_1`, … over the item vectors. */
export const CNN_NET: Network = {
  name: NAME,
  matches: (tensors) =>
    tensors.has("cnn_0.weight") &&
    hasExactly(
      tensors,
      layerNames(tensors).flatMap((name) => [`${name}.weight`, `${name}.bias`]),
    ),
  build(file, { tensors, attributes }) {
    const tables = new NetworkTables(file, tensors);
    const names = layerNames(tensors);
    const settings = readSettings(file, attributes);
    const dilations = readDilations(file, attributes.get("dilation"), names.length);
    const items = readItemTables(file, tables);
    const kernelWidths = names.map((name) => tables.shape(`${name}.weight`)[2] ?? 0);
    refuseTooManyWeights(file, items.dim, kernelWidths);
    const layers = names.map((name, index): CnnLayer => {
      const kernelWidth = kernelWidths[index]!;
      return {
        kernelWidth,
        dilation: dilations[index]!,
        weights: tables.floats(`${name}.weight`, [items.dim, items.dim, Math.max(1, kernelWidth), 1]),
        biases: tables.floats(`${name}.bias`, [items.dim]),
      };
    });
    return sequenceModel(NAME, items, cnnNet(items, layers, settings));
  },
};

function layerNames(tensors: NamedTensors): readonly string[] {
  const count = [...tensors.keys()].filter((name) => /^cnn_\d+\.weight$/.test(name)).length;
  return Array.from({ length: count }, (_, index) => `cnn_${index}`);
}

function refuseTooManyWeights(file: string, dim: number, kernelWidths: readonly number[]): void {
  const weights = kernelWidths.reduce((sum, width) => sum + dim * dim * width, 0);
  if (weights <= MAX_WEIGHTS) return;
  const found = `the layers of the CNNNet have ${weights} weights; at most ${MAX_WEIGHTS} are supported`;
  throw new UnsupportedFileError(file, found, "Save a net with fewer layers or narrower kernels.");
}

/** @throws UnsupportedFileError when the attributes of the net do not say it: a state dict has none. */
function readSettings(file: string, attributes: ModuleAttributes): CnnSettings {
  const residual = attributes.get("residual_connections");
  const pickled = attributes.get("nonlinearity");
  if (residual === undefined || pickled === undefined) throw untold(file);
  const name = typeof pickled === "string" ? pickled.slice(pickled.lastIndexOf(".") + 1) : "";
  const nonlinearity = NONLINEARITIES.get(name);
  if (nonlinearity === undefined || typeof residual !== "boolean") {
    const found = `the CNNNet has the nonlinearity ${attributeText(pickled)} and the residual connections ${attributeText(residual)}; supported are tanh and relu, true and false`;
    throw new UnsupportedFileError(file, found, "Use one of Spotlight's own nonlinearities.");
  }
  return { nonlinearity, residual };
}

function readDilations(file: string, value: AttributeValue | undefined, layers: number): readonly number[] {
  if (value === undefined) throw untold(file);
  const dilations = Array.isArray(value) ? value : [];
  const usable = dilations.every(
    (dilation) => Number.isInteger(dilation) && dilation > 0 && dilation <= MAX_DILATION,
  );
  if (usable && dilations.length === layers) return dilations;
  const found = `the CNNNet has ${layers} layers and ${dilations.length} dilations; each layer needs one from 1 to ${MAX_DILATION}`;
  throw new UnsupportedFileError(file, found, "Save the net again as it was trained.");
}

/** Guessing Spotlight's defaults would give wrong scores in silence to everybody who changed one. */
function untold(file: string): UnsupportedFileError {
  const found =
    "a state dict of a CNNNet does not say its dilations, nonlinearity and residual connections, and other values give other scores";
  return new UnsupportedFileError(file, found, "Save the net itself: torch.save(model._net, path).");
}

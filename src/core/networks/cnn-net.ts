import type { SequenceModel } from "../sequence-model.ts";
import { embed, scoreAgainst, type ItemTables } from "./item-tables.ts";

/** One causal convolution along the sequence. */
export interface CnnLayer {
  readonly kernelWidth: number;
  readonly dilation: number;
  /** dim × dim × kernelWidth: output channel, input channel, position (the last is the newest). */
  readonly weights: Float32Array;
  /** dim */
  readonly biases: Float32Array;
}

/** What all layers of a network share. */
export interface CnnSettings {
  readonly nonlinearity: "tanh" | "relu";
  /** Whether each layer's input is added to its output. */
  readonly residual: boolean;
}

/** Spotlight's `CNNNet`: stacked convolutions; the last step of the last layer stands for the sequence. */
export function cnnNet(
  tables: ItemTables,
  layers: readonly CnnLayer[],
  settings: CnnSettings,
): SequenceModel["score"] {
  return (sequence, scores) => {
    // One zero step in front, as Spotlight: step t has seen the items before t.
    let steps: readonly Float64Array[] = [new Float64Array(tables.dim), ...embed(tables, sequence)];
    for (const layer of layers) steps = convolve(layer, settings, steps);
    scoreAgainst(tables, steps.at(-1)!, scores);
  };
}

/** As many steps as before; what lies before the first step is zero. */
function convolve(
  { kernelWidth, dilation, weights, biases }: CnnLayer,
  { nonlinearity, residual }: CnnSettings,
  steps: readonly Float64Array[],
): readonly Float64Array[] {
  const dim = biases.length;
  return steps.map((own, at) =>
    own.map((_, output) => {
      let sum = biases[output]!;
      for (let position = 0; position < kernelWidth; position++) {
        const input = steps[at - (kernelWidth - 1 - position) * dilation];
        if (input === undefined) continue;
        for (let channel = 0; channel < dim; channel++)
          sum += weights[(output * dim + channel) * kernelWidth + position]! * input[channel]!;
      }
      const activated = nonlinearity === "tanh" ? Math.tanh(sum) : Math.max(0, sum);
      return residual ? activated + own[output]! : activated;
    }),
  );
}

/** One series of a chart; all of a chart are equally long. */
export interface ChartSeries {
  readonly kind: "line" | "bar";
  /** As CSS writes it, "#0969da". */
  readonly color: string;
  /** Finite. */
  readonly values: readonly number[];
}

/** Our own words and numbers only: one quote of a title from data would break the chart, and worse could be in it. */
export interface Chart {
  readonly xTitle: string;
  readonly yTitle: string;
  /** The upper end of the axis, which starts at 0. */
  readonly yMax: number;
  /** Later ones are drawn over earlier ones. */
  readonly series: readonly ChartSeries[];
}

/** Wide enough for 52 numbers of two digits beside each other. */
const WIDTH = 1000;
const HEIGHT = 360;
const LABEL_FONT_SIZE = 11;

/**
 * A chart as GitHub's Mermaid draws it: lines of text for a code block. `xychart-beta` is known to old and new versions. Its
 * numbers have no exponents and there is no gap in a line; colours are set because it has no legend.
 */
export function xyChart({ xTitle, yTitle, yMax, series }: Chart): readonly string[] {
  const count = series[0]?.values.length ?? 0;
  const config = {
    xyChart: { width: WIDTH, height: HEIGHT, xAxis: { labelFontSize: LABEL_FONT_SIZE } },
    themeVariables: { xyChart: { plotColorPalette: series.map(({ color }) => color).join(", ") } },
  };
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [
    `%%{init: ${JSON.stringify(config)}}%%`,
    "xychart-beta",
    `    x-axis "${xTitle}" [${numbers.join(", ")}]`,
    `    y-axis "${yTitle}" 0 --> ${decimal(yMax)}`,
    ...series.map(({ kind, values }) => `    ${kind} [${values.map(decimal).join(", ")}]`),
  ];
}

/** Six decimals are finer than a pixel; JavaScript writes exponents below that. */
function decimal(value: number): string {
  return value
    .toFixed(6)
    .replace(/\.?0+$/, "")
    .replace(/^-0$/, "0");
}

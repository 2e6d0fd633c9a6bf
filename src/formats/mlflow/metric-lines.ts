import { MalformedFileError } from "../../core/errors.ts";
import { DECIMAL } from "../decimal.ts";
import { quote } from "../quote.ts";
import { REPAIR_HINT } from "./yaml.ts";

const INTEGER = /^[+-]?\d{1,20}$/;
const DECIMAL_ALONE = new RegExp(`^${DECIMAL.source}$`, "i");
const NOT_FINITE = /^(?<sign>[+-]?)(?<kind>nan|inf|infinity)$/i;

/** One logged value of a metric. */
interface MetricPoint {
  readonly timestamp: number;
  readonly value: number;
  readonly step: number;
}

/**
 * The content of a metric file with one value.
 * @param point its timestamp in milliseconds since 1970 UTC
 * @throws RangeError when the value is not finite: a metric that could not be computed is not logged
 */
export function writeMetricLine({ timestamp, value, step }: MetricPoint): string {
  if (!Number.isFinite(value)) throw new RangeError(`a metric must be a finite number, not ${value}`);
  return `${timestamp} ${pythonFloat(value)} ${step}\n`;
}

/** As Python prints a float, where the two languages differ for a reader: `943.0`, `-0.0`. */
function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/**
 * The current value of a metric file, as MLflow has it: the greatest by step, then timestamp, then value, wherever it
 * stands in the file. NaN counts only where there is nothing else: it has no place in an order.
 * @throws MalformedFileError naming the line, where MLflow too stops
 */
export function currentValue(text: string, file: string): number {
  let best: MetricPoint | null = null;
  let line = 0;
  // Without this a file of nothing but lines would be split into as many strings at once.
  for (let start = 0; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const point = readLine(text.slice(start, end), file, line + 1);
    if (best === null || isLater(point, best)) best = point;
    start = end + 1;
  }
  if (best === null)
    throw new MalformedFileError(file, "is empty; a metric has at least one line", REPAIR_HINT);
  return best.value;
}

/** `timestamp value`, then `step`, then `dataset digest` since MLflow 3; more fields when the dataset's name has spaces. */
function readLine(line: string, file: string, number: number): MetricPoint {
  const fields = line.trim().split(" ");
  const timestamp = integer(fields[0]!);
  const value = pythonNumber(fields[1] ?? "");
  const step = integer(fields[2] ?? "0");
  // No MLflow ever wrote four fields: that is a line cut off, or something else altogether.
  if (timestamp !== null && value !== null && step !== null && fields.length !== 4)
    return { timestamp, value, step };
  throw new MalformedFileError(
    file,
    `line ${number} is ${quote(line)}, not "milliseconds value step"`,
    REPAIR_HINT,
  );
}

function integer(text: string): number | null {
  return INTEGER.test(text) ? Number(text) : null;
}

/** What Python's `float()` takes: JavaScript's decimals, and nan, inf, infinity in any case with a sign. */
function pythonNumber(text: string): number | null {
  if (DECIMAL_ALONE.test(text)) return Number(text);
  const { sign, kind } = NOT_FINITE.exec(text)?.groups ?? {};
  if (kind === undefined) return null;
  if (kind.toLowerCase() === "nan") return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}

function isLater(point: MetricPoint, than: MetricPoint): boolean {
  if (Number.isNaN(point.value) || Number.isNaN(than.value))
    return Number.isNaN(than.value) && !Number.isNaN(point.value);
  if (point.step !== than.step) return point.step > than.step;
  if (point.timestamp !== than.timestamp) return point.timestamp > than.timestamp;
  return point.value > than.value;
}

import { quote } from "../quote.ts";
import type { AttributeValue } from "./tensor.ts";

/** An attribute from the file as it is shown in an error. */
export function attributeText(value: AttributeValue | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value !== "object" || value === null) return quote(String(value));
  return "floats" in value ? "a tensor" : quote(value.join(", "));
}

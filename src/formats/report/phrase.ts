import { code, prose } from "./escape.ts";
import { logSafe } from "./log-text.ts";

/** A piece of a sentence that is not ours: it is made safe by whoever prints it, for the place where it is printed. */
export interface Datum {
  /** "name": a path, a metric, an id. "sentence": an error message or hint, our words around data. */
  readonly kind: "name" | "sentence";
  readonly text: string;
  readonly maxCodePoints: number;
}

/** A sentence: plain strings are our own words and rounded numbers, free of markup; everything else is a datum. */
export type Phrase = readonly (string | Datum)[];

/** A name or value from the data: in Markdown it becomes code, cut to so many characters. */
export function name(text: string, maxCodePoints = 120): Datum {
  return { kind: "name", text, maxCodePoints };
}

/** Words of ours around data: in Markdown what is not a plain word becomes code. */
export function sentence(text: string, maxCodePoints = 1_000): Datum {
  return { kind: "sentence", text, maxCodePoints };
}

/** Tag for template literals: say`${name(metric)} is ${now}`. An interpolated string must be ours. */
export function say(strings: TemplateStringsArray, ...values: readonly (string | Datum | Phrase)[]): Phrase {
  const parts = strings.flatMap((text, index): Phrase => {
    const value = values[index];
    if (value === undefined) return [text];
    return typeof value === "string" || "kind" in value ? [text, value] : [text, ...value];
  });
  return parts.filter((part) => part !== "");
}

/** Phrases as one, with a separator of ours in between. */
export function join(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** For Markdown: names as code, sentences as prose with code where it is not plain. */
export function markdownOf(phrase: Phrase): string {
  return phrase.map(markdownPart).join("");
}

function markdownPart(part: string | Datum): string {
  if (typeof part === "string") return part;
  return part.kind === "name" ? code(part.text, part.maxCodePoints) : prose(part.text, part.maxCodePoints);
}

/** For a terminal, a log or an annotation: one line without control characters. */
export function plainOf(phrase: Phrase): string {
  return phrase
    .map((part) => (typeof part === "string" ? part : logSafe(part.text, part.maxCodePoints)))
    .join("");
}

/**
 * A decimal number as Python, SQLite and JavaScript write it, to be built into a whole pattern. Only one way leads through
 * any run of digits: with `\d+\.?\d*` a long text that is no number is tried anew from each of its places, for hours.
 */
export const DECIMAL = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/i;

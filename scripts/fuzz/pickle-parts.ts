/** What follows an opcode: so many bytes, text lines, or bytes behind a length of so many bytes. */
type Argument = { readonly bytes: number } | { readonly lines: number } | { readonly lengthBytes: number };

/** Opcodes by what follows them. */
const FORMS: readonly (readonly [opcodes: string, argument: Argument])[] = [
  ["K\x82qh\x80", { bytes: 1 }],
  ["M\x83", { bytes: 2 }],
  ["J\x84rj", { bytes: 4 }],
  ["G\x95", { bytes: 8 }],
  ["FILSVPgp", { lines: 1 }],
  ["ci", { lines: 2 }],
  ["\x8a\x8cUC", { lengthBytes: 1 }],
  ["\x8bXBT", { lengthBytes: 4 }],
  ["\x8d\x8e\x96", { lengthBytes: 8 }],
];
const ARGUMENTS: ReadonlyMap<number, Argument> = new Map(
  FORMS.flatMap(([opcodes, argument]) =>
    [...Buffer.from(opcodes, "latin1")].map((opcode) => [opcode, argument] as const),
  ),
);
const STOP = 0x2e;

/** What follows this opcode; undefined: nothing. */
export function argumentOf(opcode: number): Argument | undefined {
  return ARGUMENTS.get(opcode);
}

/** Each opcode of the first pickle with its argument, STOP included. Written apart from the reader that is tested. */
export function pickleParts(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + argumentLength(bytes, at + 1, argumentOf(bytes[at]!));
    parts.push(bytes.subarray(at, end));
    if (bytes[at] === STOP) break;
    at = end;
  }
  return parts;
}

function argumentLength(bytes: Buffer, at: number, argument: Argument | undefined): number {
  if (argument === undefined) return 0;
  if ("bytes" in argument) return argument.bytes;
  if ("lengthBytes" in argument) {
    const width = argument.lengthBytes;
    return width + (width === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, width));
  }
  let end = at;
  for (let line = 0; line < argument.lines; line++) end = bytes.indexOf(0x0a, end) + 1;
  return end - at;
}

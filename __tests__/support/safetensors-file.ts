/** A safetensors file around any header; an object becomes JSON. */
export function safetensorsFile(header: string | object, numbers: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, numbers]);
}

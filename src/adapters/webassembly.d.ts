/** The part of WebAssembly that is used: TypeScript keeps its types in the library of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    /** What a module wants to be given. */
    static imports(
      module: Module,
    ): { readonly module: string; readonly name: string; readonly kind: string }[];
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }

  class Memory {
    /** Pages of 64 KiB. @throws RangeError when there are not as many */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }

  /** What it asks for and what it exports is known to whoever compiled the module. */
  class Instance<Exports = Readonly<Record<string, unknown>>> {
    constructor(module: Module, imports: object);
    readonly exports: Exports;
  }
}

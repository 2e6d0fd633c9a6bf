/** The part of WebAssembly that is used: TypeScript keeps its types in the library of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    /** What a module wants to be given. */
    static imports(
      module: Module,
    ): { readonly module: string; readonly name: string; readonly kind: string }[];
  }

  class Memory {
    /** Pages of 64 KiB. @throws RangeError when there are not as many */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }

  /** What it exports is known to whoever compiled the module. */
  class Instance<Exports> {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Exports;
  }
}

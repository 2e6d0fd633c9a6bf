/** What `kernel/ranking.ts` exports: see there. All places are bytes from the start of its memory. */
export interface KernelFunctions {
  setTable(dim: number, numItems: number, maxNorm: number, maxBias: number): void;
  setInputs(
    items: number,
    biases: number,
    users: number,
    exactUsers: number,
    targetIds: number,
    maskedIds: number,
  ): void;
  setScratch(rows: number, buckets: number, targets: number, maxima: number): void;
  setResults(ranks: number, positions: number, candidates: number, candidateScores: number): void;
  scoreUsers(): void;
  /** 0: ranked; else the user is left to the specification. */
  rankUser(slot: number, bias: number, numTargets: number, numMasked: number, length: number): number;
}

/** The compiled kernel with memory of its own, which nobody else writes and which never grows. */
export interface Kernel {
  readonly memory: ArrayBuffer;
  readonly functions: KernelFunctions;
}

/** Makes a kernel with at least so many bytes of memory. core cannot load one itself. */
export type NewKernel = (bytes: number) => Kernel;

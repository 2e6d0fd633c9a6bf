/**
 * Loads a module without the line "ExperimentalWarning: …" that some versions of Node print about `node:sqlite`: a user
 * cannot do anything about it. Every other warning passes.
 */
export async function loadQuietly<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (...[warning, kind, ...rest]: readonly unknown[]) => {
    if (!isExperimental(warning, kind)) Reflect.apply(emitWarning, process, [warning, kind, ...rest]);
  };
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The kind stands alone, in the options or in the name of an error. */
function isExperimental(warning: unknown, kind: unknown): boolean {
  const named = typeof kind === "object" && kind !== null && "type" in kind ? kind.type : kind;
  const name = typeof warning === "object" && warning !== null && "name" in warning ? warning.name : named;
  return name === "ExperimentalWarning";
}

/** The package that a source file belongs to: `node_modules/a/node_modules/@b/c/x.js` → `@b/c`; null for ours. */
export function packageOf(module: string): string | null {
  return packageFolderOf(module)?.replace(/^.*node_modules\//, "") ?? null;
}

/** The same as a folder: `node_modules/a/node_modules/@b/c`. */
export function packageFolderOf(module: string): string | null {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? null;
}

import { z } from "zod";
import { damagedCopy, type Tree } from "./tree.ts";

/** Beside `mlruns/` in every saved copy. */
const MANIFEST_NAME = "model-monitor-history.json";
/** Where the tracking directory lies in a saved copy. */
export const STORE_FOLDER = "mlruns/";

const SCHEMA = 1;
const MAX_MANIFEST_BYTES = 64 * 1024;

/** What a saved copy says about itself. */
export interface HistoryManifest {
  /** Milliseconds since 1970 UTC. */
  readonly savedAt: number;
}

const MANIFEST = z.object({ schema: z.number(), saved_at: z.iso.datetime() });

/** A copy as it is saved: `mlruns/` and the manifest. Files of one content give the same copy on every machine. */
export function writeStored(tree: Tree, { savedAt }: HistoryManifest): Tree {
  const manifest = { schema: SCHEMA, saved_at: new Date(savedAt).toISOString() };
  const stored = new Map<string, Uint8Array>([
    [MANIFEST_NAME, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, "utf8")],
  ]);
  for (const [path, content] of tree) stored.set(`${STORE_FOLDER}${path}`, content);
  return stored;
}

/**
 * Takes a saved copy apart. One without a manifest was put there by a person and counts as the oldest.
 * @param origin names the copy in messages
 * @throws HistoryError when the manifest is not one, or of a later version of model-monitor
 */
export function readStored(stored: Tree, origin: string): HistoryManifest & { readonly tree: Tree } {
  const manifest = stored.get(MANIFEST_NAME);
  const tree = new Map<string, Uint8Array>();
  for (const [path, content] of stored)
    if (path.startsWith(STORE_FOLDER)) tree.set(path.slice(STORE_FOLDER.length), content);
  // actions/upload-artifact with `path: mlruns` leaves that folder's name out.
  if (manifest === undefined && tree.size === 0) return { tree: stored, savedAt: 0 };
  return { tree, savedAt: manifest === undefined ? 0 : readSavedAt(manifest, origin) };
}

function readSavedAt(content: Uint8Array, origin: string): number {
  const result = MANIFEST.safeParse(parsed(content));
  if (!result.success) throw damagedCopy(origin, `${MANIFEST_NAME} is not the manifest of a history`);
  const { schema, saved_at: savedAt } = result.data;
  if (schema === SCHEMA) return Date.parse(savedAt);
  throw damagedCopy(
    origin,
    `${MANIFEST_NAME} has schema ${schema}, and this version of model-monitor reads ${SCHEMA}`,
  );
}

function parsed(content: Uint8Array): unknown {
  if (content.length > MAX_MANIFEST_BYTES) return null;
  try {
    return JSON.parse(Buffer.from(content).toString("utf8"));
  } catch {
    return null;
  }
}

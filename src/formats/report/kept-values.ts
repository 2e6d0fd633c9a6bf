import { z } from "zod";
import { MalformedFileError } from "../../core/errors.ts";
import type { KeptValues } from "../../core/evidence/run-samples.ts";
import { EVIDENCE_HINT, parseEvidence, PER_USER } from "./evidence-json.ts";

/**
 * What a later run needs of `evidence.json`, and no more: a field that another version added or left out must not make the
 * users' values of a whole history useless.
 */
const KEPT = z.object({
  per_user: PER_USER,
  model: z.object({ kind: z.string().max(100) }),
  settings: z.object({ id_mapping: z.string().max(100) }),
  health: z.object({ num_users: z.int().nonnegative(), cold_users: z.int().nonnegative() }),
});

/**
 * Reads the users' values that a run kept, bounded and checked.
 * @throws UnsupportedFileError for another schema, MalformedFileError for anything that `writeEvidence` does not write
 */
export function readKeptValues(file: string, text: string): KeptValues {
  const { data } = KEPT.safeParse(parseEvidence(file, text));
  if (data === undefined) throw new MalformedFileError(file, "not what model-monitor writes", EVIDENCE_HINT);
  const { per_user: perUser, model, settings, health } = data;
  const { num_users: all, cold_users: some } = health;
  const cold = settings.id_mapping === "mapped" && some <= all ? { some, all } : null;
  return { perUser, modelKind: model.kind, cold };
}

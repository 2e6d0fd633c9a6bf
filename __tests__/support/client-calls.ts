import { z } from "zod";

import { ServiceError } from "../../src/core/errors.ts";

/** The schema of an answer that is of no interest. */
export const ANY = z.object({ a: z.unknown() });

/** The error that a call ends with. */
export async function errorOf(work: Promise<unknown>): Promise<ServiceError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ServiceError) return error;
  throw new Error(`no ServiceError: ${String(error)}`);
}

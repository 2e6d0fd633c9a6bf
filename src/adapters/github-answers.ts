import { z } from "zod";
import type { ListedArtifact, ProvidingRun } from "../core/artifact-choice.ts";

const Id = z.number().int().nonnegative();
const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const SHA256 = /^sha256:[0-9a-f]{64}$/;

const Artifact = z.object({
  id: Id,
  name: z.string(),
  size_in_bytes: z.number().nonnegative(),
  expired: z.boolean(),
  digest: z.string().nullish(),
  created_at: Time.nullable(),
  workflow_run: z
    .object({
      id: Id.nullish(),
      repository_id: Id.nullish(),
      // Gone with the fork.
      head_repository_id: Id.nullish(),
      head_branch: z.string().nullish(),
    })
    .nullish(),
});

/** A page of artifacts; one whose run GitHub does not name cannot be trusted and is left out. */
export const ArtifactPage = z
  .object({ total_count: z.number(), artifacts: z.array(Artifact).max(100) })
  .transform(({ artifacts }) => ({
    /** Before any was left out: a full page has a next one. */
    count: artifacts.length,
    artifacts: artifacts.flatMap(listed),
  }));

function listed({ workflow_run: run, ...artifact }: z.output<typeof Artifact>): readonly ListedArtifact[] {
  const { digest } = artifact;
  const { id, repository_id: repositoryId } = run ?? {};
  if (typeof id !== "number" || typeof repositoryId !== "number") return [];
  return [
    {
      id: artifact.id,
      name: artifact.name,
      size: artifact.size_in_bytes,
      expired: artifact.expired,
      digest: digest !== null && digest !== undefined && SHA256.test(digest) ? digest : null,
      createdAt: artifact.created_at ?? 0,
      run: {
        id,
        repositoryId,
        headRepositoryId: run?.head_repository_id ?? null,
        headBranch: run?.head_branch ?? null,
      },
    },
  ];
}

const RunFields = z.object({
  id: Id,
  path: z.string(),
  event: z.string(),
  conclusion: z.string().nullable(),
  repository: z.object({ id: Id }),
  head_repository: z.object({ id: Id }).nullish(),
});

/** A workflow run. */
export const Run = RunFields.transform(({ id, path, event, conclusion }): ProvidingRun => ({
  id,
  path,
  event,
  conclusion,
}));

/** Runs of a workflow, as GitHub orders them: newest first. */
export const RunPage = z
  .object({ workflow_runs: z.array(RunFields).max(100) })
  .transform(({ workflow_runs: runs }) =>
    // A fork's branch may bear the name of ours.
    runs.filter(({ repository, head_repository: head }) => head?.id === repository.id),
  );

export const Repository = z.object({ default_branch: z.string().min(1) });

import type { ArtifactRefusal, MissingArtifact } from "../../core/artifact-choice.ts";
import { join, name, say, type Phrase } from "./phrase.ts";

/** Why an artifact of the right name was not taken: of one, of several. */
const REFUSED: Readonly<Record<ArtifactRefusal, readonly [string, string]>> = {
  fork: ["was uploaded from a fork", "were uploaded from forks"],
  "other-branch": ["belongs to another branch", "belong to other branches"],
  "other-workflow": ["was uploaded by another workflow", "were uploaded by other workflows"],
  "pull-request": ["was uploaded by a pull request's run", "were uploaded by pull requests' runs"],
  "not-successful": ["belongs to a run that did not succeed", "belong to runs that did not succeed"],
  "no-digest": ["is listed without a digest", "are listed without a digest"],
  expired: ["has expired", "have expired"],
};

/** That there is no artifact, where it was looked for, and why those of its name were not taken. */
export function missingArtifact(missing: MissingArtifact): Phrase {
  const { runId, workflow, branch, repository, refused } = missing;
  const where =
    runId === null ? say`in ${name(repository)}` : say`in run ${name(runId)} of ${name(repository)}`;
  const what = say`There is no artifact ${name(missing.name)} ${where}`;
  if (refused.size === 0) return say`${what}.`;
  const of = workflow === null ? say`` : say` of the workflow ${name(workflow)}`;
  const reasons = [...refused].map(([refusal, count]): Phrase => [
    `${count} ${REFUSED[refusal][count === 1 ? 0 : 1]}`,
  ]);
  return say`${what} from a successful run${of} on the branch ${name(branch)}: of those with this name ${join(reasons, ", ")}.`;
}

/** What to do about it. */
export function adviceForMissing({ refused }: MissingArtifact, input: "database" | "model"): Phrase {
  if (refused.has("expired") && refused.size === 1)
    return say`Run the workflow that uploads it again, and let it run more often than the artifact's ${name("retention-days")}.`;
  if (refused.has("no-digest"))
    return say`Upload it with a current ${name("actions/upload-artifact")}: without a digest nobody can tell that it arrived whole.`;
  if (refused.size > 0)
    return say`Check ${name(`${input}-branch`)} and ${name(`${input}-workflow`)}; uploads of forks and pull requests are never taken.`;
  return say`Check ${name(`${input}-artifact`)}, and that the workflow which uploads it has run.`;
}

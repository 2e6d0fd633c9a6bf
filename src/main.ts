import type { FetchedArtifact } from "./adapters/github-artifacts.ts";
import type { Config } from "./config/config.ts";
import type { ArtifactRequest, MissingArtifact } from "./core/artifact-choice.ts";
import { explain } from "./core/errors.ts";
import { failuresOf, type FailOn } from "./core/exit.ts";
import type { Origin } from "./core/measurement.ts";
import type { RunOutcome } from "./core/outcome.ts";
import type { PublishedRun } from "./core/run.ts";
import { monitor } from "./monitor.ts";
import { openWorld } from "./open-world.ts";
import type { Alerts, History, Log, World } from "./world.ts";

/** Finds and downloads the artifact of an input. */
type FetchArtifact = (
  request: ArtifactRequest,
  input: "database" | "model",
) => Promise<FetchedArtifact | MissingArtifact>;

/** Where the program runs: as a step on a runner, or on a command line. */
export interface Shell {
  readonly log: Log;
  readonly origin: Origin | null;
  /** Relative paths start here. */
  readonly workspace: string;
  readConfig(): Promise<Config>;
  /** What fails the step when the configuration cannot be read: as the user says, as far as that can be told; never throws. */
  readFailOn(): Promise<ReadonlySet<FailOn>>;
  openHistory(config: Config): History;
  fetchArtifact(config: Config): FetchArtifact;
  /** The issues of the repository; null where there is none. */
  openAlerts(config: Config): Alerts | null;
  sendRetrainEvent(config: Config): World["sendRetrainEvent"];
  /** Outputs, annotation and summary; the config is null when it could not be read. Returns the outcome with what could not be told. */
  tell(outcome: RunOutcome, config: Config | null): Promise<RunOutcome>;
}

/** Runs the monitor once, tells its outcome, and returns whether the step is to fail. */
export async function main(
  shell: Shell,
): Promise<{ readonly outcome: RunOutcome; readonly failed: boolean }> {
  let config: Config | null = null;
  let run: PublishedRun | null = null;
  let outcome: RunOutcome;
  try {
    config = await shell.readConfig();
    const onPublished = (published: PublishedRun) => {
      run = published;
    };
    outcome = await monitor(config, openWorld(config, shell), { onPublished });
  } catch (error) {
    outcome = { status: "error", ...explain(error), run, origin: shell.origin };
  }
  outcome = await shell.tell(outcome, config);
  const failOn = config?.failOn ?? (await shell.readFailOn());
  return { outcome, failed: failuresOf(outcome, failOn).length > 0 };
}

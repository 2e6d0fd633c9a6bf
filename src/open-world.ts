import { resolve } from "node:path";
import { writeWhole } from "./adapters/files.ts";
import { rankUsers } from "./adapters/ranking-pool.ts";
import { loadRatings, type ReadProgress } from "./adapters/sqlite.ts";
import { openTracking } from "./adapters/tracking/index.ts";
import type { Config } from "./config/config.ts";
import { isUnseen } from "./core/plan-logging.ts";
import { DEFAULT_RATINGS_QUERY } from "./core/ratings-query.ts";
import type { Shell } from "./main.ts";
import { hasArtifact, openDatabaseArtifact, workspacePlace } from "./open-artifacts.ts";
import { openModel } from "./open-model.ts";
import { USER_AGENT, VERSION } from "./version.ts";
import type { World } from "./world.ts";

/** Makes objects of names: everything that the configuration points at, opened when the monitor asks for it. */
export function openWorld(config: Config, shell: Shell): World {
  const { log, origin, workspace } = shell;
  const alerts = config.alertIssue && !config.dryRun ? shell.openAlerts(config) : null;
  return {
    log,
    origin,
    now: Date.now,
    version: VERSION,
    tracking: openTracking(config.trackingUri, {
      workspace,
      now: Date.now,
      explicit: config.trackingUriExplicit,
      dryRun: isUnseen(config.dryRun, origin),
      server: config.mlflowServer === null ? null : { ...config.mlflowServer, userAgent: USER_AGENT },
    }),
    history: shell.openHistory(config),
    readRatings: async () => await readRatings(config, shell),
    ...openModel(config, shell),
    rankUsers: async (job, onProgress) =>
      await rankUsers(job, {
        onProgress,
        onLost: (reason) =>
          log.info(`a thread that ranks users was lost (${reason}): the others do its work`),
      }),
    writeReport: async (json) => {
      const path = resolve(workspace, config.report, "report.json");
      await writeWhole(path, json);
      return path;
    },
    ...(alerts === null ? {} : { alerts }),
    sendRetrainEvent: shell.sendRetrainEvent(config),
  };
}

function progressText(progress: ReadProgress): string {
  if ("rows" in progress) return `${progress.rows} ratings read`;
  const [done, all] = [progress.bytesDigested, progress.bytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
  return `${done} of ${all} MiB of the database read`;
}

async function readRatings(config: Config, shell: Shell): ReturnType<World["readRatings"]> {
  const located = hasArtifact(config.databaseArtifact, "database")
    ? await openDatabaseArtifact(config, shell)
    : workspacePlace(shell.workspace)(config.database);
  if ("missing" in located) return located;
  const { path: file, shownAs } = located;
  const loaded = await loadRatings({
    file,
    shownAs,
    query: config.ratingsQuery,
    timeoutMs: config.queryTimeoutMs,
    onProgress: (progress) => shell.log.progress(progressText(progress)),
  });
  if (loaded === null) return { missing: "database-missing", database: shownAs, artifact: null };
  const { ratings, digest, bytes, walFramesReplayed } = loaded;
  // Not the SQL that ran: a column `timestamp` that an application adds one day does not make it another query.
  const query = config.ratingsQuery ?? DEFAULT_RATINGS_QUERY;
  return { ratings, query, source: { path: shownAs, digest, bytes }, walFramesReplayed };
}

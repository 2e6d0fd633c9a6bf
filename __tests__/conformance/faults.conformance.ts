import { beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, type SeenCall, startFaultProxy } from "../support/fault-proxy.ts";
import { type FaultResult, faultTable } from "../support/fault-table.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { type MlflowServer, startDatabaseServer } from "../support/mlflow-server.ts";
import { aQuickstart, tryWeek } from "../support/quickstart.ts";

/** For people; MODEL_MONITOR_UPDATE_TABLE=true writes it anew. */
const TABLE = join(import.meta.dirname, "../../conformance/faults.md");
/** Most of the time of an evaluation with a fault is waiting: for the next try, or for an answer that does not come. */
const AT_ONCE = 8;

interface Call {
  readonly name: string;
  readonly hits: (call: SeenCall) => boolean;
}

const post = (call: string) => (seen: SeenCall) =>
  seen.method === "POST" && seen.url.endsWith(`/api/2.0/mlflow/${call}`);
const CALLS: readonly Call[] = [
  { name: "model download", hits: ({ url }) => url.endsWith("/bpr_recommender.pt") },
  { name: "experiments/get-by-name", hits: ({ url }) => url.includes("/experiments/get-by-name?") },
  { name: "experiments/create", hits: post("experiments/create") },
  // Of a lost runs/create, too, which is looked for by its tag.
  { name: "runs/search", hits: post("runs/search") },
  { name: "runs/create", hits: post("runs/create") },
  {
    name: "runs/log-batch, values",
    hits: (call) => post("runs/log-batch")(call) && !call.body.includes('"tags"'),
  },
  { name: "runs/log-inputs", hits: post("runs/log-inputs") },
  { name: "artifact upload", hits: ({ method, url }) => method === "PUT" && url.endsWith("/evidence.json") },
  { name: "runs/update", hits: post("runs/update") },
  {
    name: "runs/log-batch, verdict",
    hits: (call) => post("runs/log-batch")(call) && call.body.includes('"tags"'),
  },
  { name: "report upload", hits: ({ method, url }) => method === "PUT" && url.endsWith("/report.json") },
  { name: "model-versions/set-tag", hits: post("model-versions/set-tag") },
];
const FAULTS: readonly Fault[] = ["reset before", "reset after", "no answer", "429", "502", "cut answer"];
const LENGTHS = [
  { length: "once", times: 1 },
  { length: "always", times: Infinity },
] as const;

interface Cell extends Pick<FaultResult, "call" | "fault" | "length"> {
  readonly experiment: string;
}

interface Seen extends Cell, FaultResult {
  /** How often the fault was done. */
  readonly faults: number;
  readonly exitCode: number | null;
}

const CELLS = CALLS.flatMap(({ name }) =>
  FAULTS.flatMap((fault) =>
    LENGTHS.map(({ length }) => ({ call: name, fault, length, experiment: `${name}, ${fault}, ${length}` })),
  ),
);
const model = "recommender";

/** One evaluation of a new workspace, into an experiment of its own, through a proxy that does the fault. */
async function evaluate(server: MlflowServer, cell: Cell) {
  const workspace = aQuickstart();
  const { hits } = CALLS.find(({ name }) => name === cell.call)!;
  const { times } = LENGTHS.find(({ length }) => length === cell.length)!;
  const proxy = await startFaultProxy(server.url, { fault: cell.fault, hits, times });
  try {
    const step = await tryWeek(workspace, 2, {
      inputs: { "tracking-uri": proxy.url, experiment: cell.experiment, model: `models:/${model}/1` },
      environment: {
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
        // Longer than a busy server takes for an answer.
        MLFLOW_HTTP_REQUEST_TIMEOUT: cell.fault === "no answer" ? "4" : "60",
      },
    });
    return {
      ...cell,
      faults: proxy.faults,
      status: step.outputs.get("status") ?? "",
      exitCode: step.exitCode,
      told: [...step.log.matchAll(/^::error::(.*)$/gm)]
        .map(([, text = ""]) => text.replaceAll(proxy.url, "the server"))
        .join(" "),
      local: localRuns(workspace),
    };
  } finally {
    await proxy.close();
    rmSync(workspace, { recursive: true });
  }
}

function localRuns(workspace: string): number {
  const store = join(workspace, "mlruns");
  if (!existsSync(store)) return 0;
  const experiments = readdirSync(store).filter((name) => /^\d{2,}$/.test(name));
  const entries = experiments.flatMap((name) => readdirSync(join(store, name)));
  // Beside them are `meta.yaml` and `datasets/`.
  return entries.filter((name) => /^[0-9a-f]{32}$/.test(name)).length;
}

describe("every call of an evaluation, with every fault", () => {
  let seen: readonly Seen[] = [];
  const mlflow = mlflowVersions().at(-1)!;

  beforeAll(async () => {
    const server = await startDatabaseServer(mlflow);
    const library = new MlflowLibrary(mlflow);
    const sample = aQuickstart();
    try {
      const checkpoint = join(sample, "models/bpr_recommender.pt");
      await library.call("register", {
        folder: sample,
        uri: server.url,
        model,
        checkpoint,
        beside: [],
        alias: "champion",
      });
      // Those that wait longest first, so that at the end nobody waits for one of them alone.
      const isSlow = ({ fault }: Cell) => Number(fault === "no answer");
      const waiting = CELLS.toSorted((one, other) => isSlow(other) - isSlow(one));
      const done: Omit<Seen, "onServer">[] = [];
      const work = async () => {
        for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift())
          done.push(await evaluate(server, cell));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const { experiments, runs } = await library.overview(server.url);
      const statuses = (experiment: string) =>
        Object.values(runs)
          .filter((run) => experiments[run.experiment] === experiment && run.stage === "active")
          .map((run) => run.status);
      seen = CELLS.map(({ experiment }) => {
        const cell = done.find((candidate) => candidate.experiment === experiment)!;
        return Object.assign(cell, { onServer: statuses(experiment) });
      });
      if (process.env["MODEL_MONITOR_UPDATE_TABLE"] === "true") writeFileSync(TABLE, faultTable(seen));
    } finally {
      await library.close();
      await server.stop();
      rmSync(sample, { recursive: true });
    }
  }, 600_000);

  const finished = ({ onServer }: Seen) => onServer.filter((status) => status === "FINISHED").length;
  const isAlways = ({ length }: Seen) => length === "always";

  test("does what it is to do", () => {
    expect(seen.filter(({ faults }) => faults === 0)).toEqual([]);
    expect(seen).toHaveLength(CALLS.length * FAULTS.length * 2);
  });

  test("makes no second run on the server", () => {
    expect(seen.filter(({ onServer }) => onServer.length > 1)).toEqual([]);
  });

  test("loses no evaluation: its run is whole on the server, or else in the workspace", () => {
    expect(seen.filter((cell) => cell.status === "evaluated" && finished(cell) + cell.local === 0)).toEqual(
      [],
    );
  });

  test("costs nothing when it passes: one whole run on the server, and no word of it", () => {
    const once = seen.filter((cell) => !isAlways(cell));
    expect(
      once.filter(
        (cell) => cell.exitCode !== 0 || cell.told !== "" || finished(cell) !== 1 || cell.local !== 0,
      ),
    ).toEqual([]);
  });

  test("is told when it stays, unless the lost run is found by its tag: the step fails and says why", () => {
    const unsaid = seen.filter((cell) => isAlways(cell) && (cell.exitCode !== 1 || cell.told === ""));
    expect(unsaid.filter((cell) => cell.call !== "runs/create" || finished(cell) !== 1)).toEqual([]);
  });

  test("is an error only where the model cannot be had; nothing is logged then", () => {
    const errors = seen.filter(({ status }) => status === "error");
    expect(new Set(errors.map(({ call }) => call))).toEqual(new Set(["model download"]));
    expect(errors.filter((cell) => cell.onServer.length + cell.local > 0)).toEqual([]);
  });

  test("leaves no run that looks unfinished, unless the server cannot be told", () => {
    const running = seen.filter(({ onServer }) => onServer.includes("RUNNING"));
    expect(running.filter((cell) => !isAlways(cell) || cell.call !== "runs/update")).toEqual([]);
  });

  test("is in the table as it is", () => {
    expect(readFileSync(TABLE, "utf8")).toBe(faultTable(seen));
  });
});

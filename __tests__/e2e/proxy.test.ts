import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { yamlBlocks } from "../../scripts/readme-workflows.ts";
import type { StepResult } from "../support/action.ts";
import { archiveOf, stepWith, takeAway } from "../support/artifact-world.ts";
import { startConnectProxy, startTlsFront, type ConnectProxy } from "../support/connect-proxy.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { startMlflow, type FakeMlflow } from "../support/mlflow-rest.ts";
import { aRepository } from "../support/repository.ts";

const PROJECT = join(import.meta.dirname, "../..");
const TLS = join(import.meta.dirname, "../fixtures/tls");
const CERT = join(TLS, "company-cert.pem");
const KEY_AND_CERT = { key: readFileSync(join(TLS, "company-key.pem")), cert: readFileSync(CERT) };
/** No name server knows these: who goes past the proxy finds nobody. */
const GITHUB = "github.company.invalid";
const MLFLOW = "mlflow.company.invalid";
/** Loopback, for the operating system; the clients take it for a host as any other. */
const HERE = "0.0.0.0";
const PATIENCE = 60_000;

const Recipe = z.tuple([
  z.object({ with: z.record(z.string(), z.string()), env: z.record(z.string(), z.string()) }),
]);

/** What the README tells people to write, with the hosts of this test. */
function recipe(proxy: string): z.infer<typeof Recipe>[0] {
  const page = readFileSync(join(PROJECT, "README.md"), "utf8");
  const [block] = yamlBlocks(page.split("### On a self-hosted runner behind a proxy\n")[1] ?? "");
  const text = block!.text
    .replace("http://proxy.example.org:3128", proxy)
    .replace("mlflow.example.org", MLFLOW)
    .replace("/etc/ssl/certs/company.pem", CERT);
  return Recipe.parse(parse(text))[0];
}

const closing: (() => Promise<void>)[] = [];
let workspace: string;

beforeEach(() => {
  workspace = aRepository();
});

afterEach(async () => {
  rmSync(workspace, { recursive: true });
  for (const close of closing.splice(0).toReversed()) await close();
});

async function opened<Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  closing.push(async () => await server.close());
  return server;
}

/** One evaluation that needs everything of GitHub: it fetches the database, and starts a retraining. */
async function evaluate(
  github: GitHubServices,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<StepResult> {
  const database = takeAway(workspace, "user_data.db");
  github.state.addArtifact(github.state.addRun(), "user-data", archiveOf({ "user_data.db": database }));
  return await stepWith(
    github,
    workspace,
    { "database-artifact": "user-data", thresholds: "test_mrr: 0.9", ...inputs },
    { MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0", ...environment },
  );
}

describe("behind a proxy, with the recipe of the README", () => {
  let github: GitHubServices;
  let mlflow: FakeMlflow;
  let hosts: ReadonlyMap<string, number>;
  /** GitHub's certificate is one that everybody trusts. */
  const trusting = { NODE_EXTRA_CA_CERTS: CERT };

  beforeEach(async () => {
    github = await opened(startGitHubServices(undefined, `https://${GITHUB}`));
    mlflow = await opened(startMlflow({ tls: KEY_AND_CERT }));
    const front = await opened(startTlsFront(github.port, KEY_AND_CERT));
    hosts = new Map([
      [`${GITHUB}:443`, front.port],
      [`${MLFLOW}:443`, mlflow.port],
    ]);
  });

  test(
    "GitHub and the MLflow server are reached, and both by the proxy",
    async () => {
      const proxy = await opened(startConnectProxy({ hosts }));
      const { with: inputs, env } = recipe(proxy.url);
      const step = await evaluate(github, inputs, { ...trusting, ...env });
      expect({ exitCode: step.exitCode, dispatched: step.outputs.get("dispatched") }).toEqual({
        exitCode: 0,
        dispatched: "true",
      });
      expect(mlflow.runs.map(({ info }) => info.run_id)).toEqual([step.outputs.get("run-id")]);
      expect(new Set(proxy.asked)).toEqual(new Set(hosts.keys()));
    },
    PATIENCE,
  );

  test(
    "the history is saved in artifact and cache",
    async () => {
      const proxy = await opened(startConnectProxy({ hosts }));
      const { HTTPS_PROXY = "", NO_PROXY = "" } = recipe(proxy.url).env;
      const environment = { ...trusting, HTTPS_PROXY, NO_PROXY };
      const first = await evaluate(github, { history: "auto" }, environment);
      expect([first.exitCode, first.outputs.get("history-saved")]).toEqual([0, "true"]);
      expect([github.state.artifacts.length, github.state.caches.length].every((count) => count > 0)).toBe(
        true,
      );
    },
    PATIENCE,
  );

  test(
    "a proxy that wants a password gets it, and the log masks it",
    async () => {
      const proxy = await opened(startConnectProxy({ hosts, credentials: "runner:p%40ss-w0rd" }));
      const { HTTPS_PROXY = "" } = recipe(proxy.url).env;
      const step = await evaluate(github, { history: "auto" }, { ...trusting, HTTPS_PROXY });
      expect([step.exitCode, step.outputs.get("dispatched")]).toEqual([0, "true"]);
      expect(step.log).toContain("::add-mask::p%2540ss-w0rd\n");
      expect(step.log.replaceAll(/^::add-mask::.*$/gm, "")).not.toMatch(/p(?:@|%40)ss-w0rd/);
    },
    PATIENCE,
  );

  test(
    "without it nobody is reached",
    async () => {
      const proxy = await opened(startConnectProxy({ hosts }));
      const { with: inputs, env } = recipe(proxy.url);
      const step = await evaluate(github, inputs, { ...trusting, ...env, HTTPS_PROXY: "" });
      expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
      expect(github.calls).toEqual([]);
      expect(mlflow.requests).toEqual([]);
      expect(proxy.asked).toEqual([]);
    },
    PATIENCE,
  );
});

function here(port: number): string {
  return `http://${HERE}:${port}`;
}

describe("NO_PROXY", () => {
  let github: GitHubServices;
  let mlflow: FakeMlflow;
  let proxy: ConnectProxy;

  beforeEach(async () => {
    mlflow = await opened(startMlflow());
    github = await opened(startGitHubServices());
    const ports = [github.port, mlflow.port];
    proxy = await opened(
      startConnectProxy({ hosts: new Map(ports.map((port) => [`${HERE}:${port}`, port])) }),
    );
  });

  const evaluateHere = async (environment: Readonly<Record<string, string>>) =>
    await evaluate(
      github,
      { "tracking-uri": here(mlflow.port) },
      { GITHUB_API_URL: here(github.port), HTTP_PROXY: proxy.url, ...environment },
    );

  test(
    "left empty sends what is meant for either server to the proxy",
    async () => {
      const step = await evaluateHere({});
      expect([step.exitCode, step.outputs.get("dispatched")]).toEqual([0, "true"]);
      expect(new Set(proxy.asked)).toEqual(
        new Set([github.port, mlflow.port].map((port) => `${HERE}:${port}`)),
      );
    },
    PATIENCE,
  );

  test(
    "names hosts that are asked directly",
    async () => {
      const step = await evaluateHere({ NO_PROXY: `localhost,${HERE}` });
      expect([step.exitCode, step.outputs.get("dispatched")]).toEqual([0, "true"]);
      expect([github.calls.length, mlflow.requests.length].every((count) => count > 0)).toBe(true);
      expect(proxy.asked).toEqual([]);
    },
    PATIENCE,
  );
});

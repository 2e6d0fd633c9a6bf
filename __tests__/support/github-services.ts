import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Reply } from "./github-services/answer.ts";
import { ArtifactService, runtimeToken } from "./github-services/artifact-service.ts";
import { BlobStorage } from "./github-services/blobs.ts";
import { CacheService } from "./github-services/cache-service.ts";
import { ConversationService } from "./github-services/conversation-routes.ts";
import { checkCall } from "./github-services/request-check.ts";
import { actionsRoutes, refusalFor, type RestRoutes } from "./github-services/rest-actions.ts";
import { GitHubState } from "./github-services/state.ts";

/** What goes wrong, and where. Later ones win over earlier ones. */
interface Fault {
  /** Of method and path with query: `POST /twirp/…`, `GET /repos/octo/movies/actions/artifacts?name=…`. */
  readonly on: RegExp;
  /** What is answered instead; "drop" cuts the connection, "half" cuts it after half of a good answer's bytes. */
  readonly reply?: Reply | "drop" | "half";
  /** Waits so long before it answers. */
  readonly delayMs?: number;
  /** So many requests only; all of them when it is not said. */
  times?: number;
}

export interface GitHubServices {
  readonly url: string;
  /** Where it listens on loopback. */
  readonly port: number;
  readonly state: GitHubState;
  /** Every request, in order. */
  readonly calls: readonly Call[];
  /** What GitHub's own description has against the requests; `close` fails when there is anything. */
  readonly problems: string[];
  readonly faults: Fault[];
  /** The variables that a runner gives to a step of this run. */
  environment(runId?: number): Record<string, string>;
  /** The calls whose method and path match. */
  callsTo(pattern: RegExp): readonly Call[];
  close(): Promise<void>;
}

/**
 * GitHub on loopback: artifact and cache services with their blob storage, and the REST API, with state in memory. The
 * clients are the real libraries; every REST request is held against GitHub's own OpenAPI description.
 */
export async function startGitHubServices(
  furtherRoutes: (state: GitHubState) => RestRoutes = () => ({}),
  /** The address that it gives out instead of its own, which then has to lead there. */
  knownAs: string | null = null,
): Promise<GitHubServices> {
  const state = new GitHubState();
  state.repository("octo/movies");
  const calls: Call[] = [];
  const problems: string[] = [];
  const faults: Fault[] = [];
  let url = "";
  const answer = answering(state, { origin: () => url, problems, furtherRoutes });
  const server = createServer((incoming, outgoing) => {
    const serve = async () => {
      const call = await readCall(incoming, url);
      calls.push(call);
      await respond(outgoing, takeFault(faults, call), () => answer(call));
    };
    // A client that goes away in the middle of its request is part of the tests.
    serve().catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  url = knownAs ?? `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    state,
    calls,
    problems,
    faults,
    environment: (runId = 1) => ({
      ACTIONS_CACHE_SERVICE_V2: "True",
      ACTIONS_RESULTS_URL: `${url}/`,
      ACTIONS_RUNTIME_TOKEN: runtimeToken(runId),
      GITHUB_API_URL: url,
      GITHUB_RUN_ID: String(runId),
    }),
    callsTo: (pattern) => calls.filter((call) => pattern.test(`${call.method} ${call.path}`)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (problems.length > 0) throw new Error(`GitHub would refuse:\n${problems.join("\n")}`);
    },
  };
}

/** What each service answers, by the path of the request; what no client may send is added to the problems. */
function answering(
  state: GitHubState,
  {
    origin,
    problems,
    furtherRoutes,
  }: {
    readonly origin: () => string;
    readonly problems: string[];
    readonly furtherRoutes: (state: GitHubState) => RestRoutes;
  },
): (call: Call) => Reply {
  const blobs = new BlobStorage(origin);
  const services = { artifact: new ArtifactService(state, blobs), cache: new CacheService(state, blobs) };
  const conversations = new ConversationService(state.conversations);
  const routes: RestRoutes = {
    ...actionsRoutes(state, blobs),
    ...conversations.routes(),
    ...furtherRoutes(state),
  };

  const answerGraphql = (call: Call): Reply => {
    const reply = conversations.graphql(call.body);
    if (reply === null) problems.push(`GraphQL ${JSON.stringify(call.body)}: not a query that is known here`);
    return reply ?? { status: 200, body: { errors: [{ message: "unknown" }] } };
  };
  const answerRest = (call: Call): Reply => {
    const known = checkCall(call.method, call.url, call.body);
    const handle = routes[known?.operation ?? ""];
    if (known === null || handle === undefined)
      problems.push(`${call.method} ${call.path}: not a call that is known here`);
    else problems.push(...known.problems);
    if (known === null || handle === undefined || known.problems.length > 0)
      return { status: 422, body: { message: "Validation Failed", errors: problems } };
    const repository = `${known.parameters["owner"]}/${known.parameters["repo"]}`;
    return (
      refusalFor(state, known.operation, { repository, parameters: known.parameters }) ??
      handle({ parameters: known.parameters, body: call.body, repository })
    );
  };
  return (call) => {
    const [, service, method] =
      /^\/twirp\/github\.actions\.results\.api\.v1\.(\w+)Service\/(\w+)$/.exec(call.url.pathname) ?? [];
    if (service === "Artifact") return services.artifact.answer(method!, call);
    if (service === "Cache") return services.cache.answer(method!, call);
    if (call.url.pathname.startsWith("/blobs/")) return blobs.answer(call);
    if (call.url.pathname === "/graphql") return answerGraphql(call);
    return answerRest(call);
  };
}

async function readCall(incoming: IncomingMessage, origin: string): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const path = incoming.url ?? "";
  const isJson = incoming.headers["content-type"]?.startsWith("application/json") === true;
  return {
    method: incoming.method ?? "",
    path,
    url: new URL(path, origin),
    headers: incoming.headers,
    bytes,
    body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString("utf8")) : null,
  };
}

function takeFault(faults: Fault[], call: Call): Fault | undefined {
  const fault = faults.findLast(({ on, times = 1 }) => times > 0 && on.test(`${call.method} ${call.path}`));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

async function respond(
  outgoing: ServerResponse,
  fault: Fault | undefined,
  answer: () => Reply,
): Promise<void> {
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  if (fault?.reply === "drop") return void outgoing.destroy();
  const { status, body, headers } = typeof fault?.reply === "object" ? fault.reply : answer();
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? "" : JSON.stringify(body));
  outgoing.writeHead(status, {
    ...(status === 204
      ? {}
      : { "content-type": "application/json; charset=utf-8", "content-length": bytes.length }),
    ...headers,
  });
  if (fault?.reply !== "half") return void outgoing.end(bytes);
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
}

import { closedAfterEach } from "./closed-after-each.ts";
import { json, startLoopback, type LoopbackServer, type Reply } from "./loopback-server.ts";

/** What starts servers on loopback, which are closed after the test. */
export function loopbackServers(): {
  readonly serving: (...start: Parameters<typeof startLoopback>) => Promise<LoopbackServer>;
  /** A server that says these one after the other, and then that all is well. */
  readonly saying: (...replies: readonly Reply[]) => Promise<LoopbackServer>;
} {
  const opened = closedAfterEach();
  const serving = async (...start: Parameters<typeof startLoopback>) => opened(await startLoopback(...start));
  return {
    serving,
    saying: async (...replies) => await serving((_, count) => replies[count - 1] ?? json({ a: 1 })),
  };
}

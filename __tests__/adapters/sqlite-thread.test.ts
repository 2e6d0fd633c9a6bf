import { execFile } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { loadRatings } from "../../src/adapters/sqlite.ts";
import { prepareSqliteThread, takeSqliteThread } from "../../src/adapters/sqlite-thread.ts";
import { makeDatabase, RATINGS_TABLES, temporaryFolder } from "../support/database.ts";

const SOURCE = resolve(import.meta.dirname, "../../src/adapters/sqlite-thread.ts");
const folder = temporaryFolder();

test("what was prepared is handed out once, to one reading", async () => {
  prepareSqliteThread();
  prepareSqliteThread();
  const [first, second] = [takeSqliteThread(), takeSqliteThread()];
  expect(first).not.toBe(second);
  await Promise.all([first.terminate(), second.terminate()]);
});

test("a thread that was prepared long before reads as a new one does", async () => {
  const file = makeDatabase(folder, "one.db", RATINGS_TABLES);
  const request = { file, shownAs: "one.db", query: null, timeoutMs: 60_000 };
  const withNew = await loadRatings(request);
  prepareSqliteThread();
  expect(await loadRatings(request)).toEqual(withNew);
  expect(withNew).not.toBeNull();
});

test("a thread that nobody asks does not keep the process", async () => {
  const program = `import(${JSON.stringify(SOURCE)}).then((thread) => thread.prepareSqliteThread())`;
  await expect(
    promisify(execFile)(process.execPath, ["--no-warnings", "-e", program], { timeout: 60_000 }),
  ).resolves.toEqual({ stdout: "", stderr: "" });
});

test("a thread that is asked nothing more ends by itself after its answer", async () => {
  const worker = takeSqliteThread();
  worker.postMessage({ file: resolve(folder, "none.db"), shownAs: "none.db", query: null }, []);
  const answers = once(worker, "message");
  await once(worker, "exit");
  expect(await answers).toEqual([{ kind: "missing" }]);
});

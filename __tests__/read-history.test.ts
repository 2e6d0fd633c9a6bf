import { expect, test } from "@jest/globals";
import { PreviousRunSearch } from "../src/core/previous-runs.ts";
import { paramsOf, tagsOf } from "../src/core/run-labels.ts";
import type { PastRun } from "../src/core/run.ts";
import { readHistory } from "../src/read-history.ts";
import { openStore } from "./support/mlflow-store.ts";
import { aPastRun } from "./support/evidence.ts";
import { aMeasurement } from "./support/outcomes.ts";

const MEASUREMENT = aMeasurement();
const OWN = paramsOf(MEASUREMENT, "sha256:q");
const RUN = { runId: "0", experimentId: "1" };
/** As many runs as are kept. */
const BOUND = 260;

function earlier(count: number, changes: Partial<PastRun> = {}): readonly PastRun[] {
  return Array.from({ length: count }, (_, index) =>
    aPastRun({ test_mrr: 0.1 }, { startTime: MEASUREMENT.startedAt - 1 - index, ...changes }),
  );
}

/** Reads a history that is given, and how many runs of it were asked for. */
async function read(history: readonly PastRun[], required = ["test_mrr"]) {
  let asked = 0;
  async function* pastRuns() {
    for (const run of history) {
      asked++;
      yield run;
    }
  }
  const tracking = Object.assign(openStore("nowhere"), { pastRuns });
  const search = new PreviousRunSearch(MEASUREMENT, OWN, required);
  const runs = await readHistory({ tracking }, RUN, MEASUREMENT, search);
  return { runs, asked, search };
}

test("keeps runs that started before this one, newest first, and offers them to the comparison", async () => {
  const [newer, older] = earlier(2);
  const own = aPastRun({ test_mrr: 0.3 }, { startTime: MEASUREMENT.startedAt });
  const { runs, search } = await read([own, newer!, older!]);
  expect(runs).toEqual([newer, older]);
  expect(search.found.get("test_mrr")!.run).toBe(newer);
});

test("passes over earlier attempts of this very job", async () => {
  const [attempt] = earlier(1, { tags: tagsOf(MEASUREMENT) });
  expect((await read([attempt!])).runs).toEqual([]);
});

test("reads no further than it keeps, when the comparison has what it needs", async () => {
  const { runs, asked } = await read(earlier(BOUND + 50));
  expect(runs).toHaveLength(BOUND);
  expect(asked).toBe(BOUND + 1);
});

test("reads on for a metric that no newer run has", async () => {
  const oldest = aPastRun({ num_users: 7, test_mrr: 0.2 }, { startTime: 0 });
  const { runs, search } = await read([...earlier(BOUND + 5), oldest], ["num_users"]);
  expect(runs).toHaveLength(BOUND);
  expect(search.found.get("num_users")!.run).toBe(oldest);
});

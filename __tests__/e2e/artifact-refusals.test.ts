import { describe, expect, test } from "@jest/globals";

import { archiveOf, artifactJob, told } from "../support/artifact-world.ts";
import { URL_SECRET } from "../support/github-services/blobs.ts";
import type { Artifact, WorkflowRun } from "../support/github-services/state.ts";
import { zipBytes } from "../support/zip-writer.ts";

const job = artifactJob();

describe("an artifact is not taken, and the warning says why, when", () => {
  test.each<[string, Partial<WorkflowRun>, Partial<Artifact>, Record<string, string>]>([
    ["1 was uploaded from a fork", { headRepository: "mallory/movies", event: "pull_request" }, {}, {}],
    ["1 belongs to another branch", { headBranch: "wip" }, {}, {}],
    ["1 was uploaded by a pull request's run", { event: "pull_request" }, {}, {}],
    ["1 was uploaded by a pull request's run", { event: "pull_request_target" }, {}, {}],
    ["1 belongs to a run that did not succeed", { conclusion: "failure" }, {}, {}],
    ["1 belongs to a run that did not succeed", { status: "in_progress", conclusion: null }, {}, {}],
    ["1 is listed without a digest", {}, { digest: null }, {}],
    ["1 is listed without a digest", {}, { digest: "md5:0123" }, {}],
    ["1 has expired", {}, { expiresAt: 0 }, {}],
  ])("%s: %j %j", async (why, run, artifact, inputs) => {
    job.uploaded(run, artifact);
    const step = await job.evaluate(inputs);
    expect(told(step, "no-data")).toContain(
      `from a successful run on the branch main: of those with this name ${why}.`,
    );
    expect(step.exitCode).toBe(0);
  });

  test("another workflow uploaded it than the one that is named", async () => {
    job.github.state.addRun({ path: ".github/workflows/export.yml" });
    job.uploaded({ path: ".github/workflows/export.yml.yml" });
    const step = await job.evaluate({ "database-workflow": "export.yml" });
    expect(told(step, "no-data")).toContain("of the workflow export.yml on the branch main");
    expect(told(step, "no-data")).toContain("1 was uploaded by another workflow");
  });

  test("the run that is named is not to be trusted: naming it is no pardon", async () => {
    const { run } = job.uploaded({ headRepository: "mallory/movies" });
    job.uploaded();
    const step = await job.evaluate({ "database-run-id": String(run.id) });
    expect(told(step, "no-data")).toContain(`in run ${run.id} of octo/movies`);
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("a fork's branch bears the name of ours, in the runs of the workflow too", async () => {
    job.uploaded({ headRepository: "mallory/movies", event: "push" });
    const step = await job.evaluate({ "database-workflow": "weekly.yml" });
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("its fork is gone, and so is its place in the listing", async () => {
    job.uploaded({ headRepository: "mallory/movies" });
    job.github.state.repositories.delete("mallory/movies");
    const step = await job.evaluate();
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("forks flood the listing: a trusted one behind them is found", async () => {
    const trusted = job.uploaded();
    for (let index = 0; index < 150; index++) job.uploaded({ headRepository: "mallory/movies" });
    const step = await job.evaluate();
    expect(step.log).toContain(`database from artifact user-data (${trusted.id})`);
  });
});

describe("nothing of the name", () => {
  test("is no data, and says where was looked", async () => {
    const step = await job.evaluate();
    expect(told(step, "no-data")).toContain("There is no artifact user-data in octo/movies.");
    expect(step.summary).toContain("database-artifact");
  });

  test("in the run that is named is no data", async () => {
    job.uploaded();
    const { id } = job.github.state.addRun();
    const step = await job.evaluate({ "database-run-id": String(id) });
    expect(told(step, "no-data")).toContain(`There is no artifact user-data in run ${id} of octo/movies.`);
  });

  test("that expired between listing and download is no data", async () => {
    job.uploaded();
    job.github.faults.push({
      on: /\/zip$/,
      reply: { status: 410, body: { message: "Artifact has expired" } },
    });
    expect(told(await job.evaluate(), "no-data")).toContain("1 has expired");
  });
});

describe("bytes are refused", () => {
  test("that do not have the digest of the listing", async () => {
    const artifact = job.uploaded();
    artifact.bytes = archiveOf({ "user_data.db": Buffer.concat([job.database, Buffer.from("x")]) });
    const step = await job.evaluate();
    expect(told(step, "error")).toContain("do not have the digest that GitHub lists");
  });

  test("of more than is downloaded, before a byte of them comes", async () => {
    job.uploaded({}, { size: 2 ** 30 + 1 });
    expect(told(await job.evaluate(), "error")).toContain(
      "holds 1073741825 bytes; at most 1073741824 are downloaded",
    );
    expect(job.github.callsTo(/\/zip$/)).toEqual([]);
  });

  test("that would unpack to a multiple", async () => {
    job.uploaded(
      {},
      { bytes: archiveOf({ "user_data.db": Buffer.concat([job.database, Buffer.alloc(2 ** 26)]) }) },
    );
    expect(told(await job.evaluate(), "error")).toMatch(
      /would unpack from \d+ to \d+ bytes, more than 250:1/,
    );
  });

  test("that declare less than they unpack to", async () => {
    const parts = [{ name: "user_data.db", content: job.database, deflated: true, declaredSize: 100 }];
    job.uploaded({}, { bytes: zipBytes(parts) });
    expect(told(await job.evaluate(), "error")).toContain("100 bytes are declared");
  });

  test("of more files than anybody uploads for this", async () => {
    const files = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.txt`, ""]));
    job.uploaded({}, { bytes: archiveOf(files) });
    expect(told(await job.evaluate(), "error")).toContain("holds 1001 files; at most 1000 are unpacked");
  });

  test.each(["../user_data.db", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\b", "a//b", "a\u0001b"])(
    "with a file named %j, which leads elsewhere",
    async (name) => {
      job.uploaded({}, { bytes: archiveOf({ "user_data.db": job.database, [name]: "x" }) });
      expect(told(await job.evaluate(), "error")).toContain("which is not unpacked");
    },
  );

  test("that are cut off on the way, until they come whole", async () => {
    job.uploaded();
    job.github.faults.push({ on: /GET \/blobs/, reply: "drop", times: 1 });
    expect((await job.evaluate()).outputs.get("status")).toBe("evaluated");
  });
});

test("neither the runtime token nor a signed address is in what anybody reads", async () => {
  job.uploaded();
  const step = await job.evaluate({}, { RUNNER_DEBUG: "1", ACTIONS_STEP_DEBUG: "true" });
  const { ACTIONS_RUNTIME_TOKEN: token } = job.github.environment(77);
  expect(job.github.callsTo(/GET \/blobs/)[0]!.path).toContain(URL_SECRET);
  const read = [step.log.replaceAll(/^::add-mask::.*$/gm, ""), step.summary, ...step.outputs.values()].join();
  expect(read).not.toContain(URL_SECRET);
  expect(read).not.toContain(token);
});

/**
 * Three weeks of the embedded sample, as the action would see them: `npm run demo`.
 *
 * Plain JavaScript for Node 20 and later, without any package: it is the first thing that people run on a fresh
 * clone. The program itself needs Node 24; where the running one is older, the demo starts itself again under a
 * Node 24 that npm brings along for this one run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));
const SAMPLE = "examples/quickstart";
/** Everything that the demo writes. */
const WORK = ".demo";

/** What happens each week and what the monitor is expected to say: the story of the sample. */
const WEEKS = [
  {
    title: "Week 1: the model is new. There is no earlier run, so only the absolute limits are checked.",
    triggers: [],
  },
  {
    title: "Week 2: people watch as before. The run is compared with that of week 1.",
    triggers: [],
  },
  {
    title:
      "Week 3: taste has moved on from what the model learnt. A dry run: the retraining is only planned.",
    triggers: ["relative-drop"],
    flags: [["--dry-run", "true"]],
  },
];

const WHERE_TO_LOOK = `
=== What to look at

  ${WORK}/week3/report.json    what was found in week 3, what is allowed, and why the flag is up
  ${WORK}/mlruns/              the three runs, as MLflow keeps them

Where MLflow is installed (pip install mlflow), it shows them at http://127.0.0.1:5000 after

  cd ${WORK} && MLFLOW_ALLOW_FILE_STORE=true mlflow ui`;

process.exitCode = Number(process.versions.node.split(".")[0]) >= 24 ? runWeeks() : runUnderNode24();

function runWeeks() {
  startClean();
  for (const [index, week] of WEEKS.entries()) {
    const problem = runWeek(index + 1, week);
    if (problem !== null) {
      console.error(`\nThe demo ended early: week ${index + 1} ${problem}.`);
      return 1;
    }
  }
  console.log(WHERE_TO_LOOK);
  return 0;
}

function startClean() {
  rmSync(join(PROJECT, WORK), { recursive: true, force: true });
  mkdirSync(join(PROJECT, WORK));
  writeFileSync(join(PROJECT, WORK, ".gitignore"), "*\n");
}

/** Runs the command line for one week. Returns what went otherwise than the story, null when nothing did. */
function runWeek(number, { title, triggers, flags = [] }) {
  const report = `${WORK}/week${number}`;
  const inputs = [
    ["--database", `${SAMPLE}/week${number}/user_data.db`],
    ["--model", `${SAMPLE}/models/bpr_recommender.pt`],
    ["--user-map", `${SAMPLE}/models/frontend_user_map.csv`],
    ["--item-map", `${SAMPLE}/models/item_map.csv`],
    ["--train-interactions", `${SAMPLE}/models/train_interactions.csv`],
    ["--tracking-uri", `${WORK}/mlruns`],
    ["--report", report],
    ...flags,
  ];
  console.log(`\n=== ${title}\n`);
  console.log(`$ node dist/cli.js ${inputs.map((input) => input.join(" ")).join(" \\\n    ")}\n`);
  const { status, error } = spawnSync(process.execPath, ["dist/cli.js", ...inputs.flat()], {
    cwd: PROJECT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) return `ended with ${error?.message ?? `exit code ${status}`}`;
  const file = join(PROJECT, report, "report.json");
  if (!existsSync(file)) return "was not evaluated";
  const found = JSON.stringify(JSON.parse(readFileSync(file, "utf8")).decision?.triggers);
  const expected = JSON.stringify(triggers);
  return found === expected ? null : `raised ${found} where ${expected} was expected`;
}

/**
 * Starts this file once more, under the Node that the project pins for its own scripts. The flag stops that run from
 * asking npm again, should the package not be what its name says.
 */
function runUnderNode24() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const version = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")).optionalDependencies[name];
  if (version === undefined || process.argv.includes("--started-by-npm")) {
    console.error(`The demo needs Node 24 and runs under ${process.version}: please install Node 24.`);
    return 1;
  }
  console.log(
    `Node ${process.versions.node} is older than 24: npm brings Node ${version} along for this run.`,
  );
  const demo = ["node", "scripts/demo.mjs", "--started-by-npm"];
  const { status } = runNpm(["exec", "--yes", `--package=${name}@${version}`, "--", ...demo]);
  if (status === null) console.error("npm could not be started: please install Node 24.");
  return status ?? 1;
}

function runNpm(args) {
  const options = { cwd: PROJECT, stdio: ["ignore", "inherit", "inherit"] };
  // Within `npm run`, npm says where it is. Its command on Windows is a script, which only a shell can start.
  const npm = process.env.npm_execpath;
  if (npm !== undefined) return spawnSync(process.execPath, [npm, ...args], options);
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}

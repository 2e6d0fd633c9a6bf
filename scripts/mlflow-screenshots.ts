/**
 * Takes the pictures of MLflow's pages in `.github/images/`: `node scripts/mlflow-screenshots.ts [python]`, where the
 * Python has MLflow; the newest one of `npm run conformance` when none is named. Needs chromium, pngquant and a font with
 * emoji (fonts-noto-color-emoji). The action is built from the sources, and evaluates twelve weeks of the sample.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { buildDist } from "./build.ts";
import { Browser } from "./screenshots/browser.ts";
import { evaluateWeeks } from "./screenshots/weeks.ts";

const IMAGES = resolve(import.meta.dirname, "../.github/images");
const PORT = 5312;
const ORIGIN = `http://127.0.0.1:${PORT}`;
/** What is shown of the list of runs, and not shown. */
const COLUMNS = ["Dataset", "Models", "test_mrr", "precision_at_10", "num_users", "model_monitor.triggers"];
const CHARTS = "^(num_users|precision_at_10|test_mrr)$";

/** Pages as somebody sees them who has chosen "Model training" and closed what MLflow offers besides. */
const SETTINGS = {
  "mlflow.workflowType_v1": '"machine_learning"',
  "mlflow.assistant.panelOpen_v1": "false",
  "mlflow.assistant.fab.autoOpenedOnFirstLoad_v1": "true",
};

async function main(python: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "model-monitor-screenshots-"));
  await buildDist(join(work, "dist"));
  evaluateWeeks(join(work, "dist"), join(work, "movies"));
  const server = startServer(python, join(work, "movies"));
  try {
    await takePictures(join(work, "movies", "mlruns"));
  } finally {
    const closed = once(server, "close");
    process.kill(-server.pid!);
    await closed;
    rmSync(work, { recursive: true });
  }
}

/** As the leader of a process group, because it starts processes of its own. */
function startServer(python: string, folder: string): ChildProcess {
  const args = ["-m", "mlflow", "ui", "--host", "127.0.0.1", "--port", String(PORT), "--workers", "1"];
  const settings = { MLFLOW_ALLOW_FILE_STORE: "true", MLFLOW_DISABLE_TELEMETRY: "true" };
  return spawn(python, args, {
    cwd: folder,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ...settings },
  });
}

async function takePictures(store: string): Promise<void> {
  while (!(await fetch(`${ORIGIN}/health`).catch(() => null))?.ok) await sleep(500);
  const experiment = readdirSync(store).find((name) => /^\d{18}$/.test(name))!;
  const runs = readdirSync(join(store, experiment)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const step = (run: string) =>
    Number(readFileSync(join(store, experiment, run, "tags/model_monitor.step"), "utf8"));
  const newest = runs.toSorted((one, other) => step(other) - step(one))[0]!;
  mkdirSync(IMAGES, { recursive: true });
  const page = `${ORIGIN}/#/experiments/${experiment}/runs`;
  await picture("mlflow-runs", [1360, 650], page, chooseColumns);
  await picture("mlflow-run", [1360, 760], `${page}/${newest}`, async (browser) => {
    await browser.click(withText("button", "Show more"));
  });
  await picture("mlflow-charts", [1360, 660], `${page}?compareRunsMode=CHART`, groupByModel);
}

async function picture(
  name: string,
  [width, height]: readonly [number, number],
  url: string,
  prepare: (browser: Browser) => Promise<void>,
): Promise<void> {
  const path = join(IMAGES, `${name}.png`);
  const browser = await Browser.start(width, height);
  try {
    await browser.open(ORIGIN);
    await browser.until("document.querySelector('nav')");
    await browser.evaluate(
      `Object.entries(${JSON.stringify(SETTINGS)}).forEach((pair) => localStorage.setItem(...pair))`,
    );
    await browser.open("about:blank");
    await browser.open(url);
    await browser.until("document.body.innerText.includes('periodic_evaluation')");
    await prepare(browser);
    // Tools of a chart come up under a mouse, and in a browser without a screen always.
    await browser.evaluate(
      "document.head.append(Object.assign(document.createElement('style'), { textContent: '.modebar { display: none }' }))",
    );
    await browser.picture(path);
  } finally {
    await browser.close();
  }
  execFileSync("pngquant", ["--force", "--strip", "--skip-if-larger", "--output", path, "64", path]);
}

async function chooseColumns(browser: Browser): Promise<void> {
  await browser.click(withText("button", "Columns"));
  for (const column of COLUMNS) {
    const box = `document.querySelector('[class*=treenode] [title="${column}"]')?.previousElementSibling`;
    await browser.until(box);
    await browser.evaluate(`${box}.click()`);
  }
  await browser.press("Escape");
  await browser.click("document.querySelector('h2, h1')");
}

async function groupByModel(browser: Browser): Promise<void> {
  await browser.click(withText("button", "Group by"));
  const tag = withText("[role=menuitemcheckbox], [role=menuitem]", "model_digest_short");
  await browser.until(tag);
  await browser.evaluate(`${tag}.click()`);
  await browser.press("Escape");
  await browser.click("document.querySelector('input[placeholder=\"Search metric charts\"]')");
  await browser.write(CHARTS);
}

/** The expression that finds the first of these elements with such a text. */
function withText(selector: string, text: string): string {
  return `[...document.querySelectorAll("${selector}")].find((element) => element.innerText.includes("${text}"))`;
}

await main(process.argv[2] ?? join(homedir(), ".cache/model-monitor/mlflow-3.17.2/bin/python"));

/**
 * Takes the picture of the job summary at the top of the README, `.github/images/summary.png`, from the page of
 * `npm run preview`: `node scripts/summary-screenshot.ts`. Needs chromium, pngquant and fonts-noto-color-emoji.
 */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Browser } from "./screenshots/browser.ts";

const PROJECT = resolve(import.meta.dirname, "..");
const PICTURE = join(PROJECT, ".github/images/summary.png");
/** What belongs to the preview, and not to what GitHub shows. */
const HIDDEN = "header, .contents, .situation > h2, .channel > h3 { display: none !important }";

execFileSync(process.execPath, [join(import.meta.dirname, "preview.ts")], { stdio: "inherit" });
const browser = await Browser.start(1012, 1080);
try {
  const page = pathToFileURL(join(PROJECT, "preview/index.html"));
  await browser.open(`${page.href}?theme=light&only=drop&channel=summary`);
  await browser.until("document.querySelector('.markdown-body')");
  await browser.evaluate(
    `document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(HIDDEN)} }))`,
  );
  await browser.picture(PICTURE);
} finally {
  await browser.close();
}
execFileSync("pngquant", ["--force", "--strip", "--skip-if-larger", "--output", PICTURE, "64", PICTURE]);

// Renders what people read in every situation to preview/index.html: npm run preview
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SITUATIONS } from "../__tests__/support/situations/index.ts";
import { CHANNELS } from "./preview/channels.ts";
import { previewPage } from "./preview/page.ts";

const PROJECT = join(import.meta.dirname, "..");

const own = (name: string) => readFileSync(join(import.meta.dirname, "preview", name), "utf8");
const mermaid = mermaidScript();
const page = previewPage({
  situations: SITUATIONS,
  channels: CHANNELS,
  markdownCss: readFileSync(
    fileURLToPath(import.meta.resolve("github-markdown-css/github-markdown.css")),
    "utf8",
  ),
  css: own("page.css"),
  scripts: [...(mermaid === null ? [] : [mermaid]), own("page.js")],
});
const file = join(PROJECT, "preview", "index.html");
mkdirSync(join(PROJECT, "preview"), { recursive: true });
writeFileSync(file, page);
console.log(`${SITUATIONS.length} situations: open ${file}`);

/** null: charts are shown as text. */
function mermaidScript(): string | null {
  const { status, stdout, stderr } = spawnSync("bash", [join(import.meta.dirname, "mermaid.sh")], {
    encoding: "utf8",
  });
  if (status === 0) return readFileSync(stdout.trim(), "utf8");
  console.log(`Charts are shown as text. ${stderr.trim()}`);
  return null;
}

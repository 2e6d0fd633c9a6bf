import { createHash } from "node:crypto";
import type { Situation } from "../../__tests__/support/situations/index.ts";
import { annotationsOf, type Annotation } from "../../src/formats/report/annotation.ts";
import type { Channel } from "./channels.ts";
import { escapeHtml, githubHtml } from "./github-html.ts";
import { themed } from "./themes.ts";

/** What the page is made of. */
export interface PageParts {
  readonly situations: readonly Situation[];
  readonly channels: readonly Channel[];
  /** github-markdown.css of the package. */
  readonly markdownCss: string;
  /** The page's own. */
  readonly css: string;
  /** The page's own script, and Mermaid where it is at hand. */
  readonly scripts: readonly string[];
}

/** One page, complete in itself, with every situation in every channel; nothing but the given scripts can run in it. */
export function previewPage({ situations, channels, markdownCss, css, scripts }: PageParts): string {
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${hashes.join(" ")}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What people read</title>
<style>
${themed(markdownCss)}
${css}
</style>
<header>
<h1>What people read</h1>
<nav aria-label="Colours">${["light", "dark"].map((theme) => `<a data-theme-link="${theme}" href="?theme=${theme}">${theme}</a>`).join(" ")}</nav>
</header>
<div class="page">
<nav class="contents" aria-label="Situations">
<ol>
${situations.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join("\n")}
</ol>
</nav>
<main>
${situations.map((situation) => situationHtml(situation, channels)).join("\n")}
</main>
</div>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</html>
`;
}

function situationHtml(situation: Situation, channels: readonly Channel[]): string {
  const parts = channels.map((channel) => channelHtml(channel, channel.render(situation)));
  return `<section class="situation" id="${situation.id}">
<h2>${escapeHtml(situation.title)}</h2>
${annotationsHtml(annotationsOf(situation.outcome))}
${parts.join("\n")}
</section>`;
}

function channelHtml({ id, title, width, keepsLineBreaks }: Channel, markdown: string | null): string {
  const body =
    markdown === null
      ? '<p class="nothing">Nothing is written here.</p>'
      : `<article class="markdown-body">${githubHtml(markdown, { keepsLineBreaks })}</article>`;
  return `<div class="channel" data-channel="${id}" style="max-width: ${width}px"><h3>${escapeHtml(title)}</h3>${body}</div>`;
}

function annotationsHtml(annotations: readonly Annotation[]): string {
  const items = annotations.map(
    ({ level, text }) => `<li class="${level}"><b>evaluate: ${level}</b><p>${escapeHtml(text)}</p></li>`,
  );
  const body = items.length === 0 ? '<p class="nothing">None.</p>' : `<ul>${items.join("")}</ul>`;
  return `<div class="channel" data-channel="annotations"><h3>Annotations of the run</h3>${body}</div>`;
}

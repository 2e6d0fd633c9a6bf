import { Marked, type Tokens } from "marked";

/** Elements that GitHub leaves in user's text; of their attributes `open` alone is of use here. */
const ALLOWED_TAG =
  /^<(?:\/?(?:details|summary|code|sub|sup|kbd|b|i|strong|em|p)|wbr|br|hr|details open)\s*\/?>$/u;
const ALERT = /^<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:<br>)?\s*/u;
const SAFE_LINK = /^(?:https?:\/\/|mailto:|#|\.{0,2}\/)/iu;

/**
 * Markdown as GitHub shows it: tables, alerts, and of raw HTML only harmless elements without attributes. What GitHub would
 * strip is shown as text here, so that whoever looks at the preview sees that something wanted to be more.
 */
export function githubHtml(
  markdown: string,
  { keepsLineBreaks }: { readonly keepsLineBreaks: boolean },
): string {
  const marked = new Marked({ gfm: true, breaks: keepsLineBreaks, async: false });
  marked.use({
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => withoutForeignTags(text),
      image: ({ href, text }) => escapeHtml(`![${text}](${href})`),
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        return SAFE_LINK.test(href) ? `<a href="${escapeHtml(href)}">${words}</a>` : words;
      },
      code({ text, lang }) {
        const isChart = lang === "mermaid";
        return `<pre${isChart ? ' class="mermaid-source"' : ""}><code>${escapeHtml(text)}</code></pre>\n`;
      },
      blockquote({ tokens }) {
        return quoted(this.parser.parse(tokens));
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

function quoted(html: string): string {
  const kind = ALERT.exec(html)?.[1]?.toLowerCase();
  if (kind === undefined) return `<blockquote>\n${html}</blockquote>\n`;
  const title = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  return `<div class="markdown-alert markdown-alert-${kind}"><p class="markdown-alert-title">${title}</p>${html.replace(ALERT, "<p>")}</div>\n`;
}

/** Comments are gone, as on GitHub; every tag that is not on the list becomes text. */
function withoutForeignTags(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/gu, "")
    .replaceAll(/<[^<>]*>?/gu, (tag) => (ALLOWED_TAG.test(tag) ? tag : escapeHtml(tag)));
}

/** Text for HTML, in quoted attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

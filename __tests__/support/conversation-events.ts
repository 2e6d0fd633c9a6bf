import type { Call } from "./github-services/answer.ts";

interface Written {
  readonly title?: string;
  readonly body?: string;
  readonly state?: string;
  readonly name?: string;
}

/** What people see of requests that write to issues, one line each: what was done, and the first words of it. */
export function conversationEvents(calls: readonly Call[]): readonly string[] {
  return calls.flatMap(({ method, url, body }): string[] => {
    const { title = "", body: text = "", state, name = "" } = (body ?? {}) as Written;
    const [, number, rest] = /\/issues(?:\/(\d+))?(\/comments)?$/.exec(url.pathname) ?? [];
    if (method === "POST" && url.pathname.endsWith("/labels")) return [`label ${name} made`];
    if (method === "PATCH") return [state === "closed" ? `#${number} closed` : `#${number} rewritten`];
    if (method !== "POST" || !url.pathname.includes("/issues")) return [];
    if (rest !== undefined && text.startsWith("<!--")) return [`#${number} commented`];
    if (rest !== undefined) return [`#${number} told: ${plain(text)}`];
    const former = /This has happened before: (#\d+)/.exec(text)?.[1];
    return [`opened: ${title}${former === undefined ? "" : ` (after ${former})`}`];
  });
}

function plain(markdown: string): string {
  return (
    markdown
      .replaceAll(/<\/?code>/g, "")
      .split("\n")
      .find((line) => line !== "") ?? ""
  );
}

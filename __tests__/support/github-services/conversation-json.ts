import type { Reply } from "./answer.ts";
import type { Issue, Label } from "./conversations.ts";

/** Of bodies, in characters. */
const MAX_BODY = 65_536;
const MAX_TITLE = 256;

/** One page, with the `Link` header that tells the next and the last one. */
export function page<Item>(
  all: readonly Item[],
  parameters: Readonly<Record<string, string>>,
  json: (item: Item) => object,
): Reply {
  const { per_page: perPage = "30", page: asked = "1" } = parameters;
  const size = Math.min(Number(perPage), 100);
  const number = Number(asked);
  const last = Math.max(1, Math.ceil(all.length / size));
  const query = (to: number) => `<https://api.github.com/resource?per_page=${size}&page=${to}>`;
  const links = [
    ...(number > 1 ? [`${query(number - 1)}; rel="prev"`, `${query(1)}; rel="first"`] : []),
    ...(number < last ? [`${query(number + 1)}; rel="next"`, `${query(last)}; rel="last"`] : []),
  ];
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size).map(json),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

export function tooLong({
  title = "",
  body = "",
}: {
  readonly title?: string;
  readonly body?: string;
}): Reply | null {
  if (title.length > MAX_TITLE)
    return unprocessable(`title is too long (maximum is ${MAX_TITLE} characters)`);
  return body.length > MAX_BODY
    ? unprocessable(`body is too long (maximum is ${MAX_BODY} characters)`)
    : null;
}

export function unprocessable(message: string, error?: object): Reply {
  return { status: 422, body: { message, errors: error === undefined ? [] : [error] } };
}

export function userJson(login: string) {
  return { login, type: login.endsWith("[bot]") ? "Bot" : "User" };
}

export function labelJson({ name, color, description }: Label) {
  return { name, color, description, default: false };
}

export function pullJson(issue: Issue) {
  const { repository, branch, sha } = issue.pull!;
  return {
    number: issue.number,
    state: issue.state,
    html_url: addressOf(issue),
    head: { ref: branch, sha, repo: repository === null ? null : { full_name: repository } },
  };
}

/** As a listing of pull requests is asked for it: `owner:branch`. */
export function headOf({ repository, branch }: NonNullable<Issue["pull"]>): string {
  return `${(repository ?? "").split("/")[0]}:${branch}`;
}

export function addressOf({ repository, number, pull }: Issue): string {
  return `https://github.com/${repository}/${pull === null ? "issues" : "pull"}/${number}`;
}

/** GitHub's times have no milliseconds. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

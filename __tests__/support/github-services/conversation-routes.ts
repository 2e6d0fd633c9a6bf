import { NOT_FOUND, type Reply } from "./answer.ts";
import {
  addressOf,
  headOf,
  labelJson,
  page,
  pullJson,
  time,
  tooLong,
  unprocessable,
  userJson,
} from "./conversation-json.ts";
import type { Comment, Conversations, Issue } from "./conversations.ts";
import type { RestCall, RestRoutes } from "./rest-actions.ts";

const REPO = "/repos/{owner}/{repo}";

/** What GitHub answers about issues, pull requests, comments and labels. */
export class ConversationService {
  readonly #state: Conversations;

  constructor(state: Conversations) {
    this.#state = state;
  }

  routes(): RestRoutes {
    return { ...this.#issueRoutes(), ...this.#commentRoutes(), ...this.#labelRoutes() };
  }

  /** GraphQL is no part of the description of the REST API: what is asked is known word by word. */
  graphql(body: unknown): Reply | null {
    if ((body as { query?: string }).query !== "query { viewer { login } }") return null;
    return { status: 200, body: { data: { viewer: { login: this.#state.login } } } };
  }

  #issueRoutes(): RestRoutes {
    return {
      [`GET ${REPO}/issues`]: ({ repository, parameters }) => {
        const found = this.#state.issues.filter(
          (issue) => issue.repository === repository && isWanted(issue, parameters),
        );
        const by = parameters["sort"] === "updated" ? "updatedAt" : "createdAt";
        const sign = parameters["direction"] === "asc" ? 1 : -1;
        found.sort((a, b) => sign * (a[by] - b[by] || a.number - b.number));
        return page(found, parameters, (issue) => this.#issueJson(issue));
      },
      [`POST ${REPO}/issues`]: ({ repository, body }) => {
        const given = body as { title: string; body?: string; labels?: string[] };
        const refusal = tooLong(given);
        if (refusal !== null) return refusal;
        const issue = this.#state.addIssue({
          repository,
          title: given.title,
          body: given.body ?? "",
          author: this.#state.login,
        });
        this.#state.setLabels(issue, given.labels ?? []);
        return { status: 201, body: this.#issueJson(issue) };
      },
      [`GET ${REPO}/issues/{issue_number}`]: (call) => {
        const issue = this.#issueOf(call);
        return issue === undefined ? NOT_FOUND : { status: 200, body: this.#issueJson(issue) };
      },
      [`PATCH ${REPO}/issues/{issue_number}`]: (call) => {
        const issue = this.#issueOf(call);
        return issue === undefined ? NOT_FOUND : this.#change(issue, call.body as IssueChange);
      },
      [`GET ${REPO}/pulls`]: ({ repository, parameters }) => {
        const { head, state = "open" } = parameters;
        const found = this.#state.issues.filter(
          ({ repository: own, pull, state: is }) =>
            own === repository &&
            pull !== null &&
            (state === "all" || is === state) &&
            (head ?? headOf(pull)) === headOf(pull),
        );
        return page(found, parameters, pullJson);
      },
      [`GET ${REPO}/commits/{commit_sha}/pulls`]: ({ repository, parameters }) => {
        const sha = parameters["commit_sha"]!;
        const found = this.#state.issues.filter(
          ({ repository: own, pull }) =>
            own === repository && (pull?.sha === sha || pull?.commits?.includes(sha) === true),
        );
        return page(found, parameters, pullJson);
      },
    };
  }

  #commentRoutes(): RestRoutes {
    const commentOf = ({ parameters, repository }: RestCall) =>
      this.#state.comments.find(
        (comment) => comment.repository === repository && comment.id === Number(parameters["comment_id"]),
      );
    return {
      [`GET ${REPO}/issues/{issue_number}/comments`]: (call) => {
        const issue = this.#issueOf(call);
        if (issue === undefined) return NOT_FOUND;
        // Always in the order in which they were written: this listing takes neither `sort` nor `direction`.
        const since = Date.parse(call.parameters["since"] ?? "1970-01-01");
        const found = this.#state.commentsOf(issue).filter(({ updatedAt }) => updatedAt >= since);
        return page(found, call.parameters, (comment) => this.#commentJson(comment));
      },
      [`POST ${REPO}/issues/{issue_number}/comments`]: (call) => {
        const issue = this.#issueOf(call);
        if (issue === undefined) return NOT_FOUND;
        const { body } = call.body as { body: string };
        const refusal = tooLong({ body });
        if (refusal !== null) return refusal;
        issue.updatedAt = this.#state.now();
        return {
          status: 201,
          body: this.#commentJson(this.#state.addComment(issue, body, this.#state.login)),
        };
      },
      [`GET ${REPO}/issues/comments/{comment_id}`]: (call) => {
        const comment = commentOf(call);
        return comment === undefined ? NOT_FOUND : { status: 200, body: this.#commentJson(comment) };
      },
      [`PATCH ${REPO}/issues/comments/{comment_id}`]: (call) => {
        const comment = commentOf(call);
        if (comment === undefined) return NOT_FOUND;
        const { body } = call.body as { body: string };
        const refusal = tooLong({ body });
        if (refusal !== null) return refusal;
        comment.body = body;
        comment.updatedAt = this.#state.now();
        return { status: 200, body: this.#commentJson(comment) };
      },
    };
  }

  #labelRoutes(): RestRoutes {
    return {
      [`GET ${REPO}/labels`]: ({ repository, parameters }) =>
        page(
          this.#state.labels.filter((label) => label.repository === repository),
          parameters,
          labelJson,
        ),
      [`GET ${REPO}/labels/{name}`]: ({ repository, parameters }) => {
        const label = this.#state.label(repository, parameters["name"]!);
        return label === undefined ? NOT_FOUND : { status: 200, body: labelJson(label) };
      },
      [`POST ${REPO}/labels`]: ({ repository, body }) => {
        const given = body as { name: string; color?: string; description?: string };
        if (this.#state.label(repository, given.name) !== undefined)
          return unprocessable("Validation Failed", {
            resource: "Label",
            code: "already_exists",
            field: "name",
          });
        const label = { repository, color: "ededed", description: null, ...given };
        this.#state.labels.push(label);
        return { status: 201, body: labelJson(label) };
      },
      [`POST ${REPO}/issues/{issue_number}/labels`]: (call) => {
        const issue = this.#issueOf(call);
        if (issue === undefined) return NOT_FOUND;
        const { labels } = call.body as { labels: string[] };
        this.#state.setLabels(issue, [...issue.labels, ...labels]);
        return {
          status: 200,
          body: issue.labels.map((name) => labelJson(this.#state.label(issue.repository, name)!)),
        };
      },
    };
  }

  #change(issue: Issue, change: IssueChange): Reply {
    const refusal = tooLong(change);
    if (refusal !== null) return refusal;
    if (change.title !== undefined) issue.title = change.title;
    if (change.body !== undefined) issue.body = change.body;
    if (change.labels !== undefined) this.#state.setLabels(issue, change.labels);
    if (change.state !== undefined && change.state !== issue.state) {
      issue.state = change.state;
      issue.closedAt = change.state === "closed" ? this.#state.now() : null;
      issue.stateReason = change.state_reason ?? (change.state === "closed" ? "completed" : "reopened");
    }
    issue.updatedAt = this.#state.now();
    return { status: 200, body: this.#issueJson(issue) };
  }

  #issueOf({ repository, parameters }: RestCall): Issue | undefined {
    return this.#state.issues.find(
      (issue) => issue.repository === repository && issue.number === Number(parameters["issue_number"]),
    );
  }

  #issueJson(issue: Issue) {
    return {
      id: issue.number,
      number: issue.number,
      title: issue.title,
      body: issue.body === "" ? null : issue.body,
      user: userJson(issue.author),
      state: issue.state,
      state_reason: issue.stateReason,
      locked: false,
      labels: issue.labels.map((name) => labelJson(this.#state.label(issue.repository, name)!)),
      comments: this.#state.commentsOf(issue).length,
      created_at: time(issue.createdAt),
      updated_at: time(issue.updatedAt),
      closed_at: issue.closedAt === null ? null : time(issue.closedAt),
      html_url: addressOf(issue),
      ...(issue.pull === null ? {} : { pull_request: { html_url: addressOf(issue) } }),
    };
  }

  #commentJson(comment: Comment) {
    const issue = this.#state.issues.find(
      ({ repository, number }) => repository === comment.repository && number === comment.issue,
    )!;
    return {
      id: comment.id,
      body: comment.body,
      user: comment.author === null ? null : userJson(comment.author),
      created_at: time(comment.createdAt),
      updated_at: time(comment.updatedAt),
      html_url: `${addressOf(issue)}#issuecomment-${comment.id}`,
    };
  }
}

interface IssueChange {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
  readonly state_reason?: string;
  readonly labels?: readonly string[];
}

function isWanted(issue: Issue, wanted: Readonly<Record<string, string>>): boolean {
  const { state = "open", labels, creator, since = "1970-01-01" } = wanted;
  const names = labels === undefined || labels === "" ? [] : labels.split(",");
  return (
    (state === "all" || state === issue.state) &&
    names.every((name) => issue.labels.some((own) => own.toLowerCase() === name.trim().toLowerCase())) &&
    (creator ?? issue.author) === issue.author &&
    issue.updatedAt >= Date.parse(since)
  );
}

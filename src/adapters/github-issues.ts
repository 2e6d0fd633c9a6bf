import { z } from "zod";
import type { ListedIssue } from "../core/alert.ts";
import { ServiceError } from "../core/errors.ts";
import { ask, type Asker, type Question } from "./github-api.ts";
import { isSelf, readIdentity } from "./github-identity.ts";
import { statusBehind } from "./github-refusals.ts";

/** Issues of one author, pull requests included: a bot that has more of them than these needs a name of its own here. */
const MAX_PAGES = 30;
const PER_PAGE = 100;
const PERMISSION = "issues: write";

/** What makes the issues easy to find for people; nothing of ours depends on it. */
const LABEL = { name: "model-monitor", color: "d93f0b", description: "Kept by model-monitor" };

const IssueNumber = z.number().int().positive();
const Page = z
  .array(
    z.object({
      number: IssueNumber,
      state: z.enum(["open", "closed"]),
      body: z.string().nullish(),
      created_at: z.iso.datetime({ offset: true }),
      user: z.object({ login: z.string() }).nullish(),
      pull_request: z.unknown().optional(),
    }),
  )
  .max(PER_PAGE);
const Written = z.object({ number: IssueNumber });
const Anything = z.unknown();

/** The issues of the running workflow's repository. */
export class GitHubIssues {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /**
   * All issues of our own whose text is wanted, open and closed, newest first: by their author, through the listing, because
   * the search lags behind and a label may not have been set.
   * @throws ServiceError when any page is missing: what was not seen may be the very issue that is looked for
   */
  async find(isWanted: (body: string) => boolean): Promise<readonly ListedIssue[]> {
    const self = await readIdentity(this.#asker);
    const found: ListedIssue[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const listed = await this.#ask({
        path: "/issues",
        parameters: {
          creator: self.login,
          state: "all",
          sort: "created",
          direction: "desc",
          per_page: PER_PAGE,
          page,
        },
        answer: Page,
        what: "list the issues",
      });
      for (const { number, state, body, created_at: createdAt, user, pull_request: pull } of listed)
        if (pull === undefined && isSelf(self, user?.login ?? null) && isWanted(body ?? ""))
          found.push({
            number,
            isOpen: state === "open",
            createdAt: Date.parse(createdAt),
            body: body ?? "",
          });
      if (listed.length < PER_PAGE) return found;
    }
    throw new ServiceError(
      `the issues of ${this.#asker.ownRepository} cannot all be looked through: more than ${MAX_PAGES * PER_PAGE} are by the same author`,
      "Pass as `github-token` the token of an app of its own, so that fewer issues are its; or switch `alert-issue` off.",
    );
  }

  /** Opens an issue and returns its number. */
  async open(title: string, body: string): Promise<number> {
    const labels = (await this.#hasLabel()) ? [LABEL.name] : [];
    const { number } = await this.#ask({
      method: "POST",
      path: "/issues",
      parameters: { title, body, labels },
      answer: Written,
      what: "open an issue",
    });
    return number;
  }

  /** Replaces the text of an issue and, where it is said, closes it. */
  async change(number: number, body: string, isOver: boolean): Promise<void> {
    const end = isOver ? { state: "closed", state_reason: "completed" } : {};
    await this.#ask({
      method: "PATCH",
      path: "/issues/{issue_number}",
      parameters: { issue_number: number, body, ...end },
      answer: Anything,
      what: isOver ? `close the issue ${number}` : `change the issue ${number}`,
    });
  }

  /** Adds a comment to an issue. */
  async comment(number: number, body: string): Promise<void> {
    await this.#ask({
      method: "POST",
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: number, body },
      answer: Anything,
      what: `comment on the issue ${number}`,
    });
  }

  /** Whether there is the label, which is created when it is missing; an alert is worth more than its label. */
  async #hasLabel(): Promise<boolean> {
    try {
      await this.#ask({
        path: "/labels/{name}",
        parameters: { name: LABEL.name },
        answer: Anything,
        what: "look for a label",
      });
      return true;
    } catch (error) {
      return statusBehind(error) === 404 && (await this.#createLabel());
    }
  }

  async #createLabel(): Promise<boolean> {
    try {
      const what = "create a label";
      await this.#ask({ method: "POST", path: "/labels", parameters: LABEL, answer: Anything, what });
      return true;
    } catch (error) {
      // Another job was faster.
      return statusBehind(error) === 422;
    }
  }

  async #ask<Answer>(
    question: Omit<Question<Answer>, "repository" | "permission" | "hintWhenMissing">,
  ): Promise<Answer> {
    const repository = this.#asker.ownRepository;
    try {
      return await ask(this.#asker, {
        ...question,
        what: `${question.what} of ${repository}`,
        repository,
        permission: PERMISSION,
        hintWhenMissing:
          "Check that the repository has issues, and that nobody has moved or deleted this one.",
      });
    } catch (error) {
      if (statusBehind(error) !== 410) throw error;
      throw new ServiceError(
        `${repository} has no issues: they are switched off or this one was deleted (HTTP 410)`,
        "Switch issues on in the repository's settings, or switch `alert-issue` off.",
        { cause: error },
      );
    }
  }
}

import type { Situation } from "../../__tests__/support/situations/index.ts";
import { bodyOf } from "../../src/core/plan-comment.ts";
import { renderComment } from "../../src/formats/report/comment.ts";
import { renderSummary } from "../../src/formats/report/summary.ts";
import { alertIssues } from "./alert-issues.ts";

/** A place where people read what happened. */
export interface Channel {
  /** Name of the folder of golden files. */
  readonly id: string;
  readonly title: string;
  /** GitHub keeps every line break in comments and issues, and none in a file or a summary. */
  readonly keepsLineBreaks: boolean;
  /** Widest column of text that GitHub gives it, in pixels. */
  readonly width: number;
  /** Markdown; null: nothing is written there. */
  render(situation: Situation): string | null;
}

/** A new channel is one entry: the preview shows it and the golden files hold it. */
export const CHANNELS: readonly Channel[] = [
  {
    id: "summary",
    title: "Job summary",
    keepsLineBreaks: false,
    width: 980,
    render: ({ outcome }) => renderSummary(outcome),
  },
  {
    id: "comment",
    title: "Pull-request comment",
    keepsLineBreaks: true,
    width: 800,
    render: ({ outcome }) => bodyOf(renderComment(outcome, { experiment: "evaluation_runs", matrix: "" })),
  },
  {
    id: "issue",
    title: "Alert issues",
    keepsLineBreaks: true,
    width: 800,
    render: alertIssues,
  },
];

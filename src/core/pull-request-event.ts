/**
 * Whether an event is about a proposal: `pull_request`, `pull_request_review` and its like; also `pull_request_target`,
 * which runs on the default branch and works on what an outsider decides.
 */
export function isPullRequestEvent(eventName: string): boolean {
  return eventName.startsWith("pull_request");
}

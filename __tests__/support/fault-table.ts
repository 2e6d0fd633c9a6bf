import type { Fault } from "./fault-proxy.ts";

/** What one evaluation with one fault came to. */
export interface FaultResult {
  readonly call: string;
  readonly fault: Fault;
  /** It happens once, or every time that the call is made. */
  readonly length: "once" | "always";
  readonly status: string;
  /** What the annotations of the step say. */
  readonly told: string;
  /** Runs on the server by their status, deleted ones left out. */
  readonly onServer: readonly string[];
  /** Runs in the workspace. */
  readonly local: number;
}

/** As Markdown, a row for each call and what its faults come to; faults that come to the same share a row. */
export function faultTable(results: readonly FaultResult[]): string {
  const rows = new Map<string, Fault[]>();
  for (const { call, fault, length } of results) {
    if (length === "always") continue;
    const key = [call, ...(["once", "always"] as const).map((long) => cell(results, call, fault, long))].join(
      "\n",
    );
    rows.set(key, [...(rows.get(key) ?? []), fault]);
  }
  return [
    "# What a fault between us and an MLflow server comes to",
    "",
    "Held to the built action and a real server by `npm run conformance faults`, with one further try of each request. Every",
    "cell is one evaluation: its status, the runs of its experiment on the server and in `mlruns/` of the workspace, and what",
    "the step says. No cell has two runs on the server.",
    "",
    "| call | fault | it happens once | it stays |",
    "| --- | --- | --- | --- |",
    ...[...rows].map(([key, faults]) => {
      const [call, once, always] = key.split("\n");
      return `| ${call} | ${faults.join(", ")} | ${once} | ${always} |`;
    }),
    "",
  ].join("\n");
}

function cell(
  results: readonly FaultResult[],
  call: string,
  fault: Fault,
  length: FaultResult["length"],
): string {
  const result = results.find(
    (candidate) => candidate.call === call && candidate.fault === fault && candidate.length === length,
  );
  if (result === undefined) throw new Error(`no evaluation of ${call}, ${fault}, ${length}`);
  const { status, told, onServer, local } = result;
  const server = onServer.length === 0 ? "nothing" : onServer.join(" and ");
  const workspace = local === 0 ? "nothing" : `${local} run`;
  return `${status}; server: ${server}; workspace: ${workspace}; ${told === "" ? "no word" : `“${sentenceOf(told)}”`}`;
}

/** The first sentence: after it comes what to do; in parentheses stands the code of the network, which depends on timing. */
function sentenceOf(told: string): string {
  return told
    .replace(/\. .*$/s, "")
    .replaceAll(/ \([^)]*\)/g, "")
    .replace("the server: the server", "the server")
    .replaceAll("|", "\\|");
}

/** Where a server hands out and takes artifacts, below its own address. */
export const ARTIFACTS_ROUTE = "api/2.0/mlflow-artifacts/artifacts";

/** Where an artifact goes: through the server, or somewhere that only other programs can write to. */
export type ArtifactPath =
  /** `segments`: below the server's artifact destination, not encoded. */
  | { readonly kind: "through-server"; readonly segments: readonly string[] }
  | { readonly kind: "elsewhere"; readonly scheme: string };

/** The path of an artifact below the server's address, as it stands in a request. */
export function artifactRoute(segments: readonly string[]): string {
  return [ARTIFACTS_ROUTE, ...segments.map(encodeURIComponent)].join("/");
}

/**
 * Where a run's artifact is (mlflow/store/artifact/mlflow_artifacts_repo.py).
 * @param artifactUri of the run, as the server tells it
 * @param server address of the server
 * @param file below the run's artifacts; "": the folder of all of them
 */
export function artifactPath(artifactUri: string, server: string, file: string): ArtifactPath {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(artifactUri) ?? [];
  if (scheme.toLowerCase() !== "mlflow-artifacts") return { kind: "elsewhere", scheme: shownScheme(scheme) };
  const [, host, folder = ""] = /^(?:\/\/([^/]*))?(.*)$/s.exec(rest) ?? [];
  if (host !== undefined && host !== "" && host !== new URL(server).host)
    return { kind: "elsewhere", scheme: "mlflow-artifacts, on another server" };
  const segments = [...folder.split("/").map(decoded), ...file.split("/")].filter(
    (segment) => segment !== "",
  );
  // The server's word, but our request.
  if (segments.some((segment) => segment === "." || segment === ".."))
    return { kind: "elsewhere", scheme: "mlflow-artifacts, in a folder that cannot be meant" };
  return { kind: "through-server", segments };
}

function shownScheme(scheme: string): string {
  if (scheme === "" || scheme.toLowerCase() === "file") return "a directory of the server";
  return /^[a-z0-9+.-]{1,20}$/i.test(scheme) ? `${scheme.toLowerCase()}:` : "an unknown place";
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

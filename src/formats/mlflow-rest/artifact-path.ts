const PROXY = "api/2.0/mlflow-artifacts/artifacts";

/** Where an artifact goes: through the server, or somewhere that only other programs can write to. */
export type ArtifactPath =
  | { readonly kind: "through-server"; readonly path: string }
  | { readonly kind: "elsewhere"; readonly scheme: string };

/**
 * The path, below the server's address, of a run's artifact (mlflow/store/artifact/mlflow_artifacts_repo.py).
 * @param artifactUri of the run, as the server tells it
 * @param server address of the server
 * @param file below the run's artifacts
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
  return { kind: "through-server", path: [PROXY, ...segments.map(encodeURIComponent)].join("/") };
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
